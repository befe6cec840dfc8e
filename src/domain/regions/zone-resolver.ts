/**
 * Where a person may be: the time zones and regions whose rules a call must obey.
 * Order and reasons: reference/timezones.md, "Resolution order".
 */
import { countriesOf, findAreaCodeRegions, findCallingCode, unpack } from './area-codes.ts'
import { MOBILE_RANGES } from './mobile-ranges.ts'
import { AREA_CODE_ZONES, COUNTRY_ZONES, PREFIX_ZONES } from './prefixes.gen.ts'
import { zoneAt } from './zone-offset.ts'

export { isKnownZone } from './zone-offset.ts'

export interface Whereabouts {
  /** IANA names, sorted, unique; a call must be allowed in each. */
  zones: string[]
  /** 'US-PA', 'CA-BC', or a country; sorted, unique. 'US' and 'CA' together: the NANP, state unknown. */
  regions: string[]
  evidence: 'contact_zone' | 'address' | 'phone_prefix' | 'fallback'
}

const E164 = /^\+[1-9]\d{6,14}$/
const NANP = /^\+1\d{10}$/

const areaCodeZones = unpack(AREA_CODE_ZONES)
const prefixZones = unpack(PREFIX_ZONES)
const countryZones = unpack(COUNTRY_ZONES)
const longestPrefix = Math.max(...[...prefixZones.keys()].map((prefix) => prefix.length))

const unique = (values: readonly string[]): string[] => [...new Set(values)].sort()

/**
 * Candidate zones of a contact: its own zone, else all the phone's prefix allows, else the fallback set
 * (toll-free, unassigned area code, bare country code, not a phone at all).
 *
 * A contact zone the table does not know is kept, not replaced: `windowAt` then answers `unknown_zone` and nobody is
 * called on a guess. Regions always come from the phone, as the law follows the area code unless an address is known.
 * @param input.phone E.164; never throws, whatever it holds
 */
export function resolveWhereabouts(input: {
  contactZone?: string | null
  phone: string
  fallbackZones: string[]
}): Whereabouts {
  const regions = regionsOf(input.phone)
  const contactZone = input.contactZone?.trim()
  if (contactZone) return { zones: [contactZone], regions, evidence: 'contact_zone' }
  const places = findPhoneZones(input.phone)
  if (places) return { zones: unique(places.map(zoneAt)), regions, evidence: 'phone_prefix' }
  return { zones: unique(input.fallbackZones), regions, evidence: 'fallback' }
}

/** Places in the zone table, or null when the number says nothing about where its owner is. */
function findPhoneZones(phone: string): readonly string[] | null {
  if (phone.startsWith('+1')) {
    // The whole area code, not the exchange: numbers are pooled and ported within it.
    return NANP.test(phone) ? (areaCodeZones.get(phone.slice(2, 5)) ?? null) : null
  }
  if (!E164.test(phone)) return null
  const digits = phone.slice(1)
  const callingCode = findCallingCode(digits)
  if (!callingCode) return null
  const country = countryZones.get(callingCode)
  if (country && MOBILE_RANGES[callingCode]?.test(digits.slice(callingCode.length)) !== false) return country
  for (let length = Math.min(longestPrefix, digits.length); length > callingCode.length; length--) {
    const zones = prefixZones.get(digits.slice(0, length))
    if (zones) return zones
  }
  const known = prefixZones.get(callingCode)
  return known || country ? [...(known ?? []), ...(country ?? [])] : null
}

function regionsOf(phone: string): string[] {
  if (phone.startsWith('+1')) return [...(findAreaCodeRegions(phone.slice(2, 5)) ?? ['CA', 'US'])]
  const callingCode = phone.startsWith('+') ? findCallingCode(phone.slice(1)) : null
  return callingCode ? [...countriesOf(callingCode)] : []
}
