/** The window with regional rules, holidays and stops against the oracle that asks every minute (support/window-oracle.ts). */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type DayHours,
  type RegionStop,
  type ScheduleException,
  type WindowRules,
  windowAt,
} from '../../src/domain/calling-window.ts'
import { getClock } from '../../src/domain/regions/zone-offset.ts'
import { HOLIDAYS, REGION_FACTS } from '../support/region-facts.ts'
import { MINUTE, oracleOpen, oracleUntil } from '../support/window-oracle.ts'

const DAY = 86_400_000
const FROM = Date.parse('2026-01-02T00:00:00Z')
const UNTIL = Date.parse('2029-12-15T00:00:00Z')

/** Regions with a zone of their land; those with rules of their own more often than not. */
const PLACES: readonly (readonly [region: string, zone: string])[] = [
  ...'AL AR IA IL LA MN MO MS OK TX WI'.split(' ').map((state) => [`US-${state}`, 'America/Chicago'] as const),
  ...'CT DC FL GA IN KY MA MD ME MI NJ NY OH PA RI SC VA VT'
    .split(' ')
    .map((s) => [`US-${s}`, 'America/New_York'] as const),
  ...'CO NE NM SD TX UT WY'.split(' ').map((state) => [`US-${state}`, 'America/Denver'] as const),
  ...'CA NV OR WA'.split(' ').map((state) => [`US-${state}`, 'America/Los_Angeles'] as const),
  ['US-AZ', 'America/Phoenix'],
  ['US-HI', 'Pacific/Honolulu'],
  ['US-AK', 'America/Adak'],
  ['US-PR', 'America/Puerto_Rico'],
  ['US', 'America/New_York'],
  ['CA', 'America/Los_Angeles'],
  ['CA-BC', 'America/Vancouver'],
  ['CA-AB', 'America/Edmonton'],
  ['CA-MB', 'America/Winnipeg'],
  ['CA-NL', 'America/St_Johns'],
  ['AU', 'Australia/Sydney'],
  ['AU', 'Australia/Lord_Howe'],
  ['FR', 'Europe/Paris'],
  ['IT', 'Europe/Rome'],
  ['ES', 'Atlantic/Canary'],
  ['GB', 'Europe/London'],
  ['DE', 'Europe/Berlin'],
  ['IN', 'Asia/Kolkata'],
  ['MA', 'Africa/Casablanca'],
  ['CU', 'America/Havana'],
]
const datesOf = (calendar: string): number[] =>
  Object.entries(HOLIDAYS)
    .filter(([name]) => name === calendar || calendar === 'ANY')
    .flatMap(([, years]) => years)
    .flatMap((line) => {
      const [year, ...days] = line.split(' ')
      return days.map((day) => Date.parse(`${year}-${day}T00:00:00Z`))
    })
const HOLIDAY_DATES = datesOf('ANY')

const place = fc.constantFrom(...PLACES)
const inRange = (atMs: number) => atMs >= FROM && atMs < UNTIL
const near = (days: number) => fc.integer({ min: -days * 1440, max: days * 1440 }).map((minutes) => minutes * MINUTE)

/** Any minute of four years, mostly near a holiday, a change of a clock, or the day Pennsylvania's law changed; not always a whole minute. */
const instant = fc
  .tuple(
    fc.oneof(
      { weight: 2, arbitrary: fc.integer({ min: FROM, max: UNTIL - 1 }) },
      { weight: 4, arbitrary: fc.tuple(fc.constantFrom(...HOLIDAY_DATES), near(2)).map(([day, shift]) => day + shift) },
      {
        weight: 3,
        arbitrary: fc
          .tuple(place, fc.nat(), near(1))
          .map(([[, zone], n, shift]) => getClock(zone).fromMs[n % getClock(zone).fromMs.length]! + shift),
      },
      { weight: 1, arbitrary: near(3).map((shift) => Date.parse('2026-10-18T04:00:00Z') + shift) },
    ),
    fc.constantFrom(0, 0, 1, 59_999),
  )
  .map(([atMs, beside]) => atMs + beside)
  .filter(inRange)

const clockTime = fc
  .integer({ min: 0, max: 96 })
  .map((q) => `${String(Math.floor(q / 4)).padStart(2, '0')}:${String((q % 4) * 15).padStart(2, '0')}`)
const span: fc.Arbitrary<DayHours> = fc
  .tuple(clockTime, clockTime)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => (a < b ? { start: a, end: b } : { start: b, end: a }))
const longSpan = fc.constantFrom(
  { start: '09:00', end: '20:00' },
  { start: '00:00', end: '24:00' },
  { start: '08:00', end: '12:30' },
)
const slots = fc.oneof(
  fc.array(span, { maxLength: 3 }),
  longSpan.map((hours) => [hours]),
)

