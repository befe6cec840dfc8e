/** The window against an oracle that asks every minute (support/window-oracle.ts). */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type DayHours,
  nextOpening,
  type ScheduleException,
  type WindowRules,
  windowAt,
} from '../../src/domain/calling-window.ts'
import { seek } from '../../src/domain/hours-rule.ts'
import { localAt } from '../../src/domain/local-time.ts'
import { getClock, RANGE_FROM_MS, RANGE_UNTIL_MS } from '../../src/domain/regions/zone-offset.ts'
import { spansOf } from '../../src/domain/weekly-schedule.ts'
import { MINUTE, oracleOpen, oracleUntil } from '../support/window-oracle.ts'

const DAY = 86_400_000

/** Every US clock, and those that are hard: permanent since 2026, midnight changes, half hours, the date line. */
const ZONES = [
  'America/New_York',
  'America/Indiana/Knox',
  'America/Chicago',
  'America/Denver',
  'America/Boise',
  'America/Phoenix',
  'America/Los_Angeles',
  'America/Anchorage',
  'America/Adak',
  'Pacific/Honolulu',
  'America/Puerto_Rico',
  'Pacific/Guam',
  'Pacific/Pago_Pago',
  'America/Vancouver',
  'America/Edmonton',
  'America/Winnipeg',
  'America/St_Johns',
  'America/Havana',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'Europe/London',
]

