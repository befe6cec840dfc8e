import { DELIMITERS, type Delimiter } from '../../domain/lead-file/delimiter.ts'
import { MAX_COLUMNS, type Mapping, type MappingRequest } from '../../domain/lead-file/mapping.ts'
import { HEAD_ROWS, type PickedHeadings, pickHeadings } from '../../domain/lead-file/pick-headings.ts'
import type { Files } from '../../ports.ts'
import { convertWorkbook } from './convert/convert-workbook.ts'
import type { ZipMember } from './convert/open-zip.ts'
import { recogniseList } from './convert/recognise.ts'
import { type ListHead, readHead } from './read-head.ts'
import { readLines, rowEntry } from './read-lines.ts'
import type { Entry } from './read-records.ts'
import type { ImportCursor, ListFormat } from './store.ts'
import type { StoredFile } from './stored-file.ts'

export type OpenedList =
  | {
      ok: true
      cursor: ImportCursor & { format: ListFormat; mapping: Mapping }
      /** Rows below the headings where they had to be counted; null: nobody counted. */
      rows: number | null
      /** Of a workbook. */
      sheets: string[]
    }
  | {
      ok: false
      failure: string
      /** What stands where headings should, when only the headings are the trouble. */
      headings?: { cells: string[]; below: string[][]; format: ListFormat; sheets: string[] }
    }

export interface OpenOptions {
  /** More rows in a workbook are refused. */
  maxRows: number
  /** For a look: no more rows of a workbook are converted than these. */
  onlyRows: number | null
}

/** As many as a sheet can have. */
const ALL_ROWS: OpenOptions = { maxRows: 1_048_576, onlyRows: null }
/** Where reading begins in a file of lines. */
const START = { offset: 0, line: 1, insideLine: false }

/**
 * Looks at the head of the file: what it is, what it is written in, what its columns are, and where the first person begins. A workbook is
 * made into lines for this, which is done anew each time it is opened and gives the same ones.
 */
export async function openList(
  files: Pick<Files, 'read' | 'put' | 'delete'>,
  entry: { fileKey: string; cursor: ImportCursor },
  defaultRegion: string,
  options: OpenOptions = ALL_ROWS,
): Promise<OpenedList> {
  const { cursor } = entry
  const file = { fileKey: entry.fileKey, pieces: cursor.pieces }
  const recognised = await recogniseList(files, file)
  if (!recognised.ok) return recognised
  switch (recognised.kind) {
    case 'archive':
      return { ok: false, failure: 'This is an archive. Unpack it and upload the list inside.' }
    case 'items':
      return {
        ok: true,
        cursor: { ...cursor, format: { kind: 'items' }, mapping: ITEM_COLUMNS },
        rows: null,
        sheets: [],
      }
    case 'workbook':
      return openWorkbookList(files, file, cursor, recognised.members, defaultRegion, options)
    case 'csv':
      return openTextList(files, file, cursor, defaultRegion)
  }
}

/** The line itself, as it was sent, for the list of errors. */
const ITEM_COLUMNS: Mapping = [{ header: 'person', role: 'ignore', position: null, variable: null }]

async function openTextList(
  files: Pick<Files, 'read'>,
  file: StoredFile,
  cursor: ImportCursor,
  defaultRegion: string,
): Promise<OpenedList> {
  const read = await readHead(files, file, HEAD_ROWS)
  if (!read.ok) return read
  let { head } = read
  let picked = pick(head.entries, cursor.request, defaultRegion)
  if (!picked.ok && 'code' in picked) {
    // A title tells nothing of separators, or the wrong thing: the headings below it are looked for with the others.
    for (const separator of DELIMITERS.filter((it) => it !== read.head.format.delimiter)) {
      const other = await readHeadAgain(files, file, HEAD_ROWS, separator)
      const below = pick(other.entries, cursor.request, defaultRegion)
      if (!below.ok || below.index === 0) continue
      head = other
      picked = below
      break
    }
  }
  const format: ListFormat = { kind: 'csv', ...head.format }
  if (!picked.ok) return refuse(picked, head.entries, format, [])
  const headings = head.entries[picked.index]!
  const { next } = await readHeadAgain(files, file, picked.index + 1, head.format.delimiter)
  const foreign = headings.kind === 'record' && headings.windows1252
  const opened = {
    ...cursor,
    ...next,
    format,
    mapping: picked.mapping,
    windows1252Line: foreign ? headings.line : null,
  }
  return { ok: true, cursor: opened, rows: null, sheets: [] }
}

/** The same head with fewer records, to know where the next begins, or with another separator. */
async function readHeadAgain(
  files: Pick<Files, 'read'>,
  file: StoredFile,
  entries: number,
  separator: Delimiter,
): Promise<ListHead> {
  const read = await readHead(files, file, entries, separator)
  if (!read.ok) throw new Error(`the head of ${file.fileKey} changed`)
  return read.head
}

async function openWorkbookList(
  files: Pick<Files, 'read' | 'put' | 'delete'>,
  file: StoredFile,
  cursor: ImportCursor,
  members: ZipMember[],
  defaultRegion: string,
  { maxRows, onlyRows }: OpenOptions,
): Promise<OpenedList> {
  const converted = await convertWorkbook(files, file, members, { sheet: cursor.sheet ?? null, maxRows, onlyRows })
  if (!converted.ok) return converted
  const { sheet, sheets, lines, rows } = converted
  const format: ListFormat = { kind: 'rows', sheet, pieces: lines.pieces }
  const head = await readLines(files, lines, START, HEAD_ROWS, rowEntry)
  const picked = pick(head.entries, cursor.request, defaultRegion)
  if (!picked.ok) return refuse(picked, head.entries, format, sheets)
  const { next } = await readLines(files, lines, START, picked.index + 1, rowEntry)
  return {
    ok: true,
    cursor: { ...cursor, ...next, format, mapping: picked.mapping },
    rows: Math.max(rows - picked.index - 1, 0),
    sheets,
  }
}

function pick(
  entries: readonly Entry[],
  request: MappingRequest | null,
  defaultRegion: string,
): PickedHeadings | { ok: false; message: string; index: number } {
  const [first] = entries
  if (!first) return { ok: false, index: 0, message: 'The file has no text in it.' }
  if (first.kind === 'broken')
    return { ok: false, index: 0, message: `The row of headings cannot be read. ${first.message}` }
  const readable = entries.findIndex((it) => it.kind === 'broken')
  const rows = (readable < 0 ? entries : entries.slice(0, readable)).map((it) => (it.kind === 'record' ? it.cells : []))
  return pickHeadings(rows, request, defaultRegion)
}

function refuse(
  { message, index }: { message: string; index: number },
  entries: readonly Entry[],
  format: ListFormat,
  sheets: string[],
): OpenedList {
  const headings = entries[index]
  if (headings?.kind !== 'record') return { ok: false, failure: message }
  const below = entries.slice(index + 1).flatMap((it) => (it.kind === 'record' ? [it.cells] : []))
  return {
    ok: false,
    failure: message,
    headings: { cells: headings.cells.slice(0, MAX_COLUMNS), below, format, sheets },
  }
}
