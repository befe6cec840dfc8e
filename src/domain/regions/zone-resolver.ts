/**
 * Where a person may be: the time zones and regions whose rules a call must obey. The strictest of what is known: every zone of a split state,
 * both states when the address and the area code, or the ZIP code and the state, differ. Never a guess.
 */
import { type AddressReading, findLandZones, type PersonAddress, readAddress } from './address.ts'
import { findPhoneRegions, findPhoneZones } from './phone-places.ts'
import { type Clock, findClock } from './zone-offset.ts'

export type { PersonAddress } from './address.ts'
export { isKnownZone } from './zone-offset.ts'

export interface Whereabouts {
  /** IANA names, sorted, unique; a call must be allowed in each. None: nobody knows, and nobody is called. */
  zones: string[]
  /** 'US-PA', 'CA-BC', or a country; sorted, unique. 'US' or 'CA': somewhere in it, state unknown. Both: nothing is known at all. */
  regions: string[]
  /** What the zones come from. In words, and for the regions too: `explainWhereabouts`. */
  evidence: 'contact_zone' | 'address' | 'phone_prefix' | 'fallback'
}

export interface WhereaboutsInput {
  contactZone?: string | null
  address?: PersonAddress | null
  /** E.164. */
  phone: string
  fallbackZones: readonly string[]
}

/** Somewhere in North America, or nowhere we know of: the strictest rules we have. */
const UNKNOWN_REGIONS: readonly string[] = ['CA', 'US']

const unique = (values: readonly string[]): string[] => [...new Set(values)].sort()

/**
 * Zones, in this order: the contact's own, those of its address, all that its phone's prefix allows, the fallback set (toll-free, unassigned
 * area code, bare country code, not a phone at all). Regions: those of the address and those of the phone, whatever the zones come from.
 * Never throws; what cannot be read of an address counts as not written.
 *
 * A contact zone the table does not know is kept, not replaced: `windowAt` then answers `unknown_zone` and nobody is called on a guess.
 */
export function resolveWhereabouts({ contactZone, address, phone, fallbackZones }: WhereaboutsInput): Whereabouts {
  const reading = address ? readAddress(address) : null
  const phoneRegions = findPhoneRegions(phone)
  const regions = regionsOf(reading, phoneRegions)
  const own = contactZone?.trim()
  if (own) return { zones: [own], regions, evidence: 'contact_zone' }
  const phoneZones = findPhoneZones(phone)
  const byAddress = reading && zonesOfAddress(reading, phoneRegions, phoneZones)
  if (byAddress) return { ...byAddress, regions }
  if (phoneZones) return { zones: unique(phoneZones), regions, evidence: 'phone_prefix' }
  return { zones: unique(fallbackZones), regions, evidence: 'fallback' }
}

function regionsOf(reading: AddressReading | null, phoneRegions: readonly string[] | null): string[] {
  if (!reading) return [...(phoneRegions ?? UNKNOWN_REGIONS)]
  const regions = [...reading.postal, ...(phoneRegions ?? [])]
  if (reading.state) regions.push(reading.state)
  // The area code tells which state of the country; without it the country stands for a state unknown.
  if (reading.country && !isPhoneOf(reading.country, phoneRegions)) regions.push(reading.country)
  return regions.length === 0 ? [...UNKNOWN_REGIONS] : unique(regions)
}

/** Null: the address says nothing of the zones. */
function zonesOfAddress(
  { state, postal, country, isCountryNamed, isMilitary }: AddressReading,
  phoneRegions: readonly string[] | null,
  phoneZones: readonly string[] | null,
): Pick<Whereabouts, 'zones' | 'evidence'> | null {
  if (isMilitary) return { zones: [], evidence: 'address' }
  const zones = [...postal, ...(state ? [state] : [])].flatMap((region) => findLandZones(region) ?? [])
  const isState = zones.length > 0
  if (country) {
    // A country says no more than a number of that country does, unless the number's zones are those of its neighbours.
    const within = phoneZones && isPhoneOf(country, phoneRegions) ? zonesWithin(country, phoneZones) : []
    zones.push(...(within.length > 0 ? within : (findLandZones(country) ?? [])))
    if (within.length > 0 && !isState) return { zones: unique(within), evidence: 'phone_prefix' }
  } else if (isState && !isCountryNamed && isAbroad(phoneRegions)) {
    // 'WA' is in Australia too, and '75001' in France.
    zones.push(...(phoneZones ?? []))
  }
  return zones.length > 0 ? { zones: unique(zones), evidence: 'address' } : null
}

/** Whether a number is assigned to a country or to one of its states. */
function isPhoneOf(country: string, phoneRegions: readonly string[] | null): boolean {
  return phoneRegions?.some((region) => region === country || region.startsWith(`${country}-`)) ?? false
}

/** Whether a number is assigned, and neither to the United States nor to Canada. */
function isAbroad(phoneRegions: readonly string[] | null): boolean {
  return phoneRegions !== null && !isPhoneOf('US', phoneRegions) && !isPhoneOf('CA', phoneRegions)
}

const clocksByCountry = new Map<string, ReadonlySet<Clock | null>>()

/** Those of a number's zones that are the country's: several countries share a calling code, but none an area code. */
function zonesWithin(country: string, zones: readonly string[]): readonly string[] {
  if (country === 'US' || country === 'CA') return zones
  let clocks = clocksByCountry.get(country)
  if (!clocks) {
    clocks = new Set(findLandZones(country)?.map(findClock))
    clocksByCountry.set(country, clocks)
  }
  return zones.filter((zone) => clocks.has(findClock(zone)))
}
