import { execute, type Row, rows } from './factory.ts'
import { type Behaviour, ended, refuses, reported } from './fake-carrier.ts'
import { SECOND } from './fake-clock.ts'
import type { Seat } from './harness.ts'

/** What the tests of breakers and budgets have in common. */

/** The longest a call of the tests' agents may last, and what that costs at most. */
export const MAX_SECONDS = 600
export const WORST_CENTS = 170

/** Everybody once, from a number that is not in the way. */
export const once = {
  retry: { mode: 'breadth_first', max_attempts_per_phone: 1, interval_minutes: 60 },
  rotation: { max_calls_per_number_per_day: 1000 },
} as const

/** The carrier refuses the dial for good, and it is not the number's fault. */
export const outage = (): Behaviour => refuses('rejected', { code: 'not_routable' })

/** A conversation of so many seconds. */
export function talk(seconds: number, ringSeconds = 5): Behaviour {
  const endMs = (ringSeconds + seconds) * SECOND
  return {
    end: { afterMs: endMs, reason: 'hangup', answered: true },
    events: (at) => [
      { after: ringSeconds * SECOND, events: [{ type: 'answered', at: at + ringSeconds * SECOND }] },
      { after: endMs, events: [ended(at + endMs, 'hangup', at + ringSeconds * SECOND)] },
      { after: endMs + SECOND, events: [reported(at + endMs + SECOND, 'INTERESTED')] },
    ],
  }
}

export const trips = (seat: Seat): Promise<Row[]> =>
  rows('SELECT * FROM breaker_trips WHERE campaign_id = ?1 ORDER BY id', seat.campaign.id)

export const evidenceOf = (trip: Row | undefined) => JSON.parse(trip?.evidence as string) as Record<string, unknown>

/** What the API does when a person resumes. */
export async function resume(seat: Seat): Promise<void> {
  const { clock } = seat.world
  await seat.set({ status: 'active', status_reason: null, breakers_from: clock.at })
  await execute('UPDATE breaker_trips SET resumed_at = ?2 WHERE campaign_id = ?1', seat.campaign.id, clock.at)
  clock.at += 1
  await seat.refresh()
}
