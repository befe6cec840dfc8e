/** Longer than 250 lines: a row of cases for every region. */
import { describe, expect, it } from 'vitest'
import { laneKey, type WindowRules, windowAt } from '../../src/domain/calling-window.ts'
import { dateOf, dayOf, instantsOfLocal } from '../../src/domain/local-time.ts'
import { consentMatters, regionHours } from '../../src/domain/regions/region-hours.ts'
import { allRegions } from '../../src/domain/regions/region-rules.ts'
import { intersect, type Span, spansOf } from '../../src/domain/weekly-schedule.ts'

/** `region zone Mon–Fri Sat Sun holiday`: what may be called by a person, with the federal hours; hours are [start, end). */
const LIVE = [
  'US-AK America/Anchorage 8-21 8-21 8-21 open',
  'US-AL America/Chicago 8-20 8-20 closed closed',
  'US-AR America/Chicago 8-21 8-21 8-21 open',
  'US-AS Pacific/Pago_Pago 8-21 8-21 8-21 open',
  'US-AZ America/Phoenix 8-21 8-21 8-21 open',
  'US-CA America/Los_Angeles 8-21 8-21 8-21 open',
  'US-CO America/Denver 8-21 8-21 8-21 open',
  'US-CT America/New_York 9-20 9-20 9-20 open',
  'US-DC America/New_York 8-21 8-21 8-21 open',
  'US-DE America/New_York 8-21 8-21 8-21 open',
  'US-FL America/New_York 8-20 8-20 8-20 open',
  'US-GA America/New_York 8-21 8-21 8-21 open',
  'US-GU Pacific/Guam 8-21 8-21 8-21 open',
  'US-HI Pacific/Honolulu 8-21 8-21 8-21 open',
  'US-IA America/Chicago 8-21 8-21 8-21 open',
  'US-ID America/Boise 8-21 8-21 8-21 open',
  'US-IL America/Chicago 8-21 8-21 8-21 open',
  'US-IN America/Indiana/Indianapolis 8-21 8-21 8-21 open',
  'US-KS America/Chicago 8-21 8-21 8-21 open',
  'US-KY America/Kentucky/Louisville 10-21 10-21 10-21 open',
  'US-LA America/Chicago 8-20 8-20 closed closed',
  'US-MA America/New_York 8-20 8-20 8-20 open',
  'US-MD America/New_York 8-20 8-20 8-20 open',
  'US-ME America/New_York 8-21 8-21 8-21 open',
  'US-MI America/Detroit 9-21 9-21 9-21 open',
  'US-MN America/Chicago 9-21 9-21 9-21 open',
  'US-MO America/Chicago 8-21 8-21 8-21 open',
  'US-MP Pacific/Saipan 8-21 8-21 8-21 open',
  'US-MS America/Chicago 8-20 8-20 closed open',
  'US-MT America/Denver 8-21 8-21 8-21 open',
  'US-NC America/New_York 8-21 8-21 8-21 open',
  'US-ND America/Chicago 8-21 8-21 8-21 open',
  'US-NE America/Chicago 8-21 8-21 8-21 open',
  'US-NH America/New_York 8-21 8-21 8-21 open',
  'US-NJ America/New_York 8-21 8-21 8-21 open',
  'US-NM America/Denver 9-21 9-21 9-21 open',
  'US-NV America/Los_Angeles 9-20 9-20 9-20 open',
  'US-NY America/New_York 8-21 8-21 8-21 open',
  'US-OH America/New_York 8-21 8-21 8-21 open',
  'US-OK America/Chicago 8-20 8-20 8-20 open',
  'US-OR America/Los_Angeles 8-20 8-20 8-20 open',
  'US-PA America/New_York 9-19 9-19 closed closed',
  'US-PR America/Puerto_Rico 8-21 8-21 8-21 open',
  'US-RI America/New_York 9-18 10-17 closed closed',
  'US-SC America/New_York 8-21 8-21 8-21 open',
  'US-SD America/Chicago 9-21 9-21 closed open',
  'US-TN America/Chicago 8-21 8-21 8-21 open',
  'US-TX America/Chicago 9-21 9-21 12-21 open',
  'US-UT America/Denver 8-21 8-21 closed closed',
  'US-VA America/New_York 8-21 8-21 8-21 open',
  'US-VI America/St_Thomas 8-21 8-21 8-21 open',
  'US-VT America/New_York 8-21 8-21 8-21 open',
  'US-WA America/Los_Angeles 8-20 8-20 8-20 open',
  'US-WI America/Chicago 8-21 8-21 8-21 open',
  'US-WV America/New_York 8-21 8-21 8-21 open',
  'US-WY America/Denver 8-20 8-20 8-20 open',
  'CA America/Toronto 9-21 10-18 10-18 open',
  'AU Australia/Sydney 9-20 9-17 closed closed',
  'FR Europe/Paris 10-13+14-20 closed closed closed',
  'IT Europe/Rome 9-20 10-19 closed closed',
  'ES Europe/Madrid 9-21 closed closed closed',
  'GB Europe/London 8-21 8-21 8-21 open',
  'IN Asia/Kolkata 10-21 10-21 10-21 open',
  'DE Europe/Berlin 8-21 8-21 8-21 open',
  'US America/Chicago 10-18 10-17 closed closed',
]

