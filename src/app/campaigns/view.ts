import { nextOpening } from '../../domain/calling-window.ts'
import { allowedActions, type CampaignAction, type CampaignFacts } from '../../domain/campaign-lifecycle.ts'
import { isSpamRisk } from '../../domain/spam-risk.ts'
import type { Agent } from '../agents/store.ts'
import type { Deps } from '../deps.ts'
import type { CallerNumber } from '../numbers/store.ts'
import type { Campaign, CountedCampaign } from './store.ts'

/** Actions of later stages, which no door offers yet. */
const NOT_OFFERED: ReadonlySet<CampaignAction> = new Set(['run', 'approve_all'])

/** A campaign with the names of what it uses and what may be done to it now. */
export interface CampaignView extends CountedCampaign {
  agent: Agent | null
  numbers: CallerNumber[]
  facts: CampaignFacts
  actions: CampaignAction[]
}

/** Two look-ups for a whole list. */
export async function viewCampaigns(deps: Deps, orgId: string, counted: CountedCampaign[]): Promise<CampaignView[]> {
  const agentIds = [...new Set(counted.flatMap(({ campaign }) => campaign.agentId ?? []))]
  const numberIds = [...new Set(counted.flatMap(({ campaign }) => campaign.numberIds))]
  const [agents, numbers] = await Promise.all([
    agentIds.length > 0 ? deps.agents.findMany(orgId, agentIds) : [],
    numberIds.length > 0 ? deps.numbers.findMany(orgId, numberIds) : [],
  ])
  const agentBy = new Map(agents.map((agent) => [agent.id, agent]))
  const numberBy = new Map(numbers.map((number) => [number.id, number]))
  const now = deps.clock.now()
  return counted.map((item) => {
    const agent = agentBy.get(item.campaign.agentId ?? '') ?? null
    const used = item.campaign.numberIds.flatMap((id) => numberBy.get(id) ?? [])
    const facts = factsOf(item, agent, used, now)
    const actions = allowedActions(facts).filter((action) => !NOT_OFFERED.has(action))
    return { ...item, agent, numbers: used, facts, actions }
  })
}

/** Whether anybody could ever be called by these hours. One zone stands for all: the hours are those of the person's own clock. */
function hoursMeet(campaign: Campaign, now: number): boolean {
  const { calling_hours, regional_rules } = campaign.settings
  const rules = {
    zones: ['America/New_York'],
    regions: [],
    callingHours: calling_hours,
    schedule: null,
    regionalRules: regional_rules,
  }
  return nextOpening(rules, now) !== null
}

function factsOf(
  { campaign, counters }: CountedCampaign,
  agent: Agent | null,
  numbers: CallerNumber[],
  now: number,
): CampaignFacts {
  const { spam_threshold } = campaign.settings.rotation
  return {
    status: campaign.status,
    archived: campaign.archivedAt !== null,
    type: campaign.type,
    direction: campaign.direction,
    startAt: campaign.startAt,
    endAt: campaign.endAt,
    hasAgent: agent !== null,
    usableNumbers: numbers.filter((number) => number.enabled && !isSpamRisk(number.spamScore, spam_threshold)).length,
    leads: Object.values(counters.byStatus).reduce((sum, count) => sum + count, 0),
    failedLeads: counters.byStatus.failed,
    execution: campaign.settings.execution,
    hoursMeet: hoursMeet(campaign, now),
    now,
  }
}
