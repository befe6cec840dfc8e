import type { Encoding } from '../../domain/lead-file/decode.ts'
import type { Files } from '../../ports.ts'
import { linesKey } from './convert/convert-workbook.ts'
import { itemEntry, readLines, rowEntry } from './read-lines.ts'
import { type Entry, readRecords, WINDOW_BYTES } from './read-records.ts'
import { readWindow } from './read-window.ts'
import type { ListFormat } from './store.ts'
import type { StoredFile } from './stored-file.ts'

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

export interface EntriesRead {
  entries: Entry[]
  next: ReadingPlace
  done: boolean
}

/** A text with separators, or a file of lines that needs no more said. */
export type EntryFormat = { kind?: 'csv'; encoding: Encoding; delimiter: string } | Exclude<ListFormat, { kind: 'csv' }>

/**
 * Reads the next records of a stored list, at most one window of them. Of a workbook they are the rows of its sheet; of lines of JSON each
 * is one cell. `isRow` as in `readRecords`.
 */
export async function readEntries(
  files: Pick<Files, 'read'>,
  file: StoredFile,
  place: ReadingPlace & { format: EntryFormat },
  maxEntries: number,
  isRow: (cells: string[]) => boolean,
): Promise<EntriesRead> {
  const { format, windows1252Line } = place
  switch (format.kind) {
    case 'rows': {
      const lines = { fileKey: linesKey(file.fileKey), pieces: format.pieces }
      const read = await readLines(files, lines, place, maxEntries, rowEntry)
      return { ...read, next: { ...read.next, windows1252Line } }
    }
    case 'items': {
      const read = await readLines(files, file, place, maxEntries, itemEntry)
      return { ...read, next: { ...read.next, windows1252Line } }
    }
    case 'contacts':
      throw new Error('the address book is no file')
    default:
      return readText(files, file, { ...place, format }, maxEntries, isRow)
  }
}

async function readText(
  files: Pick<Files, 'read'>,
  file: StoredFile,
  place: ReadingPlace & { format: { encoding: Encoding; delimiter: string } },
  maxEntries: number,
  isRow: (cells: string[]) => boolean,
): Promise<EntriesRead> {
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
