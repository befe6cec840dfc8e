/**
 * The days on which clocks change, and the same days where they do not. The instants were computed minute by minute from the published offsets
 * (tzdata 2026f) by a program of its own, not with this product. Over 250 lines because every zone has its row.
 */
import { describe, expect, it } from 'vitest'
import { type WindowRules, windowAt } from '../../src/domain/calling-window.ts'
import type { DayHours, ScheduleException, WeeklySchedule } from '../../src/domain/weekly-schedule.ts'

const at = (iso: string): number => Date.parse(iso)
const iso = (atMs: number | null): string => (atMs === null ? 'never' : `${new Date(atMs).toISOString().slice(0, 16)}Z`)

const rules = (over: Partial<WindowRules>): WindowRules => ({
  zones: ['America/New_York'],
  regions: [],
  callingHours: { start: '00:00', end: '24:00' },
  schedule: null,
  regionalRules: true,
  aiVoiceRules: true,
  consented: false,
  stops: [],
  ...over,
})

const slots = (...written: string[]): DayHours[] =>
  written.map((slot) => ({ start: slot.split('–')[0]!, end: slot.split('–')[1]! }))

function daily(zone: string, hours: DayHours[], exceptions: ScheduleException[] = []): WeeklySchedule {
  const days = { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours, sat: hours, sun: hours }
  return { zone, days, exceptions }
}

/** The stretches in which the window is open, 'HH:MM–HH:MM' in UTC, from one instant to another. */
function stretches(window: WindowRules, from: number, until: number): string[] {
  const found: string[] = []
  let now = from
  while (now < until) {
    const { open, until: next } = windowAt(window, now)
    const end = next ?? Number.POSITIVE_INFINITY
    if (open) found.push(`${iso(now).slice(11, 16)}–${iso(end).slice(11, 16)}`)
    now = end
  }
  return found
}

/**
 * Calling hours 09:00–20:00. In 2027 the United States change on 14 March and 7 November. For good changed in 2026: British Columbia, Alberta and
 * Manitoba stayed on summer time from 8 March on, Morocco went back on 20 September; Cuba left its summer time on through one winter.
 */
