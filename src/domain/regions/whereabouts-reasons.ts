/** Where a person may be, and by what: the sentences people read beside a decision. */
import { readAddress } from './address.ts'
import { findCallingCode } from './area-codes.ts'
import { findPhoneRegions } from './phone-places.ts'
import { regionName } from './places.ts'
import { resolveWhereabouts, type WhereaboutsInput } from './zone-resolver.ts'

/**
 * Everything known of where a person is, one clause each, without a full stop: "ZIP code 15213 is in Pennsylvania". The last tells what the zones
 * come from. Not for every lead: for those somebody asks about.
 */
export function explainWhereabouts(input: WhereaboutsInput): string[] {
  return [...addressReasons(input), phoneReason(input.phone), zoneReason(input)]
}

function addressReasons({ address }: WhereaboutsInput): string[] {
  if (!address) return []
  const { state, postal, country, isMilitary } = readAddress(address)
  if (isMilitary) return ['the address is a military post office, whose people may be anywhere in the world']
  const reasons: string[] = []
  const isRead = country === null || country === 'US' || country === 'CA'
  if (state) reasons.push(`the state of the address is ${regionName(state)}`)
  else if (isRead && address.state)
    reasons.push(`the state of the address, ${shown(address.state)}, is not one we know`)
  if (postal.length > 0) reasons.push(`postal code ${shown(address.postalCode ?? '')} is in ${names(postal)}`)
  else if (isRead && address.postalCode) reasons.push(`postal code ${shown(address.postalCode)} is not one we know`)
  if (country) reasons.push(`the country of the address is ${country}`)
  return reasons
}

function phoneReason(phone: string): string {
  const regions = findPhoneRegions(phone)
  const areaCode = phone.startsWith('+1') ? phone.slice(2, 5) : ''
  if (regions === null)
    return areaCode ? `area code ${shown(areaCode)} is not assigned to a place` : 'the phone says nothing of a place'
  if (areaCode) return `area code ${areaCode} is in ${names(regions)}`
  return `calling code +${findCallingCode(phone.slice(1))} is of ${names(regions)}`
}

function zoneReason(input: WhereaboutsInput): string {
  const { zones, evidence } = resolveWhereabouts(input)
  const list = zones.length > 0 ? zones.join(', ') : 'none'
  switch (evidence) {
    case 'contact_zone':
      return `the contact has a time zone of its own: ${list}`
    case 'address':
      return `time zones of the address: ${list}`
    case 'phone_prefix':
      return `time zones of the phone’s prefix: ${list}`
    case 'fallback':
      return `nothing says where they are, so the organization’s fallback time zones count: ${list}`
  }
}

const names = (regions: readonly string[]): string => regions.map(regionName).join(' or ')
const shown = (text: string): string => (text.length > 20 ? `${text.slice(0, 20)}…` : text)
