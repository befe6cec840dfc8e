import type { Clock } from '../../src/ports.ts'

/** A Monday, 10:00 in New York and 7:00 in Los Angeles. */
export const MONDAY_TEN = Date.parse('2026-11-23T15:00:00Z')
export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** Time that passes only when the test says so. */
export class FakeClock implements Clock {
  at = MONDAY_TEN
  now = (): number => this.at
  toReal = (at: number): number => at
  stretch = (realMs: number): number => realMs
}
