import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defaultSettings } from '../../src/domain/campaign-settings.ts'
import { jsonPointer } from '../../src/domain/errors.ts'
import { checkHours } from '../../src/domain/hours-check.ts'
import { SCHEDULE_FIELDS, ScheduleDays, scheduleAt, scheduleErrors } from '../../src/domain/schedule.ts'
import type { WeeklySchedule } from '../../src/domain/weekly-schedule.ts'

const Schedule = z.strictObject({ ...SCHEDULE_FIELDS, days: ScheduleDays })
const slot = (start: string, end: string) => ({ start, end })
const nineToFive = [slot('09:00', '17:00')]
const workdays = { mon: nineToFive, tue: nineToFive, wed: nineToFive, thu: nineToFive, fri: nineToFive }

/** What is wrong with a schedule that would be fine without these parts. */
function errorsOf(parts: object): { pointer: string; message: string }[] {
  const read = Schedule.safeParse({ name: 'A', zone: 'recipient', days: workdays, exceptions: [], ...parts })
  return read.success
    ? scheduleErrors(read.data)
    : read.error.issues.map((issue) => ({ pointer: jsonPointer(issue.path), message: issue.message }))
}

const monday = (...slots: object[]) => ({ days: { mon: slots } })
const exception = (fields: object) => ({ exceptions: [fields] })
const pastMidnight = 'for hours past midnight give two slots, up to 24:00 and from 00:00 of the next day'

describe('a schedule is refused with the field that is wrong', () => {
  it.each<[string, object, string, string]>([
    ['an end before its start', monday(slot('18:00', '02:00')), '/days/mon/0/end', pastMidnight],
    ['an empty slot', monday(slot('09:00', '09:00')), '/days/mon/0/end', 'must be later than the start'],
    [
      'overlapping slots',
      monday(slot('09:00', '12:30'), slot('12:00', '17:00')),
      '/days/mon/1',
      'overlaps 09:00–12:30',
    ],
    ['a slot inside a later one', monday(slot('13:00', '14:00'), slot('09:00', '17:00')), '/days/mon/1', 'overlaps'],
    ['the same slot twice', monday(...nineToFive, ...nineToFive), '/days/mon/1', 'is there twice'],
    ['a time that does not exist', monday(slot('09:60', '17:00')), '/days/mon/0/start', 'between 00:00 and 23:59'],
    ['a start at 24:00', monday(slot('24:00', '24:00')), '/days/mon/0/start', 'between 00:00 and 23:59'],
    ['an end after 24:00', monday(slot('09:00', '24:01')), '/days/mon/0/end', 'up to 24:00'],
    ['a time without its zero', monday(slot('9:00', '17:00')), '/days/mon/0/start', 'between'],
    [
      'an eleventh slot',
      monday(...Array.from({ length: 11 }, (_, i) => slot(`${10 + i}:00`, `${10 + i}:30`))),
      '/days/mon',
      'at most 10',
    ],
    ['an unknown zone', { zone: 'Mars/Olympus' }, '/zone', 'America/New_York'],
    ['a date that does not exist', exception({ from: '2027-02-29' }), '/exceptions/0/from', 'no such date'],
    [
      'an end date that does not exist',
      exception({ from: '2026-04-01', to: '2026-04-31' }),
      '/exceptions/0/to',
      'no such date',
    ],
    ['a date of another form', exception({ from: '24.12.2026' }), '/exceptions/0/from', '2026-12-24'],
    [
      'an exception that ends before it starts',
      exception({ from: '2026-12-26', to: '2026-12-24' }),
      '/exceptions/0/to',
      'must not be before 2026-12-26',
    ],
    [
      'a yearly range of a year',
      exception({ from: '2026-12-24', to: '2027-12-24', yearly: true }),
      '/exceptions/0/to',
      'shorter than a year',
    ],
    [
      'a yearly range that ended long before',
      exception({ from: '2026-12-24', to: '2024-01-02', yearly: true }),
      '/exceptions/0/to',
      'must not be before',
    ],
    [
      'overlapping hours of an exception',
      exception({ from: '2026-12-24', hours: [slot('09:00', '12:00'), slot('10:00', '11:00')] }),
      '/exceptions/0/hours/1',
      'overlaps',
    ],
    [
      'too many exceptions',
      { exceptions: Array.from({ length: 201 }, () => ({ from: '2026-12-24' })) },
      '/exceptions',
      'at most 200',
    ],
    ['no open hour at all', { days: {} }, '/days', 'never open'],
  ])('%s', (_, parts, pointer, message) => {
    const errors = errorsOf(parts)
    expect(errors.map((it) => it.pointer)).toEqual([pointer])
    expect(errors[0]?.message).toContain(message)
  })

  it.each<[string, object]>([
    ['slots that touch', monday(slot('09:00', '12:00'), slot('12:00', '17:00'))],
    ['slots in any order', monday(slot('13:00', '17:00'), slot('09:00', '12:00'))],
    ['a night as two slots', { days: { mon: [slot('22:00', '24:00')], tue: [slot('00:00', '02:00')] } }],
    ['exceptions with hours and a closed week', { days: {}, ...exception({ from: '2026-12-24', hours: nineToFive }) }],
    ['February 29 of a leap year', exception({ from: '2028-02-29' })],
    [
      'a yearly range over New Year with the next year',
      exception({ from: '2026-12-24', to: '2027-01-02', yearly: true }),
    ],
    [
      'a yearly range over New Year with the same year',
      exception({ from: '2026-12-24', to: '2026-01-02', yearly: true }),
    ],
    ['a yearly range of a year less a day', exception({ from: '2026-12-24', to: '2027-12-23', yearly: true })],
    ['an alias of a zone', { zone: 'US/Eastern' }],
  ])('but not for %s', (_, parts) => {
    expect(errorsOf(parts)).toEqual([])
  })
})

