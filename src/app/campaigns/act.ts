import {
  type ActionVerdict,
  type CampaignAction,
  type CampaignStatus,
  judgeAction,
} from '../../domain/campaign-lifecycle.ts'
import { AppError } from '../../domain/errors.ts'
import { isWebhookEventType } from '../../domain/webhook-event.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { getCampaignView } from './find.ts'
import type { Campaign, TransitionFields } from './store.ts'
import { type BulkJob, tellDialer } from './tell-dialer.ts'
import type { CampaignView } from './view.ts'

/** What an action does besides moving the status. */
export interface ActionPlan {
  action: CampaignAction
  /** For the audit log: `campaign.started`. */
  event: string
  /** Work on the leads, done by the campaign's object. */
  job?: BulkJob
  /** Columns beyond those every status brings along. */
  fields?: (now: number) => TransitionFields
  details?: Record<string, unknown>
  /** A last word before it happens; throws to refuse. */
  confirm?: (view: CampaignView) => void | Promise<void>
}

/**
 * The one way a person moves a campaign: judge, change the row only if it is still as judged, write the audit entry with it, tell the
 * campaign's object.
 */
export async function actOnCampaign(deps: Deps, actor: Actor, id: string, plan: ActionPlan): Promise<CampaignView> {
  for (let round = 0; round < 3; round++) {
    const view = await getCampaignView(deps, actor, id)
    const verdict = judgeAction(plan.action, view.facts)
    if (!verdict.ok) throw refusal(view.campaign, verdict)
    await plan.confirm?.(view)
    const now = deps.clock.now()
    const { campaign } = view
    const fields = { ...columnsOf(campaign, verdict.status, now), ...jobOf(plan, now), ...plan.fields?.(now) }
    const audit = auditEntry(deps, actor, plan.event, id, {
      from: campaign.status,
      to: verdict.status,
      ...plan.details,
    })
    if (!(await deps.campaigns.transition(campaign, verdict.status, fields, now, audit))) continue
    if (verdict.status !== 'draft') await tellDialer(deps, id)
    if (isWebhookEventType(plan.event)) await deps.queues.deliver(actor.orgId)
    return await getCampaignView(deps, actor, id)
  }
  throw new AppError('conflict', 'The campaign was changed by somebody else at the same time; look at it again.')
}

/** In the row itself, so that neither a lost command nor a wake-up that overtakes it can dial by what the leads were before. */
function jobOf({ job }: ActionPlan, now: number): TransitionFields {
  return job ? { job, nextWakeAt: now } : {}
}

/** What belongs to a status. A wake-up that is already due makes the sweep look after the campaign should its object not hear of it. */
function columnsOf(campaign: Campaign, status: CampaignStatus, now: number): TransitionFields {
  if (status === campaign.status) return {}
  switch (status) {
    case 'draft':
      return {}
    case 'scheduled':
      return { statusReason: null, finishedAt: null, nextWakeAt: campaign.startAt, breakersFrom: now }
    case 'active':
      return {
        statusReason: null,
        finishedAt: null,
        startedAt: campaign.startedAt ?? now,
        nextWakeAt: now,
        // Whoever lets it go on has seen what was: its breakers begin anew.
        breakersFrom: now,
      }
    case 'paused':
      return { statusReason: null }
    case 'completed':
    case 'cancelled':
      return { statusReason: null, finishedAt: now, nextWakeAt: now }
  }
}

export function refusal(campaign: Campaign, verdict: Extract<ActionVerdict, { ok: false }>): AppError {
  const details = { status: campaign.status, allowed_from: verdict.allowedFrom }
  switch (verdict.code) {
    case 'not_allowed':
      return new AppError('not_allowed', verdict.message, details)
    case 'missing':
      return new AppError('missing_requirements', verdict.message, { ...details, missing: verdict.missing })
  }
}
