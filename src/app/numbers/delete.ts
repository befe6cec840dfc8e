import { auditEntry } from '../audit/entry.ts'
import { inUse } from '../campaigns/refresh-users.ts'
import type { Actor, Deps } from '../deps.ts'
import { getNumber } from './get.ts'

export async function deleteNumber(deps: Deps, actor: Actor, id: string): Promise<void> {
  const number = await getNumber(deps, actor, id)
  const audit = auditEntry(deps, actor, 'number.deleted', id, { e164: number.e164 })
  if (await deps.numbers.deleteUnused(actor.orgId, id, audit)) return
  throw await inUse(deps, actor.orgId, { numberId: id }, 'number')
}