const DAYS: [zone: string, date: string, closedBefore: string, opens: string, closes: string][] = [
  ['America/New_York', '2027-03-14', '2027-03-14T01:00Z', '2027-03-14T13:00Z', '2027-03-15T00:00Z'],
  ['America/New_York', '2027-11-07', '2027-11-07T00:00Z', '2027-11-07T14:00Z', '2027-11-08T01:00Z'],
  ['America/Detroit', '2027-03-14', '2027-03-14T01:00Z', '2027-03-14T13:00Z', '2027-03-15T00:00Z'],
  ['America/Detroit', '2027-11-07', '2027-11-07T00:00Z', '2027-11-07T14:00Z', '2027-11-08T01:00Z'],
  ['America/Indiana/Indianapolis', '2027-03-14', '2027-03-14T01:00Z', '2027-03-14T13:00Z', '2027-03-15T00:00Z'],
  ['America/Indiana/Indianapolis', '2027-11-07', '2027-11-07T00:00Z', '2027-11-07T14:00Z', '2027-11-08T01:00Z'],
  ['America/Indiana/Knox', '2027-03-14', '2027-03-14T02:00Z', '2027-03-14T14:00Z', '2027-03-15T01:00Z'],
  ['America/Indiana/Knox', '2027-11-07', '2027-11-07T01:00Z', '2027-11-07T15:00Z', '2027-11-08T02:00Z'],
  ['America/Indiana/Tell_City', '2027-03-14', '2027-03-14T02:00Z', '2027-03-14T14:00Z', '2027-03-15T01:00Z'],
  ['America/Indiana/Tell_City', '2027-11-07', '2027-11-07T01:00Z', '2027-11-07T15:00Z', '2027-11-08T02:00Z'],
  ['America/Kentucky/Louisville', '2027-03-14', '2027-03-14T01:00Z', '2027-03-14T13:00Z', '2027-03-15T00:00Z'],
  ['America/Kentucky/Louisville', '2027-11-07', '2027-11-07T00:00Z', '2027-11-07T14:00Z', '2027-11-08T01:00Z'],
  ['America/Chicago', '2027-03-14', '2027-03-14T02:00Z', '2027-03-14T14:00Z', '2027-03-15T01:00Z'],
  ['America/Chicago', '2027-11-07', '2027-11-07T01:00Z', '2027-11-07T15:00Z', '2027-11-08T02:00Z'],
  ['America/Menominee', '2027-03-14', '2027-03-14T02:00Z', '2027-03-14T14:00Z', '2027-03-15T01:00Z'],
  ['America/Menominee', '2027-11-07', '2027-11-07T01:00Z', '2027-11-07T15:00Z', '2027-11-08T02:00Z'],
  ['America/North_Dakota/Center', '2027-03-14', '2027-03-14T02:00Z', '2027-03-14T14:00Z', '2027-03-15T01:00Z'],
  ['America/North_Dakota/Center', '2027-11-07', '2027-11-07T01:00Z', '2027-11-07T15:00Z', '2027-11-08T02:00Z'],
  ['America/Denver', '2027-03-14', '2027-03-14T03:00Z', '2027-03-14T15:00Z', '2027-03-15T02:00Z'],
  ['America/Denver', '2027-11-07', '2027-11-07T02:00Z', '2027-11-07T16:00Z', '2027-11-08T03:00Z'],
  ['America/Boise', '2027-03-14', '2027-03-14T03:00Z', '2027-03-14T15:00Z', '2027-03-15T02:00Z'],
  ['America/Boise', '2027-11-07', '2027-11-07T02:00Z', '2027-11-07T16:00Z', '2027-11-08T03:00Z'],
  ['America/Phoenix', '2027-03-14', '2027-03-14T03:00Z', '2027-03-14T16:00Z', '2027-03-15T03:00Z'],
  ['America/Phoenix', '2027-11-07', '2027-11-07T03:00Z', '2027-11-07T16:00Z', '2027-11-08T03:00Z'],
  ['America/Los_Angeles', '2027-03-14', '2027-03-14T04:00Z', '2027-03-14T16:00Z', '2027-03-15T03:00Z'],
  ['America/Los_Angeles', '2027-11-07', '2027-11-07T03:00Z', '2027-11-07T17:00Z', '2027-11-08T04:00Z'],
  ['America/Anchorage', '2027-03-14', '2027-03-14T05:00Z', '2027-03-14T17:00Z', '2027-03-15T04:00Z'],
  ['America/Anchorage', '2027-11-07', '2027-11-07T04:00Z', '2027-11-07T18:00Z', '2027-11-08T05:00Z'],
  ['America/Juneau', '2027-03-14', '2027-03-14T05:00Z', '2027-03-14T17:00Z', '2027-03-15T04:00Z'],
  ['America/Juneau', '2027-11-07', '2027-11-07T04:00Z', '2027-11-07T18:00Z', '2027-11-08T05:00Z'],
  ['America/Sitka', '2027-03-14', '2027-03-14T05:00Z', '2027-03-14T17:00Z', '2027-03-15T04:00Z'],
  ['America/Sitka', '2027-11-07', '2027-11-07T04:00Z', '2027-11-07T18:00Z', '2027-11-08T05:00Z'],
  ['America/Metlakatla', '2027-03-14', '2027-03-14T05:00Z', '2027-03-14T17:00Z', '2027-03-15T04:00Z'],
  ['America/Metlakatla', '2027-11-07', '2027-11-07T04:00Z', '2027-11-07T18:00Z', '2027-11-08T05:00Z'],
  ['America/Nome', '2027-03-14', '2027-03-14T05:00Z', '2027-03-14T17:00Z', '2027-03-15T04:00Z'],
  ['America/Nome', '2027-11-07', '2027-11-07T04:00Z', '2027-11-07T18:00Z', '2027-11-08T05:00Z'],
  ['America/Adak', '2027-03-14', '2027-03-14T06:00Z', '2027-03-14T18:00Z', '2027-03-15T05:00Z'],
  ['America/Adak', '2027-11-07', '2027-11-07T05:00Z', '2027-11-07T19:00Z', '2027-11-08T06:00Z'],
  ['Pacific/Honolulu', '2027-03-14', '2027-03-14T06:00Z', '2027-03-14T19:00Z', '2027-03-15T06:00Z'],
  ['Pacific/Honolulu', '2027-11-07', '2027-11-07T06:00Z', '2027-11-07T19:00Z', '2027-11-08T06:00Z'],
  ['America/Puerto_Rico', '2027-03-14', '2027-03-14T00:00Z', '2027-03-14T13:00Z', '2027-03-15T00:00Z'],
  ['America/Puerto_Rico', '2027-11-07', '2027-11-07T00:00Z', '2027-11-07T13:00Z', '2027-11-08T00:00Z'],
  ['America/St_Thomas', '2027-03-14', '2027-03-14T00:00Z', '2027-03-14T13:00Z', '2027-03-15T00:00Z'],
  ['America/St_Thomas', '2027-11-07', '2027-11-07T00:00Z', '2027-11-07T13:00Z', '2027-11-08T00:00Z'],
  ['Pacific/Guam', '2027-03-14', '2027-03-13T10:00Z', '2027-03-13T23:00Z', '2027-03-14T10:00Z'],
  ['Pacific/Guam', '2027-11-07', '2027-11-06T10:00Z', '2027-11-06T23:00Z', '2027-11-07T10:00Z'],
  ['Pacific/Saipan', '2027-03-14', '2027-03-13T10:00Z', '2027-03-13T23:00Z', '2027-03-14T10:00Z'],
  ['Pacific/Saipan', '2027-11-07', '2027-11-06T10:00Z', '2027-11-06T23:00Z', '2027-11-07T10:00Z'],
  ['Pacific/Pago_Pago', '2027-03-14', '2027-03-14T07:00Z', '2027-03-14T20:00Z', '2027-03-15T07:00Z'],
  ['Pacific/Pago_Pago', '2027-11-07', '2027-11-07T07:00Z', '2027-11-07T20:00Z', '2027-11-08T07:00Z'],
  ['America/Vancouver', '2026-03-08', '2026-03-08T04:00Z', '2026-03-08T16:00Z', '2026-03-09T03:00Z'],
  ['America/Vancouver', '2026-11-01', '2026-11-01T03:00Z', '2026-11-01T16:00Z', '2026-11-02T03:00Z'],
  ['America/Vancouver', '2027-03-14', '2027-03-14T03:00Z', '2027-03-14T16:00Z', '2027-03-15T03:00Z'],
  ['America/Edmonton', '2026-03-08', '2026-03-08T03:00Z', '2026-03-08T15:00Z', '2026-03-09T02:00Z'],
  ['America/Edmonton', '2026-11-01', '2026-11-01T02:00Z', '2026-11-01T15:00Z', '2026-11-02T02:00Z'],
  ['America/Edmonton', '2027-03-14', '2027-03-14T02:00Z', '2027-03-14T15:00Z', '2027-03-15T02:00Z'],
  ['America/Winnipeg', '2026-03-08', '2026-03-08T02:00Z', '2026-03-08T14:00Z', '2026-03-09T01:00Z'],
  ['America/Winnipeg', '2026-11-01', '2026-11-01T01:00Z', '2026-11-01T14:00Z', '2026-11-02T01:00Z'],
  ['America/Winnipeg', '2027-03-14', '2027-03-14T01:00Z', '2027-03-14T14:00Z', '2027-03-15T01:00Z'],
  ['America/Havana', '2026-03-08', '2026-03-08T01:00Z', '2026-03-08T13:00Z', '2026-03-09T00:00Z'],
  ['America/Havana', '2026-11-01', '2026-11-01T00:00Z', '2026-11-01T13:00Z', '2026-11-02T00:00Z'],
  ['America/Havana', '2027-03-14', '2027-03-14T00:00Z', '2027-03-14T13:00Z', '2027-03-15T00:00Z'],
  ['America/Havana', '2027-11-07', '2027-11-07T00:00Z', '2027-11-07T14:00Z', '2027-11-08T01:00Z'],
  ['America/Havana', '2028-03-12', '2028-03-12T01:00Z', '2028-03-12T13:00Z', '2028-03-13T00:00Z'],
  ['Africa/Casablanca', '2026-02-15', '2026-02-14T19:00Z', '2026-02-15T09:00Z', '2026-02-15T20:00Z'],
  ['Africa/Casablanca', '2026-03-22', '2026-03-21T20:00Z', '2026-03-22T08:00Z', '2026-03-22T19:00Z'],
  ['Africa/Casablanca', '2026-09-20', '2026-09-19T19:00Z', '2026-09-20T09:00Z', '2026-09-20T20:00Z'],
  ['Africa/Casablanca', '2027-02-07', '2027-02-06T20:00Z', '2027-02-07T09:00Z', '2027-02-07T20:00Z'],
  ['Australia/Lord_Howe', '2027-04-04', '2027-04-03T09:00Z', '2027-04-03T22:30Z', '2027-04-04T09:30Z'],
  ['Australia/Lord_Howe', '2027-10-03', '2027-10-02T09:30Z', '2027-10-02T22:00Z', '2027-10-03T09:00Z'],
]

