/** Why is this campaign not dialing, and when will it? The campaign's own answer, and everything else that stands in its way. */
import type { BreakerKind } from './breaker.ts'
import { isStopFor } from './calling-window.ts'
import { type CampaignFacts, judgeAction, type Requirement } from './campaign-lifecycle.ts'
import type { StandingStop, Stop } from './compliance-facts.ts'
import type { WaitReason } from './dial-plan.ts'
import { NUMBER_SENTENCES, reasonClause, waitSentence } from './explain-words.ts'
import type { NumbersNow } from './numbers-free.ts'

/** Instants are epoch ms. */
export interface CampaignToExplain {
  facts: CampaignFacts
  statusReason: string | null
  /** What paused it by itself, with its figures. */
  breaker: { kind: BreakerKind; message: string } | null
  organizationStop: Stop | null
  agentStop: Stop | null
  numbers: NumbersNow
  /** Work on its leads that comes before any dialing. */
  job: string | null
  regionStops: readonly StandingStop[]
  /** What is wrong with its hours. */
  warnings: readonly { code: string; message: string }[]
  /** What its object says; null when it has nothing to say or does not answer. */
  live: {
    because: string
    nextAt: number | null
    inFlight: number
    lanes: readonly LaneToExplain[]
    busy: boolean
  } | null
}

export interface LaneToExplain {
  zones: readonly string[]
  regions: readonly string[]
  waiting: number
  open: boolean
  until: number | null
  because: string
}

export interface Obstacle {
  code: string
  message: string
  until: number | null
}

export interface CampaignExplanation {
  /** Calls are going on, or being placed. */
  dialing: boolean
  because: { code: string; message: string }
  nextAt: number | null
  blocked: Obstacle[]
  wouldChange: string[]
}

/** An obstacle, and what would remove it. */
type Found = Obstacle & { remedy: string }

export function explainCampaign(campaign: CampaignToExplain): CampaignExplanation {
  const { facts, live } = campaign
  const found = facts.status === 'completed' || facts.status === 'cancelled' ? [] : obstacles(campaign)
  const { because, remedy } = answer(campaign, found)
  return {
    dialing: live !== null && (live.inFlight > 0 || live.because === 'dialing'),
    because,
    nextAt: facts.status === 'scheduled' ? facts.startAt : (live?.nextAt ?? null),
    blocked: found.map(({ code, message, until }) => ({ code, message, until })),
    wouldChange: [...new Set([...remedy, ...found.map((it) => it.remedy)])],
  }
}

/** The first that applies: its status, what stops it whole, what its object says. */
function answer(
  { facts, statusReason, breaker, live, job }: CampaignToExplain,
  found: readonly Found[],
): { because: CampaignExplanation['because']; remedy: string[] } {
  const say = (code: string, message: string, ...remedy: string[]) => ({ because: { code, message }, remedy })
  const why = reasonClause(statusReason)
  switch (facts.status) {
    case 'draft': {
      const verdict = judgeAction('start', facts)
      if (!verdict.ok) return say('draft', `It is a draft. ${verdict.message}`)
      return say('draft', 'It is a draft that can be started.', 'Start the campaign.')
    }
    case 'scheduled':
      return say('scheduled', 'It waits for its start date.', 'Move its start date.')
    case 'paused':
      if (breaker) {
        const message = `It has paused itself: ${why ?? 'a breaker tripped'}. ${breaker.message}`
        return say('breaker', message, BREAKER_REMEDIES[breaker.kind])
      }
      return say('paused', why === null ? 'It is paused.' : `It is paused: ${why}.`, 'Resume the campaign.')
    case 'completed':
      return say(
        'completed',
        'It is completed.',
        'Restart it, retry its failed leads, or add leads to another campaign.',
      )
    case 'cancelled':
      return say('cancelled', 'It was cancelled.', 'Duplicate it: a cancelled campaign does not come back.')
    case 'active': {
      const whole = found.find(({ code }) => STOPS_ALL.has(code))
      if (whole) return say(whole.code, whole.message)
      if (job !== null || live?.busy)
        return say('job', 'It is reading in or changing its leads; nobody is dialed before that.')
      if (live === null) return say('unknown', 'Its dialer does not answer right now; ask again in a moment.')
      return say(live.because, waitSentence(live.because), ...(WAIT_REMEDIES[live.because as WaitReason] ?? []))
    }
  }
}

const BREAKER_REMEDIES: Readonly<Record<BreakerKind, string>> = {
  technical_failures: 'Look at the calls that failed and mend what they have in common; then resume the campaign.',
  opt_outs: 'Look at whom it calls and what they are told; then resume the campaign.',
  budget_day: 'Raise its budget a day, or wait for tomorrow; then resume the campaign.',
  budget_total: 'Raise its budget; then resume the campaign.',
}

