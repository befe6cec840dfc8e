import type { Files } from '../../ports.ts'
import { type Entry, MAX_RECORD_BYTES, WINDOW_BYTES } from './read-records.ts'
import { readWindow } from './read-window.ts'
import type { StoredFile } from './stored-file.ts'

/** A place in a file of lines. */
interface LinePlace {
  offset: number
  line: number
  insideLine: boolean
}

const LF = 0x0a

/** Entries out of a file in which each line is one, from `place` on, at most one window of them. Blank lines are none. */
export async function readLines(
  files: Pick<Files, 'read'>,
  file: StoredFile,
  place: LinePlace,
  maxEntries: number,
  read: (text: string, line: number) => Entry,
): Promise<{ entries: Entry[]; next: LinePlace; done: boolean }> {
  const { bytes, atEnd } = await readWindow(files, file, 'utf-8', place.offset, WINDOW_BYTES)
  const decoder = new TextDecoder()
  const entries: Entry[] = []
  let { line, insideLine } = place
  let at = 0
  while (at < bytes.length && entries.length < maxEntries) {
    const end = bytes.indexOf(LF, at)
    const isWhole = end >= 0 || atEnd
    if (!isWhole && bytes.length - at <= MAX_RECORD_BYTES) break
    const to = end < 0 ? bytes.length : end
    if (!insideLine) {
      const isLong = to - at > MAX_RECORD_BYTES
      const text = decoder.decode(bytes.subarray(at, isLong ? at + 2000 : to)).trim()
      if (isLong) entries.push(tooLong(line, text))
      else if (text !== '') entries.push(read(text, line))
    }
    insideLine = !isWhole
    at = end < 0 ? bytes.length : end + 1
    // Rows of a sheet bring their own numbers.
    if (isWhole) line = Math.max(line, entries.at(-1)?.line ?? 0) + 1
  }
  if (at === 0 && bytes.length > 0) throw new Error(`reading stands still at byte ${place.offset}`)
  return { entries, next: { offset: place.offset + at, line, insideLine }, done: atEnd && at === bytes.length }
}

function tooLong(line: number, text: string): Entry {
  return { kind: 'broken', line, code: 'row_too_long', message: 'The line is longer than 1 MB; it was left out.', text }
}

/** `[row, ["cell", …]]`, as `convertWorkbook` writes it; the line is that of the sheet. */
export function rowEntry(text: string): Entry {
  const [line, cells, broken] = JSON.parse(text) as [number, string[], string?]
  if (broken === undefined) return { kind: 'record', line, cells, windows1252: false }
  const message = 'The texts of the row are too long together; it was left out.'
  return { kind: 'broken', line, code: 'row_too_long', message, text: cells[0] ?? '' }
}

/** A person as JSON: one cell, judged by what reads JSON. */
export function itemEntry(text: string, line: number): Entry {
  return { kind: 'record', line, cells: [text], windows1252: false }
}
