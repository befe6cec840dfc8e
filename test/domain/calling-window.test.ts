import { describe, expect, it } from 'vitest'
import {
  type DayHours,
  HORIZON_DAYS,
  nextOpening,
  type WeeklySchedule,
  type WindowRules,
  windowAt,
} from '../../src/domain/calling-window.ts'
import { RANGE_FROM_MS, RANGE_UNTIL_MS } from '../../src/domain/regions/zone-offset.ts'

const DAY = 86_400_000
const at = (iso: string): number => Date.parse(iso)
const hours = (start: string, end: string): DayHours => ({ start, end })
const rules = (over: Partial<WindowRules> = {}): WindowRules => ({
  zones: ['America/New_York'],
  regions: ['US-NY'],
  callingHours: hours('09:00', '20:00'),
  schedule: null,
  regionalRules: true,
  aiVoiceRules: true,
  consented: false,
  stops: [],
  ...over,
})
const week = (zone: string, workday: DayHours[], weekend: DayHours[] = []): WeeklySchedule => ({
  zone,
  days: { mon: workday, tue: workday, wed: workday, thu: workday, fri: workday, sat: weekend, sun: weekend },
})

// 2026-12-04 is a Friday; New York is at UTC-5.
describe('a window in one zone', () => {
  it.each([
    ['opens at the first instant of its hours', '2026-12-04T14:00:00Z', true, '2026-12-05T01:00:00Z', 'inside'],
    ['is closed a millisecond before', '2026-12-04T13:59:59.999Z', false, '2026-12-04T14:00:00Z', 'calling_hours'],
    ['is open at its last millisecond', '2026-12-05T00:59:59.999Z', true, '2026-12-05T01:00:00Z', 'inside'],
    ['is closed at its end', '2026-12-05T01:00:00Z', false, '2026-12-05T14:00:00Z', 'calling_hours'],
    ['names the rule that opens last', '2026-12-05T03:00:00Z', false, '2026-12-05T14:00:00Z', 'calling_hours'],
  ])('%s', (_what, instant, open, until, code) => {
    const state = windowAt(rules(), at(instant))
    expect(state).toMatchObject({ open, until: at(until), because: { code } })
    expect(nextOpening(rules(), at(instant))).toBe(open ? at(instant) : at(until))
  })

  it.each([
    ['before 08:00', '2026-12-04T12:30:00Z', '2026-12-04T13:00:00Z'],
    ['from 21:00 on', '2026-12-05T02:00:00Z', '2026-12-05T13:00:00Z'],
  ])('is never open %s, whatever the campaign says, and cites the law', (_what, instant, until) => {
    const state = windowAt(rules({ callingHours: hours('00:00', '24:00') }), at(instant))
    expect(state).toEqual({
      open: false,
      until: at(until),
      because: {
        code: 'federal_hours',
        zone: 'America/New_York',
        detail: 'federal calling hours 08:00–21:00 in America/New_York',
        citation: '47 CFR 64.1200(c)(1)',
        ruleId: 'federal',
      },
    })
  })
})

describe('a window in several zones', () => {
  const east = { zones: ['America/Los_Angeles', 'America/New_York'] }

  it('is open only while every zone is', () => {
    expect(windowAt(rules(east), at('2026-12-04T16:00:00Z'))).toMatchObject({
      open: false,
      until: at('2026-12-04T17:00:00Z'),
      because: { code: 'calling_hours', zone: 'America/Los_Angeles' },
    })
    expect(windowAt(rules(east), at('2026-12-04T17:00:00Z'))).toMatchObject({
      open: true,
      until: at('2026-12-05T01:00:00Z'),
    })
  })

  it('says which zone is closed, and opens when the last of them does', () => {
    expect(windowAt(rules(east), at('2026-12-05T01:30:00Z'))).toMatchObject({
      open: false,
      until: at('2026-12-05T17:00:00Z'),
      because: { code: 'calling_hours', zone: 'America/New_York' },
    })
  })

  it('never opens where the zones have no common hours, and says so', () => {
    const state = windowAt(rules({ zones: ['Asia/Tokyo', 'America/Sao_Paulo'] }), at('2026-12-04T16:00:00Z'))
    expect(state).toMatchObject({ open: false, until: null, because: { code: 'never_opens' } })
    expect(nextOpening(rules({ zones: ['Asia/Tokyo', 'America/Sao_Paulo'] }), at('2026-12-04T16:00:00Z'))).toBeNull()
  })
})

