import { findColumns, SAMPLE_ROWS } from '../../domain/suppression-list/columns.ts'
import type { Files } from '../../ports.ts'
import { readHead } from '../imports/read-head.ts'
import type { SuppressionImport, SuppressionImportCursor } from './store.ts'

export type OpenCursor = SuppressionImportCursor & {
  format: NonNullable<SuppressionImportCursor['format']>
  columns: NonNullable<SuppressionImportCursor['columns']>
}

/** Looks at the head of a do-not-call list: what it is written in, what its columns are, and where its first row begins. */
export async function openSuppressionList(
  files: Pick<Files, 'read'>,
  entry: SuppressionImport,
  defaultRegion: string,
): Promise<{ ok: true; cursor: OpenCursor } | { ok: false; failure: string }> {
  const { cursor } = entry
  const file = { fileKey: entry.fileKey, pieces: cursor.pieces }
  const sample = await readHead(files, file, SAMPLE_ROWS)
  if (!sample.ok) return sample
  const rows = sample.head.entries.flatMap((it) => (it.kind === 'record' ? [it.cells] : []))
  if (rows.length === 0) return { ok: false, failure: 'No line of the beginning of the file can be read.' }
  const found = findColumns(rows, defaultRegion)
  if (!found.ok) return { ok: false, failure: found.message }
  const { format, start } = sample.head
  const opened = { ...cursor, ...start, format, columns: found.columns }
  if (!found.hasHeadings) return { ok: true, cursor: opened }
  const headings = await readHead(files, file, 1)
  return headings.ok ? { ok: true, cursor: { ...opened, ...headings.head.next } } : headings
}
