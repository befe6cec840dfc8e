import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { readValue } from './read-value.ts'
import type { Suppression } from './store.ts'

/**
 * From now on nobody calls or mails this. Every permit asks the list, so campaigns need not be told: a waiting lead becomes
 * do_not_call when its turn comes. An entry that exists stays as it is, with its older reason.
 */
export async function addSuppression(
  deps: Deps,
  actor: Actor,
  input: { phone?: string; email?: string; reason: string },
): Promise<{ suppression: Suppression; created: boolean }> {
  const { kind, value } = await readValue(deps, actor, input, (field) => ({ pointer: `/${field}` }))
  const suppression: Suppression = {
    id: deps.ids.next('sup'),
    orgId: actor.orgId,
    kind,
    value,
    reason: input.reason,
    source: 'api',
    contactId: null,
    attemptId: null,
    createdAt: deps.clock.now(),
  }
  const audit = auditEntry(deps, actor, 'suppression.added', suppression.id, { kind, value, reason: input.reason })
  const created = (await deps.suppressions.add([suppression], audit)) > 0
  const stored = created ? suppression : await deps.suppressions.findByValue(actor.orgId, kind, value)
  return { suppression: stored ?? suppression, created }
}
