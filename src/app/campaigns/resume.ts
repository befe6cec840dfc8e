import { assertBudget } from '../breakers/assert-budget.ts'
import type { Actor, Deps } from '../deps.ts'
import { actOnCampaign } from './act.ts'
import type { CampaignView } from './view.ts'

/** Picks up exactly where it left off; refused while its budget has no room for a call. */
export async function resumeCampaign(deps: Deps, actor: Actor, id: string): Promise<CampaignView> {
  return await actOnCampaign(deps, actor, id, {
    action: 'resume',
    event: 'campaign.resumed',
    confirm: (view) => assertBudget(deps, view),
  })
}
