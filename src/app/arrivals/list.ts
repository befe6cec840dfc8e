import { assertCampaign } from '../campaigns/find.ts'
import type { Actor, Deps } from '../deps.ts'
import type { Page, PageRequest } from '../page.ts'
import type { DayOfArrivals } from './store.ts'

/** @param campaignId null: of the whole organization */
export async function listArrivals(
  deps: Deps,
  actor: Actor,
  campaignId: string | null,
  request: PageRequest,
): Promise<Page<DayOfArrivals>> {
  if (campaignId !== null) await assertCampaign(deps, actor, campaignId)
  return await deps.arrivals.list(actor.orgId, { ...request, campaignId })
}
