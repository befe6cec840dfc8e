/** What an address says of where somebody is. Reads what people write, never throws; what it cannot read says nothing. */
import { findCountryZones } from './country-zones.ts'
import { findState, findStateZones, isMilitaryState } from './places.ts'
import { findPostalRegions, isMilitaryPost } from './postal-codes.ts'

/** As much of an address as says where somebody is. */
export interface PersonAddress {
  /** State, province or territory: 'PA' or 'Pennsylvania'. */
  state: string | null
  postalCode: string | null
  /** ISO 3166-1 alpha-2; null: unknown. */
  country: string | null
}

export interface AddressReading {
  /** By the state's name; null: none, or not readable. */
  state: string | null
  /** By the postal code; several where it runs over a border. */
  postal: readonly string[]
  /** The country, when it is named and neither the state nor the postal code is in it; they then count beside it. */
  country: string | null
  /** A country is named, so that state and postal code are surely read as they are meant. */
  isCountryNamed: boolean
  /** Post for the armed forces, who may be anywhere in the world. */
  isMilitary: boolean
}

const NONE: readonly string[] = []
/** Not ISO 3166, but often written. */
const OTHER_COUNTRIES: Readonly<Record<string, string>> = { UK: 'GB', USA: 'US' }
/** Parts of the United States that are also countries of ISO 3166. */
const TERRITORIES = ['AS', 'GU', 'MP', 'PR', 'VI']
/** Countries of their own that the Postal Service of the United States serves as if they were states. */
const ASSOCIATED = ['FM', 'MH', 'PW']

/** Reads an address. States and postal codes are those of the United States and Canada: elsewhere 'WA' and '75001' mean other places. */
export function readAddress(address: PersonAddress): AddressReading {
  const named = findCountry(address.country)
  const territory = named !== null && TERRITORIES.includes(named) ? `US-${named}` : null
  const country = territory ? 'US' : named
  if (country !== null && country !== 'US' && country !== 'CA') {
    return { state: null, postal: NONE, country, isCountryNamed: true, isMilitary: false }
  }
  const state = territory ?? (address.state ? findState(address.state) : null)
  const postal = (address.postalCode && findPostalRegions(address.postalCode)) || NONE
  const isIn = (region: string) => region.startsWith(`${country}-`) || (country === 'US' && ASSOCIATED.includes(region))
  const isMilitary =
    country !== 'CA' &&
    ((address.state !== null && isMilitaryState(address.state)) ||
      (address.postalCode !== null && isMilitaryPost(address.postalCode)))
  return {
    state,
    postal,
    country: (state !== null && isIn(state)) || postal.some(isIn) ? null : country,
    isCountryNamed: country !== null,
    isMilitary,
  }
}

/** Every zone of a region's land: a state, a province or a country; null for a region without any in our tables. */
export function findLandZones(region: string): readonly string[] | null {
  return findStateZones(region) ?? findCountryZones(region)
}

/** The country as its code; null when it is none we know. */
function findCountry(written: string | null): string | null {
  if (written === null || written.length > 10) return null
  const word = written.trim().toUpperCase()
  const code = OTHER_COUNTRIES[word] ?? word
  return TERRITORIES.includes(code) || findLandZones(code) ? code : null
}
