import { afterEach, describe, expect, it } from 'vitest'
import { instantsOfLocal, isoLocal, localAt } from '../../src/domain/local-time.ts'
import { ZONE_ALIASES } from '../../src/domain/regions/zone-aliases.ts'
import { getClock, isKnownZone, offsetAt, RANGE_FROM_MS, RANGE_UNTIL_MS } from '../../src/domain/regions/zone-offset.ts'

const HOUR = 3_600_000
const at = (iso: string): number => Date.parse(iso)

/** US zones: the runtime's own data is right for these, so Intl is an independent witness. */
const US_ZONES = [
  'America/New_York',
  'America/Detroit',
  'America/Kentucky/Louisville',
  'America/Indiana/Indianapolis',
  'America/Indiana/Knox',
  'America/Indiana/Tell_City',
  'America/Chicago',
  'America/Menominee',
  'America/North_Dakota/Center',
  'America/Denver',
  'America/Boise',
  'America/Phoenix',
  'America/Los_Angeles',
  'America/Anchorage',
  'America/Juneau',
  'America/Adak',
  'Pacific/Honolulu',
  'America/Puerto_Rico',
  'America/St_Thomas',
  'Pacific/Guam',
  'Pacific/Saipan',
  'Pacific/Pago_Pago',
]

const CHANGING_ZONES = [
  'America/New_York',
  'America/Havana',
  'Africa/Casablanca',
  'Africa/Cairo',
  'America/Vancouver',
  'America/Edmonton',
  'America/Winnipeg',
  'America/St_Johns',
  'America/Adak',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Asia/Gaza',
  'America/Santiago',
  'Europe/London',
]

describe('localAt', () => {
  it.each([
    ['America/New_York', '2026-11-21T15:00:00Z', '2026-11-21T10:00:00'],
    ['America/New_York', '2027-07-01T03:59:59Z', '2027-06-30T23:59:59'],
    ['Australia/Lord_Howe', '2026-12-01T00:00:00Z', '2026-12-01T11:00:00'],
    ['Australia/Lord_Howe', '2027-06-01T00:00:00Z', '2027-06-01T10:30:00'],
    ['Asia/Kolkata', '2026-12-01T20:00:00Z', '2026-12-02T01:30:00'],
    // Permanent since the 2026 releases of tzdata; the runtime's Intl may still say otherwise.
    ['America/Vancouver', '2027-01-10T20:00:00Z', '2027-01-10T13:00:00'],
    ['America/Edmonton', '2027-01-10T20:00:00Z', '2027-01-10T14:00:00'],
    ['America/Winnipeg', '2027-01-10T20:00:00Z', '2027-01-10T15:00:00'],
    ['Africa/Casablanca', '2027-01-10T20:00:00Z', '2027-01-10T20:00:00'],
    ['America/Havana', '2026-12-10T20:00:00Z', '2026-12-10T16:00:00'],
  ])('reads the clocks of %s at %s as %s', (zone, instant, iso) => {
    const local = localAt(zone, at(instant))
    expect(local.iso).toBe(iso)
    expect(isoLocal(zone, at(instant))).toBe(iso)
    expect(local.date).toBe(iso.slice(0, 10))
    expect(local.minuteOfDay).toBe(Number(iso.slice(11, 13)) * 60 + Number(iso.slice(14, 16)))
    expect(local.weekday).toBe(new Date(`${iso.slice(0, 10)}T12:00:00Z`).getUTCDay())
  })

  it.each(US_ZONES)('agrees with Intl in %s, around every change and in between', (zone) => {
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
    const changes = getClock(zone).fromMs.slice(1)
    const samples = changes.flatMap((t) => [t - HOUR, t - 1000, t, t + HOUR])
    for (let t = RANGE_FROM_MS; t < RANGE_UNTIL_MS; t += 61 * 7 * HOUR) samples.push(t)
    for (const t of samples) expect(localAt(zone, t).iso).toBe(format.format(t).replace(' ', 'T'))
  })

  it('refuses an unknown zone and an instant outside the table', () => {
    expect(() => offsetAt('Mars/Olympus', at('2026-01-01T00:00:00Z'))).toThrow(/unknown time zone/)
    expect(() => localAt('America/New_York', RANGE_FROM_MS - 1)).toThrow(RangeError)
    expect(() => localAt('America/New_York', RANGE_UNTIL_MS)).toThrow(RangeError)
    expect(() => localAt('America/New_York', Number.NaN)).toThrow(RangeError)
    expect(localAt('America/New_York', RANGE_UNTIL_MS - 1).date).toBe('2030-12-31')
  })
})

