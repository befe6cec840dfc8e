import { auditEntry } from '../audit/entry.ts'
import { refreshUsers } from '../campaigns/refresh-users.ts'
import type { Actor, Deps } from '../deps.ts'
import { getNumber } from './get.ts'
import type { NumberView } from './view.ts'

/**
 * The kill switch of one number: from the next dial on nothing is called from it, in any campaign; calls in progress go on. Stopping one
 * that is stopped changes nothing.
 */
export async function stopNumber(deps: Deps, actor: Actor, id: string, reason: string): Promise<NumberView> {
  const { e164 } = await getNumber(deps, actor, id)
  const audit = auditEntry(deps, actor, 'number.stopped', id, { e164, reason })
  await deps.numbers.stop(actor.orgId, id, reason, deps.clock.now(), audit)
  await refreshUsers(deps, actor.orgId, { numberId: id })
  return await getNumber(deps, actor, id)
}
