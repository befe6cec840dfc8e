import { AppError } from '../../domain/errors.ts'
import { firstStep, type PhoneProgress } from '../../domain/lead-progress.ts'
import type { Actor, Deps } from '../deps.ts'
import { actOnLead } from './act.ts'
import type { LeadView } from './store.ts'

/** Another round for one lead, by a person who looked at it: attempts from zero on every live phone. */
export async function retryLead(deps: Deps, actor: Actor, id: string): ReturnType<typeof actOnLead> {
  return await actOnLead(deps, actor, id, { action: 'retry', event: 'lead.retried', check: assertDialable })
}

function assertDialable(lead: LeadView): void {
  const step = firstStep(lead.phones.map((phone) => ({ e164: phone.e164 ?? '', attempts: 0, dead: deadOf(phone) })))
  if (step.kind === 'dial') return
  throw new AppError('missing_requirements', 'None of its phones can be called: correct or add a phone first.', {
    missing: ['phone'],
    reason: step.reason,
  })
}

function deadOf(phone: LeadView['phones'][number]): PhoneProgress['dead'] {
  if (phone.e164 === null) return 'invalid'
  if (phone.dead !== null) return phone.dead === 'wrong_number' ? 'wrong_number' : 'invalid'
  return phone.suppressed ? 'suppressed' : null
}
