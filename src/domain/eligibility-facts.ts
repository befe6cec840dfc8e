import { type Address, readCountry } from './address.ts'
import { type Consent, consentHolds, consentSpan } from './consent.ts'
import type { Priority } from './lead.ts'
import { readDate } from './lead-file/read-date.ts'
import { countryOf } from './phone.ts'
import { findState } from './regions/places.ts'

/** What is known of a person when they come in: the row and the address book together. */
export interface EligibilityFacts {
  name: string
  email: string | null
  phones: readonly { e164: string | null }[]
  address: Address | null
  /** IANA; null: not known, whatever the phone says. */
  zone: string | null
  tags: readonly string[]
  consent: Consent | null
  priority: Priority
  /** What the campaign knows; stronger than the properties. */
  variables: Readonly<Record<string, string>>
  properties: Readonly<Record<string, string>>
}

export const VARIABLE = 'variable:'
export const isVariable = (field: string): field is `variable:${string}` => field.startsWith(VARIABLE)

/** Texts that are there; blank ones are not. */
export function valuesOf(field: string, facts: EligibilityFacts, atMs: number): string[] {
  return rawValues(field, facts, atMs).filter((text): text is string => text !== null && text.trim() !== '')
}

function rawValues(field: string, facts: EligibilityFacts, atMs: number): (string | null)[] {
  const phones = facts.phones.map((phone) => phone.e164).filter((e164) => e164 !== null)
  switch (field) {
    case 'name':
      return [facts.name]
    case 'email':
      return [facts.email]
    case 'phone':
      return phones
    case 'phone_country':
      return [...new Set(phones.map(countryOf))]
    case 'country':
      return [facts.address?.country ?? null]
    case 'state':
      return [facts.address?.state ?? null]
    case 'postal_code':
      return [facts.address?.postalCode ?? null]
    case 'time_zone':
      return [facts.zone]
    case 'tag':
      return [...facts.tags]
    case 'consent':
      return [consentNow(facts.consent, atMs)]
    case 'priority':
      return [facts.priority]
  }
  const name = isVariable(field) ? field.slice(VARIABLE.length) : ''
  // A column may be called constructor.
  for (const known of [facts.variables, facts.properties])
    if (Object.hasOwn(known, name) && known[name]!.trim() !== '') return [known[name]!]
  return []
}

/** A consent that does not hold is none; null: nobody said anything of one. */
function consentNow(consent: Consent | null, atMs: number): string | null {
  if (consent === null) return null
  return consentHolds(consentSpan(consent), atMs) ? consent.type : 'none'
}

/** Without case, outer spaces and the ways to write the same thing. A number is the same however it is written: 5 is "5.0". */
export function sameText(field: string, text: string, wanted: string | number): boolean {
  if (typeof wanted === 'number' && isVariable(field)) return readNumber(text) === wanted
  return meant(field, text) === meant(field, String(wanted))
}

/** What is meant by a text: 'PA' and 'Pennsylvania' are one state, 'Germany' and 'DE' one country. */
function meant(field: string, text: string): string {
  switch (field) {
    case 'state':
      return findState(text) ?? plain(field, text)
    case 'country':
    case 'phone_country':
      return readCountry(text) ?? plain(field, text)
    default:
      return plain(field, text)
  }
}

export function plain(field: string, text: string): string {
  if (field === 'phone') return text.replace(/[^\d+]/g, '')
  return text.normalize('NFC').trim().toLowerCase()
}

const NUMBER = /^[-+]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$/
/** `1250`, `1,250.00`, `$1,250` and `20 %`; null when it is no number beyond doubt. */
export function readNumber(text: string): number | null {
  if (text.length > 50) return null
  const bare = text.replace(/[\s$€£¥%]/g, '')
  return NUMBER.test(bare) ? Number(bare.replaceAll(',', '')) : null
}

/** Epoch ms of a day or an instant; null when it is none, or may be two. */
export function dayOf(text: string): number | null {
  if (text.length > 50) return null
  const date = readDate(text)
  return date.kind === 'at' ? date.at : null
}

/** Characters of what was found that are kept with a lead. */
const MAX_FOUND = 200
/** What was found, for people to read; null: nothing. */
export function told(found: string[]): string | null {
  if (found.length === 0) return null
  const text = found.join(', ')
  return text.length <= MAX_FOUND ? text : `${text.slice(0, MAX_FOUND - 1).replace(/[\ud800-\udbff]$/, '')}…`
}
