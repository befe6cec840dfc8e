import { ADDRESS_LENGTHS, type Address, knownAddress, readCountry } from '../address.ts'
import { CONSENT_LENGTHS, type Consent, type ConsentType } from '../consent.ts'
import { readDate } from './read-date.ts'
import { type RowReader, sliceWhole } from './row-fields.ts'

/** What a row says of where somebody lives and what they agreed to. */

/** null when the row has none of it. A country that is not understood is left out with a note. */
export function readAddress(reader: RowReader): Address | null {
  const part = (role: 'street' | 'city' | 'state' | 'postal_code', length: number): string | null => {
    const cell = reader.one(role)
    return cell && reader.cut(cell[0], cell[1].replace(/\s+/g, ' '), length)
  }
  return knownAddress({
    street: part('street', ADDRESS_LENGTHS.street),
    city: part('city', ADDRESS_LENGTHS.city),
    state: part('state', ADDRESS_LENGTHS.state),
    postalCode: part('postal_code', ADDRESS_LENGTHS.postalCode),
    country: readCountryCell(reader),
  })
}

function readCountryCell(reader: RowReader): string | null {
  const cell = reader.one('country')
  if (!cell) return null
  const country = readCountry(cell[1])
  if (country === null)
    reader.note(cell[0].header, 'bad_country', `"${sliceWhole(cell[1], 40)}" is not a country; it was left out.`)
  return country
}

/** Words for a consent, letters and digits only. */
const CONSENT_WORDS: Readonly<Record<ConsentType, string>> = {
  express:
    'yes y true t 1 x express expressed expressconsent priorexpress priorexpressconsent optin optedin given granted agreed accepted consented verbal oral',
  written:
    'written signed inwriting writtenconsent signedconsent expresswritten expresswrittenconsent priorexpresswritten priorexpresswrittenconsent pewc esigned esignature',
  none: 'no n false f 0 none noconsent notgiven optout optedout revoked withdrawn declined denied refused rejected unsubscribed unknown donotcall dnc',
}
const TYPES = new Map<string, ConsentType>(
  (Object.keys(CONSENT_WORDS) as ConsentType[]).flatMap((type) =>
    CONSENT_WORDS[type].split(' ').map((word) => [word, type] as const),
  ),
)
/** Nothing said at all. */
const BLANK = /^(?:n\/?a|null|nil|undefined|[-–—.?]+)$/i
const NEVER = /^(?:never|none|no|unlimited|indefinite(?:ly)?|forever)$/i

/**
 * null when the row says nothing of consent. Nobody is taken to have agreed to what cannot be read: such a consent counts as none, and an
 * end that cannot be read, or may be either of two days, as the sooner.
 */
export function readConsent(reader: RowReader): Consent | null {
  const cell = reader.one('consent')
  if (!cell || BLANK.test(cell[1])) {
    const told = (['consent_wording', 'consent_source', 'consent_date', 'consent_expires'] as const)
      .map((role) => reader.one(role))
      .find((it) => it !== null)
    if (told)
      reader.note(
        cell?.[0].header ?? told[0].header,
        'consent_unreadable',
        'The row tells of a consent, but not whether it was given; write yes, written or no in a column "consent".',
      )
    return null
  }
  const [column, value] = cell
  let type = TYPES.get(value.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ''))
  if (type === undefined) {
    const message = `"${sliceWhole(value, 60)}" is not yes, written or no; it counts as no consent.`
    reader.note(column.header, 'consent_unreadable', message)
    type = 'none'
  }
  const at = readConsentDate(reader)
  const expiry = readExpiry(reader)
  if (expiry.unreadable) type = 'none'
  if (type !== 'none' && at !== null && expiry.at !== null && expiry.at <= at)
    reader.note(
      reader.one('consent_expires')![0].header,
      'bad_consent_date',
      'The consent ends before it begins, so it never holds.',
    )
  return {
    type,
    wording: readText(reader, 'consent_wording', CONSENT_LENGTHS.wording),
    source: readText(reader, 'consent_source', CONSENT_LENGTHS.source),
    at,
    expiresAt: expiry.at,
    revokedAt: null,
    revokedReason: null,
  }
}

function readText(reader: RowReader, role: 'consent_wording' | 'consent_source', length: number): string {
  const cell = reader.one(role)
  return cell ? reader.cut(cell[0], cell[1], length) : ''
}

function readConsentDate(reader: RowReader): number | null {
  const cell = reader.one('consent_date')
  if (!cell || BLANK.test(cell[1])) return null
  const date = readDate(cell[1])
  if (date.kind === 'at') return date.at
  const said = `"${sliceWhole(cell[1], 40)}"`
  const why = date.kind === 'ambiguous' ? `${said} may be two different days` : `${said} is not a date`
  reader.note(cell[0].header, 'bad_consent_date', `${why}; the date of the consent is unknown. Write it as 2026-11-23.`)
  return null
}

function readExpiry(reader: RowReader): { at: number | null; unreadable: boolean } {
  const cell = reader.one('consent_expires')
  if (!cell || BLANK.test(cell[1]) || NEVER.test(cell[1])) return { at: null, unreadable: false }
  const date = readDate(cell[1])
  if (date.kind === 'at') return { at: date.at, unreadable: false }
  const said = `"${sliceWhole(cell[1], 40)}"`
  if (date.kind === 'ambiguous') {
    const message = `${said} may be two different days; the sooner was taken. Write it as 2026-11-23.`
    reader.note(cell[0].header, 'bad_consent_date', message)
    return { at: date.earlier, unreadable: false }
  }
  const message = `${said} is not a date; nobody knows until when the consent holds, so it counts as none.`
  reader.note(cell[0].header, 'consent_unreadable', message)
  return { at: null, unreadable: true }
}
