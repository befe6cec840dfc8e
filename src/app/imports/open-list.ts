import type { Encoding } from '../../domain/lead-file/decode.ts'
import type { Delimiter } from '../../domain/lead-file/delimiter.ts'
import { type Mapping, mapColumns } from '../../domain/lead-file/mapping.ts'
import type { Files } from '../../ports.ts'
import { readHead } from './read-head.ts'
import type { Import, ImportCursor } from './store.ts'

export type OpenedList =
  | { ok: true; cursor: ImportCursor & { format: { encoding: Encoding; delimiter: Delimiter }; mapping: Mapping } }
  | { ok: false; failure: string }

/** Looks at the head of the file: what it is written in, what its columns are, and where the first person begins. */
export async function openList(files: Pick<Files, 'read'>, entry: Import, defaultRegion: string): Promise<OpenedList> {
  const { cursor } = entry
  const read = await readHead(files, { fileKey: entry.fileKey, pieces: cursor.pieces }, 1)
  if (!read.ok) return read
  const { format, entries, next } = read.head
  const first = entries[0]!
  if (first.kind === 'broken') return { ok: false, failure: `The row of headings cannot be read. ${first.message}` }
  const mapped = mapColumns(first.cells, cursor.request, defaultRegion)
  if (!mapped.ok) return { ok: false, failure: mapped.message }
  return {
    ok: true,
    cursor: {
      ...cursor,
      ...next,
      format,
      mapping: mapped.mapping,
      windows1252Line: first.windows1252 ? first.line : null,
    },
  }
}