describe('the calling hours of a recipient', () => {
  it.each(DAYS)('%s on %s', (zone, _date, closedBefore, opens, closes) => {
    const window = rules({ zones: [zone], callingHours: { start: '09:00', end: '20:00' } })
    expect(windowAt(window, at(closedBefore) - 1)).toMatchObject({ open: true, until: at(closedBefore) })
    const night = windowAt(window, at(closedBefore))
    expect([night.open, iso(night.until)]).toEqual([false, opens])
    expect(windowAt(window, at(opens) - 1)).toMatchObject({ open: false, until: at(opens) })
    const day = windowAt(window, at(opens))
    expect([day.open, iso(day.until)]).toEqual([true, closes])
    expect(windowAt(window, at(closes)).open).toBe(false)
  })
})

/**
 * A schedule in the zone, for a recipient to whom these hours are day: slots of half an hour in each of the first four hours, and one slot
 * 01:30–03:30. A slot the clocks skip is never open, one they repeat is open twice. From local midnight on for as long as its clocks show
 * less than 04:00; UTC. `zone date recipient midnight | slots | one slot`.
 */
const NIGHTS = [
  'America/New_York 2027-03-14 Asia/Dubai 2027-03-14T05:00Z | 05:15–05:45 06:15–06:45 07:15–07:45 | 06:30–07:30',
  'America/New_York 2027-11-07 Asia/Tokyo 2027-11-07T04:00Z | 04:15–04:45 05:15–05:45 06:15–06:45 07:15–07:45 08:15–08:45 | 05:30–06:00 06:30–08:30',
  'America/Chicago 2027-03-14 Asia/Dubai 2027-03-14T06:00Z | 06:15–06:45 07:15–07:45 08:15–08:45 | 07:30–08:30',
  'America/Chicago 2027-11-07 Asia/Dubai 2027-11-07T05:00Z | 05:15–05:45 06:15–06:45 07:15–07:45 08:15–08:45 09:15–09:45 | 06:30–07:00 07:30–09:30',
  'America/Denver 2027-03-14 Asia/Dubai 2027-03-14T07:00Z | 07:15–07:45 08:15–08:45 09:15–09:45 | 08:30–09:30',
  'America/Denver 2027-11-07 Asia/Dubai 2027-11-07T06:00Z | 06:15–06:45 07:15–07:45 08:15–08:45 09:15–09:45 10:15–10:45 | 07:30–08:00 08:30–10:30',
  'America/Boise 2027-03-14 Asia/Dubai 2027-03-14T07:00Z | 07:15–07:45 08:15–08:45 09:15–09:45 | 08:30–09:30',
  'America/Boise 2027-11-07 Asia/Dubai 2027-11-07T06:00Z | 06:15–06:45 07:15–07:45 08:15–08:45 09:15–09:45 10:15–10:45 | 07:30–08:00 08:30–10:30',
  'America/Phoenix 2027-03-14 Asia/Dubai 2027-03-14T07:00Z | 07:15–07:45 08:15–08:45 09:15–09:45 10:15–10:45 | 08:30–10:30',
  'America/Phoenix 2027-11-07 Asia/Dubai 2027-11-07T07:00Z | 07:15–07:45 08:15–08:45 09:15–09:45 10:15–10:45 | 08:30–10:30',
  'America/Los_Angeles 2027-03-14 Asia/Dubai 2027-03-14T08:00Z | 08:15–08:45 09:15–09:45 10:15–10:45 | 09:30–10:30',
  'America/Los_Angeles 2027-11-07 Asia/Dubai 2027-11-07T07:00Z | 07:15–07:45 08:15–08:45 09:15–09:45 10:15–10:45 11:15–11:45 | 08:30–09:00 09:30–11:30',
  'America/Anchorage 2027-03-14 Asia/Dubai 2027-03-14T09:00Z | 09:15–09:45 10:15–10:45 11:15–11:45 | 10:30–11:30',
  'America/Anchorage 2027-11-07 Asia/Dubai 2027-11-07T08:00Z | 08:15–08:45 09:15–09:45 10:15–10:45 11:15–11:45 12:15–12:45 | 09:30–10:00 10:30–12:30',
  'America/Adak 2027-03-14 Asia/Dubai 2027-03-14T10:00Z | 10:15–10:45 11:15–11:45 12:15–12:45 | 11:30–12:30',
  'America/Adak 2027-11-07 Asia/Dubai 2027-11-07T09:00Z | 09:15–09:45 10:15–10:45 11:15–11:45 12:15–12:45 13:15–13:45 | 10:30–11:00 11:30–13:30',
  'Pacific/Honolulu 2027-03-14 Asia/Dubai 2027-03-14T10:00Z | 10:15–10:45 11:15–11:45 12:15–12:45 13:15–13:45 | 11:30–13:30',
  'Pacific/Honolulu 2027-11-07 Asia/Dubai 2027-11-07T10:00Z | 10:15–10:45 11:15–11:45 12:15–12:45 13:15–13:45 | 11:30–13:30',
  'America/Puerto_Rico 2027-03-14 Asia/Tokyo 2027-03-14T04:00Z | 04:15–04:45 05:15–05:45 06:15–06:45 07:15–07:45 | 05:30–07:30',
  'America/Puerto_Rico 2027-11-07 Asia/Tokyo 2027-11-07T04:00Z | 04:15–04:45 05:15–05:45 06:15–06:45 07:15–07:45 | 05:30–07:30',
  'Pacific/Guam 2027-03-14 Africa/Abidjan 2027-03-13T14:00Z | 14:15–14:45 15:15–15:45 16:15–16:45 17:15–17:45 | 15:30–17:30',
  'Pacific/Guam 2027-11-07 Africa/Abidjan 2027-11-06T14:00Z | 14:15–14:45 15:15–15:45 16:15–16:45 17:15–17:45 | 15:30–17:30',
  'Pacific/Pago_Pago 2027-03-14 Asia/Dubai 2027-03-14T11:00Z | 11:15–11:45 12:15–12:45 13:15–13:45 14:15–14:45 | 12:30–14:30',
  'Pacific/Pago_Pago 2027-11-07 Asia/Dubai 2027-11-07T11:00Z | 11:15–11:45 12:15–12:45 13:15–13:45 14:15–14:45 | 12:30–14:30',
  'America/Vancouver 2026-03-08 Asia/Dubai 2026-03-08T08:00Z | 08:15–08:45 09:15–09:45 10:15–10:45 | 09:30–10:30',
  'America/Vancouver 2026-11-01 Asia/Dubai 2026-11-01T07:00Z | 07:15–07:45 08:15–08:45 09:15–09:45 10:15–10:45 | 08:30–10:30',
  'America/Edmonton 2026-03-08 Asia/Dubai 2026-03-08T07:00Z | 07:15–07:45 08:15–08:45 09:15–09:45 | 08:30–09:30',
  'America/Edmonton 2026-11-01 Asia/Dubai 2026-11-01T06:00Z | 06:15–06:45 07:15–07:45 08:15–08:45 09:15–09:45 | 07:30–09:30',
  'America/Winnipeg 2026-03-08 Asia/Dubai 2026-03-08T06:00Z | 06:15–06:45 07:15–07:45 08:15–08:45 | 07:30–08:30',
  'America/Winnipeg 2026-11-01 Asia/Dubai 2026-11-01T05:00Z | 05:15–05:45 06:15–06:45 07:15–07:45 08:15–08:45 | 06:30–08:30',
  'America/Havana 2026-03-08 Asia/Dubai 2026-03-08T05:00Z | 05:15–05:45 06:15–06:45 07:15–07:45 | 05:30–07:30',
  'America/Havana 2026-11-01 Asia/Tokyo 2026-11-01T04:00Z | 04:15–04:45 05:15–05:45 06:15–06:45 07:15–07:45 | 05:30–07:30',
  'America/Havana 2027-11-07 Asia/Tokyo 2027-11-07T04:00Z | 04:15–04:45 05:15–05:45 06:15–06:45 07:15–07:45 08:15–08:45 | 06:30–08:30',
  'America/Havana 2028-03-12 Asia/Dubai 2028-03-12T05:00Z | 05:15–05:45 06:15–06:45 07:15–07:45 | 05:30–07:30',
  'Africa/Casablanca 2026-02-15 Australia/Brisbane 2026-02-14T23:00Z | 23:15–23:45 00:15–00:45 01:15–01:45 02:15–02:45 03:15–03:45 | 00:30–03:30',
  'Africa/Casablanca 2026-03-22 Asia/Tokyo 2026-03-22T00:00Z | 00:15–00:45 01:15–01:45 02:15–02:45 | 01:30–02:30',
  'Africa/Casablanca 2026-09-20 Australia/Brisbane 2026-09-19T23:00Z | 23:15–23:45 00:15–00:45 01:15–01:45 02:15–02:45 03:15–03:45 | 00:30–01:00 01:30–03:30',
  'Australia/Lord_Howe 2027-04-04 Africa/Abidjan 2027-04-03T13:00Z | 13:15–13:45 14:15–14:45 15:00–15:15 15:45–16:15 16:45–17:15 | 14:30–17:00',
  'Australia/Lord_Howe 2027-10-03 Africa/Abidjan 2027-10-02T13:30Z | 13:45–14:15 14:45–15:15 15:30–15:45 16:15–16:45 | 15:00–16:30',
].map((line) => line.split(/ \| /).flatMap((part, i) => (i === 0 ? part.split(' ') : [part])))

