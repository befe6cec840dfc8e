/** Countries other than the United States. Where a law says nothing of hours, the federal hours of the United States hold anyway. */
import { DAY_MS } from '../../local-time.ts'
import type { RegionEntry } from '../region-rule.ts'
import { daily, entry, NONE, span, week } from './entry.ts'

const EU_CONSENT = 'Automated calling needs prior consent in the whole European Union (ePrivacy directive, art. 13).'

export const INTERNATIONAL: readonly RegionEntry[] = [
  entry({
    region: 'CA',
    name: 'Canada',
    hours: [
      {
        from: null,
        hours: week(span('09:00', '21:30'), span('10:00', '18:00'), span('10:00', '18:00')),
        citation:
          'CRTC Unsolicited Telecommunications Rules, Part III s. 23–24 (and Part IV for automatic dialing-announcing devices, as amended by TRP 2009-200)',
      },
    ],
    conditions: [
      'Solicitation with a pre-recorded or synthesized voice needs express consent.',
      'The law of a province may be stricter.',
    ],
    locationBasis: "the consumer's local time",
    confidence: 'high',
    sources: [
      'http://www.crtc.gc.ca/eng/phone/telemarketing/politi.htm',
      'http://www.crtc.gc.ca/eng/trules-reglest.htm',
    ],
  }),
  entry({
    region: 'AU',
    name: 'Australia',
    hours: [
      {
        from: null,
        hours: week(span('09:00', '20:00'), span('09:00', '17:00'), NONE, { holiday: NONE }),
        citation: 'Telecommunications (Telemarketing and Research Calls) Industry Standard 2017',
      },
    ],
    holidays: 'AU',
    liftedByConsent: true,
    conditions: ['Closed on national public holidays; those of a single state are not in the calendar.'],
    confidence: 'high',
    sources: [
      'https://donotcall.gov.au/industry/industry-overview/industry-standards',
      'https://packleader.net.au/topic/calling-times/',
    ],
  }),
  entry({
    region: 'FR',
    name: 'France',
    hours: [
      {
        from: null,
        hours: week(
          [
            { start: '10:00', end: '13:00' },
            { start: '14:00', end: '20:00' },
          ],
          NONE,
          NONE,
          { holiday: NONE },
        ),
        citation: 'Code de la consommation D.223-9 (décret 2022-1313, in force 2023-03-01)',
      },
    ],
    holidays: 'FR',
    attempts: [
      {
        id: 'FR.attempts',
        counts: 'attempts',
        max: 4,
        windowMs: 30 * DAY_MS,
        citation: 'Code de la consommation D.223-9',
        detail: 'France: at most 4 calls to a person in 30 days',
      },
      {
        id: 'FR.refusals',
        counts: 'refusals',
        max: 1,
        windowMs: 60 * DAY_MS,
        citation: 'Code de la consommation D.223-9',
        detail: 'France: no call in the 60 days after a refusal',
      },
    ],
    liftedByConsent: true,
    conditions: [
      EU_CONSENT,
      'Good Friday and 26 December are holidays in Alsace and Moselle only; they are not in the calendar.',
    ],
    disagreements: ['A law of 2025 that moves to opt-in from 2026-08-11 could not be confirmed.'],
    confidence: 'high',
    sources: ['https://www.legifrance.gouv.fr/jorf/id/JORFTEXT000046421823'],
  }),
  entry({
    region: 'IT',
    name: 'Italy',
    hours: [
      {
        from: null,
        hours: week(span('09:00', '20:00'), span('10:00', '19:00'), NONE, {
          holiday: NONE,
          eve: span('10:00', '19:00'),
        }),
        citation: 'Codice di condotta telemarketing (Garante, in force 2024-09-28)',
      },
    ],
    holidays: 'IT',
    conditions: [EU_CONSENT, 'The code binds those who have adhered to it.'],
    confidence: 'medium',
    sources: [
      'https://www.pmi.it/impresa/pubblicita-e-marketing/453002/telemarketing-le-nuove-regole-e-le-fasce-orarie-permesse.html',
    ],
  }),
  entry({
    region: 'ES',
    name: 'Spain',
    hours: [
      {
        from: null,
        hours: week(span('09:00', '21:00'), NONE, NONE, { holiday: NONE }),
        citation:
          'Ley General para la Defensa de los Consumidores (reform of 2014); Ley General de Telecomunicaciones 2022 art. 66',
      },
    ],
    holidays: 'ES',
    conditions: [
      EU_CONSENT,
      'Opt-in since 2023-06-29.',
      'Closed on national holidays; those of the autonomous communities are not in the calendar.',
    ],
    confidence: 'medium',
    sources: [
      'https://www.adsalsa.com/it/blog/telemarketing-norme-piu-severe-in-spagna/',
      'https://blog.rm-assessors.com/etiqueta/llista-robinson/',
    ],
  }),
  entry({
    region: 'GB',
    name: 'United Kingdom',
    hours: [
      {
        from: null,
        hours: 'federal',
        citation: 'PECR reg. 19 (automated calls: consent) and reg. 21 (live calls: TPS and CTPS, objection)',
      },
    ],
    conditions: [
      'Automated marketing calls need consent; live calls must not go to numbers of the Telephone Preference Service or to people who objected.',
    ],
    disagreements: ['No statutory hours were found; the industry habit of weekdays 08:00–21:00 is not law.'],
    confidence: 'medium',
    sources: [
      'https://ico.org.uk/for-organisations/direct-marketing-and-privacy-and-electronic-communications/guide-to-pecr/guidance-on-direct-marketing-using-live-calls/how-do-we-comply-with-the-rules-on-live-marketing-calls',
    ],
  }),
  entry({
    region: 'IN',
    name: 'India',
    hours: [
      {
        from: null,
        hours: daily('10:00', '21:00'),
        citation: 'TRAI: no commercial communication 21:00–09:00 (regulations of 2011); TCCCPR 2018',
      },
    ],
    conditions: [
      'Numbers of the 140 series are required.',
      'Customers may have chosen their own time bands (TCCCPR 2018).',
    ],
    disagreements: [
      'The regulations of 2011 allow 09:00–21:00; 10:00–21:00 is often quoted for promotional calls and not confirmed. The hours here satisfy both.',
    ],
    confidence: 'low',
    sources: [
      'https://business-standard.com/amp/article/technology/no-more-pesky-calls-from-sept-27-111090600032_1.html',
    ],
  }),
  entry({
    region: 'DE',
    name: 'Germany',
    hours: [{ from: null, hours: 'federal', citation: 'UWG § 7' }],
    conditions: ['Marketing calls to consumers need prior express consent.', EU_CONSENT],
    disagreements: ['No statutory hours are known.'],
    confidence: 'low',
    sources: [],
  }),
]
