import {
  type CountryCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min'
import { findAreaCodeRegions } from './regions/area-codes.ts'

/**
 * Phone numbers as people write them → E.164.
 *
 * A number is judged by its length and, in the NANP, by its structure, never by libphonenumber's `isValid()`: those patterns are
 * years behind the area codes in service (reference/timezones.md, trap 2). Therefore the smallest metadata ("min", 83 kB) is enough:
 * the larger sets add only patterns per type of line. A missing country code is never guessed: with a wrong guess a stranger abroad
 * is called.
 */

export const PHONE_PROBLEMS = [
  'empty',
  'not_a_number',
  'too_short',
  'too_long',
  /** Digits that no telephone can have: no such country code, an area code or exchange that starts with 0 or 1. */
  'impossible',
  /** A spreadsheet wrote it as 4.15555E+09: the digits are gone. */
  'digits_lost',
] as const
export type PhoneProblem = (typeof PHONE_PROBLEMS)[number]

export type PhoneResult =
  | {
      ok: true
      e164: string
      /** ISO 3166-1 alpha-2; null when the code has no country (toll-free, satellite, area code not assigned). */
      country: string | null
      /** Written with the number; an automatic dialer cannot reach it, so it is kept for the record only. */
      extension: string | null
    }
  | { ok: false; problem: PhoneProblem; message: string }

/** Countries and territories of calling code 1. */
const NANP_REGIONS: ReadonlySet<string> = new Set(
  'US CA AG AI AS BB BM BS DM DO GD GU JM KN KY LC MP MS PR SX TC TT VC VG VI'.split(' '),
)

/** Longer is no number, whatever stands round it. Looked through again from every place, a cell of megabytes would take hours. */
const MAX_WRITTEN = 200
/** Of a cell with several: more than the ten phones a person may have. */
const MAX_SPLIT = 2_000

// No-width and direction marks that copying from web pages and chats leaves behind.
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g
const NOTHING = /^(?:n\/?a|none|null|nil|undefined|unknown|[-–—.?]+)$/i
const EXTENSION = /[\s,;]*(?:;ext=|\b(?:ext|extn|extension)\b[.:]?|(?<=\d\s*)x|#)\s*(\d{1,7})\s*$/i
const FLOAT = /^\+?(\d)(?:[.,](\d+))?e\+?(\d{1,2})$/i
const WHOLE_FLOAT = /^(\+?\d{7,15})[.,]0+$/
const WRITTEN = /^[\d\s()[\]{}.\-‐‑‒–—―−/\\+*_'’·•:]+$/
/** Zeros of the decimal digits that NFKC leaves alone: Arabic, Persian, Devanagari, Bengali, Tamil, Thai. */
const DIGIT_ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0be6, 0x0e50]

/**
 * @param defaultRegion ISO 3166-1 alpha-2, for numbers without a country code; `001`, `00` and `011` are read as `+`
 */
export function normalisePhone(raw: string, defaultRegion: string): PhoneResult {
  const region = defaultRegion.toUpperCase()
  const trimmed = raw.trim()
  if (trimmed.length > MAX_WRITTEN) return problem('not_a_number', `"${shown(trimmed)}" is not a phone number.`)
  let text = plainText(trimmed)
  if (text === '' || NOTHING.test(text)) return problem('empty', 'There is no phone number.')

  const float = FLOAT.exec(text)
  if (float) {
    const digits = float[1]! + (float[2] ?? '')
    if (digits.length !== Number(float[3]) + 1)
      return problem('digits_lost', `A spreadsheet shortened the number to ${text}; format the column as text.`)
    text = digits
  }
  text = WHOLE_FLOAT.exec(text)?.[1] ?? text

  text = text.replace(/^tel:/i, '').replace(/;(?!ext=)[a-z-]+=[^;]*/gi, '')
  const extension = EXTENSION.exec(text)?.[1] ?? null
  if (extension) text = text.replace(EXTENSION, '')
  if (!/\d/.test(text) || !WRITTEN.test(text)) return problem('not_a_number', `"${shown(raw)}" is not a phone number.`)

  const { digits, international } = dialString(text, region)
  if (international ? digits.startsWith('1') : NANP_REGIONS.has(region)) return readNanp(digits, extension)
  return readElsewhere(digits, international, region, extension)
}

/** The two common ways to write a number of North America: digits alone, or three groups with one and the same mark between them. */
const PLAIN_NANP =
  /^(?:(\+1|1)?([2-9](?!11)\d\d[2-9](?!11)\d{6})|(?:(\+1|1)([-. ]))?([2-9](?!11)\d\d)([-. ])([2-9](?!11)\d\d)\6(\d{4}))$/

/**
 * The same as `normalisePhone` for numbers of North America written plainly, in a tenth of the time: lists have a million of them.
 * @returns E.164; null says nothing: ask `normalisePhone`
 */
export function plainNanpPhone(raw: string, defaultRegion: string): string | null {
  const parts = PLAIN_NANP.exec(raw)
  if (!parts) return null
  if (parts[2] !== undefined) return parts[1] === '+1' || NANP_REGIONS.has(defaultRegion) ? `+1${parts[2]}` : null
  if (parts[4] !== undefined && parts[4] !== parts[6]) return null
  return parts[3] === '+1' || NANP_REGIONS.has(defaultRegion) ? `+1${parts[5]}${parts[7]}${parts[8]}` : null
}

/** ISO 3166-1 alpha-2 of an E.164 number; null when its code belongs to no single country, or it is not a number. */
export function countryOf(e164: string): string | null {
  if (e164.startsWith('+1')) return nanpCountry(e164.slice(2, 5))
  const parsed = parsePhoneNumberFromString(e164, { extract: false })
  return parsed ? countryOfParsed(parsed) : null
}

/** The main country of the calling code where the patterns do not tell its countries apart. */
function countryOfParsed(parsed: PhoneNumber): string | null {
  return parsed.country ?? parsed.getPossibleCountries()[0] ?? null
}

/**
 * A cell that holds several numbers ("415-555-0120 / 415-555-0121", one a line, "a or b") as its parts; most cells are one part.
 */
export function splitPhones(raw: string): string[] {
  if (raw.length > MAX_SPLIT) return [raw]
  const parts = raw.split(/\s*(?:[;,|\n\r]+|\s\/\s|\/{2,}|\bor\b|\band\b|&)\s*/i).filter((part) => part.trim() !== '')
  const isList = parts.length > 1 && parts.every((part) => part.replace(/\D/g, '').length >= 7)
  return isList ? parts : [raw]
}

/** Unicode spellings of ASCII made ASCII; the wrappings of spreadsheets (`'+1…`, `="+1…"`) taken off. */
function plainText(raw: string): string {
  let text = raw.normalize('NFKC').replace(INVISIBLE, '').trim()
  if (/[^\x20-\x7e]/.test(text)) {
    text = text.replace(/\p{Nd}/gu, (digit) => {
      const code = digit.codePointAt(0)!
      const zero = DIGIT_ZEROS.find((it) => code >= it && code < it + 10)
      return zero === undefined ? digit : String(code - zero)
    })
  }
  return text
    .replace(/^=?\s*["'‘’`]+/, '')
    .replace(/["'’]+$/, '')
    .trim()
}

/** The digits to dial, and whether they start with a country code. */
function dialString(text: string, region: string): { digits: string; international: boolean } {
  const plus = /^[\s(['’]*\+/.test(text)
  // "+44 (0)20 …": the trunk zero in brackets is not dialed from abroad.
  const digits = (plus ? text.replace(/\(\s*0\s*\)/, '') : text).replace(/\D/g, '')
  if (plus) return { digits: digits.replace(/^00(?=\d{8})/, ''), international: true }
  if (/^00[1-9]/.test(digits) && digits.length > 9) return { digits: digits.slice(2), international: true }
  if (/^011[1-9]/.test(digits) && digits.length > 11 && NANP_REGIONS.has(region))
    return { digits: digits.slice(3), international: true }
  return { digits, international: false }
}

/** @param digits with or without the leading 1 */
function readNanp(digits: string, extension: string | null): PhoneResult {
  const national = digits.length > 10 && digits.startsWith('1') ? digits.slice(1) : digits
  if (national.length < 10)
    return problem('too_short', `A number in North America has 10 digits; this one has ${national.length}.`)
  if (national.length > 10)
    return problem('too_long', 'Too many digits for North America; write numbers abroad with + and the country code.')
  // NXX-NXX-XXXX, N = 2–9; N11 codes are services (NANPA, NPA and CO code assignment guidelines).
  if (!/^[2-9](?!11)\d\d[2-9](?!11)\d{6}$/.test(national))
    return problem(
      'impossible',
      `No number in North America looks like ${national.slice(0, 3)}-${national.slice(3, 6)}-….`,
    )
  return { ok: true, e164: `+1${national}`, country: nanpCountry(national.slice(0, 3)), extension }
}

function nanpCountry(areaCode: string): string | null {
  const regions = findAreaCodeRegions(areaCode)
  return regions?.[0]?.slice(0, 2) ?? null
}

function readElsewhere(digits: string, international: boolean, region: string, extension: string | null): PhoneResult {
  // Mexico dropped the 1 of mobiles in 2019; lists still have it.
  const dialed = international ? `+${digits.replace(/^521(?=\d{10}$)/, '52')}` : digits
  if (!international && !isSupportedCountry(region))
    return problem('impossible', 'The number has no country code; write it with + and the country code.')
  if (digits.length < 5) return problem('too_short', `"${digits}" has too few digits for a phone number.`)
  if (digits.length > 17) return problem('too_long', 'A phone number has at most 15 digits.')
  const parsed = parsePhoneNumberFromString(dialed, { defaultCountry: region as CountryCode, extract: false })
  if (!parsed) return problem('impossible', `There is no country code that fits ${dialed.slice(0, 5)}….`)
  if (!parsed.isPossible()) {
    const bare = parsed.nationalNumber.length
    return bare < 8
      ? problem('too_short', `${parsed.number} has too few digits for its country.`)
      : problem('too_long', `${parsed.number} does not have as many digits as numbers of its country do.`)
  }
  return { ok: true, e164: parsed.number, country: countryOfParsed(parsed), extension }
}

const shown = (raw: string): string => (raw.length > 40 ? `${raw.slice(0, 40)}…` : raw)

const problem = (kind: PhoneProblem, message: string): PhoneResult => ({ ok: false, problem: kind, message })
