import type { Encoding } from '../../domain/lead-file/decode.ts'
import type { Mapping } from '../../domain/lead-file/mapping.ts'
import { type LeadRow, type RowContext, type RowNote, readRow } from '../../domain/lead-file/rows.ts'
import type { Files } from '../../ports.ts'
import { readEntries } from './read-entries.ts'
import type { Import, ImportCursor } from './store.ts'

/** A row with its verdict, waiting for what the address book says of it. */
export type ReadRow =
  | { kind: 'lead'; line: number; cells: string[]; lead: LeadRow; notes: RowNote[] }
  | { kind: 'rejected'; line: number; cells: string[]; notes: { column: string; code: string; message: string }[] }

export interface ReadChunk {
  rows: ReadRow[]
  /** Where the next chunk begins. */
  cursor: ImportCursor
  /** The file has been read to its end. */
  done: boolean
}

/** Rows of one chunk at most: one transaction, about half a second of the database. */
export const CHUNK_ROWS = 5_000

/** Reads the next rows of an opened list and gives each its verdict. */
export async function readChunk(
  files: Pick<Files, 'read'>,
  entry: Import,
  cursor: ImportCursor & { format: { encoding: Encoding; delimiter: string }; mapping: Mapping },
  context: RowContext,
  maxRows: number = CHUNK_ROWS,
): Promise<ReadChunk> {
  const { mapping } = cursor
  const file = { fileKey: entry.fileKey, pieces: cursor.pieces }
  const read = await readEntries(files, file, cursor, maxRows, (cells) => {
    const verdict = readRow(cells, mapping, context)
    return verdict.verdict === 'lead' && verdict.skip === null && cells.length === mapping.length
  })
  const rows: ReadRow[] = []
  for (const it of read.entries) {
    if (it.kind === 'broken') {
      const note = { column: '', code: it.code, message: it.message }
      rows.push({ kind: 'rejected', line: it.line, cells: [it.text], notes: [note] })
      continue
    }
    const { line, cells } = it
    const verdict = readRow(cells, mapping, context)
    if (verdict.verdict === 'lead') rows.push({ kind: 'lead', line, cells, lead: verdict.lead, notes: verdict.notes })
    else if (verdict.verdict === 'rejected') rows.push({ kind: 'rejected', line, cells, notes: verdict.errors })
  }
  return { rows, done: read.done, cursor: { ...cursor, ...read.next } }
}
