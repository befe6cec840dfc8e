import type { Actor, Deps } from '../deps.ts'
import { actOnCampaign } from './act.ts'
import type { CampaignView } from './view.ts'

/** Picks up exactly where it left off. */
export async function resumeCampaign(deps: Deps, actor: Actor, id: string): Promise<CampaignView> {
  return await actOnCampaign(deps, actor, id, { action: 'resume', event: 'campaign.resumed' })
}
