import type { Actor, Deps } from '../deps.ts'
import { insertDraft } from './create.ts'
import { getCampaignView } from './find.ts'
import type { CampaignView } from './view.ts'

const LONGEST_NAME = 200
const SUFFIX = ' (copy)'

/**
 * A new draft with the same settings and without leads. What has been deleted or has passed meanwhile is left out, except the schedule:
 * without it people would be called at other hours, so a deleted one stays named until another is chosen.
 */
export async function duplicateCampaign(deps: Deps, actor: Actor, id: string): Promise<CampaignView> {
  const { campaign, agent, numbers } = await getCampaignView(deps, actor, id)
  const now = deps.clock.now()
  const toCome = (at: number | null): number | null => (at !== null && at > now ? at : null)
  const { name, description, notes, type, direction, scheduleId, settings } = campaign
  return await insertDraft(
    deps,
    actor,
    {
      name: `${name.slice(0, LONGEST_NAME - SUFFIX.length)}${SUFFIX}`,
      description,
      notes,
      type,
      direction,
      scheduleId,
      settings,
      agentId: agent?.id ?? null,
      numberIds: numbers.map((number) => number.id),
      startAt: toCome(campaign.startAt),
      endAt: toCome(campaign.endAt),
    },
    { duplicate_of: id },
  )
}
