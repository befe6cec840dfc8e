import { AppError } from '../../domain/errors.ts'
import { judgeLeadAction, type LeadAction } from '../../domain/lead.ts'
import { describeError } from '../../domain/stuck-item.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { getLead } from './get.ts'
import type { LeadView } from './store.ts'

export interface LeadPlan {
  action: LeadAction
  /** For the audit log: `lead.disabled`. */
  event: string
  details?: Record<string, unknown>
  /** A last word before it happens; throws to refuse. */
  check?: (lead: LeadView) => void
}

/**
 * The one way a person moves a lead. The campaign's object alone writes a lead's status and place, so that a click and a call cannot
 * overtake one another: here it is judged for a clear refusal, there it is judged again and done.
 */
export async function actOnLead(deps: Deps, actor: Actor, id: string, plan: LeadPlan): ReturnType<typeof getLead> {
  const { lead } = await getLead(deps, actor, id)
  const verdict = judgeLeadAction(plan.action, lead.status, lead.attempts)
  if (!verdict.ok)
    throw new AppError(verdict.code, verdict.message, { status: lead.status, allowed_from: verdict.allowedFrom })
  plan.check?.(lead)
  const answer = await ask(deps, lead, plan.action)
  if (!answer.ok) throw new AppError('not_allowed', answer.message, { status: lead.status })
  await deps.audit.append([
    auditEntry(deps, actor, plan.event, id, { from: lead.status, to: verdict.status, ...plan.details }),
  ])
  return await getLead(deps, actor, id)
}

async function ask(deps: Deps, lead: LeadView, action: LeadAction): Promise<{ ok: boolean; message: string }> {
  try {
    return await deps.dialers.leadChanged(lead.campaignId, lead.id, action)
  } catch (error) {
    deps.log.error('lead.not_changed', { lead_id: lead.id, action, error: describeError(error) })
    throw new AppError('unavailable', 'The campaign does not answer right now; try again in a moment.')
  }
}
