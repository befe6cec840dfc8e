import { detectKind, type Encoding } from '../../domain/lead-file/decode.ts'
import { type Delimiter, detectDelimiter } from '../../domain/lead-file/delimiter.ts'
import type { Files } from '../../ports.ts'
import { type Entry, readRecords, WINDOW_BYTES } from './read-records.ts'
import { readWindow } from './read-window.ts'

const HEAD_BYTES = 64 * 1024

/** A place in the file at which a record begins. */
export interface Place {
  /** Bytes of the file as uploaded. */
  offset: number
  line: number
}

export interface ListHead {
  format: { encoding: Encoding; delimiter: Delimiter }
  /** The first records, at least one. */
  entries: Entry[]
  /** Where the first of them begins, marks and hints passed over. */
  start: Place
  /** Where the record behind the last of them begins. */
  next: Place
}

/**
 * Looks at the beginning of a stored file: what it is written in, and its first records.
 * @param separator in place of the one its first line tells of
 */
export async function readHead(
  files: Pick<Files, 'read'>,
  file: { fileKey: string; pieces: number[] },
  maxEntries: number,
  separator: Delimiter | null = null,
): Promise<{ ok: true; head: ListHead } | { ok: false; failure: string }> {
  const head = await readWindow(files, file, 'utf-8', 0, HEAD_BYTES)
  const kind = detectKind(head.bytes)
  if (!kind.ok) return { ok: false, failure: kind.message }
  const { encoding, bomBytes } = kind
  const window = await readWindow(files, file, encoding, bomBytes, WINDOW_BYTES)
  const top = window.bytes.subarray(0, HEAD_BYTES)
  const found = detectDelimiter(new TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(top))
  const { skip } = found
  const delimiter = separator ?? found.delimiter
  const line = skip > 0 ? 2 : 1
  const read = readRecords(window.bytes.subarray(skip), { delimiter, line, atEnd: window.atEnd, maxEntries })
  if (read.entries.length === 0) return { ok: false, failure: 'The file has no text in it.' }
  return {
    ok: true,
    head: {
      format: { encoding, delimiter },
      entries: read.entries,
      start: { offset: bomBytes + window.sourceLength(skip), line },
      next: { offset: bomBytes + window.sourceLength(skip + read.consumed), line: read.line },
    },
  }
}