describe('instantsOfLocal', () => {
  it.each([
    ['America/New_York', '2027-03-14', 90, ['2027-03-14T06:30:00Z']],
    ['America/New_York', '2027-03-14', 150, []],
    ['America/New_York', '2027-11-07', 90, ['2027-11-07T05:30:00Z', '2027-11-07T06:30:00Z']],
    ['America/New_York', '2027-11-07', 120, ['2027-11-07T07:00:00Z']],
    ['Australia/Lord_Howe', '2027-10-03', 135, []],
    ['Australia/Lord_Howe', '2027-10-03', 150, ['2027-10-02T15:30:00Z']],
    ['Australia/Lord_Howe', '2027-04-04', 105, ['2027-04-03T14:45:00Z', '2027-04-03T15:15:00Z']],
    ['America/Havana', '2028-03-12', 30, []],
    ['America/Phoenix', '2027-03-14', 150, ['2027-03-14T09:30:00Z']],
  ])('%s %s minute %i', (zone, date, minute, instants) => {
    expect(instantsOfLocal(zone, date, minute)).toEqual(instants.map(at))
  })

  it('is the inverse of localAt around every change', () => {
    for (const zone of CHANGING_ZONES) {
      for (const change of getClock(zone).fromMs.slice(1)) {
        for (let t = change - 3 * HOUR; t < change + 3 * HOUR; t += 15 * 60_000) {
          const { date, minuteOfDay } = localAt(zone, t)
          expect(instantsOfLocal(zone, date, minuteOfDay)).toContain(t)
        }
      }
    }
  })

  it('counts 23, 25 and 23.5 hours in the days of a change', () => {
    const hours = (zone: string, date: string, next: string): number =>
      (instantsOfLocal(zone, next, 0)[0]! - instantsOfLocal(zone, date, 0)[0]!) / HOUR
    expect(hours('America/Chicago', '2027-03-14', '2027-03-15')).toBe(23)
    expect(hours('America/Chicago', '2027-11-07', '2027-11-08')).toBe(25)
    expect(hours('Australia/Lord_Howe', '2027-10-03', '2027-10-04')).toBe(23.5)
    expect(hours('America/Vancouver', '2027-03-14', '2027-03-15')).toBe(24)
  })

  it('refuses what is no date, no minute or not in the table', () => {
    expect(() => instantsOfLocal('America/New_York', '2027-02-29', 0)).toThrow(/not a date/)
    expect(() => instantsOfLocal('America/New_York', '27-02-01', 0)).toThrow(/not a date/)
    expect(() => instantsOfLocal('America/New_York', '2027-02-01', 1440)).toThrow(/not a minute/)
    expect(() => instantsOfLocal('America/New_York', '2031-02-01', 0)).toThrow(/outside/)
    expect(() => instantsOfLocal('Nowhere', '2027-02-01', 0)).toThrow(/unknown/)
  })
})

describe('zone names', () => {
  it.each([
    ['Australia/Melbourne', 'Australia/Sydney'],
    ['Asia/Kolkata', 'Asia/Calcutta'],
    ['US/Eastern', 'America/New_York'],
    ['Europe/Dublin', 'Europe/London'],
  ])('%s has the clock of %s', (alias, zone) => {
    expect(isKnownZone(alias)).toBe(true)
    expect(getClock(alias)).toBe(getClock(zone))
  })

  it('resolves every alias to a zone of the table', () => {
    for (const [alias, zone] of ZONE_ALIASES) expect(getClock(alias), `${alias} → ${zone}`).toBe(getClock(zone))
  })
})

describe('the process time zone', () => {
  const original = process.env.TZ
  afterEach(() => {
    if (original === undefined) delete process.env.TZ
    else process.env.TZ = original
  })

  it('changes nothing', () => {
    const answers = ['UTC', 'America/Los_Angeles', 'Asia/Tokyo', 'Australia/Lord_Howe'].map((zone) => {
      process.env.TZ = zone
      return JSON.stringify([
        localAt('America/New_York', at('2027-03-14T06:59:59Z')),
        instantsOfLocal('America/New_York', '2027-11-07', 90),
        instantsOfLocal('Australia/Lord_Howe', '2027-10-03', 135),
      ])
    })
    expect(new Set(answers).size).toBe(1)
  })
})
