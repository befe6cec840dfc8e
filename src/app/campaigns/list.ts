import type { Actor, Deps } from '../deps.ts'
import type { Page } from '../page.ts'
import type { CampaignQuery } from './store.ts'
import { type CampaignView, viewCampaigns } from './view.ts'

/** Newest first. The counts are those stored: a list does not wake every campaign's object. */
export async function listCampaigns(deps: Deps, actor: Actor, query: CampaignQuery): Promise<Page<CampaignView>> {
  const { items, nextCursor } = await deps.campaigns.list(actor.orgId, query)
  return { items: await viewCampaigns(deps, actor.orgId, items), nextCursor }
}