describe('a schedule at an instant', () => {
  const closed = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }
  const office: WeeklySchedule = {
    zone: 'America/New_York',
    days: { ...closed, ...workdays, mon: [slot('09:00', '12:00'), slot('13:00', '17:00')] },
    exceptions: Schedule.shape.exceptions.parse([
      { from: '2020-12-24', to: '2020-12-26', yearly: true, name: 'Christmas' },
      { from: '2026-11-28', hours: [slot('10:00', '11:00')] },
    ]),
  }

  it.each<[string, string, boolean, string, string]>([
    ['between slots', '2026-11-23T17:30:00Z', false, '2026-11-23T18:00:00Z', 'Outside the hours of the week.'],
    ['in a slot', '2026-11-23T18:00:00Z', true, '2026-11-23T22:00:00Z', 'Inside the hours of the week.'],
    ['over a weekend', '2026-11-20T22:00:00Z', false, '2026-11-23T14:00:00Z', 'Outside the hours of the week.'],
    [
      'on a yearly exception',
      '2026-12-25T15:00:00Z',
      false,
      '2026-12-28T14:00:00Z',
      'Outside the hours of an exception: Christmas.',
    ],
    [
      'on a day with other hours',
      '2026-11-28T15:30:00Z',
      true,
      '2026-11-28T16:00:00Z',
      'Inside the hours of an exception.',
    ],
    [
      'before the clocks go back',
      '2026-10-30T21:00:00Z',
      false,
      '2026-11-02T14:00:00Z',
      'Outside the hours of the week.',
    ],
  ])('%s', (_, at, open, until, because) => {
    expect(scheduleAt(office, Date.parse(at))).toEqual({ open, until: Date.parse(until), because })
  })

  it('cannot say when it follows the recipient', () => {
    expect(scheduleAt({ ...office, zone: 'recipient' }, 0)).toMatchObject({ open: null, until: null })
  })

  it('without a change to come is closed or open for good', () => {
    const never = { ...office, days: closed, exceptions: [] }
    expect(scheduleAt(never, Date.parse('2026-11-23T15:00:00Z'))).toMatchObject({ open: false, until: null })
    const day = [slot('00:00', '24:00')]
    const always = { mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day }
    const state = scheduleAt({ zone: 'Europe/Paris', days: always }, Date.parse('2026-11-23T15:00:00Z'))
    expect(state).toMatchObject({ open: true, until: null })
  })

  it('is closed when it cannot be read', () => {
    const at = Date.parse('2026-11-23T15:00:00Z')
    expect(scheduleAt({ ...office, zone: 'Mars/Olympus' }, at)).toMatchObject({ open: false, until: null })
    const broken = { ...office, days: { ...closed, mon: [slot('17:00', '9')] } }
    expect(scheduleAt(broken, at)).toMatchObject({ open: false, until: null })
  })
})

describe('hours that are checked before a start', () => {
  const settings = { ...defaultSettings(), regional_rules: false }
  const from = Date.parse('2026-11-23T15:00:00Z')
  const closed = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }
  const daily = (zone: string, start: string, end: string): WeeklySchedule => {
    const hours = [slot(start, end)]
    return { zone, days: { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours, sat: hours, sun: hours } }
  }
  const check = (schedule: WeeklySchedule | null, until: string | null = null, callingHours = settings.calling_hours) =>
    checkHours({
      settings: { ...settings, calling_hours: callingHours },
      schedule,
      from,
      until: until === null ? null : Date.parse(until),
    })
  const nobodyLeftOut = { meet: true, closedZones: [], closedRegions: [] }
  const nobody = { meet: false, closedZones: [], closedRegions: [] }

  it('meet without a schedule, unless they lie outside the hours of the law', () => {
    expect(check(null)).toEqual(nobodyLeftOut)
    expect(check(null, null, slot('21:00', '23:00'))).toEqual(nobody)
  })

  it('of the recipient meet where the calling hours do', () => {
    expect(check(daily('recipient', '09:00', '10:00'))).toEqual(nobodyLeftOut)
    expect(check(daily('recipient', '07:00', '09:00'))).toEqual(nobody)
  })

  it('of one zone leave out the zones that they never reach', () => {
    expect(check(daily('America/New_York', '09:00', '12:00')).closedZones).toEqual([
      'America/Los_Angeles',
      'America/Anchorage',
      'Pacific/Honolulu',
    ])
  })

  it('meant for another continent are not refused', () => {
    expect(check(daily('America/New_York', '06:00', '06:30'))).toMatchObject({ meet: true })
    expect(check(daily('Asia/Kolkata', '11:00', '12:00'))).toMatchObject({ meet: true })
  })

  it('never meet when all of them are in the past or after the end', () => {
    const once = (date: string): WeeklySchedule => ({
      zone: 'recipient',
      days: closed,
      exceptions: [{ from: date, hours: nineToFive }],
    })
    expect(check(once('2026-11-20'))).toEqual(nobody)
    expect(check(once('2026-12-01'))).toEqual(nobodyLeftOut)
    expect(check(once('2026-12-01'), '2026-11-30T12:00:00Z')).toEqual(nobody)
  })
})
