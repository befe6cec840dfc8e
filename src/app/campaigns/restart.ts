import { AppError } from '../../domain/errors.ts'
import { assertBudget } from '../breakers/assert-budget.ts'
import type { Actor, Deps } from '../deps.ts'
import { actOnCampaign } from './act.ts'
import type { CampaignView } from './view.ts'

/**
 * Everybody again from the first pass, or only those not reached yet. People who were already reached are rung again only when that is
 * said in so many words: without `confirm` the refusal tells how many they are.
 */
export async function restartCampaign(
  deps: Deps,
  actor: Actor,
  id: string,
  input: { unreachedOnly: boolean; confirm: boolean },
): Promise<CampaignView> {
  return await actOnCampaign(deps, actor, id, {
    action: 'restart',
    event: 'campaign.restarted',
    job: input.unreachedOnly ? 'restart_unreached' : 'restart',
    fields: (now) => ({ startedAt: now }),
    details: { unreached_only: input.unreachedOnly },
    confirm: async (view) => {
      await assertBudget(deps, view)
      const reached = reachedAgain(view)
      if (input.unreachedOnly || input.confirm || reached === 0) return
      const people = reached === 1 ? '1 person was' : `${reached} people were`
      throw new AppError(
        'missing_requirements',
        `${people} already reached and would be called again. Send "confirm": true to call everybody, or "unreached_only": true to leave them out.`,
        { missing: ['confirm'], reached },
      )
    },
  })
}

/** Those who opted out were reached too, but nothing calls them again. */
function reachedAgain({ counters }: CampaignView): number {
  return Math.max(0, counters.reached - counters.leadsByDisposition.OPT_OUT)
}
