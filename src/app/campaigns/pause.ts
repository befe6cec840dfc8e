import type { Actor, Deps } from '../deps.ts'
import { actOnCampaign } from './act.ts'
import type { CampaignView } from './view.ts'

/** From the next dial on nothing new starts; calls in progress finish. */
export async function pauseCampaign(deps: Deps, actor: Actor, id: string): Promise<CampaignView> {
  return await actOnCampaign(deps, actor, id, { action: 'pause', event: 'campaign.paused' })
}
