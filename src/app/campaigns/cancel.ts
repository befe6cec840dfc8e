import type { Actor, Deps } from '../deps.ts'
import { actOnCampaign } from './act.ts'
import type { CampaignView } from './view.ts'

/** For good. Leads that were never attempted become canceled. */
export async function cancelCampaign(deps: Deps, actor: Actor, id: string): Promise<CampaignView> {
  return await actOnCampaign(deps, actor, id, { action: 'cancel', event: 'campaign.cancelled', job: 'cancel' })
}
