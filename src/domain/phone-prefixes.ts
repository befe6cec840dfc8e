import { getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js/min'
import { normalisePhone } from './phone.ts'

export interface PhoneSearch {
  /** The number, when what was typed is a whole one. E.164. */
  whole: string | null
  /** How the numbers looked for may begin, E.164. */
  prefixes: string[]
}

/**
 * What somebody means who types a phone, or the first digits of one, into a search. null: it is no phone.
 * @param defaultRegion ISO 3166-1 alpha-2, for numbers without a country code
 */
export function phoneSearch(text: string, defaultRegion: string): PhoneSearch | null {
  const digits = text.replaceAll(/\D/g, '')
  if (digits.length < 3 || digits.length > 15 || !/^[\d\s()+.\-/]+$/.test(text)) return null
  const number = normalisePhone(text, defaultRegion)
  const whole = number.ok ? number.e164 : null
  if (text.trim().startsWith('+')) return { whole, prefixes: [`+${digits}`] }
  const region = defaultRegion.toUpperCase()
  const code = isSupportedCountry(region) ? getCountryCallingCode(region) : null
  // People leave out the country, and outside North America write a zero in its place.
  const home = code === null ? [] : [`+${code}${digits.replace(/^0+/, '')}`]
  return { whole, prefixes: [...new Set([...(whole === null ? [] : [whole]), ...home, `+${digits}`])] }
}