describe('a schedule', () => {
  const business = [hours('09:00', '12:00'), hours('13:00', '17:00')]

  it.each([
    ['closes at noon', '2026-12-04T16:00:00Z', true, '2026-12-04T17:00:00Z', 'inside'],
    ['reopens after lunch', '2026-12-04T17:30:00Z', false, '2026-12-04T18:00:00Z', 'schedule'],
    ['skips the weekend', '2026-12-04T22:30:00Z', false, '2026-12-07T14:00:00Z', 'schedule'],
  ])('in the recipient’s zone %s', (_what, instant, open, until, code) => {
    const state = windowAt(rules({ schedule: week('recipient', business) }), at(instant))
    expect(state).toMatchObject({ open, until: at(until), because: { code } })
  })

  it('in its own zone does not move with the recipient', () => {
    const office = rules({ zones: ['America/Los_Angeles'], schedule: week('America/New_York', business) })
    expect(nextOpening(office, at('2026-12-04T14:30:00Z'))).toBe(at('2026-12-04T18:00:00Z'))
    expect(windowAt(office, at('2026-12-04T17:30:00Z')).because).toMatchObject({
      code: 'schedule',
      zone: 'America/New_York',
    })
  })

  it('joins hours that touch, over midnight too', () => {
    const whole = [hours('12:00', '24:00'), hours('00:00', '12:00')]
    const allDay = rules({ zones: ['Asia/Tokyo'], schedule: week('America/New_York', whole, whole) })
    // 08:00–21:00 in Tokyo runs over midnight in New York without a break.
    expect(windowAt({ ...allDay, callingHours: hours('08:00', '21:00') }, at('2026-12-04T00:00:00Z'))).toMatchObject({
      open: true,
      until: at('2026-12-04T12:00:00Z'),
    })
  })

  it('without any hours never opens', () => {
    const state = windowAt(rules({ schedule: week('recipient', []) }), at('2026-12-04T16:00:00Z'))
    expect(state).toMatchObject({ open: false, until: null, because: { code: 'never_opens' } })
    expect(state.because.detail).toContain('campaign schedule')
  })
})

describe('an exception of a schedule', () => {
  const schedule = week('recipient', [hours('09:00', '17:00')])
  const withExceptions = (...exceptions: NonNullable<WeeklySchedule['exceptions']>) =>
    rules({ schedule: { ...schedule, exceptions } })
  const friday = at('2026-12-04T12:00:00Z')

  it.each([
    ['closes a day', [{ from: '2026-12-04', hours: [] }], '2026-12-07T14:00:00Z'],
    ['closes a range', [{ from: '2026-12-03', to: '2026-12-08', hours: [] }], '2026-12-09T14:00:00Z'],
    ['gives a day special hours', [{ from: '2026-12-04', hours: [hours('11:00', '12:00')] }], '2026-12-04T16:00:00Z'],
    [
      'opens a Saturday',
      [
        { from: '2026-12-04', hours: [] },
        { from: '2026-12-05', hours: [hours('10:00', '12:00')] },
      ],
      '2026-12-05T15:00:00Z',
    ],
    ['returns every year', [{ from: '2020-12-01', to: '2020-12-06', yearly: true, hours: [] }], '2026-12-07T14:00:00Z'],
    ['runs over New Year', [{ from: '2020-12-01', to: '2020-01-03', yearly: true, hours: [] }], '2027-01-04T14:00:00Z'],
    [
      'yields to a stricter one on the same date',
      [
        { from: '2026-12-04', hours: [hours('10:00', '13:00')] },
        { from: '2026-12-01', to: '2026-12-31', hours: [hours('12:00', '15:00')] },
      ],
      '2026-12-04T17:00:00Z',
    ],
  ])('%s', (_what, exceptions, opensAt) => {
    expect(nextOpening(withExceptions(...exceptions), friday)).toBe(at(opensAt))
  })

  it('that closes for longer than the horizon means never, until the horizon reaches its end', () => {
    const shut = withExceptions({ from: '2026-12-01', to: '2028-02-29', hours: [] })
    const reopens = at('2028-03-01T14:00:00Z')
    expect(nextOpening(shut, friday)).toBeNull()
    expect(nextOpening(shut, friday + 1)).toBeNull()
    expect(nextOpening(shut, reopens - HORIZON_DAYS * DAY)).toBe(reopens)
    // The horizon moves at UTC midnight, here in the middle of a stretch in which no rule changes.
    expect(nextOpening(shut, at('2027-01-25T23:30:00Z'))).toBeNull()
    expect(nextOpening(shut, at('2027-01-26T00:30:00Z'))).toBe(reopens)
    expect(nextOpening(shut, friday)).toBeNull()
  })
})