describe('the slots of a schedule in the night', () => {
  it.each(NIGHTS as [string, string, string, string, string, string][])(
    '%s on %s',
    (zone, _date, recipient, midnight, short, long) => {
      const open = (hours: DayHours[]): string => {
        const window = rules({ zones: [recipient], schedule: daily(zone, hours) })
        return stretches(window, at(midnight), at(midnight) + 5 * 3_600_000).join(' ')
      }
      expect(open(slots('00:15–00:45', '01:15–01:45', '02:15–02:45', '03:15–03:45'))).toBe(short)
      expect(open(slots('01:30–03:30'))).toBe(long)
    },
  )

  it('run over midnight when one ends there and the next begins there: an hour less in March, one more in November', () => {
    const overnight = rules({
      zones: ['Asia/Tokyo'],
      schedule: daily('America/New_York', slots('20:00–24:00', '00:00–06:00')),
    })
    expect(stretches(overnight, at('2027-03-14T00:00Z'), at('2027-03-14T20:00Z'))).toEqual(['01:00–10:00'])
    expect(stretches(overnight, at('2027-11-06T23:30Z'), at('2027-11-07T20:00Z'))).toEqual(['00:00–11:00'])
  })

  it('end at midnight on the eve of a closed date, and begin again at the midnight after it', () => {
    const closed = [{ from: '2027-03-14', hours: [] }]
    const schedule = daily('America/New_York', slots('20:00–24:00', '00:00–06:00'), closed)
    const overnight = rules({ zones: ['Asia/Tokyo'], schedule })
    // 14 March is 23 hours long: from 05:00 UTC to 04:00 UTC.
    expect(stretches(overnight, at('2027-03-14T00:00Z'), at('2027-03-15T20:00Z'))).toEqual([
      '01:00–05:00',
      '04:00–10:00',
    ])
  })

  it('of a whole day last 23 hours in March and 25 in November', () => {
    const dates = (date: string) =>
      rules({
        zones: ['Asia/Tokyo'],
        callingHours: { start: '00:00', end: '24:00' },
        schedule: { ...daily('America/New_York', []), exceptions: [{ from: date, hours: slots('00:00–24:00') }] },
      })
    // In Tokyo it is 08:00–21:00 from 23:00 to 12:00 UTC, on both sides of the day in New York.
    expect(stretches(dates('2027-03-14'), at('2027-03-14T00:00Z'), at('2027-03-15T12:00Z'))).toEqual([
      '05:00–12:00',
      '23:00–04:00',
    ])
    expect(stretches(dates('2027-11-07'), at('2027-11-07T00:00Z'), at('2027-11-08T12:00Z'))).toEqual([
      '04:00–12:00',
      '23:00–05:00',
    ])
  })
})

describe('a recipient in one of two zones on the day one of them changes', () => {
  it('keeps the hours both allow', () => {
    // Arizona with and without the Navajo Nation: the same clock in winter, an hour apart in summer.
    const arizona = rules({
      zones: ['America/Denver', 'America/Phoenix'],
      callingHours: { start: '09:00', end: '20:00' },
    })
    expect(stretches(arizona, at('2027-03-13T12:00Z'), at('2027-03-15T12:00Z'))).toEqual(['16:00–03:00', '16:00–02:00'])
    expect(stretches(arizona, at('2027-11-06T12:00Z'), at('2027-11-08T12:00Z'))).toEqual(['16:00–02:00', '16:00–03:00'])
  })

  it('is in step with the neighbour after a permanent change, or no longer', () => {
    // Vancouver stays at UTC−7 while Los Angeles goes back to UTC−8 on 1 November 2026.
    const coast = rules({
      zones: ['America/Los_Angeles', 'America/Vancouver'],
      callingHours: { start: '09:00', end: '20:00' },
    })
    expect(stretches(coast, at('2026-10-31T12:00Z'), at('2026-11-02T12:00Z'))).toEqual(['16:00–03:00', '17:00–03:00'])
  })
})
