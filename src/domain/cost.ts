/**
 * What calls cost, roughly: one price for every minute an agent talks, carrier and AI together. An estimate for the screen; the carrier's
 * invoice is the truth. An assumption (about $0.16 for the AI and $0.01 for an outbound call in the US), not a price list.
 * Whole cents, and talk is counted in whole seconds: money is added up and compared in seconds, and never rounded on the way.
 */
export const CENTS_PER_MINUTE = 17
export const USD_PER_MINUTE = CENTS_PER_MINUTE / 100

export interface CostEstimate {
  currency: 'USD'
  /** Rounded to cents. */
  total: number
  perMinute: number
}

export function estimateCost(talkSeconds: number): CostEstimate {
  return { currency: 'USD', total: centsOf(talkSeconds) / 100, perMinute: USD_PER_MINUTE }
}

/** What so much talk costs, rounded to whole US cents. */
export function centsOf(talkSeconds: number): number {
  return Math.round((talkSeconds * CENTS_PER_MINUTE) / 60)
}

/** How many whole seconds of talk so much money buys. */
export function secondsFor(cents: number): number {
  return Math.floor((cents * 60) / CENTS_PER_MINUTE)
}