/** The regions in which an artificial voice has further rules; in all others it may call when a person may. */
const AI_VOICE = [
  'US-AL America/Chicago 8-20 8-20 closed closed',
  'US-CA America/Los_Angeles 9-21 9-21 9-21 open',
  'US-GA America/New_York 8-21 8-21 8-21 open',
  'US-IL America/Chicago 9-21 9-21 9-21 open',
  'US-IN America/Indiana/Indianapolis 9-20 9-20 9-20 open',
  'US-KY America/Kentucky/Louisville 10-21 10-21 10-21 open',
  'US-ME America/New_York 9-17 closed closed open',
  'US-NE America/Chicago 8-21 8-21 13-21 13-21',
  'US-NV America/Los_Angeles 9-20 9-20 9-20 open',
  'US-OK America/Chicago 9-20 9-20 9-20 open',
  'US-RI America/New_York 9-18 10-17 closed closed',
  'US-SD America/Chicago 9-21 closed closed open',
  'US-TX America/Chicago 9-21 9-21 12-21 open',
  'US-WA America/Los_Angeles closed closed closed closed',
  'US-WY America/Denver closed closed closed closed',
  'US America/Chicago 10-17 closed closed closed',
]

// Monday to Sunday, no holiday anywhere, after Pennsylvania's change; then Christmas Day, a Friday.
const WEEK = ['2026-11-30', '2026-12-01', '2026-12-02', '2026-12-03', '2026-12-04', '2026-12-12', '2026-12-13']
const HOLIDAY = '2026-12-25'

const rules = (region: string, zone: string, over: Partial<WindowRules> = {}): WindowRules => ({
  zones: [zone],
  regions: [region],
  callingHours: { start: '00:00', end: '24:00' },
  schedule: null,
  regionalRules: true,
  aiVoiceRules: false,
  consented: false,
  stops: [],
  ...over,
})
const instant = (zone: string, date: string, minute: number): number => instantsOfLocal(zone, date, minute)[0]!
const isOpen = (r: WindowRules, date: string, minute: number): boolean =>
  windowAt(r, instant(r.zones[0]!, date, minute)).open
const minuteOf = (text: string): number => {
  const [h, m = '0'] = text.split(':')
  return Number(h) * 60 + Number(m)
}
const spansIn = (text: string): [number, number][] =>
  text === 'closed' ? [] : text.split('+').map((span) => span.split('-').map(minuteOf) as [start: number, end: number])

/** Open exactly in these hours: looked at every half hour, and a minute before and at each edge. */
function expectHours(r: WindowRules, date: string, text: string): void {
  const spans = spansIn(text)
  const edges = spans.flat().flatMap((minute) => [minute - 1, minute])
  const minutes = [...Array.from({ length: 48 }, (_, i) => i * 30), ...edges]
  for (const minute of minutes) {
    const expected = spans.some(([start, end]) => minute >= start && minute < end)
    expect([date, minute, isOpen(r, date, minute)]).toEqual([date, minute, expected])
  }
}

