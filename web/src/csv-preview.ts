import { variableName } from './template.ts'

/** The head of a file, read in the browser only to show what is in it; the API reads it for real. */
export interface CsvPreview {
  header: string[]
  rows: string[][]
  /** True when the whole file fits in what was read. */
  complete: boolean
}

const HEAD_BYTES = 64 * 1024
const ROWS = 5

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  return new TextDecoder('utf-8').decode(bytes)
}

function delimiterOf(text: string): string {
  const head = text.split(/\r?\n/, 1)[0] ?? ''
  const counts = [',', ';', '\t', '|'].map((mark) => ({ mark, count: head.split(mark).length }))
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).mark
}

/** Throws with a readable message when this is not a list. */
export async function previewCsv(file: File): Promise<CsvPreview> {
  const bytes = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer())
  if (bytes.length === 0) throw new Error('The file is empty.')
  const text = decode(bytes)
  if (text.includes('\0')) throw new Error('This is not a text file. Save the list as CSV and try again.')
  const { parse } = await import('csv-parse/browser/esm/sync')
  const records: string[][] = parse(text, {
    bom: true,
    delimiter: delimiterOf(text),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    to: ROWS + 1,
  })
  const [header, ...rows] = records
  if (!header || rows.length === 0) throw new Error('The file has a header at most, and no people in it.')
  return { header: header.map((name) => name.trim()), rows, complete: file.size <= HEAD_BYTES }
}

/** One previewed row as the variables a template may use. */
export function variablesOf(header: string[], row: string[]): Record<string, string> {
  return Object.fromEntries(header.map((column, i) => [variableName(column), row[i] ?? '']))
}

const PERSON_COLUMN = /^(name|email|phone([1-9]|10)?)$/i

/** Columns that become variables. */
export function variableColumns(header: string[]): string[] {
  return header.filter((column) => column && !PERSON_COLUMN.test(column.trim()))
}

/** Columns whose text is also kept with the contact, in the words people usually choose; the API knows more. */
const ABOUT_CONTACT: [what: string, column: RegExp][] = [
  ['Time zone', /^(time ?zone|tz)$/],
  [
    'Address',
    /^((street )?address( line)?( 1)?|street|city|town|state|province|region|state province|zip|zip ?code|post(al)? ?code|country( code)?)$/,
  ],
  [
    'Consent',
    /^(consent( (type|text|wording|source|date|at|expires|expiry|expires at|expiration( date)?))?|date of consent)$/,
  ],
]

/** What the list says of the people besides names and phones: `Address: City, State`. */
export function contactColumns(header: string[]): string[] {
  const plain = (column: string) =>
    column
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
  return ABOUT_CONTACT.flatMap(([what, pattern]) => {
    const columns = header.filter((column) => pattern.test(plain(column)))
    return columns.length > 0 ? `${what}: ${columns.join(', ')}` : []
  })
}

/** What a list needs before it is worth sending; the API has the last word and knows more spellings. */
export function hasPhoneColumn(header: string[]): boolean {
  return header.some((column) => /phone|mobile|cell|tel|number/i.test(column))
}
