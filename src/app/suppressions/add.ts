import { forbidsCalls, type SuppressionChannel } from '../../domain/suppression.ts'
import type { Actor, Deps } from '../deps.ts'
import { enterSuppressions } from './enter.ts'
import { readValue } from './read-value.ts'
import type { Suppression } from './store.ts'
import { withdrawCalls } from './withdraw-calls.ts'

/**
 * From now on nobody uses this on the channel. Every permit asks the list, so campaigns need not be told: a waiting lead becomes
 * do_not_call when its turn comes; a call that rings already is ended before this returns. An entry that exists keeps its reason, and
 * another channel widens it to `all`; it never becomes narrower.
 * @param input.channel of a phone; an email is always `email`
 */
export async function addSuppression(
  deps: Deps,
  actor: Actor,
  input: { phone?: string; email?: string; channel?: SuppressionChannel; reason: string; evidence?: string },
): Promise<{ suppression: Suppression; created: boolean }> {
  const { kind, value } = await readValue(deps, actor, input, (field) => ({ pointer: `/${field}` }))
  const known = await deps.suppressions.findByValue(actor.orgId, kind, value)
  const suppression: Suppression = {
    id: deps.ids.next('sup'),
    orgId: actor.orgId,
    kind,
    value,
    channel: kind === 'email' ? 'email' : (input.channel ?? 'all'),
    reason: input.reason,
    source: actor.name.startsWith('user:') ? 'person' : 'api',
    evidence: input.evidence ?? '',
    contactId: null,
    attemptId: null,
    importId: null,
    createdAt: deps.clock.now(),
  }
  const { created } = await enterSuppressions(deps, actor, known?.id ?? suppression.id, [suppression])
  if (kind === 'phone' && forbidsCalls(suppression.channel))
    await withdrawCalls(deps, actor.orgId, { phones: [value], contactIds: [] })
  if (created > 0) return { suppression, created: true }
  const stored = await deps.suppressions.findByValue(actor.orgId, kind, value)
  return { suppression: stored ?? suppression, created: false }
}