function expectRow(row: string, aiVoiceRules: boolean): void {
  const [region, zone, workday, sat, sun, holiday] = row.split(' ') as [string, string, string, string, string, string]
  const r = rules(region, zone, { aiVoiceRules })
  WEEK.forEach((date, i) => {
    expectHours(r, date, i < 5 ? workday : i === 5 ? sat : sun)
  })
  expectHours(r, HOLIDAY, holiday === 'open' ? workday : holiday)
}

describe('the hours of every region, for a call by a person', () => {
  it('has a row here for every entry', () => {
    const rows = LIVE.map((row) => row.split(' ')[0])
    expect([...rows].sort()).toEqual(
      allRegions()
        .map(({ region }) => region)
        .sort(),
    )
  })

  it.each(LIVE)('%s', (row) => {
    expectRow(row, false)
  })
})

describe('the hours of every region, for an artificial voice', () => {
  const own = AI_VOICE.map((row) => row.split(' ')[0])

  it.each([...AI_VOICE, ...LIVE.filter((row) => !own.includes(row.split(' ')[0]))])('%s', (row) => {
    expectRow(row, true)
  })

  it.each([
    ['US-WA', 'America/Los_Angeles', 'RCW 80.36.400'],
    ['US-WY', 'America/Denver', 'Wyo. Stat. 40-12-303'],
  ])('never opens in %s, with or without consent, and cites the law', (region, zone, citation) => {
    for (const consented of [false, true]) {
      const state = windowAt(rules(region, zone, { aiVoiceRules: true, consented }), instant(zone, '2026-12-01', 720))
      expect(state).toMatchObject({ open: false, until: null, because: { code: 'never_opens', citation } })
    }
  })
})

describe('what a closed window says', () => {
  it('names state, hours, zone and law', () => {
    const zone = 'America/New_York'
    const state = windowAt(rules('US-CT', zone), instant(zone, '2026-12-01', 20 * 60))
    expect(state).toMatchObject({
      open: false,
      until: instant(zone, '2026-12-02', 9 * 60),
      because: {
        code: 'region_rule',
        zone,
        detail: 'Connecticut: every day 09:00–20:00 in America/New_York',
        citation: 'Conn. Gen. Stat. 42-288a(c) (P.A. 23-98, in force 2023-10-01)',
      },
    })
  })

  it.each([
    ['US-RI', false, 'Rhode Island: Mon–Fri 09:00–18:00, Sat 10:00–17:00, not on Sundays or holidays'],
    ['US-NE', true, 'Nebraska, artificial voice: Mon–Sat 08:00–21:00, Sun 13:00–21:00, holidays 13:00–21:00'],
    ['US-WA', true, 'Washington, artificial voice: no calls'],
    ['FR', false, 'France: Mon–Fri 10:00–13:00 and 14:00–20:00, not on Saturdays, Sundays or holidays'],
    [
      'IT',
      false,
      'Italy: Mon–Fri 09:00–20:00, Sat 10:00–19:00, days before holidays 10:00–19:00, not on Sundays or holidays',
    ],
    ['US-PA', false, 'Pennsylvania: Mon–Sat 09:00–19:00, not on Sundays or holidays'],
  ])('puts the hours of %s into words', (region, aiVoice, detail) => {
    expect(
      regionHours([region], { aiVoice, consented: false })
        .map((rule) => rule.detail)
        .at(-1),
    ).toBe(detail)
  })
})

describe('Pennsylvania changes on 2026-10-18', () => {
  const r = rules('US-PA', 'America/New_York')

  it.each([
    ['2026-10-16', '8-21', 'a Friday before'],
    ['2026-10-17', '8-21', 'the last day before, a Saturday'],
    ['2026-10-12', 'closed', 'Columbus Day before'],
    ['2026-10-11', '8-21', 'a Sunday before'],
    ['2026-10-18', 'closed', 'the first day, a Sunday'],
    ['2026-10-19', '9-19', 'the first Monday'],
    ['2026-10-24', '9-19', 'the first Saturday'],
    ['2026-11-03', 'closed', 'Election Day after'],
  ])('%s: %s, %s', (date, hours) => {
    expectHours(r, date, hours)
  })

  it('says what it said on that day', () => {
    expect(windowAt(r, Date.parse('2026-10-12T15:00:00Z')).because.detail).toBe(
      'Pennsylvania: every day 08:00–21:00, not on holidays in America/New_York',
    )
    expect(windowAt(r, Date.parse('2026-10-19T23:30:00Z')).because.detail).toBe(
      'Pennsylvania: Mon–Sat 09:00–19:00, not on Sundays or holidays in America/New_York',
    )
  })

  it('goes by the date on the local clock', () => {
    // 2026-10-17 20:30 in New York is already the 18th in UTC.
    expect(windowAt(r, Date.parse('2026-10-18T00:30:00Z'))).toMatchObject({
      open: true,
      until: Date.parse('2026-10-18T01:00:00Z'),
    })
    expect(windowAt(r, Date.parse('2026-10-18T01:00:00Z'))).toMatchObject({
      open: false,
      until: Date.parse('2026-10-19T13:00:00Z'),
    })
  })
})

