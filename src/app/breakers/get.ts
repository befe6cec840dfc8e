import {
  BREAKER_WINDOWS,
  EMPTY_WINDOWS,
  limitOf,
  type Measured,
  measure,
  noteCall,
  type RateBreaker,
} from '../../domain/breaker.ts'
import { centsOf } from '../../domain/cost.ts'
import { midnightAfter } from '../../domain/numbers-free.ts'
import { getCampaignView } from '../campaigns/find.ts'
import { findLive } from '../campaigns/live.ts'
import type { Actor, Deps } from '../deps.ts'
import { readSpending } from './spending.ts'
import type { BreakerTrip, TrippingCall } from './store.ts'

/** Trips shown, and calls of each. */
const TRIPS = 20
const CALLS = 25

export interface RateNow extends Omit<Measured, 'attemptIds'> {
  limitPercent: number | null
  window: number
  atLeastCalls: number
  atLeastHits: number
}

export interface BudgetNow {
  perDayCents: number | null
  totalCents: number | null
  spentTodayCents: number
  spentTotalCents: number
  /** Set aside for calls in progress; null when the dialer does not say how many there are. */
  reservedCents: number | null
  /** What one call may cost; null without an agent. */
  worstCaseCents: number | null
  /** 'YYYY-MM-DD' in `zone`. */
  day: string
  zone: string
  /** When the next day begins (epoch ms). */
  resetsAt: number
}

export interface CampaignBreakers {
  rates: Record<RateBreaker, RateNow>
  budget: BudgetNow
  open: BreakerTrip | null
  /** Newest first. */
  trips: (BreakerTrip & { calls: TrippingCall[] })[]
}

/** Each breaker of a campaign with its limit and what is measured now, and every time one tripped. */
export async function getBreakers(deps: Deps, actor: Actor, id: string): Promise<CampaignBreakers> {
  const { campaign, agent, breaker } = await getCampaignView(deps, actor, id)
  const [{ facts, spent, zone, day }, trips, live] = await Promise.all([
    readSpending(deps, campaign),
    deps.breakers.listTrips(actor.orgId, id, TRIPS),
    findLive(deps, campaign),
  ])
  const named = trips.map((trip) => trip.evidence.attempt_ids.slice(-CALLS))
  const calls = await deps.breakers.listCalls(actor.orgId, [...new Set(named.flat())])
  const callBy = new Map(calls.map((call) => [call.attemptId, call]))
  const inProgress = (live?.inFlight ?? []).flatMap(({ attemptId, state, since }) =>
    state === 'permitted' ? [] : { attemptId, permittedAt: since, answered: state === 'answered' },
  )
  const windows = facts.calls.reduce(noteCall, EMPTY_WINDOWS)
  const rate = (kind: RateBreaker): RateNow => {
    const { attemptIds: _ids, ...measured } = measure(windows, kind, campaign.breakersFrom, inProgress)
    return { ...measured, limitPercent: limitOf(kind, campaign.settings.breakers), ...BREAKER_WINDOWS[kind] }
  }
  const { budget } = campaign.settings
  const flights = campaign.status === 'draft' ? 0 : (live?.inFlight.length ?? null)
  return {
    rates: { technical_failures: rate('technical_failures'), opt_outs: rate('opt_outs') },
    budget: {
      perDayCents: budget?.per_day_cents ?? null,
      totalCents: budget?.total_cents ?? null,
      spentTodayCents: centsOf(spent.today),
      spentTotalCents: centsOf(spent.total),
      reservedCents: flights === null || agent === null ? null : centsOf(flights * agent.maxCallSeconds),
      worstCaseCents: agent && centsOf(agent.maxCallSeconds),
      day,
      zone,
      resetsAt: midnightAfter(zone, deps.clock.now()),
    },
    open: breaker,
    trips: trips.map((trip, i) => ({ ...trip, calls: (named[i] ?? []).flatMap((it) => callBy.get(it) ?? []) })),
  }
}
