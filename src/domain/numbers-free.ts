/** Which numbers of a campaign can be called from now, and when the others can be. */
import { DAY_MS, dateOf, dayOf, instantsOfLocal, localAt } from './local-time.ts'
import { isKnownZone } from './regions/zone-offset.ts'
import { chooseNumber, type NoNumber, type NumberState, type RotationSettings } from './rotation.ts'
import { isSpamRisk } from './spam-risk.ts'

export interface NumbersNow {
  /** How many can be called from now. */
  usable: number
  /** What keeps all of them from it; null while one is usable. */
  none: NoNumber | null
  /** Epoch ms: the midnight at which the first of those that made their calls for today is free again; null: none waits for that. */
  freeAt: number | null
}

/** @param numbers each with the calls of its own calendar day so far; @param now epoch ms */
export function numbersNow(
  numbers: readonly (NumberState & { zone: string })[],
  rotation: RotationSettings,
  now: number,
): NumbersNow {
  const clean = numbers.filter((it) => it.enabled && !it.excluded && !isSpamRisk(it.spamScore, rotation.spam_threshold))
  const full = clean.filter((it) => it.callsToday >= rotation.max_calls_per_number_per_day)
  const choice = chooseNumber(numbers, rotation, 0)
  const midnights = full.map(({ zone }) => midnightAfter(zone, now))
  return {
    usable: clean.length - full.length,
    none: 'none' in choice ? choice.none : null,
    freeAt: midnights.length === 0 ? null : Math.min(...midnights),
  }
}

/** When the zone's next calendar day begins; a day on when its midnight cannot be said. */
export function midnightAfter(zone: string, now: number): number {
  if (!isKnownZone(zone)) return now + DAY_MS
  return instantsOfLocal(zone, dateOf(dayOf(localAt(zone, now).date) + 1), 0)[0] ?? now + DAY_MS
}
