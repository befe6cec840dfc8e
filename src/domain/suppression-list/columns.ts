import { z } from 'zod'
import { guessHeader, squash } from '../lead-file/headers.ts'
import { readEmailAddress } from '../lead-file/row-fields.ts'
import { normalisePhone, plainNanpPhone, splitPhones } from '../phone.ts'

/**
 * What the columns of a do-not-call list are. Lists come with headings, or bare: one column of numbers, several, or the national
 * registry's `AAA,NNNNNNN` (telemarketing.donotcall.gov: area code and seven digits). Without headings the values decide.
 */
export const ListColumn = z.object({
  header: z.string(),
  /** `any` holds phones or emails; `area_code` is completed by the phone column behind it. */
  role: z.enum(['phone', 'email', 'any', 'area_code', 'channel', 'reason', 'evidence', 'ignore']),
})
export type ListColumn = z.output<typeof ListColumn>

export type ColumnsResult = { ok: true; columns: ListColumn[]; hasHeadings: boolean } | { ok: false; message: string }

/** Rows looked at where there are no headings. */
export const SAMPLE_ROWS = 50
const MAX_COLUMNS = 1_000
/** At least so much of a column without a heading can be read as phones or emails. */
const MOSTLY = 0.5

const WORDS: Readonly<Record<'phone' | 'area_code' | 'channel' | 'reason' | 'evidence', string>> = {
  phone:
    'number numbers num phones phonenumbers phonenumbere164 dnc dncnumber dncphone donotcall donotcallnumber blocked blockednumber optout optoutnumber localnumber subscribernumber line linenumber msisdn ani',
  area_code: 'areacode area npa ac',
  channel: 'channel channels contacttype medium',
  reason: 'reason why note notes comment comments',
  evidence: 'evidence proof source',
}
const ROLES = new Map(
  Object.entries(WORDS).flatMap(([role, words]) =>
    words.split(' ').map((it) => [it, role as ListColumn['role']] as const),
  ),
)

// Headings of our own, by which the list of errors can be read again.
const SPLIT: readonly ListColumn[] = [
  { header: 'area_code', role: 'area_code' },
  { header: 'phone', role: 'phone' },
]

/** @param rows the first rows of the file, at least one */
export function findColumns(rows: readonly (readonly string[])[], defaultRegion: string): ColumnsResult {
  const first = rows[0] ?? []
  if (first.length > MAX_COLUMNS)
    return { ok: false, message: `The first row has ${first.length} columns; a list may have ${MAX_COLUMNS}.` }
  const roles = first.map(roleOf)
  const named = roles.some((role) => role === 'phone' || role === 'email')
  if (named && !first.some((cell) => isValue(cell, defaultRegion))) {
    const columns = first.map((cell, i) => ({ header: cell.trim().slice(0, 200), role: roles[i]! }))
    return { ok: true, columns, hasHeadings: true }
  }
  const columns = guessFromValues(rows, defaultRegion)
  if (columns) return { ok: true, columns, hasHeadings: false }
  const shown = first.slice(0, 20).map((cell) => `"${cell.trim().slice(0, 40)}"`)
  return {
    ok: false,
    message: `No column with phones or emails was found. The first row is: ${shown.join(', ')}. Name the column "phone" or "email", or send the numbers alone, one a line.`,
  }
}

function roleOf(header: string): ListColumn['role'] {
  const key = squash(header)
  const own = ROLES.get(key)
  if (own) return own
  const { role } = guessHeader(header)
  if (role === 'email') return 'email'
  return role === 'phone' || /^(?:phone|tel|telephone|mobile|cell|number)\d{1,3}$/.test(key) ? 'phone' : 'ignore'
}

function guessFromValues(rows: readonly (readonly string[])[], defaultRegion: string): ListColumn[] | null {
  const width = Math.max(...rows.map((row) => row.length))
  const share = (reads: (row: readonly string[]) => boolean | null): number => {
    const verdicts = rows.map(reads).filter((verdict) => verdict !== null)
    return verdicts.length === 0 ? 0 : verdicts.filter((verdict) => verdict).length / verdicts.length
  }
  const split = share((row) => (row.every((cell) => cell.trim() === '') ? null : isSplitPhone(row[0], row[1])))
  const shares = Array.from({ length: Math.min(width, MAX_COLUMNS) }, (_, i) =>
    share((row) => (row[i] === undefined || row[i].trim() === '' ? null : isValue(row[i], defaultRegion))),
  )
  const best = Math.max(0, ...shares)
  if (split > 0 && split >= best) return shares.map((_, i) => SPLIT[i] ?? { header: `column_${i + 1}`, role: 'ignore' })
  if (best === 0) return null
  // A short list of mostly junk: the columns in which anything can be read.
  const least = best >= MOSTLY ? MOSTLY : Number.MIN_VALUE
  return shares.map((it, i) => {
    const role = it >= least ? 'any' : 'ignore'
    return { header: role === 'ignore' ? `column_${i + 1}` : `phone${i === 0 ? '' : i + 1}`, role }
  })
}

/** `212` and `5550100`: a number in two cells. */
export function isSplitPhone(areaCode: string | undefined, local: string | undefined): boolean {
  return /^[2-9]\d\d$/.test(areaCode?.trim() ?? '') && /^[2-9]\d\d[-. ]?\d{4}$/.test(local?.trim() ?? '')
}

function isValue(cell: string, defaultRegion: string): boolean {
  const text = cell.trim()
  if (text.includes('@')) return readEmailAddress(text) !== null
  return (
    plainNanpPhone(text, defaultRegion) !== null ||
    splitPhones(text).some((part) => normalisePhone(part, defaultRegion).ok)
  )
}
