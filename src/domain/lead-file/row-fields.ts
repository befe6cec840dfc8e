import type { Priority } from '../lead.ts'
import { normalisePhone, splitPhones } from '../phone.ts'
import { isKnownZone } from '../regions/zone-offset.ts'
import { type Column, MAX_PHONES, type Mapping } from './mapping.ts'

/** One phone of a person, at the place it is dialed in (1 = first). Places have no gaps. */
export interface RowPhone {
  position: number
  /** null when it cannot be used; `problem` says why. */
  e164: string | null
  raw: string
  problem: string | null
}

export interface RowNote {
  /** The heading, or '' for the whole row. */
  column: string
  code: RowNoteCode
  message: string
}
export type RowNoteCode =
  | 'no_phone'
  | 'no_phone_or_email'
  | 'phone_not_usable'
  | 'bad_email'
  | 'bad_timezone'
  | 'bad_priority'
  | 'bad_external_id'
  | 'bad_country'
  | 'bad_consent_date'
  /** Nobody is taken to have agreed. */
  | 'consent_unreadable'
  | 'cell_too_long'
  | 'row_too_large'
  | 'too_many_cells'
  /** Of people in JSON. */
  | 'not_json'
  | 'not_a_person'
  | 'too_many_fields'
  | 'empty'

export const MAX_NAME_LENGTH = 200
export const MAX_EXTERNAL_ID_LENGTH = 200
export const MAX_CELL_LENGTH = 2_000
/** Characters of all variables of a person together: they travel with every call. */
export const MAX_VARIABLES_LENGTH = 32_000
const MAX_TAGS = 20
const MAX_TAG_LENGTH = 50
const EMAIL =
  /^[^\s\p{Cc}\p{Cs}@<>()[\],;:"\\]+@[^\s\p{Cc}\p{Cs}@<>()[\],;:"\\]+\.[^\s\p{Cc}\p{Cs}@<>()[\],;:"\\.]{2,}$/u
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff\p{Surrogate}]/gu

/** Trimmed, without control characters and halves of characters: the database gives those back as others, and finds nobody by them. */
export const withoutControls = (text: string): string => text.replace(CONTROL, '').trim()

/** One row's cells by what their columns are for, and what is to be said of them. */
export class RowReader {
  readonly notes: RowNote[] = []
  private readonly cells: readonly string[]
  private readonly mapping: Mapping

  constructor(cells: readonly string[], mapping: Mapping) {
    this.cells = cells
    this.mapping = mapping
  }

  columns(role: Column['role']): Column[] {
    return this.mapping.filter((column) => column.role === role)
  }

  /** Every column with its cell, trimmed, without control characters. */
  *all(): Generator<[Column, string]> {
    for (let i = 0; i < this.mapping.length; i++) yield [this.mapping[i]!, clean(this.cells[i] ?? '')]
  }

  one(role: Column['role']): [Column, string] | null {
    const i = this.mapping.findIndex((column) => column.role === role)
    if (i < 0) return null
    const value = clean(this.cells[i] ?? '')
    return value === '' ? null : [this.mapping[i]!, value]
  }

  note(column: string, code: RowNoteCode, message: string): void {
    this.notes.push({ column, code, message })
  }

  cut(column: Column, value: string, length: number): string {
    if (value.length <= length) return value
    this.note(column.header, 'cell_too_long', `The text has ${value.length} characters; ${length} were kept.`)
    return sliceWhole(value, length)
  }
}

export function readPhones(reader: RowReader, defaultRegion: string): RowPhone[] {
  const found: { column: Column; raw: string; place: number }[] = []
  const more: typeof found = []
  for (const [column, value] of reader.all()) {
    if (column.role !== 'phone' || value === '') continue
    splitPhones(value).forEach((raw, i) => {
      const entry = { column, raw: raw.trim(), place: column.position ?? MAX_PHONES }
      ;(i === 0 ? found : more).push(entry)
    })
  }
  found.sort((a, b) => a.place - b.place)
  const phones: RowPhone[] = []
  for (const { column, raw } of [...found, ...more]) {
    if (phones.length === MAX_PHONES) break
    const result = normalisePhone(raw, defaultRegion)
    if (!result.ok && result.problem === 'empty') continue
    if (result.ok && phones.some((phone) => phone.e164 === result.e164)) continue
    if (!result.ok) reader.note(column.header, 'phone_not_usable', result.message)
    phones.push({
      position: phones.length + 1,
      e164: result.ok ? result.e164 : null,
      raw: sliceWhole(raw, 100),
      problem: result.ok ? null : result.problem,
    })
  }
  return phones
}

