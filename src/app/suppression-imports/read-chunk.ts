import { readListRow } from '../../domain/suppression-list/rows.ts'
import type { Files } from '../../ports.ts'
import type { ReportedRow } from '../imports/error-report.ts'
import { readEntries } from '../imports/read-entries.ts'
import type { OpenCursor } from './open.ts'
import type { ListedValue, SuppressionImportCursor } from './store.ts'

export interface ReadListChunk {
  /** Rows read: blank ones are none. */
  rows: number
  rejected: number
  values: ListedValue[]
  reported: ReportedRow[]
  /** Where the next chunk begins. */
  cursor: SuppressionImportCursor
  /** The file has been read to its end. */
  done: boolean
}

/** Reads the next rows of an opened list and gives each its verdict; at most `maxRows`. */
export async function readListChunk(
  files: Pick<Files, 'read'>,
  fileKey: string,
  cursor: OpenCursor,
  defaultRegion: string,
  maxRows: number,
): Promise<ReadListChunk> {
  const { columns, channel } = cursor
  const context = { channel, defaultRegion }
  const file = { fileKey, pieces: cursor.pieces }
  const read = await readEntries(
    files,
    file,
    cursor,
    maxRows,
    (cells) => (readListRow(cells, columns, context)?.values.length ?? 0) > 0,
  )
  const chunk: ReadListChunk = {
    rows: 0,
    rejected: 0,
    values: [],
    reported: [],
    cursor: { ...cursor, ...read.next },
    done: read.done,
  }
  for (const it of read.entries) {
    if (it.kind === 'broken') {
      const { line, code, message } = it
      chunk.rows++
      chunk.rejected++
      chunk.reported.push({ cells: [it.text], errors: [{ line, column: '', code, message }] })
      continue
    }
    const row = readListRow(it.cells, columns, context)
    if (row === null) continue
    chunk.rows++
    if (row.values.length === 0) chunk.rejected++
    if (row.notes.length > 0)
      chunk.reported.push({ cells: it.cells, errors: row.notes.map((note) => ({ line: it.line, ...note })) })
    const { reason, evidence } = row
    row.values.forEach((value, place) => {
      chunk.values.push({ ...value, line: it.line, place, reason, evidence })
    })
  }
  return chunk
}
