/** States from Alabama to Georgia, by name. A table of facts, one entry a state, however many lines that takes. */
import type { RegionEntry } from '../region-rule.ts'
import { COMPILATION, daily, entry, federalOnly, HOURS_TABLE, NONE, span, threeADay, week } from './entry.ts'

export const ALABAMA_TO_GEORGIA: readonly RegionEntry[] = [
  entry({
    region: 'US-AL',
    name: 'Alabama',
    hours: [
      {
        from: null,
        hours: week(span('08:00', '20:00'), span('08:00', '20:00'), NONE, { holiday: NONE }),
        citation: 'Ala. Admin. Code r. 770-X-5-.17(2)(b)',
      },
    ],
    aiVoiceHours: [
      {
        from: null,
        hours: week(span('08:00', '20:00'), span('08:00', '20:00'), NONE, { holiday: NONE }),
        citation: 'Ala. Admin. Code r. 770-X-5-.17(1)(b)',
      },
    ],
    holidays: 'US-AL',
    conditions: [
      'A device must say name and number within 20 seconds and again at the end, release the line within 10 seconds, and not dial numbers in sequence.',
    ],
    locationBasis: 'consumer in the state',
    disagreements: [
      'dnc.com: the telephone rules of the Public Service Commission bind only telephone utilities, so the ban may not bind other sellers.',
      'tcpaguide.org lists 08:00–21:00.',
    ],
    confidence: 'medium',
    sources: [
      'https://d1tvxue8o4w0fl.cloudfront.net/regulation/alabama-administrative-code/title-770-alabama-public-service-commission/chapter-770-x-5-telephone-rules/section-770-x-5-17-live-and-automated-solicitations-and-announcements',
      'https://blog.clickpointsoftware.com/telemarketing-calling-hours-by-state',
      'https://www.dropcowboy.com/state-compliance',
      'https://dnc.com/holiday-alerts?year=2023',
      COMPILATION,
      HOURS_TABLE,
    ],
  }),
  federalOnly({
    region: 'US-AK',
    name: 'Alaska',
    citation: 'AS 45.63, AS 45.50.475 (no hours)',
    confidence: 'medium',
    sources: [COMPILATION, HOURS_TABLE],
    officialUrl: 'https://www.akleg.gov/basis/statutes.asp',
  }),
  federalOnly({
    region: 'US-AZ',
    name: 'Arizona',
    citation: 'A.R.S. 44-1278(B)(6) imports 47 CFR 64.1200 and 16 CFR 310.4',
    conditions: [
      'Unsolicited sales calls to a mobile are unlawful at any hour (A.R.S. 44-1278(B)(3), as one compilation quotes it); HB 2498 (2023) adds texts.',
    ],
    confidence: 'medium',
    sources: [COMPILATION, HOURS_TABLE],
    officialUrl: 'https://www.azleg.gov/ars/44/01278.htm',
  }),
  federalOnly({
    region: 'US-AR',
    name: 'Arkansas',
    citation: 'Ark. Code 4-99-405(3) imports 16 CFR 310.4',
    confidence: 'medium',
    sources: [COMPILATION, HOURS_TABLE],
    officialUrl: 'https://codes.findlaw.com/ar/',
  }),
  entry({
    region: 'US-CA',
    name: 'California',
    hours: [{ from: null, hours: 'federal', citation: 'no hours for live calls found' }],
    aiVoiceHours: [
      {
        from: null,
        hours: daily('09:00', '21:00'),
        citation: 'Cal. Pub. Util. Code 2872, 2874 (AB 2905, in force 2025-01-01)',
      },
    ],
    conditions: [
      'A device may run only after a natural, unrecorded voice has given the nature of the call, name, address and phone number, asked for consent, and said whether an artificial voice is used.',
    ],
    confidence: 'high',
    sources: [
      'https://self-law.org/code/ca/public-utilities-code/2874',
      'https://legiscan.com/CA/text/AB2905/2023',
      COMPILATION,
    ],
  }),
  federalOnly({
    region: 'US-CO',
    name: 'Colorado',
    citation: 'C.R.S. 6-1-304, 6-1-904 (no hours)',
    confidence: 'medium',
    sources: [COMPILATION, HOURS_TABLE],
    officialUrl: 'https://colorado.public.law/statutes/crs_6-1-304',
  }),
  entry({
    region: 'US-CT',
    name: 'Connecticut',
    hours: [
      {
        from: null,
        hours: daily('09:00', '20:00'),
        citation: 'Conn. Gen. Stat. 42-288a(c) (P.A. 23-98, in force 2023-10-01)',
      },
    ],
    conditions: ['A telephonic sales call needs prior express written consent.'],
    locationBasis: 'rebuttable presumption: resident consumer or Connecticut area code (42-288(c))',
    disagreements: ['An older vendor table lists 09:00–21:00 (the law before 2023).'],
    confidence: 'high',
    sources: [
      'https://cga.ct.gov/current/pub/chap_743m.htm',
      'https://www.dropcowboy.com/state-compliance',
      'https://g2leadstosales.com/2025-state-by-state-calling-restrictions-telemarketing-call-centers.html',
      COMPILATION,
      HOURS_TABLE,
    ],
  }),
  federalOnly({
    region: 'US-DE',
    name: 'Delaware',
    citation: '6 Del. C. ch. 25A (no hours)',
    confidence: 'medium',
    sources: [COMPILATION, HOURS_TABLE],
    officialUrl: 'https://delcode.delaware.gov/title6/c025a/',
  }),
  federalOnly({
    region: 'US-DC',
    name: 'District of Columbia',
    citation: 'D.C. Code 22-3226.08',
    locationBasis: "the time at the called person's residence",
    confidence: 'medium',
    sources: [COMPILATION],
    officialUrl: 'https://code.dccouncil.gov/us/dc/council/code/sections/22-3226.08',
  }),
  entry({
    region: 'US-FL',
    name: 'Florida',
    hours: [{ from: null, hours: daily('08:00', '20:00'), citation: 'Fla. Stat. 501.616(6)(a)-(b)' }],
    attempts: [threeADay('US-FL', 'Florida', 'Fla. Stat. 501.616(6)(b)')],
    conditions: [
      'Automated selection and dialing, and recorded messages, need prior express written consent (501.059(8)).',
      'The cap counts calls about the same subject, from whatever number.',
    ],
    locationBasis: "the called person's time zone; 501.059 presumes by Florida area code (not re-read)",
    confidence: 'high',
    sources: [
      'http://www.lawserver.com/law/state/florida/statutes/florida_statutes_501-616',
      'https://flsenate.gov/Session/Bill/2021/1120/BillText/Filed/HTML',
      'https://blog.clickpointsoftware.com/telemarketing-calling-hours-by-state',
      'https://www.dropcowboy.com/state-compliance',
      COMPILATION,
      HOURS_TABLE,
    ],
  }),
  entry({
    region: 'US-GA',
    name: 'Georgia',
    hours: [{ from: null, hours: 'federal', citation: 'no hours for live calls found' }],
    aiVoiceHours: [{ from: null, hours: 'federal', citation: 'O.C.G.A. 46-5-23' }],
    conditions: ['The device needs a permit of the Public Service Commission.'],
    confidence: 'medium',
    sources: [COMPILATION, HOURS_TABLE],
    officialUrl: 'https://codes.findlaw.com/ga/',
  }),
]
