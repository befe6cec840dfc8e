import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tripSentence } from '../../src/domain/breaker.ts'
import {
  budgetDay,
  budgetEvidence,
  budgetRoom,
  budgetZone,
  HOUR_MS,
  hourOf,
  isHourOfDay,
  spendingOf,
} from '../../src/domain/budget.ts'
import { CENTS_PER_MINUTE, centsOf, estimateCost, secondsFor } from '../../src/domain/cost.ts'

describe('the price of talk', () => {
  it('is counted in whole seconds and never rounded up to more than there is', () => {
    expect(estimateCost(60)).toEqual({ currency: 'USD', total: 0.17, perMinute: 0.17 })
    expect(centsOf(3600)).toBe(1020)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), (cents) => {
        const seconds = secondsFor(cents)
        expect(seconds * CENTS_PER_MINUTE).toBeLessThanOrEqual(cents * 60)
        expect((seconds + 1) * CENTS_PER_MINUTE).toBeGreaterThan(cents * 60)
      }),
    )
  })
})

describe('a budget', () => {
  const spent = (today: number, total = today) => ({ today, total })
  it('without a limit has room for any number of calls', () => {
    expect(budgetRoom(null, spent(1e9), 600)).toEqual({ calls: Infinity, limit: null })
    expect(budgetRoom({ per_day_cents: null, total_cents: null }, spent(1e9), 600).calls).toBe(Infinity)
  })

  it.each([
    // A call of ten minutes costs 170 cents at most.
    ['one call fits exactly', 170, null, spent(0), 1, 'day'],
    ['a cent too little', 169, null, spent(0), 0, 'day'],
    ['a second of it is gone', 170, null, spent(1), 0, 'day'],
    ['six calls', 1020, null, spent(0), 6, 'day'],
    ['the day has room and the whole has none', 1020, 2000, spent(0, 7000), 0, 'total'],
    ['the whole has room and the day has none', 170, 100_000, spent(600), 0, 'day'],
    ['both are used up', 170, 170, spent(600), 0, 'total'],
    ['more is spent than there was', 170, null, spent(10_000), 0, 'day'],
  ] as const)('says how many calls it has room for: %s', (_, perDay, total, given, calls, limit) => {
    expect(budgetRoom({ per_day_cents: perDay, total_cents: total }, given, 600)).toEqual({ calls, limit })
  })

  it('goes by the days of the first fallback zone', () => {
    expect(budgetZone(['America/Chicago', 'America/New_York'])).toBe('America/Chicago')
    expect(budgetZone([])).toBe('UTC')
    expect(budgetZone(['Nowhere/Land'])).toBe('UTC')
    const at = Date.parse('2026-11-24T04:30:00Z')
    expect(budgetDay('America/New_York', at)).toBe('2026-11-23')
    expect(budgetDay('UTC', at)).toBe('2026-11-24')
  })

  it('counts the hour around a midnight that is not on the hour for both days', () => {
    // Midnight in India is 18:30 UTC.
    const hour = Date.parse('2026-11-23T18:00:00Z')
    expect(isHourOfDay(hour, 'Asia/Kolkata', '2026-11-23')).toBe(true)
    expect(isHourOfDay(hour, 'Asia/Kolkata', '2026-11-24')).toBe(true)
    expect(isHourOfDay(hour + HOUR_MS, 'Asia/Kolkata', '2026-11-23')).toBe(false)
    const hours = [0, 1, 2].map((n) => ({ hour: hour + (n - 1) * HOUR_MS, talkSeconds: 10 ** n }))
    expect(spendingOf(hours, 500, 'Asia/Kolkata', '2026-11-23')).toEqual({ today: 11, total: 500 })
    expect(spendingOf(hours, 500, 'Asia/Kolkata', '2026-11-24')).toEqual({ today: 110, total: 500 })
  })

  it('loses no second of a day, in any zone, on days of 23 and 25 hours too', () => {
    const zones = ['America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC']
    const from = Date.parse('2026-01-01T00:00:00Z')
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 365 * 86_400 }), (zone, second) => {
        const at = from + second * 1000
        expect(isHourOfDay(hourOf(at), zone, budgetDay(zone, at))).toBe(true)
      }),
    )
  })

  it('is never exceeded, whatever calls cost and in whatever order they end', () => {
    const step = fc.record({
      start: fc.boolean(),
      which: fc.nat(50),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20_000 }),
        fc.integer({ min: 1, max: 900 }),
        fc.array(step, { maxLength: 300 }),
        (cents, worst, steps) => {
          let spentSeconds = 0
          const open: number[] = []
          for (const { start, which, share } of steps) {
            if (start) {
              const held = spentSeconds + open.length * worst
              const { calls } = budgetRoom({ per_day_cents: null, total_cents: cents }, spent(0, held), worst)
              for (let i = 0; i < Math.min(calls, 5); i++) open.push(worst)
            } else if (open.length > 0) {
              open.splice(which % open.length, 1)
              spentSeconds += Math.floor(share * worst)
            }
            expect((spentSeconds + open.length * worst) * CENTS_PER_MINUTE).toBeLessThanOrEqual(cents * 60)
          }
        },
      ),
    )
  })

  it('that is used up says by how much', () => {
    const budget = { per_day_cents: 1000, total_cents: 5000 }
    const where = { zone: 'America/New_York', day: '2026-11-23', attemptIds: ['att_1'] }
    const day = budgetEvidence('day', budget, spent(3000, 9000), 600, where)
    expect(day).toEqual({
      limit_cents: 1000,
      spent_cents: 850,
      worst_case_cents: 170,
      day: '2026-11-23',
      zone: 'America/New_York',
      attempt_ids: ['att_1'],
    })
    expect(tripSentence('budget_day', day)).toBe(
      '$8.50 of the budget of $10.00 a day are spent on 2026-11-23 (America/New_York), and one more call may cost $1.70.',
    )
    const total = budgetEvidence('total', budget, spent(0, 17_600), 600, where)
    expect(tripSentence('budget_total', total)).toBe(
      '$49.87 of the budget of $50.00 in all are spent, and one more call may cost $1.70.',
    )
  })
})
