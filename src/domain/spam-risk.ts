/**
 * How likely a number is to be shown as "spam likely". The scores of the analytics companies behind the labels (Hiya, First
 * Orion, TNS) are not public and have no common scale, so this is an estimate from what they say they look at: volume, bursts
 * on young numbers, very short calls, few answers, people who complain. It is for choosing between our own numbers, not a promise.
 */
export const MAX_SPAM_SCORE = 10

/** A number's own history. Rates are over its calls of the last 7 days. */
export interface NumberHistory {
  callsLastDay: number
  callsLastWeek: number
  /** Of callsLastWeek: somebody or something picked up. */
  answered: number
  /** Of answered: over within 6 seconds. */
  shortCalls: number
  /** Of callsLastWeek: asked not to be called. */
  optOuts: number
  /** Whole days since the number was first used; null: unknown. */
  ageDays: number | null
  /** Somebody looked it up and it carries a label: that is a fact, not an estimate. */
  labelled: boolean
}

/** Below this many calls rates are noise. */
const ENOUGH_CALLS = 20

/** Points, added up. Each row says: from this value on, so many. */
const VOLUME: readonly [callsPerDay: number, points: number][] = [
  [50, 1],
  [100, 2],
  [200, 3],
]
const SILENCE: readonly [unansweredShare: number, points: number][] = [
  [0.8, 1],
  [0.9, 2],
]
const SHORT: readonly [shortShare: number, points: number][] = [
  [0.3, 1],
  [0.5, 2],
]
const COMPLAINTS: readonly [optOutShare: number, points: number][] = [
  [0.02, 1],
  [0.05, 2],
  [0.1, 3],
]
/** A number younger than this that makes more than that many calls a day looks like a burner. */
const YOUNG_DAYS = 14
const YOUNG_CALLS_PER_DAY = 50

/** 0 (clean) to 10 (labelled), a whole number. A number without history is 0. */
export function spamScore(history: NumberHistory): number {
  if (history.labelled) return MAX_SPAM_SCORE
  let score = pointsAt(VOLUME, history.callsLastDay)
  if (history.ageDays !== null && history.ageDays < YOUNG_DAYS && history.callsLastDay > YOUNG_CALLS_PER_DAY) score += 2
  if (history.callsLastWeek >= ENOUGH_CALLS) {
    score += pointsAt(SILENCE, 1 - history.answered / history.callsLastWeek)
    score += pointsAt(COMPLAINTS, history.optOuts / history.callsLastWeek)
  }
  if (history.answered >= ENOUGH_CALLS) score += pointsAt(SHORT, history.shortCalls / history.answered)
  return Math.min(MAX_SPAM_SCORE, score)
}

/** A number at or over the campaign's threshold (1–9) is not called from. */
export function isSpamRisk(score: number, threshold: number): boolean {
  return score >= threshold
}

function pointsAt(steps: readonly [number, number][], value: number): number {
  return steps.reduce((points, [from, worth]) => (value >= from ? worth : points), 0)
}