describe('Mississippi names Central Standard Time', () => {
  const r = rules('US-MS', 'America/Chicago')

  it.each([
    ['2026-07-06', '9-20', 'in daylight saving time, on both clocks'],
    ['2026-12-01', '8-20', 'in winter, when they agree'],
    ['2026-10-31', '9-20', 'on the day before the clocks go back'],
    ['2026-11-01', 'closed', 'on the Sunday they go back'],
    ['2026-11-02', '8-20', 'on the day after'],
    ['2027-03-13', '8-20', 'on the day before they go forward'],
    ['2027-03-15', '9-20', 'on the Monday after'],
  ])('%s: %s, %s', (date, hours) => {
    expectHours(r, date, hours)
  })

  it('says which of the two clocks closes', () => {
    const at = Date.parse('2026-07-06T13:30:00Z') // 08:30 in daylight saving time, 07:30 standard
    expect(windowAt(r, at).because.detail).toBe(
      'Mississippi by Central Standard Time: Mon–Sat 08:00–20:00, not on Sundays in America/Regina',
    )
  })
})

describe('holidays', () => {
  it.each([
    ['US-UT', 'America/Denver', '2026-07-24', 'closed', 'Pioneer Day'],
    ['US-ID', 'America/Boise', '2026-07-24', '8-21', 'no holiday across the border'],
    ['US-PA', 'America/New_York', '2027-12-31', 'closed', 'New Year observed in the year before'],
    ['US-LA', 'America/Chicago', '2026-07-03', 'closed', 'Independence Day observed on a Friday'],
    ['US-LA', 'America/Chicago', '2026-11-02', 'closed', "All Saints' Day observed on a Monday"],
    ['US-LA', 'America/Chicago', '2027-11-02', '8-20', 'no Election Day in odd years'],
    ['US', 'America/Denver', '2026-08-10', 'closed', 'Victory Day of Rhode Island, state unknown'],
    ['AU', 'Australia/Sydney', '2026-04-27', 'closed', 'the Monday after Anzac Day'],
    ['FR', 'Europe/Paris', '2026-05-14', 'closed', 'Ascension'],
    ['IT', 'Europe/Rome', '2026-12-07', '10-19', 'the day before the Immaculate Conception'],
    ['IT', 'Europe/Rome', '2026-12-24', '10-19', 'Christmas Eve'],
    ['IT', 'Europe/Rome', '2026-05-31', 'closed', 'a Sunday near a holiday stays closed'],
    ['IT', 'Europe/Rome', '2028-12-07', '10-19', 'an eve in another year'],
    ['IT', 'Europe/Rome', '2026-12-09', '9-20', 'the day after a holiday'],
  ])('%s (%s) %s: %s, %s', (region, zone, date, hours) => {
    expectHours(rules(region, zone), date, hours)
  })

  it('limits an artificial voice in Nebraska on federal holidays only, observed days too', () => {
    const r = rules('US-NE', 'America/Chicago', { aiVoiceRules: true })
    expectHours(r, '2026-07-03', '13-21')
    expectHours(r, '2026-04-24', '8-21')
  })

  it('does not open on a Sunday because it is the day before a holiday', () => {
    // 2026-04-05 is Easter Sunday, the day before Easter Monday.
    expectHours(rules('IT', 'Europe/Rome'), '2026-04-05', 'closed')
  })
})

