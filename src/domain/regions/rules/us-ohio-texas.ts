/** States from Ohio to Texas, by name. A table of facts, one entry a state, however many lines that takes. */
import type { RegionEntry } from '../region-rule.ts'
import { COMPILATION, daily, entry, federalOnly, HOURS_TABLE, NONE, span, threeADay, week } from './entry.ts'

export const OHIO_TO_TEXAS: readonly RegionEntry[] = [
  federalOnly({
    region: 'US-OH',
    name: 'Ohio',
    citation: 'none found (R.C. 4719; OAC 109:4-3-11)',
    disagreements: ['Aggregators claim 09:00–21:00 under R.C. 4719.04, which is the section on surety bonds.'],
    confidence: 'medium',
    sources: [COMPILATION],
    officialUrl: 'https://codes.ohio.gov/ohio-revised-code/chapter-4719',
  }),
  entry({
    region: 'US-OK',
    name: 'Oklahoma',
    hours: [{ from: null, hours: daily('08:00', '20:00'), citation: '15 O.S. 775C.4(A) (in force 2022-11-01)' }],
    aiVoiceHours: [
      { from: null, hours: daily('09:00', '20:00'), citation: '15 O.S. 755.1(C)(2) (09:00–21:00) within 775C.4' },
    ],
    attempts: [threeADay('US-OK', 'Oklahoma', '15 O.S. 775C.4')],
    conditions: ['The cap counts calls about the same subject, from whatever number.'],
    locationBasis: 'rebuttable presumption: Oklahoma area code (775C)',
    confidence: 'high',
    sources: [
      'https://dnc.dreamhosters.com/?p=1309',
      'https://24kyc.com/oklahoma-passes-new-telephone-solicitation-act-similar-to-the-federal-tcpa-lerman-senter-pllc/',
      'https://self-law.org/code/ok/title-15-contracts/15-755-1',
      COMPILATION,
      HOURS_TABLE,
    ],
  }),
  entry({
    region: 'US-OR',
    name: 'Oregon',
    hours: [
      {
        from: null,
        hours: daily('08:00', '20:00'),
        citation: 'ORS 646.563(1)(b), 646.561 (HB 3865, Or. Laws 2025 ch. 580, in force 2026-01-01)',
      },
    ],
    attempts: [threeADay('US-OR', 'Oregon', 'ORS 646.563 (HB 3865)')],
    conditions: [
      'Calls to somebody with whom there was business within 18 months are not counted towards the cap; Sundial counts them. Texts count too.',
    ],
    locationBasis: 'the caller may rely on the area code of a mobile number (HB 3865)',
    disagreements: [
      'A public hours table (2026-10) still has the federal default.',
      'Early drafts of the bill said 09:00–19:00.',
      'oregon.public.law serves a stale text.',
    ],
    confidence: 'high',
    sources: [
      'https://production.jdsupra.com/legalnews/oregon-passes-new-telephone-8210765',
      'https://postscript.io/blog/oregon-house-bill-3865',
      'https://vicifast.com/blog/oregon-mini-tcpa-rules',
      COMPILATION,
    ],
  }),
  entry({
    region: 'US-PA',
    name: 'Pennsylvania',
    hours: [
      {
        from: null,
        hours: { ...daily('08:00', '21:00'), holiday: NONE },
        citation: '73 P.S. 2245(a)(1), (10) (act of 2019)',
      },
      {
        from: '2026-10-18',
        hours: week(span('09:00', '19:00'), span('09:00', '19:00'), NONE, { holiday: NONE }),
        citation:
          '73 P.S. 2245(a)(1), (10) as amended by Act 47 of 2026 (SB 992, approved 2026-07-20, in force 90 days later)',
      },
    ],
    holidays: 'US-PA',
    conditions: [
      'A device must offer an opt-out at the beginning (act of 2019).',
      'Calls within 12 months of business with the person are outside the term "telephone solicitation call".',
    ],
    disagreements: [
      'Enactment and date of Act 47 rest on one compilation; a public hours table (2026-10-04) and vendor tables still show 08:00–21:00.',
      'The compiled page of the statute mixes old and new text.',
      'Juneteenth is not in the holiday list of 2019; it is closed here.',
    ],
    confidence: 'medium',
    sources: [
      'https://www.pasenategop.com/news/brooks-bill-to-strengthen-protections-against-telemarketers-passes-senate',
      'https://www.jenkinslaw.org/blog/2019/12/03/amendments-pennsylvanias-telemarketer-registration-act-effective-today',
      COMPILATION,
    ],
  }),
  entry({
    region: 'US-RI',
    name: 'Rhode Island',
    hours: [
      {
        from: null,
        hours: week(span('09:00', '18:00'), span('10:00', '17:00'), NONE, { holiday: NONE }),
        citation: 'R.I. Gen. Laws 5-61-2(2), 5-61-3.6',
      },
    ],
    aiVoiceHours: [
      {
        from: null,
        hours: week(span('09:00', '18:00'), span('10:00', '17:00'), NONE, { holiday: NONE }),
        citation: 'R.I. Gen. Laws 5-61-3.4',
      },
    ],
    holidays: 'US-RI',
    conditions: [
      'A device needs consent, or a live operator who obtains consent first, and releases the line within 5 seconds.',
      'For unsolicited calls, to mobiles too.',
      'The holiday exception is written for Monday to Friday only; here it closes Saturdays too.',
    ],
    disagreements: ['Rhode Island Independence Day (4 May) is listed by some vendors only; it is closed here.'],
    confidence: 'high',
    sources: [
      'http://webserver.rilin.state.ri.us/Statutes/TITLE5/5-61/5-61-3.6.HTM',
      'https://instalawyer.io/laws/rhode-island-general-laws/section-5-61-2-definitions',
      'https://g2leadstosales.com/2025-state-by-state-calling-restrictions-telemarketing-call-centers.html',
      COMPILATION,
      HOURS_TABLE,
    ],
  }),
  federalOnly({
    region: 'US-SC',
    name: 'South Carolina',
    citation: 'S.C. Code 37-21-30',
    locationBasis: 'residence in the state, or a wireless number with a South Carolina area code (37-21-20(6))',
    confidence: 'high',
    sources: [COMPILATION, HOURS_TABLE],
    officialUrl: 'https://www.scstatehouse.gov/code/t37c021.php',
  }),
  entry({
    region: 'US-SD',
    name: 'South Dakota',
    hours: [
      { from: null, hours: week(span('09:00', '21:00'), span('09:00', '21:00'), NONE), citation: 'SDCL 37-30A-3(2)' },
    ],
    aiVoiceHours: [{ from: null, hours: week(span('09:00', '21:00'), NONE, NONE), citation: 'SDCL 37-30-28' }],
    conditions: [
      'A device releases the line within 20 seconds.',
      'The device\'s hours go "according to the time in this state", which has two zones.',
    ],
    disagreements: ['One public table lists federal hours only.'],
    confidence: 'medium',
    sources: [
      'http://legis.state.sd.us/statutes/DisplayStatute.aspx?Type=Statute&Statute=37-30-28',
      COMPILATION,
      HOURS_TABLE,
    ],
    officialUrl: 'https://sdlegislature.gov/Statutes/37-30A-3',
  }),
  federalOnly({
    region: 'US-TN',
    name: 'Tennessee',
    citation: 'T.C.A. 65-4-402',
    confidence: 'medium',
    sources: [COMPILATION],
    officialUrl: 'https://codes.findlaw.com/tn/',
  }),
  entry({
    region: 'US-TX',
    name: 'Texas',
    hours: [
      {
        from: null,
        hours: week(span('09:00', '21:00'), span('09:00', '21:00'), span('12:00', '21:00')),
        citation: 'Tex. Bus. & Com. Code 301.051(b)(2)',
      },
    ],
    aiVoiceHours: [
      {
        from: null,
        hours: week(span('09:00', '21:00'), span('09:00', '21:00'), span('12:00', '21:00')),
        citation: 'Tex. Util. Code 55.126, 55.127',
      },
    ],
    conditions: [
      'For calls to residential consumers. Registration (ch. 302) and SB 140 (2025-09-01) extend to texts.',
      'A device must identify the caller in the first 30 seconds (Tex. Util. Code 55.127).',
    ],
    disagreements: [
      'legalclarity.org: 09:00–21:00 every day "Central Time", which ignores Sunday noon and the Mountain time of El Paso.',
      'The hours of the device (55.126) were not re-read.',
    ],
    confidence: 'high',
    sources: [
      'https://blog.clickpointsoftware.com/telemarketing-calling-hours-by-state',
      'http://law.justia.com/codes/texas/2005/bc/004.00.000037.00.html',
      COMPILATION,
      HOURS_TABLE,
    ],
    officialUrl: 'https://statutes.capitol.texas.gov/Docs/BC/htm/BC.301.htm',
  }),
]
