/** States from Utah to Wyoming, by name. A table of facts, one entry a state, however many lines that takes. */
import type { RegionEntry } from '../region-rule.ts'
import { COMPILATION, daily, entry, federalOnly, HOURS_TABLE, NONE, span, week } from './entry.ts'

export const UTAH_TO_WYOMING: readonly RegionEntry[] = [
  entry({
    region: 'US-UT',
    name: 'Utah',
    hours: [
      {
        from: null,
        hours: week(span('08:00', '21:00'), span('08:00', '21:00'), NONE, { holiday: NONE }),
        citation: 'Utah Code 13-25a-103(3)',
      },
    ],
    holidays: 'US-UT',
    liftedByConsent: true,
    conditions: ['Does not apply with prior express consent.'],
    disagreements: ['A public hours table carries the federal hours and omits the ban on Sundays and holidays.'],
    confidence: 'high',
    sources: [
      'https://codes.findlaw.com/ut/title-13-commerce-and-trade/ut-code-sect-13-25a-103/',
      'https://blog.clickpointsoftware.com/telemarketing-calling-hours-by-state',
      'https://g2leadstosales.com/2025-state-by-state-calling-restrictions-telemarketing-call-centers.html',
      COMPILATION,
    ],
  }),
  federalOnly({
    region: 'US-VT',
    name: 'Vermont',
    citation: 'none found (9 V.S.A. ch. 63)',
    confidence: 'low',
    sources: [COMPILATION],
    officialUrl: 'https://legislature.vermont.gov/statutes/section/09/063/02464a',
  }),
  federalOnly({
    region: 'US-VA',
    name: 'Virginia',
    citation: 'Va. Code 59.1-511',
    conditions: ['A text of STOP or UNSUBSCRIBE is honoured for 10 years (SB 1339, 2026-01-01).'],
    locationBasis: 'any landline or wireless number with a Virginia area code (59.1-510)',
    confidence: 'high',
    sources: ['https://grokipedia.com/page/Virginia_Telephone_Privacy_Protection_Act', COMPILATION, HOURS_TABLE],
    officialUrl: 'https://law.lis.virginia.gov/vacode/title59.1/chapter44/section59.1-511/',
  }),
  entry({
    region: 'US-WA',
    name: 'Washington',
    hours: [
      {
        from: null,
        hours: daily('08:00', '20:00'),
        citation: 'RCW 80.36.390(8); RCW 19.158.040, .110(4) (HB 1497, 2022)',
      },
    ],
    aiVoiceHours: [{ from: null, hours: 'prohibited', citation: 'RCW 80.36.400' }],
    conditions: ['Automatic dialing and announcing devices are forbidden for commercial solicitation.'],
    locationBasis: "the recipient's local time",
    confidence: 'high',
    sources: ['https://app.leg.wa.gov/RCW/default.aspx?cite=19.158.040', COMPILATION, HOURS_TABLE],
  }),
  federalOnly({
    region: 'US-WV',
    name: 'West Virginia',
    citation: 'W. Va. Code 46A-6F-601(a)(4)',
    locationBasis: "the time at the called person's residence",
    confidence: 'medium',
    sources: [COMPILATION],
    officialUrl: 'https://code.wvlegislature.gov/46A-6F-601/',
  }),
  federalOnly({
    region: 'US-WI',
    name: 'Wisconsin',
    citation: 'Wis. Admin. Code ATCP 127.16(3)',
    confidence: 'medium',
    sources: [COMPILATION, HOURS_TABLE],
    officialUrl: 'https://docs.legis.wisconsin.gov/code/admin_code/atcp/090/127',
  }),
  entry({
    region: 'US-WY',
    name: 'Wyoming',
    hours: [{ from: null, hours: daily('08:00', '20:00'), citation: 'Wyo. Stat. 40-12-302(d)' }],
    aiVoiceHours: [{ from: null, hours: 'prohibited', citation: 'Wyo. Stat. 40-12-303' }],
    conditions: [
      'Sales calls with automated selection or dialing or a recorded message are forbidden; the exceptions are for live messages to screened numbers or to people with an established relationship.',
    ],
    confidence: 'high',
    sources: ['https://lexace.ai/us/statute/wyoming/40-12-303', COMPILATION, HOURS_TABLE],
    officialUrl: 'https://wyoleg.gov/statutes/compress/title40.pdf',
  }),
]
