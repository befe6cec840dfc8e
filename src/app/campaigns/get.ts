import type { LiveCampaign } from '../../ports.ts'
import type { Actor, Deps } from '../deps.ts'
import { getCampaignView } from './find.ts'
import { findLive, overlayInFlight } from './live.ts'
import type { CampaignView } from './view.ts'

/** One campaign, with what it is doing at this moment. */
export async function getCampaign(
  deps: Deps,
  actor: Actor,
  id: string,
): Promise<{ view: CampaignView; live: LiveCampaign | null }> {
  const view = await getCampaignView(deps, actor, id)
  const live = await findLive(deps, view.campaign)
  if (!live || live.inFlight.length === 0) return { view, live }
  const leadIds = live.inFlight.map((call) => call.leadId)
  const read = await deps.campaigns.countersAndStatuses(actor.orgId, id, leadIds)
  return { view: read ? { ...view, counters: overlayInFlight(read.counters, read.statuses) } : view, live }
}
