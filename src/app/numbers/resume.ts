import { auditEntry } from '../audit/entry.ts'
import { refreshUsers } from '../campaigns/refresh-users.ts'
import type { Actor, Deps } from '../deps.ts'
import { getNumber } from './get.ts'
import type { NumberView } from './view.ts'

/** Campaigns call from it again. Resuming a number that is not stopped changes nothing. */
export async function resumeNumber(deps: Deps, actor: Actor, id: string, reason: string): Promise<NumberView> {
  const { e164, stopReason } = await getNumber(deps, actor, id)
  const audit = auditEntry(deps, actor, 'number.resumed', id, { e164, reason, stopped_because: stopReason })
  await deps.numbers.resume(actor.orgId, id, deps.clock.now(), audit)
  await refreshUsers(deps, actor.orgId, { numberId: id })
  return await getNumber(deps, actor, id)
}
