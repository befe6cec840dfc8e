import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import type { Suppression } from './store.ts'

/**
 * Puts entries on the list, however they came about, and records it: `suppression.added`, `suppression.widened`, or, when they were there
 * just so, `suppression.repeated`, because that somebody had to ask twice is evidence too.
 * @param subject what the record is about
 */
export async function enterSuppressions(
  deps: Pick<Deps, 'suppressions' | 'clock' | 'ids' | 'queues'>,
  actor: Actor,
  subject: string,
  entries: Suppression[],
): Promise<{ created: number; widened: number }> {
  const first = entries[0]
  if (!first) return { created: 0, widened: 0 }
  const { reason, evidence, source, channel } = first
  const details = { values: entries.map((entry) => entry.value), channel, reason, evidence, source }
  const entered = await deps.suppressions.add(entries, {
    added: auditEntry(deps, actor, 'suppression.added', subject, details),
    widened: auditEntry(deps, actor, 'suppression.widened', subject, details),
    repeated: auditEntry(deps, actor, 'suppression.repeated', subject, details),
  })
  if (entered.created > 0) await deps.queues.deliver(actor.orgId)
  return entered
}
