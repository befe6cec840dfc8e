/**
 * Turns the collected time zone and numbering data into the domain's compact tables.
 *
 *   node scripts/generate-regions.ts <data dir>
 *
 * reads  tz-rules.json, e164-timezones.json, nanp-area-code-state.json from <data dir>
 * and    the calling code → country list of libphonenumber-js,
 * writes src/domain/regions/{offsets,prefixes,area-codes}.gen.ts.
 *
 * Over 250 lines because what corrects the data stands next to what reads it; each section is one table.
 * Same input, same bytes: the output is committed and a second run must not change it.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface TzRules {
  _meta: { source: string }
  zones: Record<string, number[]>
}
interface Prefixes {
  _meta: { source: string }
  multiZoneCountries: Record<string, string[] | string>
  zones: string[]
  sets: number[][]
  p: Record<string, number>
}
interface AreaCodes {
  _meta: { source: string }
  npa: Record<string, [country: string, state: string | string[] | null]>
}

/** The tables' range, as tz-rules.json states it. */
const RANGE_FROM = Date.UTC(2025, 0, 1)
const RANGE_UNTIL = Date.UTC(2031, 0, 1)
const HALF_HOUR_MS = 1_800_000

/** Zones that give their name to all zones with the same clock; others take the first in the alphabet. */
const REPRESENTATIVES = [
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Phoenix',
  'America/Los_Angeles',
  'America/Puerto_Rico',
  'America/Halifax',
  'America/Regina',
  'Pacific/Guam',
  'Pacific/Honolulu',
  'Pacific/Pago_Pago',
  'Europe/London',
  'Europe/Paris',
]

/**
 * Area codes laid over the same land (NANPA): a number of either may be anywhere in it, so each gets the union.
 * Only groups that matter, i.e. those with several zones or a member libphonenumber does not know.
 * 604 is left out of British Columbia's group on purpose: it covers Vancouver only, although it shares its overlays.
 */
const OVERLAYS = [
  ['208', '986'], // ID
  ['270', '364'], // KY
  ['423', '729'], // TN
  ['448', '850'], // FL
  ['458', '541'], // OR
  ['812', '930'], // IN
  ['236', '250', '257', '672', '778'], // BC
  ['273', '367', '418', '581'], // QC
  ['709', '879'], // NL
  ['313', '679'], // MI, Detroit
  ['281', '346', '621', '713', '832'], // TX, Houston
]

/** Splits that NANPA's report states (TIME_ZONE column, file date 2026-01-05) and libphonenumber has lost. */
const NANPA_SPLITS: Record<string, string[]> = {
  '915': ['America/Chicago'], // TX: Central and Mountain
  '931': ['America/New_York'], // TN: Central and Eastern
}

const dataDir = process.argv[2]
if (!dataDir) {
  console.error('usage: node scripts/generate-regions.ts <data dir>')
  process.exit(1)
}
const read = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T
const tz = read<TzRules>(join(dataDir, 'tz-rules.json'))
const e164 = read<Prefixes>(join(dataDir, 'e164-timezones.json'))
const nanp = read<AreaCodes>(join(dataDir, 'nanp-area-code-state.json'))
const root = join(import.meta.dirname, '..')
const callingCodes = read<{ version: number; country_calling_codes: Record<string, string[]> }>(
  join(root, 'node_modules/libphonenumber-js/metadata.min.json'),
)
const phonePackage = read<{ version: string }>(join(root, 'node_modules/libphonenumber-js/package.json'))

const ZONES = Object.keys(tz.zones).sort()
const zoneIndex = new Map(ZONES.map((zone, index) => [zone, index]))

function indexOfZone(zone: string): number {
  const index = zoneIndex.get(zone)
  if (index === undefined) throw new Error(`${zone} has no offsets in tz-rules.json`)
  return index
}

const unique = (values: Iterable<string>): string[] => [...new Set(values)].sort()
const zonesOfSet = (set: number): string[] => unique(e164.sets[set]!.map((index) => e164.zones[index]!))

/** zone set → keys, as lines `<zone indexes, base 36>|<keys>`, most frequent set first. */
function groupByZones(entries: Iterable<[key: string, zones: string[]]>): string[] {
  const groups = new Map<string, string[]>()
  for (const [key, zones] of entries) {
    const set = unique(zones)
      .map((zone) => indexOfZone(zone).toString(36))
      .join(' ')
    groups.set(set, [...(groups.get(set) ?? []), key])
  }
  return group(groups)
}

function group(groups: Map<string, string[]>): string[] {
  return [...groups]
    .map(([value, keys]) => `${value}|${keys.sort().join(' ')}`)
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
}

function clocks(): string[] {
  const groups = new Map<string, string[]>()
  for (const zone of ZONES) {
    const [first, ...rest] = tz.zones[zone]!
    const packed = [String(first)]
    for (let i = 0; i < rest.length; i += 2) {
      const halfHours = (rest[i]! * 1000 - RANGE_FROM) / HALF_HOUR_MS
      if (!Number.isInteger(halfHours)) throw new Error(`${zone} changes its offset within a half-hour`)
      if (halfHours < 0 || rest[i]! * 1000 >= RANGE_UNTIL) throw new Error(`${zone} has a transition outside the range`)
      packed.push(halfHours.toString(36), String(rest[i + 1]))
    }
    const key = packed.join(' ')
    groups.set(key, [...(groups.get(key) ?? []), zone])
  }
  return [...groups]
    .map(([rule, zones]) => {
      const name = REPRESENTATIVES.find((zone) => zones.includes(zone)) ?? zones[0]!
      return `${rule}|${[name, ...zones.filter((zone) => zone !== name)].map((zone) => indexOfZone(zone).toString(36)).join(' ')}`
    })
    .sort()
}

