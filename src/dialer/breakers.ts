import {
  type BreakerEvidence,
  type BreakerKind,
  type BreakerWindows,
  breakerCall,
  type CallInProgress,
  EMPTY_WINDOWS,
  judgeRates,
  noteCall,
} from '../domain/breaker.ts'
import {
  type BudgetRoom,
  budgetDay,
  budgetEvidence,
  budgetRoom,
  budgetZone,
  HOUR_MS,
  hourOf,
  isHourOfDay,
  type Spending,
  spendingOf,
} from '../domain/budget.ts'
import type { Engine } from './engine.ts'
import { scope } from './intake.ts'
import { type Row, SETTLED } from './queue.ts'
import type { DialingCampaign } from './store.ts'

/** Hours of talk kept in memory: those that may belong to today, wherever the organization is. */
const HOURS_KEPT_MS = 50 * HOUR_MS
/** Of a used-up budget so many of the latest calls are named. */
const CALLS_NAMED = 20
/** Results that wait for D1, at most; as many as the engine reads of them. */
const MAX_RESULTS = 5_000

/**
 * What the breakers know, in memory: read from D1 once in a life of the object, then kept up to date by what is written there. A call
 * that is not over, or whose result D1 does not have yet, is set aside for, and counted the moment D1 has it. A result that D1 had taken
 * before a crash may so be counted twice, never not at all, until what was spent is read again: before the budget trips.
 */
export class BreakerMemory {
  /** null: not read in this life. */
  windows: BreakerWindows | null = null
  /** null: has to be read again. */
  talk: { hours: Map<number, number>; totalSeconds: number } | null = null
}

/** A step of the loop: pauses the campaign when too many of its calls failed or too many people opted out. */
export async function judgeBreakers(engine: Engine): Promise<boolean> {
  const { campaign } = engine
  if (campaign?.status !== 'active') return false
  // The last calls of a campaign may be what they are: nobody is left to be spared.
  if (engine.waitingCount() === 0) return false
  await readFacts(engine, campaign)
  const { settings, breakersFrom } = campaign
  const tripped = judgeRates(engine.breakers.windows!, settings.breakers, breakersFrom, inProgress(engine))
  return tripped === null ? false : trip(engine, campaign, tripped.kind, tripped.evidence)
}

/** Calls the carrier has taken and whose end D1 does not know of. */
function inProgress(engine: Engine): CallInProgress[] {
  const calls: CallInProgress[] = []
  for (const { flight } of engine.flights.values()) {
    if (!flight || (flight.stage !== 'placed' && !flight.result)) continue
    const { attemptId, attempt } = flight
    calls.push({ attemptId, permittedAt: attempt.permittedAt, answered: attempt.answeredAt !== null })
  }
  return calls
}

/** Calls the budget has room for now, with the longest they may last set aside for each that is in progress. */
export function roomInBudget(engine: Engine, campaign: DialingCampaign): BudgetRoom {
  const { budget } = campaign.settings
  if (budget === null) return { calls: Infinity, limit: null }
  return budgetRoom(budget, spending(engine, campaign, true), campaign.maxCallSeconds)
}

/**
 * Somebody is due and the budget has no room for a call. While calls are in progress it may turn out to have some; when none is, the
 * breaker trips. Returns whether another round makes sense.
 */
export async function tripOnBudget(engine: Engine, campaign: DialingCampaign): Promise<boolean> {
  if (engine.flights.size > 0 || engine.queue.count(SETTLED) > 0) return false
  const { budget } = campaign.settings
  engine.breakers.talk = null
  await readFacts(engine, campaign)
  const { limit } = roomInBudget(engine, campaign)
  const spent = spending(engine, campaign, false)
  if (budget === null || limit === null || budgetRoom(budget, spent, campaign.maxCallSeconds).calls > 0) return true
  const zone = budgetZone(campaign.fallbackZones)
  const attemptIds = engine.breakers.windows!.technical_failures.slice(-CALLS_NAMED).map((call) => call.attemptId)
  const where = { zone, day: budgetDay(zone, engine.now()), attemptIds }
  const evidence = budgetEvidence(limit, budget, spent, campaign.maxCallSeconds, where)
  return trip(engine, campaign, limit === 'day' ? 'budget_day' : 'budget_total', evidence)
}

