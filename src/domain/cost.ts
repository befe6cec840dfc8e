/**
 * What calls cost, roughly: one price for every minute an agent talks, carrier and AI together. An estimate for the screen; the carrier's
 * invoice is the truth. SignalWire's list prices of 2026 for an AI agent ($0.16) and an outbound call in the US ($0.01), rounded up.
 */
export const USD_PER_MINUTE = 0.17

export interface CostEstimate {
  currency: 'USD'
  /** Rounded to cents. */
  total: number
  perMinute: number
}

export function estimateCost(talkSeconds: number): CostEstimate {
  return { currency: 'USD', total: Math.round((talkSeconds / 60) * USD_PER_MINUTE * 100) / 100, perMinute: USD_PER_MINUTE }
}
