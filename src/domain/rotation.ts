import type { CampaignSettings } from './campaign-settings.ts'
import { isSpamRisk } from './spam-risk.ts'

/** Which number to call from. No randomness: the same state gives the same number, so every choice can be explained and replayed. */
export interface NumberState {
  id: string
  e164: string
  /** The organization's switch for the number. */
  enabled: boolean
  /** Taken out of this campaign only. */
  excluded: boolean
  /** 0–10, see spam-risk.ts. */
  spamScore: number
  /** For `weighted`: its share, a whole number; 0 keeps it in reserve for when no other has any. */
  weight: number
  /** Permits so far in the number's day, over all campaigns, calls in flight included. */
  callsToday: number
  /** Epoch ms. */
  lastUsedAt: number | null
}

export type RotationSettings = Pick<
  CampaignSettings['rotation'],
  'strategy' | 'spam_threshold' | 'max_calls_per_number_per_day'
>

/** Why there is no number: what would have to change first. `none`: the campaign has none at all. */
export type NoNumber = 'all_disabled' | 'all_over_cap' | 'all_spam' | 'none'

/**
 * The number for the next call.
 *
 * - `round_robin`: each in turn. The usual choice elsewhere (Twilio Proxy and dialers' "sequential" caller ids); spreads calls evenly.
 * - `lowest_spam`: the cleanest; among equally clean ones the least used, so that the cleanest is not worn out in an hour.
 * - `least_used_today`: evens out over campaigns that share numbers, which round robin in each of them does not.
 * - `weighted`: shares by weight, e.g. a warm number 5 and a new one 1, spread out and not in blocks: nginx's smooth weighted
 *   round robin (random choice by weight, which others use, can ring from one number many times in a row). Its running balances
 *   are computed anew from the cursor, so that one integer is all there is to store.
 *
 * "Local presence" (a number with the callee's area code) is deliberately no strategy: carriers treat rotating pools of local
 * numbers as a sign of spam.
 *
 * @param cursor what the last choice returned; 0 at first
 */
export function chooseNumber(
  numbers: readonly NumberState[],
  rotation: RotationSettings,
  cursor: number,
): { number: NumberState; cursor: number } | { none: NoNumber } {
  if (numbers.length === 0) return { none: 'none' }
  const enabled = numbers.filter((number) => number.enabled && !number.excluded)
  if (enabled.length === 0) return { none: 'all_disabled' }
  const clean = enabled.filter((number) => !isSpamRisk(number.spamScore, rotation.spam_threshold))
  if (clean.length === 0) return { none: 'all_spam' }
  const usable = clean.filter((number) => number.callsToday < rotation.max_calls_per_number_per_day)
  if (usable.length === 0) return { none: 'all_over_cap' }
  switch (rotation.strategy) {
    case 'round_robin':
      return { number: usable[cursor % usable.length]!, cursor: cursor + 1 }
    case 'lowest_spam':
      return { number: least(usable, (it) => [it.spamScore, it.callsToday, it.lastUsedAt ?? 0]), cursor }
    case 'least_used_today':
      return { number: least(usable, (it) => [it.callsToday, it.lastUsedAt ?? 0]), cursor }
    case 'weighted':
      return { number: weighted(usable, cursor), cursor: cursor + 1 }
  }
}

/** The first by these keys; of equals the one that stands first in the list. */
function least(numbers: readonly NumberState[], keys: (number: NumberState) => number[]): NumberState {
  const compare = (a: NumberState, b: NumberState): number => {
    const [x, y] = [keys(a), keys(b)]
    const differs = x.findIndex((value, index) => value !== y[index])
    return differs < 0 ? 0 : x[differs]! - y[differs]!
  }
  return numbers.reduce((best, number) => (compare(number, best) < 0 ? number : best))
}

/**
 * Each step every number gains its weight, the richest is chosen and pays the sum of all weights; after a period of that many steps
 * all are where they began. Steps × numbers of work, a fraction of a millisecond for 50 numbers with weights up to 100.
 */
function weighted(numbers: readonly NumberState[], cursor: number): NumberState {
  const wanted = numbers.map((number) => Math.max(0, Math.floor(number.weight)))
  const given = wanted.some((weight) => weight > 0) ? wanted : numbers.map(() => 1)
  const divisor = given.reduce(greatestCommonDivisor)
  const weights = given.map((weight) => weight / divisor)
  const period = weights.reduce((sum, weight) => sum + weight, 0)
  const balances = weights.map(() => 0)
  let chosen = 0
  for (let step = 0; step <= cursor % period; step++) {
    weights.forEach((weight, index) => {
      balances[index]! += weight
    })
    chosen = balances.indexOf(Math.max(...balances))
    balances[chosen]! -= period
  }
  return numbers[chosen]!
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
