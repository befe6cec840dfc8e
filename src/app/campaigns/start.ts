import { assertBudget } from '../breakers/assert-budget.ts'
import type { Actor, Deps } from '../deps.ts'
import { actOnCampaign } from './act.ts'
import type { CampaignView } from './view.ts'

/** Goes live: active at once, or scheduled when its start date is still to come. */
export async function startCampaign(deps: Deps, actor: Actor, id: string): Promise<CampaignView> {
  return await actOnCampaign(deps, actor, id, {
    action: 'start',
    event: 'campaign.started',
    confirm: (view) => assertBudget(deps, view),
  })
}
