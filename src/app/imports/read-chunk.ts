import type { Mapping } from '../../domain/lead-file/mapping.ts'
import { type RowContext, type RowNote, type RowVerdict, readRow } from '../../domain/lead-file/rows.ts'
import type { Deps } from '../deps.ts'
import { itemReader } from '../leads/read-item.ts'
import type { IntakeRow } from './plan-leads.ts'
import { readContacts } from './read-contacts.ts'
import { readEntries } from './read-entries.ts'
import type { Entry } from './read-records.ts'
import type { Import, ImportCursor, ListFormat } from './store.ts'

/** A row with its verdict, waiting for what the address book says of it. */
export type ReadRow =
  | { kind: 'lead'; line: number; cells: string[]; lead: IntakeRow; notes: RowNote[] }
  | { kind: 'rejected'; line: number; cells: string[]; notes: { column: string; code: string; message: string }[] }

export interface ReadChunk {
  rows: ReadRow[]
  /** Where the next chunk begins. */
  cursor: ImportCursor
  /** The file has been read to its end. */
  done: boolean
}

export type OpenCursor = ImportCursor & { format: ListFormat; mapping: Mapping }

/** Rows of one chunk at most: one transaction, about half a second of the database. */
export const CHUNK_ROWS = 5_000

/** Reads the next rows of an opened list and gives each its verdict. */
export async function readChunk(
  deps: Pick<Deps, 'files' | 'contacts'>,
  entry: Pick<Import, 'orgId' | 'fileKey'>,
  cursor: OpenCursor,
  context: RowContext,
  maxRows: number = CHUNK_ROWS,
): Promise<ReadChunk> {
  const { format, mapping } = cursor
  if (format.kind === 'contacts') return readContacts(deps, entry, cursor, maxRows)
  const file = { fileKey: entry.fileKey, pieces: cursor.pieces }
  const isRow = (cells: string[]) => {
    const verdict = readRow(cells, mapping, context)
    return verdict.verdict === 'lead' && verdict.skip === null && cells.length === mapping.length
  }
  const read = await readEntries(deps.files, file, { ...cursor, format }, maxRows, isRow)
  const items = format.kind === 'items' ? itemReader(context, cursor.request) : null
  const verdictOf = (cells: string[]): RowVerdict =>
    items ? items.readLine(cells[0] ?? '') : readRow(cells, mapping, context)
  const rows = read.entries.flatMap((it) => toRow(it, verdictOf))
  return { rows, done: read.done, cursor: { ...cursor, ...read.next } }
}

function toRow(entry: Entry, verdictOf: (cells: string[]) => RowVerdict): ReadRow[] {
  if (entry.kind === 'broken') {
    const note = { column: '', code: entry.code, message: entry.message }
    return [{ kind: 'rejected', line: entry.line, cells: [entry.text], notes: [note] }]
  }
  const { line, cells } = entry
  const verdict = verdictOf(cells)
  switch (verdict.verdict) {
    case 'lead':
      return [{ kind: 'lead', line, cells, lead: verdict.lead, notes: verdict.notes }]
    case 'rejected':
      return [{ kind: 'rejected', line, cells, notes: verdict.errors }]
    case 'blank':
      return []
  }
}
