import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { getOpenItem, getStuckItem } from './get.ts'
import type { StuckItem } from './store.ts'

/**
 * A person gives the item up: nothing tries it again. What it was about stays as it is (the lead is `failed`, the import ended early).
 * @throws AppError `not_found`; `not_allowed` when it is not stuck any more
 */
export async function discardStuckItem(deps: Deps, actor: Actor, id: string, reason: string): Promise<StuckItem> {
  const { kind, subject, error } = await getOpenItem(deps, actor, id)
  const audit = auditEntry(deps, actor, 'stuck_item.discarded', id, { kind, subject, error, reason })
  await deps.stuckItems.resolve(actor.orgId, id, 'discarded', audit)
  return await getStuckItem(deps, actor, id)
}
