/** Territories of the United States: not researched, the federal rule holds. */
import type { RegionEntry } from '../region-rule.ts'
import { federalOnly } from './entry.ts'

export const TERRITORIES: readonly RegionEntry[] = [
  federalOnly({
    region: 'US-AS',
    name: 'American Samoa',
    citation: 'not researched',
    confidence: 'low',
    sources: [],
    officialUrl: 'https://www.ecfr.gov/current/title-47/chapter-I/subchapter-B/part-64/subpart-L/section-64.1200',
  }),
  federalOnly({
    region: 'US-GU',
    name: 'Guam',
    citation: 'not researched',
    confidence: 'low',
    sources: [],
    officialUrl: 'https://www.ecfr.gov/current/title-47/chapter-I/subchapter-B/part-64/subpart-L/section-64.1200',
  }),
  federalOnly({
    region: 'US-MP',
    name: 'Northern Mariana Islands',
    citation: 'not researched',
    confidence: 'low',
    sources: [],
    officialUrl: 'https://www.ecfr.gov/current/title-47/chapter-I/subchapter-B/part-64/subpart-L/section-64.1200',
  }),
  federalOnly({
    region: 'US-PR',
    name: 'Puerto Rico',
    citation: 'not researched',
    confidence: 'low',
    sources: [],
    officialUrl: 'https://www.ecfr.gov/current/title-47/chapter-I/subchapter-B/part-64/subpart-L/section-64.1200',
  }),
  federalOnly({
    region: 'US-VI',
    name: 'U.S. Virgin Islands',
    citation: 'not researched',
    confidence: 'low',
    sources: [],
    officialUrl: 'https://www.ecfr.gov/current/title-47/chapter-I/subchapter-B/part-64/subpart-L/section-64.1200',
  }),
]
