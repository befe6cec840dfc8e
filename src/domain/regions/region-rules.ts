/**
 * The rules by region. Adding a state is one entry in a `rules/us-….ts`, adding a country one in `rules/international.ts`; holidays of its
 * own are one entry in holiday-calendars.ts. Nothing else: hours, caps, the screen and the API read them from here. Raise RULES_VERSION
 * with every change. Not legal advice: confidence and disagreements stand with each entry.
 */
import type { RegionEntry } from './region-rule.ts'
import { INTERNATIONAL } from './rules/international.ts'
import { UNITED_STATES } from './rules/united-states.ts'

/** The day the rules were last reviewed, kept with every proof. */
export const RULES_VERSION = '2026-11-21'

const entries: readonly RegionEntry[] = [...UNITED_STATES, ...INTERNATIONAL]
const byRegion = new Map(entries.map((entry) => [entry.region, entry]))

/** Under the law of a country, though ISO 3166 gives them codes of their own: the overseas parts of France, the islands of Australia. */
const PARTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['BL', 'GF', 'GP', 'MF', 'MQ', 'PM', 'RE', 'YT'].map((part) => [part, 'FR'])),
  ...Object.fromEntries(['CC', 'CX', 'NF'].map((part) => [part, 'AU'])),
}

/** Every entry: the United States by state, then other countries. */
export function allRegions(): readonly RegionEntry[] {
  return entries
}

/**
 * The entry that holds in a region: its own, else its country's ('CA-BC' → 'CA'; a state of the United States without an entry → 'US', the
 * strictest of all states; 'RE' → 'FR'), else null: a country we know no rules of.
 */
export function findRegion(region: string): RegionEntry | null {
  return byRegion.get(region) ?? byRegion.get(countryOf(region)) ?? null
}

function countryOf(region: string): string {
  if (Object.hasOwn(PARTS, region)) return PARTS[region]!
  return region.split('-', 1)[0]!
}
