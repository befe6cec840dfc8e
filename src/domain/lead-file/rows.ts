import type { Address } from '../address.ts'
import type { Consent } from '../consent.ts'
import type { Priority } from '../lead.ts'
import { readAddress, readConsent } from './contact-fields.ts'
import type { Mapping } from './mapping.ts'
import {
  type RowNote,
  type RowPhone,
  RowReader,
  readEmail,
  readExternalId,
  readName,
  readPhones,
  readPriority,
  readTags,
  readVariables,
  readZone,
} from './row-fields.ts'

export { readEmailAddress } from './row-fields.ts'
export type { RowNote, RowPhone }

/** A person as a list, a form or a CRM gives them. */
export interface LeadRow {
  name: string
  /** Lower case. */
  email: string | null
  phones: RowPhone[]
  /** IANA. */
  zone: string | null
  /** null: the row says nothing of it. */
  address: Address | null
  /** null: the row says nothing of it. */
  consent: Consent | null
  tags: string[]
  priority: Priority
  variables: Record<string, string>
  /** What the team's CRM calls this person; null: the row says nothing of it. */
  externalId: string | null
}

/** A row that says nothing of anybody, for those of whom no more is known than a phone or who they are. */
export function blankRow(): LeadRow {
  return {
    name: '',
    email: null,
    phones: [],
    zone: null,
    address: null,
    consent: null,
    tags: [],
    priority: 'normal',
    variables: {},
    externalId: null,
  }
}

export type RowVerdict =
  /** No cell holds anything: not a row at all. */
  | { verdict: 'blank' }
  /** `skip`: why nobody can be called, when no phone is usable. The lead is created all the same, to be seen and corrected. */
  | { verdict: 'lead'; lead: LeadRow; skip: string | null; notes: RowNote[] }
  | { verdict: 'rejected'; errors: RowNote[] }

export interface RowContext {
  /** For phones without a country code. */
  defaultRegion: string
  /** The campaign only calls: an email alone is not enough. */
  callsOnly: boolean
}

/**
 * The verdict on one row. Cells too few are empty; cells beyond the headings are dropped with a note. What can be saved is saved:
 * a row is rejected only when it names nobody who could be reached.
 */
export function readRow(cells: readonly string[], mapping: Mapping, context: RowContext): RowVerdict {
  if (cells.every((cell) => cell.trim() === '')) return { verdict: 'blank' }
  const reader = new RowReader(cells, mapping)
  const phones = readPhones(reader, context.defaultRegion)
  const email = readEmail(reader)
  if (phones.length === 0 && (email === null || context.callsOnly)) {
    const column = reader.columns('phone')[0] ?? reader.columns('email')[0]
    const missing: RowNote = context.callsOnly
      ? {
          column: column?.header ?? '',
          code: 'no_phone',
          message: 'The row has no phone, and this campaign only calls.',
        }
      : {
          column: column?.header ?? '',
          code: 'no_phone_or_email',
          message: 'The row has neither a phone nor an email.',
        }
    return { verdict: 'rejected', errors: [missing, ...reader.notes] }
  }
  const usable = phones.some((phone) => phone.e164 !== null)
  const lead: LeadRow = {
    name: readName(reader),
    email,
    phones,
    zone: readZone(reader),
    address: readAddress(reader),
    consent: readConsent(reader),
    tags: readTags(reader),
    priority: readPriority(reader),
    variables: readVariables(reader),
    externalId: readExternalId(reader),
  }
  if (cells.length > mapping.length && cells.slice(mapping.length).some((cell) => cell.trim() !== ''))
    reader.note(
      '',
      'too_many_cells',
      `The row has ${cells.length} cells for ${mapping.length} columns; the rest was left out.`,
    )
  const skip = usable ? null : phones.length > 0 ? (phones[0]!.problem ?? 'no_phone') : 'no_phone'
  return { verdict: 'lead', lead, skip, notes: reader.notes }
}
