/** Federal law of the United States. Its hours hold for every call, wherever it goes, also with the regional rules off. */
import type { Confidence, WeekHours } from '../region-rule.ts'
import { COMPILATION, daily } from './entry.ts'

export interface FederalRules {
  hours: WeekHours
  citations: readonly string[]
  locationBasis: string
  /** As in a `RegionEntry`. */
  conditions: readonly string[]
  confidence: Confidence
  sources: readonly string[]
  officialUrl: string
}

export const FEDERAL: FederalRules = {
  hours: daily('08:00', '21:00'),
  citations: ['47 CFR 64.1200(c)(1)', '16 CFR 310.4(c)'],
  locationBasis: "local time at the called party's location; a wireless number is presumed residential",
  conditions: [
    'AI-generated voices are artificial voices: prior express consent, identification and an opt-out are needed (FCC 24-17).',
    'Informational calls with an artificial voice to a mobile need prior express consent (47 U.S.C. 227(b); 47 CFR 64.1200(a)(1)).',
    'Marketing calls with an artificial voice need prior express written consent that names the seller and the number (47 CFR 64.1200(a)(2)–(3), (f)(9)).',
    'The call begins with the name of the entity responsible and gives its phone number (47 CFR 64.1200(b)(1)–(2)); marketing calls offer an opt-out by voice or key within 2 seconds of it (b)(3).',
    'Consent can be revoked in any reasonable way, and the revocation is honoured within 10 business days at most (47 CFR 64.1200(a)(10)–(11)).',
    'The National Do Not Call Registry is checked against a version of at most 31 days (47 CFR 64.1200(c)(2)(i)(D)); own do-not-call entries are kept at least 5 years ((d)(6)).',
    'Records of calls, consent and opt-outs are kept for 5 years (16 CFR 310.5).',
  ],
  confidence: 'high',
  sources: [
    'https://legalclarity.org/what-time-are-businesses-allowed-to-call',
    'https://www.govinfo.gov/content/pkg/FR-2024-03-05/html/2024-04587.htm',
    'https://lemonlaw.blog/2017/07/24/do-not-call-list-requirement',
    COMPILATION,
  ],
  officialUrl: 'https://www.ecfr.gov/current/title-47/chapter-I/subchapter-B/part-64/subpart-L/section-64.1200',
}
