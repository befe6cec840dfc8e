/**
 * States and territories of the United States, provinces and territories of Canada: their names, and every zone of their land, one name for
 * each clock. Zone borders: 49 CFR 71, and for Canada the zones of the IANA time zone database. What a place only does by custom is not here,
 * except where people live by it (Jackpot, Nevada).
 */
import { unpack } from './area-codes.ts'

/** In Arizona the Navajo Nation keeps daylight saving time, so that state is Denver's too. */
const STATES: readonly (readonly [region: string, name: string, zones: string])[] = [
  ['US-AK', 'Alaska', 'America/Adak America/Anchorage'],
  ['US-AL', 'Alabama', 'America/Chicago'],
  ['US-AR', 'Arkansas', 'America/Chicago'],
  ['US-AS', 'American Samoa', 'Pacific/Pago_Pago'],
  ['US-AZ', 'Arizona', 'America/Denver America/Phoenix'],
  ['US-CA', 'California', 'America/Los_Angeles'],
  ['US-CO', 'Colorado', 'America/Denver'],
  ['US-CT', 'Connecticut', 'America/New_York'],
  ['US-DC', 'District of Columbia', 'America/New_York'],
  ['US-DE', 'Delaware', 'America/New_York'],
  ['US-FL', 'Florida', 'America/Chicago America/New_York'],
  ['US-GA', 'Georgia', 'America/New_York'],
  ['US-GU', 'Guam', 'Pacific/Guam'],
  ['US-HI', 'Hawaii', 'Pacific/Honolulu'],
  ['US-IA', 'Iowa', 'America/Chicago'],
  ['US-ID', 'Idaho', 'America/Denver America/Los_Angeles'],
  ['US-IL', 'Illinois', 'America/Chicago'],
  ['US-IN', 'Indiana', 'America/Chicago America/New_York'],
  ['US-KS', 'Kansas', 'America/Chicago America/Denver'],
  ['US-KY', 'Kentucky', 'America/Chicago America/New_York'],
  ['US-LA', 'Louisiana', 'America/Chicago'],
  ['US-MA', 'Massachusetts', 'America/New_York'],
  ['US-MD', 'Maryland', 'America/New_York'],
  ['US-ME', 'Maine', 'America/New_York'],
  ['US-MI', 'Michigan', 'America/Chicago America/New_York'],
  ['US-MN', 'Minnesota', 'America/Chicago'],
  ['US-MO', 'Missouri', 'America/Chicago'],
  ['US-MP', 'Northern Mariana Islands', 'Pacific/Saipan'],
  ['US-MS', 'Mississippi', 'America/Chicago'],
  ['US-MT', 'Montana', 'America/Denver'],
  ['US-NC', 'North Carolina', 'America/New_York'],
  ['US-ND', 'North Dakota', 'America/Chicago America/Denver'],
  ['US-NE', 'Nebraska', 'America/Chicago America/Denver'],
  ['US-NH', 'New Hampshire', 'America/New_York'],
  ['US-NJ', 'New Jersey', 'America/New_York'],
  ['US-NM', 'New Mexico', 'America/Denver'],
  // West Wendover by law, Jackpot by custom.
  ['US-NV', 'Nevada', 'America/Denver America/Los_Angeles'],
  ['US-NY', 'New York', 'America/New_York'],
  ['US-OH', 'Ohio', 'America/New_York'],
  ['US-OK', 'Oklahoma', 'America/Chicago'],
  ['US-OR', 'Oregon', 'America/Denver America/Los_Angeles'],
  ['US-PA', 'Pennsylvania', 'America/New_York'],
  ['US-PR', 'Puerto Rico', 'America/Puerto_Rico'],
  ['US-RI', 'Rhode Island', 'America/New_York'],
  ['US-SC', 'South Carolina', 'America/New_York'],
  ['US-SD', 'South Dakota', 'America/Chicago America/Denver'],
  ['US-TN', 'Tennessee', 'America/Chicago America/New_York'],
  ['US-TX', 'Texas', 'America/Chicago America/Denver'],
  ['US-UT', 'Utah', 'America/Denver'],
  ['US-VA', 'Virginia', 'America/New_York'],
  ['US-VI', 'Virgin Islands', 'America/St_Thomas'],
  ['US-VT', 'Vermont', 'America/New_York'],
  ['US-WA', 'Washington', 'America/Los_Angeles'],
  ['US-WI', 'Wisconsin', 'America/Chicago'],
  ['US-WV', 'West Virginia', 'America/New_York'],
  ['US-WY', 'Wyoming', 'America/Denver'],
  ['CA-AB', 'Alberta', 'America/Edmonton'],
  ['CA-BC', 'British Columbia', 'America/Dawson_Creek America/Edmonton America/Vancouver'],
  ['CA-MB', 'Manitoba', 'America/Winnipeg'],
  ['CA-NB', 'New Brunswick', 'America/Halifax'],
  ['CA-NL', 'Newfoundland and Labrador', 'America/Halifax America/St_Johns'],
  ['CA-NS', 'Nova Scotia', 'America/Halifax'],
  ['CA-NT', 'Northwest Territories', 'America/Edmonton'],
  [
    'CA-NU',
    'Nunavut',
    'America/Atikokan America/Chicago America/Denver America/Edmonton America/Toronto America/Winnipeg',
  ],
  ['CA-ON', 'Ontario', 'America/Atikokan America/Toronto America/Winnipeg'],
  ['CA-PE', 'Prince Edward Island', 'America/Halifax'],
  ['CA-QC', 'Quebec', 'America/Halifax America/Puerto_Rico America/Toronto'],
  ['CA-SK', 'Saskatchewan', 'America/Edmonton America/Regina'],
  ['CA-YT', 'Yukon', 'America/Whitehorse'],
]