/** Every assigned area code with its full candidate set: reference/timezones.md, "Resolution order" 2. */
function areaCodeZones(): Map<string, string[]> {
  const known = new Map<string, Set<string>>()
  for (const [prefix, set] of Object.entries(e164.p)) {
    if (!prefix.startsWith('1') || prefix.length < 4) continue
    const code = prefix.slice(1, 4)
    known.set(code, new Set([...(known.get(code) ?? []), ...zonesOfSet(set)]))
  }
  for (const [code, zones] of Object.entries(NANPA_SPLITS)) for (const zone of zones) known.get(code)!.add(zone)
  const own = new Map([...known].map(([code, zones]) => [code, unique(zones)]))
  const land = (code: string): string[] => {
    const siblings = OVERLAYS.find((codes) => codes.includes(code)) ?? [code]
    return siblings.flatMap((sibling) => own.get(sibling) ?? [])
  }
  const all = new Map<string, string[]>()
  for (const [code, [country, state]] of Object.entries(nanp.npa)) {
    let zones = land(code)
    if (zones.length === 0) {
      // Assigned, but unknown to libphonenumber and no known overlay: anywhere in the state.
      const place = JSON.stringify([country, state])
      const neighbours = Object.keys(nanp.npa).filter((other) => JSON.stringify(nanp.npa[other]) === place)
      zones = neighbours.flatMap(land)
    }
    if (zones.length === 0) throw new Error(`no zone for area code ${code}`)
    all.set(code, unique(zones))
  }
  for (const code of own.keys()) if (!all.has(code)) throw new Error(`area code ${code} is not in NANPA's report`)
  return all
}

function areaCodeRegions(): string[] {
  const groups = new Map<string, string[]>()
  for (const [code, [country, state]] of Object.entries(nanp.npa)) {
    const states = state === null ? [] : [state].flat()
    const regions = (states.length === 0 ? [country] : states.map((name) => `${country}-${name}`)).sort().join(' ')
    groups.set(regions, [...(groups.get(regions) ?? []), code])
  }
  return group(groups)
}

function callingCodeCountries(): string[] {
  const codes = Object.entries(callingCodes.country_calling_codes).filter(([code]) => code !== '1')
  return codes.map(([code, countries]) => `${[...countries].sort().join(' ')}|${code}`).sort()
}

const list = (name: string, doc: string, lines: string[]): string =>
  `\n/** ${doc} */\nexport const ${name}: readonly string[] = [\n${lines.map((line) => `  '${line}',`).join('\n')}\n]\n`

function write(name: string, sources: string[], body: string): void {
  const header = [
    '// Generated by scripts/generate-regions.ts. Do not edit.',
    ...sources.map((source) => `// Source: ${source}`),
  ]
  const path = join(root, 'src/domain/regions', name)
  const text = `${header.join('\n')}\n${body}`
  writeFileSync(path, text)
  console.log(`${name}: ${text.length} bytes`)
}

const tzVersion = /version (\S+)/.exec(tz._meta.source)?.[1] ?? 'unknown'
const NANPA = `${nanp._meta.source.split(' via ')[0]}, public report of NANPA (facts; no licence stated)`
const LIBPHONENUMBER = `${e164._meta.source}, corrected as reference/timezones.md lists`

write(
  'offsets.gen.ts',
  [`IANA tzdata ${tz._meta.source}`],
  `
export const TZDATA_VERSION = '${tzVersion}'
/** The tables hold for [from, until); epoch ms. */
export const RANGE_FROM_MS = ${RANGE_FROM}
export const RANGE_UNTIL_MS = ${RANGE_UNTIL}

/** Zone names, separated by spaces; the tables name a zone by its place here, in base 36. */
export const ZONE_NAMES =
  '${ZONES.join(' ')}'
${list(
  'CLOCKS',
  'Zones with the same offsets, one line a clock: `offset at from, then (half-hours since from in base 36, new offset in minutes)…|zones`; the first zone names the clock.',
  clocks(),
)}`,
)

write(
  'prefixes.gen.ts',
  [`${LIBPHONENUMBER}`, NANPA, 'overlay siblings and lost splits: the tables in scripts/generate-regions.ts'],
  [
    list('AREA_CODE_ZONES', '`zones|NANP area codes`: every zone of the land an assigned area code covers.', [
      ...groupByZones(areaCodeZones()),
    ]),
    list(
      'PREFIX_ZONES',
      '`zones|E.164 prefixes` outside the NANP, without the plus; the longest match counts.',
      groupByZones(
        Object.entries(e164.p)
          .filter(([prefix]) => !prefix.startsWith('1'))
          .map(([prefix, set]) => [prefix, zonesOfSet(set)]),
      ),
    ),
    list(
      'COUNTRY_ZONES',
      '`zones|calling code` of countries with several clocks: one zone a clock, for mobiles.',
      groupByZones(
        Object.entries(e164.multiZoneCountries).filter((entry): entry is [string, string[]] => Array.isArray(entry[1])),
      ),
    ),
  ].join(''),
)

write(
  'area-codes.gen.ts',
  [NANPA, `calling codes: libphonenumber-js ${phonePackage.version} (MIT), after libphonenumber (Apache-2.0)`],
  [
    list(
      'AREA_CODE_REGIONS',
      '`regions|NANP area codes` as assigned; several where one code spans them.',
      areaCodeRegions(),
    ),
    list('CALLING_CODE_COUNTRIES', '`countries|calling code` outside the NANP.', callingCodeCountries()),
  ].join(''),
)
