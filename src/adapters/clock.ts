import type { Clock } from '../ports.ts'

/** The system clock. */
export const realClock: Clock = { now: () => Date.now(), toReal: (at) => at, stretch: (realMs) => realMs }

/**
 * Sandbox time: `startAt` at the real instant `anchorAt`, then `speed` times as fast.
 * All isolates given the same three numbers read the same time.
 */
export function acceleratedClock(startAt: number, anchorAt: number, speed: number): Clock {
  return {
    now: () => Math.floor(startAt + (Date.now() - anchorAt) * speed),
    toReal: (at) => Math.ceil(anchorAt + (at - startAt) / speed),
    stretch: (realMs) => realMs * speed,
  }
}