describe('what cannot be judged is closed', () => {
  const noon = at('2026-12-04T17:00:00Z')
  it.each([
    ['an unknown zone', { zones: ['Mars/Olympus'] }, 'unknown_zone'],
    ['an unknown zone among known ones', { zones: ['America/New_York', 'Mars/Olympus'] }, 'unknown_zone'],
    ['no zone', { zones: [] }, 'unknown_zone'],
    ['an unknown zone of the schedule', { schedule: week('Mars/Olympus', [hours('00:00', '24:00')]) }, 'unknown_zone'],
    ['hours that end before they start', { callingHours: hours('20:00', '09:00') }, 'never_opens'],
    ['empty hours', { callingHours: hours('09:00', '09:00') }, 'never_opens'],
    ['hours that are no hours', { callingHours: hours('9am', '25:00') }, 'never_opens'],
    ['unreadable hours of a schedule', { schedule: week('recipient', [hours('x', 'y')]) }, 'never_opens'],
    [
      'an exception on no date',
      {
        schedule: { ...week('recipient', [hours('00:00', '24:00')]), exceptions: [{ from: '2026-02-30', hours: [] }] },
      },
      'never_opens',
    ],
  ] satisfies [string, Partial<WindowRules>, string][])('%s', (_what, over, code) => {
    expect(windowAt(rules(over), noon)).toMatchObject({ open: false, until: null, because: { code } })
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, RANGE_UNTIL_MS, at('1999-06-01T16:00:00Z')])('the instant %d', (t) => {
    expect(windowAt(rules(), t)).toMatchObject({ open: false, until: null, because: { code: 'unknown_zone' } })
  })

  it('an instant just before the table begins, and it knows when it opens', () => {
    expect(windowAt(rules(), RANGE_FROM_MS - 1)).toMatchObject({ open: false, until: RANGE_FROM_MS })
  })

  it('everything after the table ends, even in the middle of a day', () => {
    const honolulu = rules({ zones: ['Pacific/Honolulu'] })
    expect(windowAt(honolulu, RANGE_UNTIL_MS - 1)).toMatchObject({ open: true, until: RANGE_UNTIL_MS })
  })
})

describe('what windowAt remembers', () => {
  it('does not see later changes of the rules object as the old rules', () => {
    const changing = rules()
    expect(windowAt(changing, at('2026-12-05T00:30:00Z')).open).toBe(true)
    changing.callingHours.end = '19:00'
    expect(windowAt(changing, at('2026-12-05T00:30:00Z')).open).toBe(false)
    changing.zones.push('Mars/Olympus')
    expect(windowAt(changing, at('2026-12-04T16:00:00Z')).open).toBe(false)
    changing.zones.pop()
    // A Monday at 18:30, when artificial voices may no longer call in Maine.
    const evening = at('2026-12-07T23:30:00Z')
    changing.callingHours = hours('08:00', '21:00')
    const changes: [Partial<WindowRules>, boolean][] = [
      [{ regions: ['US-ME'] }, false],
      [{ aiVoiceRules: false }, true],
      [{ aiVoiceRules: true }, false],
      [{ regionalRules: false }, true],
      [{ schedule: week('recipient', [hours('09:00', '17:00')]) }, false],
      [{ schedule: null }, true],
      [{ regionalRules: true, regions: ['US-NM'] }, true],
    ]
    for (const [change, isOpen] of changes) {
      expect(windowAt(Object.assign(changing, change), evening).open, JSON.stringify(change)).toBe(isOpen)
    }
    const sunday = at('2026-12-06T17:00:00Z')
    Object.assign(changing, { regions: ['US-UT'], aiVoiceRules: false })
    expect(windowAt(changing, sunday).open).toBe(false)
    expect(windowAt(Object.assign(changing, { consented: true }), sunday).open).toBe(true)
  })

  it('does not depend on the order of the questions', () => {
    const zones = ['America/New_York', 'Pacific/Honolulu']
    const instants = Array.from({ length: 96 }, (_, i) => at('2027-03-13T00:07:00Z') + i * 1_800_000)
    const ask = (order: number[], regions: string[]) =>
      new Map(order.map((t) => [t, windowAt(rules({ zones, regions }), t)]))
    const forward = ask(instants, ['a'])
    const backward = ask([...instants].reverse(), ['b'])
    for (const t of instants) expect(forward.get(t)).toEqual(backward.get(t))
  })
})