describe('consent', () => {
  it.each([
    ['US-UT', 'America/Denver', '2026-11-29', '8-21'],
    ['FR', 'Europe/Paris', '2026-11-29', '8-21'],
    ['AU', 'Australia/Sydney', '2026-11-29', '8-21'],
    ['US-LA', 'America/Chicago', '2026-11-29', 'closed'],
    ['US-PA', 'America/New_York', '2026-11-29', 'closed'],
    ['IT', 'Europe/Rome', '2026-11-29', 'closed'],
  ])('on a Sunday in %s (%s, %s): %s', (region, zone, date, hours) => {
    expectHours(rules(region, zone), date, 'closed')
    expectHours(rules(region, zone, { consented: true }), date, hours)
  })

  it('matters where it lifts something, and only there', () => {
    const matters = allRegions().filter(({ region }) => consentMatters([region]))
    expect(matters.map(({ region }) => region).sort()).toEqual(['AU', 'FR', 'US-UT'])
    expect(consentMatters(['US-NY', 'US-UT'])).toBe(true)
    expect(consentMatters([])).toBe(false)
  })

  it('puts people with consent into a lane of their own only where it matters', () => {
    const lane = (region: string, consented: boolean) =>
      laneKey({ zones: ['America/Denver'], regions: [region], evidence: 'phone_prefix' }, consented)
    expect(lane('US-UT', true)).not.toBe(lane('US-UT', false))
    expect(lane('US-CO', true)).toBe(lane('US-CO', false))
  })
})

describe('regions without an entry', () => {
  const ids = (regions: string[]) => regionHours(regions, { aiVoice: true, consented: false }).map(({ id }) => id)

  it('are under their country when we know its rules, else bring none', () => {
    expect(ids(['CA-BC'])).toEqual(['CA.hours'])
    expect(ids(['AU-NSW'])).toEqual(['AU.hours'])
    expect(ids(['US-XX'])).toEqual(['US.hours', 'US.ai_voice'])
    expect(ids(['JM'])).toEqual([])
    expect(ids(['', 'nonsense', '__proto__'])).toEqual([])
  })

  it('bring the rules of one entry once', () => {
    expect(ids(['CA-NS', 'CA-PE'])).toEqual(['CA.hours'])
  })

  it('are not taken for a state by the same letters', () => {
    expect(ids(['IN'])).toEqual(['IN.hours'])
    expect(ids(['US-IN'])).toEqual(['US-IN.ai_voice'])
    expect(ids(['US-DE'])).toEqual([])
  })
})

describe('several regions', () => {
  it('must all be open', () => {
    const r = rules('US-RI', 'America/New_York', { regions: ['US-KY', 'US-RI'] })
    expectHours(r, '2026-12-01', '10-18')
    expectHours(r, '2026-12-12', '10-17')
  })

  it('do not count when the regional rules are off', () => {
    expectHours(rules('US-RI', 'America/New_York', { regionalRules: false, aiVoiceRules: true }), '2026-12-13', '8-21')
  })
})

describe('the entry for an unknown state', () => {
  const spansOn = (regions: string[], aiVoice: boolean, day: number): readonly Span[] => {
    let open = spansOf([{ start: '08:00', end: '21:00' }])
    for (const rule of regionHours(regions, { aiVoice, consented: false })) {
      if (rule.zone === 'recipient') open = intersect(open, rule.spansOn(day))
    }
    return open
  }

  it.each([false, true])(
    'is the intersection of every state on every day of five years (artificial voice: %s)',
    (ai) => {
      const states = allRegions()
        .filter(({ region, country }) => country === 'US' && region !== 'US')
        // A state that forbids artificial voices has no hours of theirs.
        .map(
          ({ region, aiVoiceHours }) =>
            [region, ai && aiVoiceHours.every(({ hours }) => hours !== 'prohibited')] as const,
        )
      for (let day = dayOf('2026-01-01'); day < dayOf('2031-01-01'); day++) {
        let expected: readonly Span[] = [[0, 1440]]
        for (const [region, aiVoice] of states) expected = intersect(expected, spansOn([region], aiVoice, day))
        expect([dateOf(day), spansOn(['US'], ai, day)]).toEqual([dateOf(day), expected])
      }
    },
  )
})
