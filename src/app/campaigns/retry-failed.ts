import { assertBudget } from '../breakers/assert-budget.ts'
import type { Actor, Deps } from '../deps.ts'
import { actOnCampaign } from './act.ts'
import type { CampaignView } from './view.ts'

/** Every lead that failed gets another round; a completed campaign becomes active again. */
export async function retryFailedLeads(deps: Deps, actor: Actor, id: string): Promise<CampaignView> {
  return await actOnCampaign(deps, actor, id, {
    action: 'retry_failed',
    event: 'campaign.failed_retried',
    job: 'retry_failed',
    // An active campaign has its breakers, and a paused one stays paused.
    confirm: async (view) => {
      if (view.campaign.status === 'completed') await assertBudget(deps, view)
    },
  })
}
