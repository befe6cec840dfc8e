import { readEmailAddress } from '../lead-file/row-fields.ts'
import { normalisePhone, plainNanpPhone, splitPhones } from '../phone.ts'
import { MAX_EVIDENCE_LENGTH, type PhoneChannel, type SuppressionChannel } from '../suppression.ts'
import type { ListColumn } from './columns.ts'

export interface ListValue {
  kind: 'phone' | 'email'
  /** E.164, or a lower-case address. */
  value: string
  channel: SuppressionChannel
}

export interface ListNote {
  /** The heading, or '' for the whole row. */
  column: string
  code: 'no_phone_or_email' | 'phone_not_usable' | 'bad_email' | 'bad_channel'
  message: string
}

export interface ListRow {
  /** What the row forbids to use; none: the row is rejected. */
  values: ListValue[]
  /** '' when the row says nothing. */
  reason: string
  evidence: string
  notes: ListNote[]
}

const MAX_REASON_LENGTH = 500

const CHANNEL_WORDS = new Map<string, SuppressionChannel>(
  Object.entries({
    all: 'all any both everything *',
    phone: 'phone call calls calling voice telephone',
    text: 'text texts sms mms message messages',
    email: 'email e-mail mail emails',
  }).flatMap(([channel, words]) => words.split(' ').map((it) => [it, channel as SuppressionChannel] as const)),
)

/** Seven digits that need an area code. */
const LOCAL = /^\d{3}[-. ]?\d{4}$/
/** Cells behind the last heading. A bare list may grow wider further down; there each cell is looked at. */
const BEYOND: ListColumn = { header: '', role: 'ignore' }
const BARE: ListColumn = { header: 'phone', role: 'any' }

/**
 * The verdict on one row. Where it is unclear the row forbids more, never less: a channel that cannot be read means all of them.
 * @returns null for a row without any text
 */
export function readListRow(
  cells: readonly string[],
  columns: readonly ListColumn[],
  given: { channel: PhoneChannel; defaultRegion: string },
): ListRow | null {
  const only = columns.length === 1 && cells.length === 1 ? plainNanpPhone(cells[0]!, given.defaultRegion) : null
  if (only !== null && columns[0]!.role !== 'email')
    return { values: [{ kind: 'phone', value: only, channel: given.channel }], reason: '', evidence: '', notes: [] }
  const row: ListRow = { values: [], reason: '', evidence: '', notes: [] }
  const phones = new Set<string>()
  const emails = new Set<string>()
  let asked: SuppressionChannel | null = null
  let areaCode = ''
  let isBlank = true
  const isBare = columns.some((column) => column.role === 'any')
  for (let i = 0; i < cells.length; i++) {
    const { role, header } = columns[i] ?? (isBare ? BARE : BEYOND)
    const cell = (cells[i] ?? '').trim()
    if (cell === '') continue
    isBlank = false
    switch (role) {
      case 'area_code':
        areaCode = cell
        break
      case 'phone':
      case 'any':
      case 'email':
        if (cell.includes('@') || role === 'email') readEmails(cell, header, emails, row.notes)
        else
          readPhones(
            /^\d{3}$/.test(areaCode) && LOCAL.test(cell) ? areaCode + cell : cell,
            header,
            given.defaultRegion,
            phones,
            row.notes,
          )
        break
      case 'channel':
        asked = CHANNEL_WORDS.get(cell.toLowerCase()) ?? 'all'
        if (!CHANNEL_WORDS.has(cell.toLowerCase()))
          row.notes.push({
            column: header,
            code: 'bad_channel',
            message: `"${cell.slice(0, 40)}" is not all, phone, text or email; all was taken.`,
          })
        break
      case 'reason':
        row.reason ||= cell.slice(0, MAX_REASON_LENGTH)
        break
      case 'evidence':
        row.evidence ||= cell.slice(0, MAX_EVIDENCE_LENGTH)
        break
      case 'ignore':
        break
    }
  }
  if (isBlank && cells.every((cell) => cell.trim() === '')) return null
  const phoneChannel = asked === null ? given.channel : asked === 'email' ? 'all' : asked
  // The channel says which of a row's values are meant, as long as it has one of that kind.
  const takesPhones = asked !== 'email' || emails.size === 0
  const takesEmails = asked === null || asked === 'all' || asked === 'email' || phones.size === 0
  if (takesPhones) for (const value of phones) row.values.push({ kind: 'phone', value, channel: phoneChannel })
  if (takesEmails) for (const value of emails) row.values.push({ kind: 'email', value, channel: 'email' })
  if (row.values.length === 0 && !row.notes.some((note) => note.code !== 'bad_channel'))
    row.notes.push({ column: '', code: 'no_phone_or_email', message: 'The row has neither a phone nor an email.' })
  return row
}

function readPhones(cell: string, column: string, defaultRegion: string, into: Set<string>, notes: ListNote[]): void {
  const plain = plainNanpPhone(cell, defaultRegion)
  if (plain !== null) {
    into.add(plain)
    return
  }
  for (const part of splitPhones(cell)) {
    const phone = normalisePhone(part, defaultRegion)
    if (phone.ok) into.add(phone.e164)
    else notes.push({ column, code: 'phone_not_usable', message: phone.message })
  }
}

function readEmails(cell: string, column: string, into: Set<string>, notes: ListNote[]): void {
  const whole = readEmailAddress(cell)
  if (whole !== null) {
    into.add(whole)
    return
  }
  const words = cell.split(/[;,\s]+/)
  // What stands beside an address is a name.
  const addresses = words.filter((word) => word.includes('@'))
  for (const part of addresses.length > 0 ? addresses : [cell]) {
    const email = readEmailAddress(part)
    if (email !== null) into.add(email)
    else notes.push({ column, code: 'bad_email', message: `"${part.slice(0, 60)}" is not an email address.` })
  }
}