const zone = fc.constantFrom(...ZONES)
const clockTime = fc
  .integer({ min: 0, max: 1440 })
  .map((m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`)
const span: fc.Arbitrary<DayHours> = fc
  .tuple(clockTime, clockTime)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => (a < b ? { start: a, end: b } : { start: b, end: a }))
const day = fc.array(span, { maxLength: 3 })
const date = fc.integer({ min: 0, max: 2100 }).map((n) => new Date(RANGE_FROM_MS + n * DAY).toISOString().slice(0, 10))

/** Any instant of the table, or one near a change of offset of some zone. */
const instant = fc.oneof(
  fc.integer({ min: RANGE_FROM_MS, max: RANGE_UNTIL_MS - 12 * DAY }),
  fc
    .tuple(zone, fc.nat(), fc.integer({ min: -36 * 3_600_000, max: 36 * 3_600_000 }))
    .map(([name, n, shift]) => {
      const { fromMs } = getClock(name)
      return Math.max(RANGE_FROM_MS, fromMs[n % fromMs.length]! + shift)
    })
    .filter((t) => t < RANGE_UNTIL_MS - 12 * DAY),
)

/** Exceptions near the instant asked about, so that they matter. */
const exceptionsNear = (atMs: number): fc.Arbitrary<ScheduleException[]> => {
  const near = fc.integer({ min: -4, max: 6 }).map((n) => new Date(atMs + n * DAY).toISOString().slice(0, 10))
  const exception = fc
    .record({ a: near, b: fc.oneof(near, date), yearly: fc.boolean(), hours: day })
    .map(({ a, b, yearly, hours }) => {
      const [from, to] = [a, b].sort()
      return { from: from!, to: to!, yearly, hours }
    })
  return fc.array(exception, { maxLength: 3 })
}

const question: fc.Arbitrary<{ rules: WindowRules; atMs: number }> = instant.chain((atMs) =>
  fc.record({
    atMs: fc.constant(atMs),
    rules: fc.record({
      zones: fc.uniqueArray(zone, { minLength: 1, maxLength: 3 }),
      regions: fc.constant([]),
      callingHours: fc.oneof(span, fc.constant({ start: '09:00', end: '20:00' })),
      schedule: fc.option(
        fc.record({
          zone: fc.oneof(fc.constant('recipient'), zone),
          days: fc.record({ mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day }),
          exceptions: exceptionsNear(atMs),
        }),
      ),
      regionalRules: fc.boolean(),
      aiVoiceRules: fc.boolean(),
      consented: fc.boolean(),
      stops: fc.constant([]),
    }),
  }),
)

describe('windowAt', () => {
  it('agrees with the oracle on being open and on the next change', () => {
    const minutes = 3 * 1440
    fc.assert(
      fc.property(question, ({ rules, atMs }) => {
        const state = windowAt(rules, atMs)
        expect(state.open).toBe(oracleOpen(rules, atMs))
        const until = oracleUntil(rules, atMs, minutes)
        if (until !== null) expect(state.until).toBe(until)
        else expect(state.until ?? Number.POSITIVE_INFINITY).toBeGreaterThan(atMs + minutes * MINUTE)
      }),
      { numRuns: 250 },
    )
  }, 60_000)

  it('is never open outside the federal hours of any candidate zone', () => {
    fc.assert(
      fc.property(question, ({ rules, atMs }) => {
        const opensAt = nextOpening(rules, atMs)
        if (opensAt === null) return
        expect(windowAt(rules, opensAt).open).toBe(true)
        for (const name of rules.zones) {
          const { minuteOfDay } = localAt(name, opensAt)
          expect(minuteOfDay).toBeGreaterThanOrEqual(480)
          expect(minuteOfDay).toBeLessThan(1260)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('changes exactly at `until`', () => {
    fc.assert(
      fc.property(question, ({ rules, atMs }) => {
        const { open, until } = windowAt(rules, atMs)
        if (until === null) return
        expect(until).toBeGreaterThan(atMs)
        expect(windowAt(rules, until - 1).open).toBe(open)
        expect(windowAt(rules, until - 1).until).toBe(until)
        expect(windowAt(rules, until).open).toBe(!open)
      }),
      { numRuns: 500 },
    )
  })

  it('gives a reason that is a closed rule, and the same one whatever was asked before', () => {
    fc.assert(
      fc.property(
        question,
        fc.array(fc.integer({ min: -DAY, max: DAY }), { maxLength: 4 }),
        ({ rules, atMs }, before) => {
          const state = windowAt(rules, atMs)
          for (const shift of before) windowAt(rules, atMs + shift)
          expect(windowAt(rules, atMs)).toEqual(state)
          if (state.open || state.because.zone === null) return
          const { code, zone: name } = state.because
          const { minuteOfDay } = localAt(name!, atMs)
          if (code === 'federal_hours') expect(minuteOfDay < 480 || minuteOfDay >= 1260).toBe(true)
          if (code === 'calling_hours') {
            const [from, to] = spansOf([rules.callingHours])[0]!
            expect(minuteOfDay < from || minuteOfDay >= to).toBe(true)
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})

/** Federal hours hide the night, when clocks change; so rules of the night are tried without them. */
describe.each([...ZONES, 'Pacific/Chatham', 'Asia/Gaza', 'America/Santiago', 'Africa/Cairo'])(
  'on changes in %s',
  (name) => {
    const changes = getClock(name)
      .fromMs.slice(1)
      .filter((t) => t < RANGE_UNTIL_MS - 2 * DAY)
    const night = [
      [['00:15', '00:45']],
      [['01:30', '02:30']],
      [['02:00', '03:00']],
      [
        ['01:45', '01:50'],
        ['02:10', '02:15'],
        ['23:30', '24:00'],
      ],
      [
        ['00:00', '02:15'],
        ['02:45', '24:00'],
      ],
    ]

    it('a rule of the night opens and closes on the minute the wall clock says', () => {
      for (const hours of night) {
        const spans = spansOf(hours.map(([start, end]) => ({ start: start!, end: end! })))
        const rule = {
          id: 'night',
          code: 'schedule',
          zone: 'recipient',
          detail: '',
          citation: null,
          spansOn: () => spans,
        } as const
        const local = { rule, clock: getClock(name), zone: name }
        for (const change of changes.slice(0, 4)) {
          const first = change - 15 * 3_600_000
          let opensAt = -1
          let closesAt = -1
          for (let t = first + 30 * 3_600_000; t >= first; t -= MINUTE) {
            const { minuteOfDay } = localAt(name, t)
            const open = spans.some(([from, to]) => from <= minuteOfDay && minuteOfDay < to)
            if (open) opensAt = t
            else closesAt = t
            // Scanned backwards: the last one noted is the next. None noted yet: it lies behind the scanned part.
            if (opensAt > 0 && seek(local, true, t, RANGE_UNTIL_MS) !== opensAt) {
              expect(seek(local, true, t, RANGE_UNTIL_MS), `${name} opens after ${new Date(t).toISOString()}`).toBe(
                opensAt,
              )
            }
            if (closesAt > 0 && seek(local, false, t, RANGE_UNTIL_MS) !== closesAt) {
              expect(seek(local, false, t, RANGE_UNTIL_MS), `${name} closes after ${new Date(t).toISOString()}`).toBe(
                closesAt,
              )
            }
          }
        }
      }
      expect(changes.length > 0 || getClock(name).fromMs.length === 1).toBe(true)
    })
  },
)

describe('a calling day', () => {
  it.each(ZONES)('is exactly its hours long in %s, on days of 23 and 25 hours too', (name) => {
    const rules: WindowRules = {
      zones: [name],
      regions: [],
      callingHours: { start: '09:00', end: '20:00' },
      schedule: null,
      regionalRules: true,
      aiVoiceRules: true,
      consented: false,
      stops: [],
    }
    let t = RANGE_FROM_MS + 2 * DAY
    for (let days = 0; days < 1500; days++) {
      const opensAt = nextOpening(rules, windowAt(rules, t).open ? windowAt(rules, t).until! : t)!
      const closesAt = windowAt(rules, opensAt).until!
      expect(closesAt - opensAt).toBe(11 * 3_600_000)
      expect(localAt(name, opensAt).minuteOfDay).toBe(540)
      t = closesAt
    }
  })
})