const exceptionNear = (atMs: number): fc.Arbitrary<ScheduleException> => {
  const date = fc.integer({ min: -3, max: 5 }).map((n) => new Date(atMs + n * DAY).toISOString().slice(0, 10))
  const plain = fc.record({ a: date, b: date, yearly: fc.boolean(), hours: slots }).map(({ a, b, ...rest }) => {
    const [from, to] = [a, b].sort()
    return { from: from!, to: to!, ...rest }
  })
  const overNewYear = fc.record({
    from: fc.constantFrom('2024-12-24', '2024-11-30', '2024-07-04'),
    to: fc.constantFrom('2024-01-01', '2024-01-06', '2024-03-15'),
    yearly: fc.constant(true),
    hours: slots,
  })
  return fc.oneof({ weight: 3, arbitrary: plain }, { weight: 1, arbitrary: overNewYear })
}

const stopNear = (atMs: number): fc.Arbitrary<RegionStop> =>
  fc.record({
    region: place.map(([region]) => region),
    reason: fc.constant('a hurricane'),
    until: fc.option(near(2).map((shift) => Math.floor(atMs / MINUTE) * MINUTE + shift)),
  })

const question = instant.chain((atMs) =>
  fc
    .record({
      places: fc.array(place, { minLength: 1, maxLength: 3 }),
      isZonesTheirs: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
      otherZones: fc.uniqueArray(
        place.map(([, zone]) => zone),
        { minLength: 1, maxLength: 3 },
      ),
      callingHours: fc.oneof(longSpan, span),
      schedule: fc.option(
        fc.record({
          zone: fc.oneof(
            fc.constant('recipient'),
            place.map(([, zone]) => zone),
          ),
          days: fc.record({ mon: slots, tue: slots, wed: slots, thu: slots, fri: slots, sat: slots, sun: slots }),
          exceptions: fc.array(exceptionNear(atMs), { maxLength: 2 }),
        }),
        { freq: 1 },
      ),
      regionalRules: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
      aiVoiceRules: fc.boolean(),
      consented: fc.boolean(),
      stops: fc.oneof(
        { weight: 4, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(stopNear(atMs), { maxLength: 2 }) },
      ),
      hasRegions: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
    })
    .map(({ places, isZonesTheirs, otherZones, hasRegions, ...rest }) => {
      const zones = isZonesTheirs ? places.map(([, zone]) => zone) : otherZones
      const regions = hasRegions ? places.map(([region]) => region) : []
      const rules: WindowRules = { ...rest, zones: [...new Set(zones)].sort(), regions: [...new Set(regions)].sort() }
      return { rules, atMs }
    }),
)

describe('windowAt with regional rules', () => {
  it('agrees with the oracle on being open and on the next change', () => {
    const minutes = 2 * 1440
    fc.assert(
      fc.property(question, ({ rules, atMs }) => {
        const state = windowAt(rules, atMs)
        expect(state.open).toBe(oracleOpen(rules, atMs))
        if (state.because.code === 'region_stop' && state.until === null) return
        const until = oracleUntil(rules, atMs, minutes)
        if (until !== null) expect(state.until).toBe(until)
        else expect(state.until ?? Number.POSITIVE_INFINITY).toBeGreaterThan(atMs + minutes * MINUTE)
      }),
      { numRuns: 1200 },
    )
  }, 60_000)

  it('agrees with the oracle at any minute of four years', () => {
    fc.assert(
      fc.property(question, fc.array(instant, { minLength: 20, maxLength: 20 }), ({ rules }, instants) => {
        for (const atMs of instants) {
          expect(windowAt(rules, atMs).open, new Date(atMs).toISOString()).toBe(oracleOpen(rules, atMs))
        }
      }),
      { numRuns: 400 },
    )
  }, 60_000)

  describe.each([
    ['an artificial voice', true, false],
    ['a human voice', false, false],
    ['an artificial voice and consent', true, true],
  ])('for %s', (_what, aiVoiceRules, consented) => {
    it.each(Object.entries(REGION_FACTS))(
      'agrees with the oracle in %s through its holidays and every day of four years',
      (region, facts) => {
        const zone = new Map(PLACES).get(region)
        if (!zone) throw new Error(`${region} is missing from PLACES`)
        const rules: WindowRules = {
          zones: [zone],
          regions: [region],
          callingHours: { start: '00:00', end: '24:00' },
          schedule: null,
          regionalRules: true,
          aiVoiceRules,
          consented,
          stops: [],
        }
        const instants: number[] = []
        const days = new Set(datesOf(facts.holidays ?? 'FEDERAL').flatMap((day) => [day - DAY, day]))
        for (let n = -8; n < 8; n++) days.add(Date.parse('2026-10-18T00:00:00Z') + n * DAY)
        for (const day of days) for (let hour = 0.5; hour < 24; hour++) instants.push(day + hour * 60 * MINUTE)
        // And in the middle of every other day, on which the product may know a holiday that the facts do not: Australia, Europe, America.
        for (let day = FROM; facts.holidays && day < UNTIL; day += DAY) {
          for (const hour of [2.5, 11.5, 17.5]) instants.push(day + hour * 60 * MINUTE)
        }
        for (const atMs of instants.filter(inRange)) {
          const isOpen = windowAt(rules, atMs).open
          if (isOpen !== oracleOpen(rules, atMs)) expect.fail(`${isOpen} at ${new Date(atMs).toISOString()}`)
        }
      },
    )
  })
})
