import type { Encoding } from '../../domain/lead-file/decode.ts'
import type { Files } from '../../ports.ts'
import { type Entry, readRecords, WINDOW_BYTES } from './read-records.ts'
import { readWindow } from './read-window.ts'

/** Where reading goes on. Offsets are bytes of the file as uploaded. */
export interface ReadingPlace {
  offset: number
  /** Line of the file (from 1) that begins at `offset`. */
  line: number
  /** `offset` lies inside a line too long to be read; the rest of it is passed over. */
  insideLine: boolean
  /** First line that was not UTF-8 and was read as Windows-1252. */
  windows1252Line: number | null
}

/** Reads the next records of a stored list, at most one window of them. `isRow` as in `readRecords`. */
export async function readEntries(
  files: Pick<Files, 'read'>,
  file: { fileKey: string; pieces: number[] },
  place: ReadingPlace & { format: { encoding: Encoding; delimiter: string } },
  maxEntries: number,
  isRow: (cells: string[]) => boolean,
): Promise<{ entries: Entry[]; next: ReadingPlace; done: boolean }> {
  const window = await readWindow(files, file, place.format.encoding, place.offset, WINDOW_BYTES)
  const read = readRecords(window.bytes, {
    delimiter: place.format.delimiter,
    line: place.line,
    atEnd: window.atEnd,
    maxEntries,
    insideLine: place.insideLine,
    isRow,
  })
  if (read.consumed === 0 && !window.atEnd) throw new Error(`reading stands still at byte ${place.offset}`)
  const foreign = read.entries.find((it) => it.kind === 'record' && it.windows1252)
  return {
    entries: read.entries,
    next: {
      offset: place.offset + window.sourceLength(read.consumed),
      line: read.line,
      insideLine: read.insideLine,
      windows1252Line: place.windows1252Line ?? foreign?.line ?? null,
    },
    done: window.atEnd && read.consumed === window.bytes.length,
  }
}
