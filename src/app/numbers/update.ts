import { auditEntry } from '../audit/entry.ts'
import { refreshUsers } from '../campaigns/refresh-users.ts'
import type { Actor, Deps } from '../deps.ts'
import { checkNumber } from './check.ts'
import { takenNumber } from './create.ts'
import { getNumber } from './get.ts'
import type { NumberFields } from './store.ts'
import type { NumberView } from './view.ts'

/** Switching a number off takes effect from the next dial on: the campaigns that use it are told at once. */
export async function updateNumber(
  deps: Deps,
  actor: Actor,
  id: string,
  input: Partial<NumberFields>,
): Promise<NumberView> {
  await getNumber(deps, actor, id)
  if (Object.keys(input).length > 0) {
    const changes = await checkNumber(deps, actor, input)
    const audit = auditEntry(deps, actor, 'number.updated', id, { ...changes })
    const result = await deps.numbers.update(actor.orgId, id, changes, deps.clock.now(), audit)
    if (result === 'taken') throw takenNumber(changes.e164 ?? '')
    await refreshUsers(deps, actor.orgId, { numberId: id })
  }
  return await getNumber(deps, actor, id)
}
