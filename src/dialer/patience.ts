import type { Clock } from '../ports.ts'

/**
 * How long the dialer waits for the world, in product time. Each is what the carrier may take, or what this machine's own latency amounts
 * to when sandbox time runs fast, whichever is longer: a callback that needs 50 ms on the wire needs them at any speed.
 */
export interface Patience {
  /** After the end of a call its report may take this long. */
  reportGraceMs: number
  /** On top of ring or talk time before the carrier is asked what became of a call. */
  watchdogMarginMs: number
  /** How long the carrier's log may lag behind. */
  logLagMs: number
  /** No call starts this shortly before its window closes: permit, placing and set-up must be over while it is open. */
  closingMarginMs: number
}

export function patienceOf(clock: Clock): Patience {
  const atLeast = (productMs: number, realMs: number): number => Math.max(productMs, clock.stretch(realMs))
  return {
    reportGraceMs: atLeast(60_000, 10_000),
    watchdogMarginMs: atLeast(60_000, 10_000),
    logLagMs: atLeast(10_000, 2_000),
    closingMarginMs: atLeast(15_000, 1_500),
  }
}
