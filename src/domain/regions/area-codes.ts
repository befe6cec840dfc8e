/** NANP area codes and international calling codes → regions ('US-PA', 'CA-BC', 'JM', 'DE'). */
import { AREA_CODE_REGIONS, CALLING_CODE_COUNTRIES } from './area-codes.gen.ts'

/** `value|key key …` lines as a map from key to the value's words. */
export function unpack(lines: readonly string[]): Map<string, string[]> {
  const map = new Map<string, string[]>()
  for (const line of lines) {
    const [value, keys] = line.split('|') as [string, string]
    const words = value.split(' ')
    for (const key of keys.split(' ')) map.set(key, words)
  }
  return map
}

const areaCodes = unpack(AREA_CODE_REGIONS)
const callingCodes = unpack(CALLING_CODE_COUNTRIES)

/**
 * True when NANPA has assigned the three digits to a place. Newer than libphonenumber's patterns, so a number it
 * calls invalid may still be good. Toll-free and other non-geographic codes are not places.
 */
export function isAssignedAreaCode(areaCode: string): boolean {
  return areaCodes.has(areaCode)
}

/** Regions an assigned area code covers, sorted; null for one that is not assigned to a place. */
export function findAreaCodeRegions(areaCode: string): readonly string[] | null {
  return areaCodes.get(areaCode) ?? null
}

/** The calling code a number outside the NANP starts with (digits, no plus); null when there is none. */
export function findCallingCode(digits: string): string | null {
  for (let length = 1; length <= 3; length++) {
    const code = digits.slice(0, length)
    if (callingCodes.has(code)) return code
  }
  return null
}

/** Countries (ISO 3166) that share a calling code, sorted. */
export function countriesOf(callingCode: string): readonly string[] {
  return callingCodes.get(callingCode) ?? []
}

const phoneRegions = new Set([...areaCodes.values(), ...callingCodes.values()].flat())

/** Whether numbers are assigned to a region: a state, a province, or a country without those. */
export function isPhoneRegion(region: string): boolean {
  return phoneRegions.has(region)
}
