/** Holidays, also those observed on another day, and the dates on which a law changed, as the window sees them. Instants by hand. */
import { describe, expect, it } from 'vitest'
import { type WindowRules, windowAt } from '../../src/domain/calling-window.ts'

const rules = (region: string, zone: string, over: Partial<WindowRules> = {}): WindowRules => ({
  zones: [zone],
  regions: [region],
  callingHours: { start: '08:00', end: '21:00' },
  schedule: null,
  regionalRules: true,
  aiVoiceRules: false,
  consented: false,
  stops: [],
  ...over,
})
const shown = (atMs: number | null) => (atMs === null ? 'never' : new Date(atMs).toISOString().slice(0, 16))

describe('holidays', () => {
  it.each([
    [
      'Independence Day on a Sunday, observed on Monday',
      'US-PA',
      'America/New_York',
      '2027-07-03T23:00',
      '2027-07-06T13:00',
    ],
    [
      'Christmas on a Saturday, observed on Friday',
      'US-PA',
      'America/New_York',
      '2027-12-24T00:00',
      '2027-12-27T14:00',
    ],
    [
      'New Year’s Day on a Saturday, observed in the old year',
      'US-PA',
      'America/New_York',
      '2027-12-31T00:00',
      '2028-01-03T14:00',
    ],
    ['Good Friday, with Saturday after it', 'US-PA', 'America/New_York', '2027-03-25T23:00', '2027-03-27T13:00'],
    ['Election Day', 'US-PA', 'America/New_York', '2026-11-03T00:00', '2026-11-04T14:00'],
    [
      'a holiday before the law of 2026, and the Sunday after it open',
      'US-PA',
      'America/New_York',
      '2026-07-03T01:00',
      '2026-07-05T12:00',
    ],
    [
      'Pioneer Day on a Saturday, observed on Friday',
      'US-UT',
      'America/Denver',
      '2027-07-23T03:00',
      '2027-07-26T14:00',
    ],
    [
      'All Saints’ Day on a Sunday, observed on Monday, then Election Day',
      'US-LA',
      'America/Chicago',
      '2026-11-01T01:00',
      '2026-11-04T14:00',
    ],
    ['Thanksgiving and Acadian Day', 'US-LA', 'America/Chicago', '2026-11-26T02:00', '2026-11-28T14:00'],
    ['Mardi Gras', 'US-LA', 'America/Chicago', '2027-02-09T02:00', '2027-02-10T14:00'],
    ['Victory Day', 'US-RI', 'America/New_York', '2026-08-08T21:00', '2026-08-11T13:00'],
    ['Confederate Memorial Day', 'US-AL', 'America/Chicago', '2026-04-26T01:00', '2026-04-28T13:00'],
    [
      'Juneteenth on a Saturday, observed on Friday',
      'US-AL',
      'America/Chicago',
      '2027-06-18T01:00',
      '2027-06-21T13:00',
    ],
    ['Veterans Day, the state unknown', 'US', 'America/New_York', '2026-11-10T23:00', '2026-11-12T15:00'],
    [
      'Flag Day, on which only Pennsylvania is closed, the state unknown',
      'US',
      'America/New_York',
      '2027-06-12T21:00',
      '2027-06-15T14:00',
    ],
    ['Anzac Day on a Sunday', 'AU', 'Australia/Sydney', '2027-04-24T07:00', '2027-04-26T23:00'],
    ['Bastille Day', 'FR', 'Europe/Paris', '2027-07-13T18:00', '2027-07-15T08:00'],
    ['Saint Stephen’s Day on a Sunday after Christmas', 'IT', 'Europe/Rome', '2026-12-24T18:00', '2026-12-28T08:00'],
    ['Epiphany', 'ES', 'Europe/Madrid', '2027-01-05T20:00', '2027-01-07T08:00'],
  ])('%s: nobody in %s is called', (_what, region, zone, closes, opens) => {
    const window = rules(region, zone)
    const from = Date.parse(`${closes}Z`)
    expect(windowAt(window, from - 1).open).toBe(true)
    const state = windowAt(window, from)
    expect([state.open, shown(state.until)]).toEqual([false, opens])
    expect(windowAt(window, from + 12 * 3_600_000).because.code).toBe('region_rule')
  })

  it('are days like others to those who consented, where the law says so', () => {
    const utah = rules('US-UT', 'America/Denver', { consented: true })
    expect(shown(windowAt(utah, Date.parse('2027-07-23T03:00Z')).until)).toBe('2027-07-23T14:00')
    const pennsylvania = rules('US-PA', 'America/New_York', { consented: true })
    expect(shown(windowAt(pennsylvania, Date.parse('2027-07-03T23:00Z')).until)).toBe('2027-07-06T13:00')
  })

  it('and the days before them are shorter in Italy', () => {
    // 7 December 2026, a Monday, is the day before the Immaculate Conception: 10:00–19:00.
    const state = windowAt(rules('IT', 'Europe/Rome'), Date.parse('2026-12-07T07:00Z'))
    expect(shown(state.until)).toBe('2026-12-07T09:00')
    expect(shown(windowAt(rules('IT', 'Europe/Rome'), Date.parse('2026-12-07T09:00Z')).until)).toBe('2026-12-07T18:00')
  })

  it('are local days: of two zones each has its own midnight', () => {
    const west = rules('US-PA', 'America/Los_Angeles', { zones: ['America/Los_Angeles', 'America/New_York'] })
    // Before Thanksgiving it is 19:00 in New York at 00:00 UTC; after it 09:00 in Los Angeles at 17:00 UTC.
    const state = windowAt(west, Date.parse('2026-11-26T00:00Z'))
    expect([state.open, shown(state.until)]).toEqual([false, '2026-11-27T17:00'])
  })
})

describe('a law that changes', () => {
  it('holds from its first local day on: Pennsylvania, 18 October 2026', () => {
    const window = rules('US-PA', 'America/New_York')
    // Saturday the 17th still until 21:00 EDT; Sunday the 18th none; Monday 09:00–19:00.
    expect(shown(windowAt(window, Date.parse('2026-10-17T12:00Z')).until)).toBe('2026-10-18T01:00')
    expect(shown(windowAt(window, Date.parse('2026-10-18T01:00Z')).until)).toBe('2026-10-19T13:00')
    expect(shown(windowAt(window, Date.parse('2026-10-19T13:00Z')).until)).toBe('2026-10-19T23:00')
    expect(windowAt(window, Date.parse('2026-10-11T16:00Z')).open).toBe(true)
  })
})

describe('a law that names a clock', () => {
  it('holds by that clock too: Central Standard Time in Mississippi’s summer', () => {
    const window = rules('US-MS', 'America/Chicago')
    expect(shown(windowAt(window, Date.parse('2027-07-14T06:00Z')).until)).toBe('2027-07-14T14:00')
    expect(shown(windowAt(window, Date.parse('2027-07-14T14:00Z')).until)).toBe('2027-07-15T01:00')
    expect(shown(windowAt(window, Date.parse('2027-01-13T06:00Z')).until)).toBe('2027-01-13T14:00')
    expect(shown(windowAt(window, Date.parse('2027-01-13T14:00Z')).until)).toBe('2027-01-14T02:00')
  })
})