/** A lower-case address, or null. `Ann <ann@example.com>` and `mailto:` are understood. */
export function readEmailAddress(value: string): string | null {
  const inner = /<([^<>]+)>\s*$/.exec(value)?.[1] ?? value
  const address = inner
    .replace(/^mailto:/i, '')
    .trim()
    .toLowerCase()
  return address.length <= 254 && EMAIL.test(address) ? address : null
}

/** Of a cell with several addresses. */
const MAX_EMAIL_CELL = 1_000

export function readEmail(reader: RowReader): string | null {
  const cell = reader.one('email')
  if (!cell) return null
  const [column, value] = cell
  // Cut: looking for an @ behind every comma of a cell of megabytes takes hours.
  const first = value.slice(0, MAX_EMAIL_CELL).split(/[;,\s]+(?=\S+@)/)[0]!
  const email = readEmailAddress(value) ?? readEmailAddress(first)
  if (email === null && !/^(?:n\/?a|none|null|-+)$/i.test(value))
    reader.note(column.header, 'bad_email', `"${sliceWhole(value, 60)}" is not an email address; it was left out.`)
  return email
}

export function readName(reader: RowReader): string {
  const full = reader.one('name')
  const parts = [reader.one('first_name'), reader.one('last_name')].filter((part) => part !== null)
  const value = full ? full[1] : parts.map((part) => part[1]).join(' ')
  const column = full?.[0] ?? parts[0]?.[0]
  return column ? reader.cut(column, value.replace(/\s+/g, ' '), MAX_NAME_LENGTH) : ''
}

export function readZone(reader: RowReader): string | null {
  const cell = reader.one('zone')
  if (!cell) return null
  const [column, value] = cell
  if (isKnownZone(value)) return value
  reader.note(
    column.header,
    'bad_timezone',
    `"${sliceWhole(value, 40)}" is not a time zone such as America/New_York; the phone's prefix decides.`,
  )
  return null
}

export function readTags(reader: RowReader): string[] {
  const cell = reader.one('tags')
  if (!cell) return []
  const tags = cell[1]
    .split(/[,;|]/)
    .map((tag) => sliceWhole(tag.trim(), MAX_TAG_LENGTH))
    .filter((tag) => tag !== '')
  return [...new Set(tags)].slice(0, MAX_TAGS)
}

export function readPriority(reader: RowReader): Priority {
  const cell = reader.one('priority')
  if (!cell) return 'normal'
  const [column, value] = cell
  switch (value.toLowerCase()) {
    case 'high':
    case 'urgent':
      return 'high'
    case 'low':
      return 'low'
    case 'normal':
    case 'medium':
      return 'normal'
    default:
      reader.note(
        column.header,
        'bad_priority',
        `"${sliceWhole(value, 40)}" is not high, normal or low; normal was taken.`,
      )
      return 'normal'
  }
}

/** What the team's CRM calls the person. One that is too long to be kept is nobody's: a part of it could be somebody else's. */
export function readExternalId(reader: RowReader): string | null {
  const cell = reader.one('external_id')
  if (!cell) return null
  const [column, value] = cell
  if (value.length <= MAX_EXTERNAL_ID_LENGTH) return value
  reader.note(
    column.header,
    'bad_external_id',
    `The id has ${value.length} characters, more than ${MAX_EXTERNAL_ID_LENGTH}; it was left out.`,
  )
  return null
}

/** Blank cells leave their variable out: a template treats both alike. */
export function readVariables(reader: RowReader): Record<string, string> {
  const variables: Record<string, string> = {}
  let length = 0
  for (const [column, cell] of reader.all()) {
    if (column.variable === null || cell === '') continue
    const value = reader.cut(column, cell, MAX_CELL_LENGTH)
    length += column.variable.length + value.length
    if (length > MAX_VARIABLES_LENGTH) {
      reader.note(
        column.header,
        'row_too_large',
        `The row's texts are too long together; from here on they were left out.`,
      )
      break
    }
    // Not by assignment: a column may be called __PROTO__.
    Object.defineProperty(variables, column.variable, { value, enumerable: true, configurable: true, writable: true })
  }
  return variables
}

/** The apostrophe our own errors.csv and spreadsheets put before a formula goes again. */
function clean(cell: string): string {
  return withoutControls(cell).replace(/^'(?=[=+\-@＝＋－＠])/, '')
}

/** At most `length` UTF-16 units, never half a character. */
export function sliceWhole(text: string, length: number): string {
  if (text.length <= length) return text
  const end = /[\ud800-\udbff]/.test(text[length - 1]!) ? length - 1 : length
  return text.slice(0, end)
}
