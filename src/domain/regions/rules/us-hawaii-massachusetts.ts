/** States from Hawaii to Massachusetts, by name. A table of facts, one entry a state, however many lines that takes. */
import type { RegionEntry } from '../region-rule.ts'
import { COMPILATION, daily, entry, federalOnly, HOURS_TABLE, NONE, span, threeADay, week } from './entry.ts'

const HOUR_MS = 3_600_000

export const HAWAII_TO_MASSACHUSETTS: readonly RegionEntry[] = [
  federalOnly({
    region: 'US-HI',
    name: 'Hawaii',
    citation: 'HRS 481P-3(8)',
    locationBasis: "the time at the called person's residence",
    confidence: 'medium',
    sources: [COMPILATION],
    officialUrl: 'https://codes.findlaw.com/hi/',
  }),
  federalOnly({
    region: 'US-ID',
    name: 'Idaho',
    citation: 'Idaho Code 48-1001..1010 (no hours)',
    confidence: 'medium',
    sources: [COMPILATION, HOURS_TABLE],
    officialUrl: 'https://legislature.idaho.gov/statutesrules/idstat/title48/t48ch10/',
  }),
  entry({
    region: 'US-IL',
    name: 'Illinois',
    hours: [{ from: null, hours: 'federal', citation: '815 ILCS 413/15(a)' }],
    aiVoiceHours: [{ from: null, hours: daily('09:00', '21:00'), citation: '815 ILCS 305/15' }],
    conditions: ['Securities and investment callers: Mon–Sat 09:00–21:00, Sun 12:00–21:00 Central (815 ILCS 5/8b).'],
    disagreements: ['A vendor and a public hours table list 08:00–21:00; the hours of the device rest on a vendor.'],
    confidence: 'medium',
    sources: [
      'https://legalfix.com/statutes/state-codes/illinois/chapter-815/act-815-ilcs-305',
      'https://blog.clickpointsoftware.com/telemarketing-calling-hours-by-state',
      'http://www.ilga.gov/legislation/ilcs/documents/081500050K8b.htm',
      COMPILATION,
    ],
  }),
  entry({
    region: 'US-IN',
    name: 'Indiana',
    hours: [{ from: null, hours: 'federal', citation: 'no hours for live calls in IC 24-4.7' }],
    aiVoiceHours: [{ from: null, hours: daily('09:00', '20:00'), citation: 'IC 24-5-14-5, -8', confidence: 'low' }],
    conditions: [
      'A device needs consent, or a live operator first (IC 24-5-14-5); this holds for every call of an autodialer, not only commercial ones (State v. American Family Voices, Ind. 2008).',
    ],
    disagreements: ['The text of IC 24-5-14-8 with the hours of the device was not retrieved.'],
    confidence: 'medium',
    sources: ['https://lexace.ai/us/statute/indiana/24-5-14-5', COMPILATION, HOURS_TABLE],
  }),
  federalOnly({
    region: 'US-IA',
    name: 'Iowa',
    citation: 'no governing act found',
    disagreements: ['Vendor sheets claim a start at 09:00; no statute was found.'],
    confidence: 'low',
    sources: [COMPILATION],
    officialUrl: 'https://www.legis.iowa.gov/law/statutory',
  }),
  federalOnly({
    region: 'US-KS',
    name: 'Kansas',
    citation: 'K.S.A. 50-670 (no hours)',
    confidence: 'medium',
    sources: [COMPILATION],
    officialUrl: 'https://ksrevisor.gov/statutes/chapters/ch50/050_006_0070.html',
  }),
  entry({
    region: 'US-KY',
    name: 'Kentucky',
    hours: [{ from: null, hours: daily('10:00', '21:00'), citation: 'KRS 367.46955(16)' }],
    aiVoiceHours: [{ from: null, hours: 'federal', citation: 'KRS 367.461(2)(e)' }],
    conditions: [
      'A device needs consent and an operator in attendance, gives name and number within 25 seconds, and releases the line within 10 seconds.',
    ],
    locationBasis: "the called person's location",
    confidence: 'high',
    sources: [
      'https://self-law.org/code/ky/chapter-367/367-46955',
      'https://blog.clickpointsoftware.com/telemarketing-calling-hours-by-state',
      'https://www.dropcowboy.com/state-compliance',
      'https://g2leadstosales.com/2025-state-by-state-calling-restrictions-telemarketing-call-centers.html',
      COMPILATION,
      HOURS_TABLE,
    ],
  }),
  entry({
    region: 'US-LA',
    name: 'Louisiana',
    hours: [
      {
        from: null,
        hours: week(span('08:00', '20:00'), span('08:00', '20:00'), NONE, { holiday: NONE }),
        citation: 'LPSC General Order R-29617 V(A)(2); La. R.S. 45:811',
      },
    ],
    holidays: 'US-LA',
    conditions: [
      'All solicitation stops, even with consent or an established relationship, while the Public Service Commission must report to the emergency operations center in a declared emergency: use the emergency stop (https://lpsc.louisiana.gov/DNC_Emergency).',
      'The governor can proclaim further holidays, which no calendar knows: use the emergency stop.',
    ],
    disagreements: [
      'Whether consent or an established relationship lifts the hours: the General Order says no, La. R.S. 45:816 is silent (dnc.com).',
    ],
    confidence: 'high',
    sources: [
      'https://dnc.com/holiday-alerts?year=2023',
      'https://lpsc.louisiana.gov/DNC_Emergency',
      'https://blog.clickpointsoftware.com/telemarketing-calling-hours-by-state',
      'https://www.dropcowboy.com/state-compliance',
      COMPILATION,
      HOURS_TABLE,
    ],
  }),
  entry({
    region: 'US-ME',
    name: 'Maine',
    hours: [{ from: null, hours: 'federal', citation: 'no hours for live calls found' }],
    aiVoiceHours: [{ from: null, hours: week(span('09:00', '17:00'), NONE, NONE), citation: '10 M.R.S. 1498(3)' }],
    aiVoiceAttempts: [
      {
        id: 'US-ME.ai_voice.attempts',
        counts: 'attempts',
        max: 1,
        windowMs: 8 * HOUR_MS,
        citation: '10 M.R.S. 1498(3)',
        detail: 'Maine, artificial voice: at most 1 call to a person in 8 hours',
      },
    ],
    confidence: 'high',
    sources: [
      'https://g2leadstosales.com/2025-state-by-state-calling-restrictions-telemarketing-call-centers.html',
      COMPILATION,
      HOURS_TABLE,
    ],
  }),
  entry({
    region: 'US-MD',
    name: 'Maryland',
    hours: [
      {
        from: null,
        hours: daily('08:00', '20:00'),
        citation: 'Md. Com. Law 14-4502(c) (Stop the Spam Calls Act 2023, in force 2024-01-01)',
      },
    ],
    attempts: [threeADay('US-MD', 'Maryland', 'Md. Com. Law 14-4502(c)')],
    conditions: ['The cap counts calls and texts about the same subject.'],
    locationBasis: "the called party's time zone",
    confidence: 'high',
    sources: [
      'https://lexace.ai/us/statute/maryland/CL-14-4502',
      'https://www.wmar2news.com/local/law-to-prevent-spam-calls-takes-effect-first-of-the-year',
      'https://www.dropcowboy.com/state-compliance',
      COMPILATION,
      HOURS_TABLE,
    ],
  }),
  entry({
    region: 'US-MA',
    name: 'Massachusetts',
    hours: [{ from: null, hours: daily('08:00', '20:00'), citation: 'M.G.L. c.159C s.3; 201 CMR 12.02(2)' }],
    locationBasis: "the consumer's location",
    confidence: 'high',
    sources: [
      'https://blog.clickpointsoftware.com/telemarketing-calling-hours-by-state',
      'https://www.dropcowboy.com/state-compliance',
      COMPILATION,
      HOURS_TABLE,
    ],
    officialUrl: 'https://malegislature.gov/Laws/GeneralLaws/PartI/TitleXXII/Chapter159C/Section3',
  }),
]
