/** Where a contact lives, as far as it is known. Each part as people write it; an address of which nothing is known is null as a whole. */
export interface Address {
  street: string | null
  city: string | null
  /** State, province or territory: 'PA' or 'Pennsylvania'. */
  state: string | null
  postalCode: string | null
  /** ISO 3166-1 alpha-2; null: unknown. */
  country: string | null
}

/** The most characters each part may have. */
export const ADDRESS_LENGTHS = { street: 200, city: 100, state: 60, postalCode: 20 } as const

/** null when no part says anything. */
export function knownAddress(address: Address): Address | null {
  return Object.values(address).some((part) => part !== null) ? address : null
}

/** What lists write that is neither a code nor the country's English name. */
const COUNTRY_WORDS: Readonly<Record<string, string>> = {
  usa: 'US',
  america: 'US',
  unitedstatesofamerica: 'US',
  uk: 'GB',
  greatbritain: 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  can: 'CA',
  mex: 'MX',
  gbr: 'GB',
  aus: 'AU',
  deutschland: 'DE',
  espana: 'ES',
  brasil: 'BR',
}

let byName: Map<string, string> | null = null

/** The alpha-2 code of a country by code or English name; null when it is none. */
export function readCountry(text: string): string | null {
  const key = squash(text)
  byName ??= countryNames()
  return COUNTRY_WORDS[key] ?? byName.get(key) ?? null
}

/** The English name of a country: 'Jamaica'; the code itself when it has none. */
export function countryName(code: string): string {
  return new Intl.DisplayNames(['en'], { type: 'region' }).of(code) ?? code
}

function countryNames(): Map<string, string> {
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
  const map = new Map<string, string>()
  for (const a of LETTERS)
    for (const b of LETTERS) {
      const code = a + b
      const name = NO_COUNTRIES.has(code) ? undefined : names.of(code)
      if (name === undefined) continue
      map.set(squash(name), code)
      map.set(code.toLowerCase(), code)
    }
  return map
}

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
/** Codes with a name that are groups, tests or no longer in use. */
const NO_COUNTRIES: ReadonlySet<string> = new Set(
  'AN BU CS DD DY EU EZ FX HV NH NT QO RH SU TP UK UN VD XA XB YD YU ZR ZZ'.split(' '),
)

const squash = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, '')
