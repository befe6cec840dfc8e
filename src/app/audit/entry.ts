import type { Actor, Deps } from '../deps.ts'
import type { AuditEntry } from './store.ts'

/** The record of one change, to be written with it. `action` is `noun.verb` in the past: `campaign.started`. */
export function auditEntry(
  deps: Pick<Deps, 'clock' | 'ids'>,
  actor: Actor,
  action: string,
  subject: string,
  details: Record<string, unknown> = {},
): AuditEntry {
  return {
    orgId: actor.orgId,
    id: deps.ids.next('aud'),
    actor: actor.name,
    action,
    subject,
    details,
    at: deps.clock.now(),
  }
}
