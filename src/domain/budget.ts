import type { CampaignSettings } from './campaign-settings.ts'
import { centsOf, secondsFor } from './cost.ts'
import { localAt } from './local-time.ts'
import { isKnownZone } from './regions/zone-offset.ts'

/**
 * The budget of a campaign (1-product §9): the most any call may cost is set aside before it rings, so that no order in which calls end
 * can exceed a limit. What a call costs belongs to the day on which it was permitted. Counted in seconds of talk (cost.ts).
 */
export type Budget = NonNullable<CampaignSettings['budget']>

export const HOUR_MS = 60 * 60 * 1000

/** Talk of calls that are over, by the UTC hour (epoch ms of its beginning) in which they were permitted. */
export interface HourOfTalk {
  hour: number
  talkSeconds: number
}

/** Seconds of talk spent, and set aside for calls that are not over. */
export interface Spending {
  today: number
  total: number
}

export interface BudgetRoom {
  /** Calls that may ring now; Infinity without a limit. */
  calls: number
  /** The limit that allows the fewest; null without one. */
  limit: 'day' | 'total' | null
}

/** @param worstCaseSeconds the longest a call may last */
export function budgetRoom(budget: Budget | null, spent: Spending, worstCaseSeconds: number): BudgetRoom {
  const room = (cents: number | null, seconds: number): number =>
    cents === null
      ? Infinity
      : Math.max(0, Math.floor((secondsFor(cents) - seconds) / Math.max(1, Math.ceil(worstCaseSeconds))))
  const day = room(budget?.per_day_cents ?? null, spent.today)
  const total = room(budget?.total_cents ?? null, spent.total)
  if (total === Infinity && day === Infinity) return { calls: Infinity, limit: null }
  // Of two that are used up the one that waiting does not mend.
  return total <= day ? { calls: total, limit: 'total' } : { calls: day, limit: 'day' }
}

/** The zone whose calendar days a budget a day goes by: the organization's first fallback zone. */
export function budgetZone(fallbackZones: readonly string[]): string {
  const [first] = fallbackZones
  return first !== undefined && isKnownZone(first) ? first : 'UTC'
}

/** 'YYYY-MM-DD'. @param now epoch ms */
export function budgetDay(zone: string, now: number): string {
  return localAt(zone, now).date
}

export function hourOf(at: number): number {
  return Math.floor(at / HOUR_MS) * HOUR_MS
}

/**
 * Does this hour belong to the day? Where midnight is not on the hour, the hour around it belongs to both days: what is spent is rather
 * counted twice than not at all.
 */
export function isHourOfDay(hour: number, zone: string, day: string): boolean {
  return localAt(zone, hour).date === day || localAt(zone, hour + HOUR_MS - 1).date === day
}

/** What was spent on the day and in all. @param total seconds in all, of which `hours` are the latest */
export function spendingOf(hours: Iterable<HourOfTalk>, total: number, zone: string, day: string): Spending {
  let today = 0
  for (const { hour, talkSeconds } of hours) if (isHourOfDay(hour, zone, day)) today += talkSeconds
  return { today, total }
}

/** What a budget that allows no further call shows. */
export interface BudgetEvidence {
  limit_cents: number
  spent_cents: number
  /** What one more call may cost. */
  worst_case_cents: number
  /** 'YYYY-MM-DD' in `zone`; null for the budget in all. */
  day: string | null
  zone: string
  attempt_ids: string[]
}

export function budgetEvidence(
  limit: 'day' | 'total',
  budget: Budget,
  spent: Spending,
  worstCaseSeconds: number,
  where: { zone: string; day: string; attemptIds: string[] },
): BudgetEvidence {
  return {
    limit_cents: (limit === 'day' ? budget.per_day_cents : budget.total_cents) ?? 0,
    spent_cents: centsOf(limit === 'day' ? spent.today : spent.total),
    worst_case_cents: centsOf(worstCaseSeconds),
    day: limit === 'day' ? where.day : null,
    zone: where.zone,
    attempt_ids: where.attemptIds,
  }
}