const STOPS_ALL: ReadonlySet<string> = new Set([
  'organization_stop',
  'agent_stop',
  'agent',
  'numbers',
  'schedule_deleted',
])

const WAIT_REMEDIES: Readonly<Partial<Record<WaitReason, string[]>>> = {
  concurrency: ['Raise its concurrent calls.'],
  call_interval: ['Shorten its call interval.'],
  budget: ['Raise its budget.'],
  outside_window: ['Only time, or wider calling hours where the law leaves room.'],
  retry_interval: ['Shorten its retry interval.'],
  idle: ['Add leads.'],
}

/** Everything that stands in the way, whether it is what decides or not. */
function obstacles({ facts, organizationStop, agentStop, numbers, ...rest }: CampaignToExplain): Found[] {
  const found: Found[] = []
  const add = (code: string, message: string, remedy: string, until: number | null = null) =>
    found.push({ code, message, until, remedy })
  if (organizationStop)
    add(
      'organization_stop',
      `All calls of the organization are stopped${since(organizationStop)}.`,
      'Lift the stop of the organization.',
    )
  if (agentStop)
    add('agent_stop', `Its agent is stopped${since(agentStop)}.`, 'Lift the stop of the agent, or choose another.')
  if (!facts.hasAgent) add('agent', 'It has no agent.', 'Choose an agent.')
  if (numbers.none !== null) {
    const { because, remedy } = NUMBER_SENTENCES[numbers.none]
    add('numbers', because, remedy, numbers.none === 'all_over_cap' ? numbers.freeAt : null)
  } else if (numbers.freeAt !== null) {
    const message = 'Some of its numbers have made their calls for today.'
    add('numbers_at_cap', message, NUMBER_SENTENCES.all_over_cap.remedy, numbers.freeAt)
  }
  for (const need of missing(facts)) add(need, NEEDS[need] ?? need, NEED_REMEDIES[need] ?? '')
  for (const { code, message } of rest.warnings) add(code, message, 'Change its calling hours or its schedule.')
  for (const lane of lanesInTheWay(rest, facts.now)) add(lane.code, lane.message, lane.remedy, lane.until)
  return found
}

/** Of what a start needs, what is not said elsewhere. */
function missing(facts: CampaignFacts): Requirement[] {
  if (facts.status !== 'draft' && facts.status !== 'paused') return []
  const verdict = judgeAction(facts.status === 'draft' ? 'start' : 'resume', facts)
  return verdict.ok ? [] : verdict.missing.filter((need) => need in NEEDS)
}

const NEEDS: Readonly<Partial<Record<Requirement, string>>> = {
  leads: 'It has no leads.',
  end_at: 'Its end date has passed or is not after its start date.',
}
const NEED_REMEDIES: Readonly<Partial<Record<Requirement, string>>> = {
  leads: 'Add leads or import a list.',
  end_at: 'Move its end date.',
}

function lanesInTheWay({ live, regionStops }: Pick<CampaignToExplain, 'live' | 'regionStops'>, now: number): Found[] {
  const lanes = live?.lanes ?? []
  const standing = regionStops.filter(({ since: from, until }) => from <= now && (until === null || until > now))
  const stops = standing.flatMap((stop) => {
    const waiting = count(lanes.filter(({ regions }) => isStopFor(stop, regions)))
    if (waiting === 0) return []
    const message = `Calls to ${stop.region} are stopped: ${stop.reason}. ${leads(waiting)} of that region.`
    return { code: 'region_stop', message, until: stop.until, remedy: `Lift the emergency stop of ${stop.region}.` }
  })
  const closed = lanes.filter(
    ({ open, until, regions }) => !open && until === null && !standing.some((stop) => isStopFor(stop, regions)),
  )
  if (closed.length === 0) return stops
  const message = `${leads(count(closed))} in a window that never opens: ${closed[0]?.because}.`
  const remedy = 'Change its calling hours or its schedule; else these leads are skipped.'
  return [...stops, { code: 'never_opens', message, until: null, remedy }]
}

const count = (lanes: readonly LaneToExplain[]): number => lanes.reduce((sum, lane) => sum + lane.waiting, 0)
const leads = (waiting: number): string => (waiting === 1 ? '1 lead waits' : `${waiting} leads wait`)

function since({ since: from, reason }: Stop): string {
  return ` since ${new Date(from).toISOString()}${reason ? ` (${reason})` : ''}`
}