/** D1 has these results. Once for each, right after it took them. */
export function noteSettled(engine: Engine, rows: readonly Row[]): void {
  const { breakers } = engine
  for (const { flight } of rows) {
    const { settlement } = flight!.result!
    if (!settlement.counted) continue
    const { permittedAt } = flight!.attempt
    if (breakers.talk) {
      const hour = hourOf(permittedAt)
      breakers.talk.hours.set(hour, (breakers.talk.hours.get(hour) ?? 0) + settlement.talkSeconds)
      breakers.talk.totalSeconds += settlement.talkSeconds
    }
    const invalidNumber = settlement.deadPhone === 'invalid'
    if (breakers.windows)
      breakers.windows = noteCall(breakers.windows, breakerCall({ ...settlement, permittedAt, invalidNumber }))
  }
}

/** Reads what the breakers do not know. Throws when D1 does not answer: nobody is dialed unjudged. */
export async function readFacts(engine: Engine, campaign: DialingCampaign): Promise<void> {
  const { breakers } = engine
  if (breakers.windows !== null && (breakers.talk !== null || campaign.settings.budget === null)) return
  const since = engine.now() - HOURS_KEPT_MS
  const facts = await engine.deps.store.loadBreakerFacts(scope(engine), campaign.breakersFrom, hourOf(since))
  breakers.windows ??= facts.calls.reduce(noteCall, EMPTY_WINDOWS)
  breakers.talk = {
    hours: new Map(facts.hours.map(({ hour, talkSeconds }) => [hour, talkSeconds])),
    totalSeconds: facts.totalSeconds,
  }
}

/** @param withReserve also what is set aside for calls that D1 does not have the result of */
function spending(engine: Engine, campaign: DialingCampaign, withReserve: boolean): Spending {
  const { talk } = engine.breakers
  // Nothing is known to be left.
  if (talk === null) return { today: Infinity, total: Infinity }
  const zone = budgetZone(campaign.fallbackZones)
  const day = budgetDay(zone, engine.now())
  const oldest = hourOf(engine.now() - HOURS_KEPT_MS)
  for (const hour of talk.hours.keys()) if (hour < oldest) talk.hours.delete(hour)
  const hours = [...talk.hours].map(([hour, talkSeconds]) => ({ hour, talkSeconds }))
  const spent = spendingOf(hours, talk.totalSeconds, zone, day)
  if (!withReserve) return spent
  const waiting = engine.queue.count(SETTLED) > 0 ? engine.queue.read(SETTLED, MAX_RESULTS) : []
  for (const { flight } of [...waiting, ...engine.flights.values()]) {
    if (!flight) continue
    const seconds = flight.result?.settlement.talkSeconds ?? flight.maxSeconds ?? campaign.maxCallSeconds
    spent.total += seconds
    if (isHourOfDay(hourOf(flight.attempt.permittedAt), zone, day)) spent.today += seconds
  }
  return spent
}

/** Returns true: whatever came of it, the campaign is not what it was. */
async function trip(
  engine: Engine,
  campaign: DialingCampaign,
  kind: BreakerKind,
  evidence: BreakerEvidence,
): Promise<true> {
  const { ids, store, log } = engine.deps
  const id = ids.next('brk')
  const { orgId, id: campaignId, settingsVersion, breakersFrom } = campaign
  const judged = { orgId, campaignId, settingsVersion, breakersFrom }
  const tripped = await store.tripBreaker({
    ...judged,
    id,
    auditId: ids.next('aud'),
    kind,
    evidence,
    at: engine.now(),
  })
  if (tripped) {
    const { attempt_ids, ...figures } = evidence
    log.error('breaker.tripped', {
      campaign_id: campaignId,
      trip_id: id,
      kind,
      ...figures,
      calls_named: attempt_ids.length,
    })
  }
  await engine.load()
  return true
}
