import type { Actor, Deps } from '../deps.ts'
import type { Page } from '../page.ts'
import type { StuckItem, StuckItemQuery } from './store.ts'

/** What was set aside because it always failed, newest first. */
export async function listStuckItems(deps: Deps, actor: Actor, query: StuckItemQuery): Promise<Page<StuckItem>> {
  return await deps.stuckItems.list(actor.orgId, query)
}
