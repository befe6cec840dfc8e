import { detectKind, type Encoding } from '../../domain/lead-file/decode.ts'
import { type Delimiter, detectDelimiter } from '../../domain/lead-file/delimiter.ts'
import { type Mapping, mapColumns } from '../../domain/lead-file/mapping.ts'
import type { Files } from '../../ports.ts'
import { readRecords, WINDOW_BYTES } from './read-records.ts'
import { readWindow } from './read-window.ts'
import type { Import, ImportCursor } from './store.ts'

const HEAD_BYTES = 64 * 1024

export type OpenedList =
  | { ok: true; cursor: ImportCursor & { format: { encoding: Encoding; delimiter: Delimiter }; mapping: Mapping } }
  | { ok: false; failure: string }

/** Looks at the head of the file: what it is written in, what its columns are, and where the first person begins. */
export async function openList(files: Pick<Files, 'read'>, entry: Import, defaultRegion: string): Promise<OpenedList> {
  const { cursor } = entry
  const file = { fileKey: entry.fileKey, pieces: cursor.pieces }
  const head = await readWindow(files, file, 'utf-8', 0, HEAD_BYTES)
  const kind = detectKind(head.bytes)
  if (!kind.ok) return { ok: false, failure: kind.message }
  const { encoding, bomBytes } = kind
  const window = await readWindow(files, file, encoding, bomBytes, WINDOW_BYTES)
  const top = window.bytes.subarray(0, HEAD_BYTES)
  const { delimiter, skip } = detectDelimiter(new TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(top))
  const lines = skip > 0 ? 1 : 0
  const { entries, consumed, line } = readRecords(window.bytes.subarray(skip), {
    delimiter,
    line: 1 + lines,
    atEnd: window.atEnd,
    maxEntries: 1,
  })
  const first = entries[0]
  if (!first) return { ok: false, failure: 'The file has no text in it.' }
  if (first.kind === 'broken') return { ok: false, failure: `The row of headings cannot be read. ${first.message}` }
  const mapped = mapColumns(first.cells, cursor.request, defaultRegion)
  if (!mapped.ok) return { ok: false, failure: mapped.message }
  return {
    ok: true,
    cursor: {
      ...cursor,
      format: { encoding, delimiter },
      mapping: mapped.mapping,
      offset: bomBytes + window.sourceLength(skip + consumed),
      line,
      windows1252Line: first.windows1252 ? first.line : null,
    },
  }
}
