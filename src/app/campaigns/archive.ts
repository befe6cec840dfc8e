import type { Actor, Deps } from '../deps.ts'
import { actOnCampaign } from './act.ts'
import type { CampaignView } from './view.ts'

/** Leaves the main list. */
export async function archiveCampaign(deps: Deps, actor: Actor, id: string): Promise<CampaignView> {
  return await actOnCampaign(deps, actor, id, {
    action: 'archive',
    event: 'campaign.archived',
    fields: (now) => ({ archivedAt: now }),
  })
}
