/**
 * What calls cost, roughly: one price for every minute an agent talks, carrier and AI together. An estimate for the screen; the carrier's
 * invoice is the truth. An assumption (about $0.16 for the AI and $0.01 for an outbound call in the US), not a price list.
 */
export const USD_PER_MINUTE = 0.17

export interface CostEstimate {
  currency: 'USD'
  /** Rounded to cents. */
  total: number
  perMinute: number
}

export function estimateCost(talkSeconds: number): CostEstimate {
  return {
    currency: 'USD',
    total: Math.round((talkSeconds / 60) * USD_PER_MINUTE * 100) / 100,
    perMinute: USD_PER_MINUTE,
  }
}
