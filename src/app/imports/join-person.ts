import { isSameConsent, takesPlaceOf } from '../../domain/consent.ts'
import { MAX_PHONES } from '../../domain/lead-file/mapping.ts'
import { MAX_VARIABLES_LENGTH, type RowPhone } from '../../domain/lead-file/row-fields.ts'
import type { Book } from './book.ts'
import type { KnownContact, PlannedContact } from './plan.ts'
import type { IntakeRow } from './plan-leads.ts'

export interface JoinedPerson {
  details: PlannedContact
  /** Numbers that were nobody's. */
  fresh: string[]
  /** Numbers of the row that stay with another contact. */
  taken: string[]
  revocationStands: boolean
  externalIdTaken: boolean
  propertiesCut: boolean
}

/**
 * What is known of a person, and what the row says, as one: the row's word is newer, but takes nothing away.
 * @param keepsTexts the row's variables become properties of the contact
 */
export function joinPerson(
  known: KnownContact | null,
  row: IntakeRow,
  contactId: string,
  book: Book,
  keepsTexts: boolean,
): JoinedPerson {
  const { phones, fresh, taken } = joinPhones(known?.phones ?? [], row.phones, (e164) => book.ownerOf(e164), contactId)
  const had = known?.consent ?? null
  const revocationStands = row.consent !== null && !takesPlaceOf(row.consent, had)
  const owner = row.externalId === null ? null : book.ownerOfExternalId(row.externalId)
  const externalIdTaken =
    row.externalId !== null &&
    ((known?.externalId != null && known.externalId !== row.externalId) || (owner !== null && owner !== contactId))
  const { properties, cut } = joinProperties(known?.properties ?? {}, keepsTexts ? row.variables : {})
  return {
    details: {
      id: contactId,
      name: row.name || (known?.name ?? ''),
      email: row.email ?? known?.email ?? null,
      phones,
      zone: row.zone ?? known?.zone ?? null,
      // As a whole: the parts of two addresses together would be a third.
      address: row.address ?? known?.address ?? null,
      consent: row.consent === null || revocationStands ? had : row.consent,
      tags: [...new Set([...(known?.tags ?? []), ...row.tags])],
      properties,
      externalId: known?.externalId ?? (externalIdTaken ? null : row.externalId),
    },
    fresh,
    taken,
    revocationStands,
    externalIdTaken,
    propertiesCut: cut,
  }
}

/** Whether a row by the contact's own id says nothing that is not known: then the contact is not written at all. */
export function saysNothing(row: IntakeRow, known: KnownContact, { details, fresh }: JoinedPerson): boolean {
  return (
    row.contactId !== undefined &&
    fresh.length === 0 &&
    details.name === known.name &&
    details.email === known.email &&
    details.phones.length === known.phones.length &&
    details.zone === known.zone &&
    row.address === null &&
    isSameConsent(details.consent, known.consent) &&
    details.tags.length === known.tags.length &&
    details.externalId === known.externalId &&
    JSON.stringify(details.properties) === JSON.stringify(known.properties)
  )
}

/** The contact's phones with those of the row behind them: numbers of others stay with them, unusable ones only make a new contact's list. */
function joinPhones(
  had: readonly RowPhone[],
  given: readonly RowPhone[],
  ownerOf: (e164: string) => string | null,
  contactId: string,
): { phones: RowPhone[]; fresh: string[]; taken: string[] } {
  const phones = had.map((phone) => ({ ...phone }))
  const fresh: string[] = []
  const taken: string[] = []
  for (const phone of given) {
    const { e164 } = phone
    const owner = e164 === null ? null : ownerOf(e164)
    if (owner !== null && owner !== contactId) {
      taken.push(e164!)
      continue
    }
    const isThere = e164 === null ? had.length > 0 : phones.some((it) => it.e164 === e164)
    if (e164 !== null && owner === null) {
      if (!isThere && phones.length >= MAX_PHONES) continue
      fresh.push(e164)
    }
    if (!isThere && phones.length < MAX_PHONES) phones.push({ ...phone, position: phones.length + 1 })
  }
  return { phones, fresh, taken }
}

/** As many texts as a person may have, those that are known first. */
function joinProperties(
  had: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>,
): { properties: Record<string, string>; cut: boolean } {
  const joined = new Map(Object.entries(had))
  let length = [...joined].reduce((sum, [name, value]) => sum + name.length + value.length, 0)
  let cut = false
  for (const [name, value] of Object.entries(given)) {
    const old = joined.get(name)
    const more = old === undefined ? name.length + value.length : value.length - old.length
    if (more > 0 && length + more > MAX_VARIABLES_LENGTH) {
      cut = true
      continue
    }
    length += more
    joined.set(name, value)
  }
  // Not by assignment: a property may be called __PROTO__.
  return { properties: Object.fromEntries(joined), cut }
}
