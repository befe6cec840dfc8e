/** What a phone number says of where its owner is: the candidate zones and the regions of its prefix. */
import { countriesOf, findAreaCodeRegions, findCallingCode, unpack } from './area-codes.ts'
import { MOBILE_RANGES } from './mobile-ranges.ts'
import { AREA_CODE_ZONES, COUNTRY_ZONES, PREFIX_ZONES } from './prefixes.gen.ts'
import { zoneAt } from './zone-offset.ts'

const E164 = /^\+[1-9]\d{6,14}$/
const NANP = /^\+1\d{10}$/

const named = (lines: readonly string[]): Map<string, readonly string[]> => {
  const zonesOfLine = new Map<string[], readonly string[]>()
  return new Map(
    [...unpack(lines)].map(([prefix, places]) => {
      const zones = zonesOfLine.get(places) ?? [...new Set(places.map(zoneAt))].sort()
      zonesOfLine.set(places, zones)
      return [prefix, zones]
    }),
  )
}

const areaCodeZones = named(AREA_CODE_ZONES)
const prefixZones = named(PREFIX_ZONES)
const countryZones = named(COUNTRY_ZONES)
const longestPrefix = Math.max(...[...prefixZones.keys()].map((prefix) => prefix.length))

/** Zones the owner of a number may be in, or null when the number says nothing about it. Never throws, whatever it is given. */
export function findPhoneZones(phone: string): readonly string[] | null {
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

/** Regions the number's prefix is assigned to, sorted; null for toll-free, unassigned, satellite and what is no number at all. */
export function findPhoneRegions(phone: string): readonly string[] | null {
  if (phone.startsWith('+1')) return findAreaCodeRegions(phone.slice(2, 5))
  const callingCode = phone.startsWith('+') ? findCallingCode(phone.slice(1)) : null
  const countries = callingCode ? countriesOf(callingCode) : []
  return countries.length > 0 ? countries : null
}
