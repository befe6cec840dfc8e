import { allowedActions, type CampaignAction, type CampaignFacts } from '../../domain/campaign-lifecycle.ts'
import { type ScheduleState, scheduleAt } from '../../domain/schedule.ts'
import { isSpamRisk } from '../../domain/spam-risk.ts'
import type { Agent } from '../agents/store.ts'
import type { BreakerTrip } from '../breakers/store.ts'
import type { Deps } from '../deps.ts'
import type { CallerNumber } from '../numbers/store.ts'
import type { Organization } from '../organizations/store.ts'
import type { Schedule } from '../schedules/store.ts'
import { type CampaignWarning, hoursWarnings, sharedHoursChecks } from './hours-warnings.ts'
import type { Campaign, CountedCampaign } from './store.ts'

/** Actions of later stages, which no door offers yet. */
const NOT_OFFERED: ReadonlySet<CampaignAction> = new Set(['run', 'approve_all'])

/** A campaign with the names of what it uses and what may be done to it now. */
export interface CampaignView extends CountedCampaign {
  agent: Agent | null
  numbers: CallerNumber[]
  /** null also when the one it names is gone. */
  schedule: (Schedule & { state: ScheduleState }) | null
  warnings: CampaignWarning[]
  /** What it is paused for by itself. */
  breaker: BreakerTrip | null
  facts: CampaignFacts
  actions: CampaignAction[]
}

/** A few look-ups for a whole list. */
export async function viewCampaigns(deps: Deps, orgId: string, counted: CountedCampaign[]): Promise<CampaignView[]> {
  const agentIds = [...new Set(counted.flatMap(({ campaign }) => campaign.agentId ?? []))]
  const numberIds = [...new Set(counted.flatMap(({ campaign }) => campaign.numberIds))]
  const scheduleIds = [...new Set(counted.flatMap(({ campaign }) => campaign.scheduleId ?? []))]
  const stoppedIds = counted.flatMap(({ campaign }) => (isStoppedByBreaker(campaign) ? campaign.id : []))
  const [organization, agents, numbers, schedules, trips] = await Promise.all([
    deps.organizations.find(orgId),
    agentIds.length > 0 ? deps.agents.findMany(orgId, agentIds) : [],
    numberIds.length > 0 ? deps.numbers.findMany(orgId, numberIds) : [],
    scheduleIds.length > 0 ? deps.schedules.findMany(orgId, scheduleIds) : [],
    stoppedIds.length > 0 ? deps.breakers.findOpen(orgId, stoppedIds) : new Map<string, BreakerTrip>(),
  ])
  const agentBy = new Map(agents.map((agent) => [agent.id, agent]))
  const numberBy = new Map(numbers.map((number) => [number.id, number]))
  const now = deps.clock.now()
  const scheduleBy = new Map(schedules.map((it) => [it.id, { ...it, state: scheduleAt(it, now) }]))
  const checkHours = sharedHoursChecks(now)
  return counted.map((item) => {
    const agent = agentBy.get(item.campaign.agentId ?? '') ?? null
    const used = item.campaign.numberIds.flatMap((id) => numberBy.get(id) ?? [])
    const schedule = scheduleBy.get(item.campaign.scheduleId ?? '') ?? null
    const check = checkHours(item.campaign, schedule)
    const hours = { hasSchedule: item.campaign.scheduleId === null || schedule !== null, hoursMeet: check.meet }
    const facts = { ...factsOf(item, organization, agent, used, now), ...hours }
    const warnings = hoursWarnings(item.campaign, schedule, check)
    const actions = allowedActions(facts).filter((action) => !NOT_OFFERED.has(action))
    const breaker = trips.get(item.campaign.id) ?? null
    return { ...item, agent, numbers: used, schedule, warnings, breaker, facts, actions }
  })
}

function isStoppedByBreaker({ status, statusReason }: Campaign): boolean {
  return status === 'paused' && (statusReason?.startsWith('breaker_') ?? false)
}

function factsOf(
  { campaign, counters }: CountedCampaign,
  organization: Organization | null,
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
    agentStopped: agent !== null && agent.stoppedAt !== null,
    organizationStopped: organization !== null && organization.stoppedAt !== null,
    usableNumbers: numbers.filter((number) => number.enabled && !isSpamRisk(number.spamScore, spam_threshold)).length,
    leads: Object.values(counters.byStatus).reduce((sum, count) => sum + count, 0),
    failedLeads: counters.byStatus.failed,
    execution: campaign.settings.execution,
    now,
  }
}
