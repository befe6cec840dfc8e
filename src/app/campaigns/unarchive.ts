import type { Actor, Deps } from '../deps.ts'
import { actOnCampaign } from './act.ts'
import type { CampaignView } from './view.ts'

/** Re-enters the main list. */
export async function unarchiveCampaign(deps: Deps, actor: Actor, id: string): Promise<CampaignView> {
  return await actOnCampaign(deps, actor, id, {
    action: 'unarchive',
    event: 'campaign.unarchived',
    fields: () => ({ archivedAt: null }),
  })
}