/** `region|other words for it`, as `wordOf` writes them. */
const OTHER_WORDS = unpack([
  'US-DC|WASHINGTON_DC WASHINGTON_D_C',
  'US-WA|WASHINGTON_STATE',
  'US-NY|NEW_YORK_STATE',
  'US-HI|HAWAI_I',
  'US-VI|US_VIRGIN_ISLANDS VIRGIN_ISLANDS_US UNITED_STATES_VIRGIN_ISLANDS USVI',
  'US-MP|CNMI',
  'CA-NL|NEWFOUNDLAND LABRADOR NEWFOUNDLAND_LABRADOR NF',
  'CA-NT|NWT',
  'CA-PE|PEI',
  'CA-QC|PQ',
  'CA-YT|YUKON_TERRITORY YK',
])

/** Post for the armed forces: its reader may be anywhere in the world. */
const MILITARY = ['AA', 'AE', 'AP']

/** They share no hour with the rest of the country and have country codes of their own, so that 'US' alone does not mean them. */
const FAR_TERRITORIES = ['US-AS', 'US-GU', 'US-MP']

const zonesByRegion = new Map(STATES.map(([region, , zones]) => [region, zones.split(' ') as readonly string[]]))
const namesByRegion = new Map(STATES.map(([region, name]) => [region, name]))
const regionByWord = new Map<string, string>([...OTHER_WORDS].map(([word, [region]]) => [word, region!]))
for (const [region, name] of STATES) {
  for (const word of [region, region.slice(3), name]) regionByWord.set(wordOf(word), region)
}
const longestWord = Math.max(...[...regionByWord.keys()].map((word) => word.length))

/** All zones of a country of states, sorted. The United States: states, D.C., Puerto Rico and the Virgin Islands. */
const zonesByCountry = new Map(
  ['US', 'CA'].map((country) => {
    const states = STATES.filter(([region]) => region.startsWith(country) && !FAR_TERRITORIES.includes(region))
    return [country, [...new Set(states.flatMap(([, , zones]) => zones.split(' ')))].sort() as readonly string[]]
  }),
)

/** Zones of a state or province, or of the whole of 'US' and 'CA', sorted; null for any other region. */
export function findStateZones(region: string): readonly string[] | null {
  return zonesByRegion.get(region) ?? zonesByCountry.get(region) ?? null
}

/** What people call a region: 'Pennsylvania'; the region itself when it is no state or province. */
export function regionName(region: string): string {
  return namesByRegion.get(region) ?? region
}

/** The state or province that 'PA', 'pa', 'Pennsylvania' or 'US-PA' means; null when it means none of them. */
export function findState(written: string): string | null {
  if (written.length > 2 * longestWord) return null
  return regionByWord.get(written) ?? regionByWord.get(wordOf(written)) ?? null
}

/** Whether a state is written as that of an army or fleet post office. */
export function isMilitaryState(written: string): boolean {
  if (written.length > 40) return false
  const word = wordOf(written)
  return MILITARY.includes(word) || MILITARY.includes(word.replace(/^US_/, '')) || word.startsWith('ARMED_FORCES')
}

/** Upper case without accents and dots, words joined by '_'. */
function wordOf(written: string): string {
  const letters = written.normalize('NFD').replace(/[\u0300-\u036f.]/g, '')
  return letters
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
}
