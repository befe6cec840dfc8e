import { parse } from 'csv-parse/sync'
import { decodeWindows1252 } from '../../domain/lead-file/decode.ts'

/**
 * Records out of a window of a file, with exact places: where each begins and where reading must go on. Parsing is csv-parse's, strict.
 * What strict parsing refuses is looked at one line at a time, because a quotation mark that is opened and never closed would make
 * one record of everything behind it: the line is read leniently if it can stand alone (`5" pipe`), else reported and left out, and
 * reading goes on with the next line. So a broken line costs that line and nothing else.
 */

/** A longer record is not a person. */
export const MAX_RECORD_BYTES = 1024 * 1024
/** Twice the longest record: a window that begins at a record always holds it whole, or shows that it is too long. */
export const WINDOW_BYTES = 2 * MAX_RECORD_BYTES

export type Entry =
  | { kind: 'record'; line: number; cells: string[]; windows1252: boolean }
  | { kind: 'broken'; line: number; code: 'unclosed_quote' | 'row_too_long'; message: string; text: string }

export interface Records {
  entries: Entry[]
  /** Bytes of the window dealt with; what is left begins a record. */
  consumed: number
  /** Line that begins there. */
  line: number
  /** The window ends within a line too long to be read; the rest of the line is to be passed over. */
  insideLine: boolean
}

export interface ReadOptions {
  delimiter: string
  /** Line (from 1) at which the window begins. */
  line: number
  /** Nothing follows the window. */
  atEnd: boolean
  maxEntries: number
  /** The window begins within a line that was reported; pass over the rest of it. */
  insideLine?: boolean
  /**
   * True for cells that are surely a row of their own. A record whose quotation marks hold such a line was never meant as one: its first
   * mark is a stray one, and another stray mark further down happened to close it.
   */
  isRow?(cells: string[]): boolean
}

const SWALLOWED = 'SWALLOWED'
/** Lines within one record that are looked at; enough to tell. */
const MAX_INNER_LINES = 20
const LF = 0x0a
const CR = 0x0d

export function readRecords(bytes: Uint8Array, options: ReadOptions): Records {
  const reader = new Reader(bytes, options)
  if (options.insideLine && !reader.passLine()) return reader.result(true)
  while (reader.position < bytes.length && reader.entries.length < options.maxEntries) {
    const error = reader.parseOn()
    if (error === null) break
    const step = reader.recover(error)
    if (step === 'wait') break
    if (step === 'inside') return reader.result(true)
  }
  return reader.result(false)
}

class Reader {
  readonly entries: Entry[] = []
  position = 0
  private line: number
  private readonly bytes: Uint8Array
  private readonly options: ReadOptions

  constructor(bytes: Uint8Array, options: ReadOptions) {
    this.bytes = bytes
    this.options = options
    this.line = options.line
  }

  result(insideLine: boolean): Records {
    return { entries: this.entries, consumed: this.position, line: this.line, insideLine }
  }

  /** Parses until the end, the limit or a fault, whose code it returns. */
  parseOn(): string | null {
    const rest = this.bytes.subarray(this.position)
    const base = this.position
    try {
      parse(rest, {
        ...this.dialect(),
        to: this.options.maxEntries - this.entries.length,
        max_record_size: MAX_RECORD_BYTES,
        on_record: (cells: string[], info: { bytes: number }) => {
          const end = base + info.bytes
          const isWhole = this.options.atEnd || end < this.bytes.length || this.bytes[end - 1] === LF
          if (isWhole && this.swallowsRows(end)) throw Object.assign(new Error('rows in a cell'), { code: SWALLOWED })
          if (isWhole) this.take(cells, end)
          return null
        },
      } as never)
    } catch (error) {
      return errorCode(error)
    }
    // Only blank lines are left, or a record that the window cuts.
    if (this.entries.length < this.options.maxEntries) this.passBreaks()
    return null
  }

  /** Deals with the first line of the record strict parsing stopped at. */
  recover(code: string): 'go_on' | 'wait' | 'inside' {
    this.passBreaks()
    const start = this.position
    const left = this.bytes.length - start
    const isCut = !this.options.atEnd && left <= MAX_RECORD_BYTES
    if (code === 'CSV_QUOTE_NOT_CLOSED' && isCut) return 'wait'
    const end = this.lineEnd()
    const reachesEnd = !this.options.atEnd && end >= this.bytes.length - (this.bytes[end] === CR ? 1 : 0)
    if (reachesEnd && left <= MAX_RECORD_BYTES) return 'wait'
    const text = this.bytes.subarray(start, Math.min(end, start + MAX_RECORD_BYTES))
    if (end - start > MAX_RECORD_BYTES || reachesEnd) {
      this.report('row_too_long', 'The line is longer than 1 MB; it was left out.', text)
    } else {
      const cells = this.parseLine(text)
      if (cells === null) {
        const message =
          'A quotation mark is opened in this line and not closed as it should be; the line was left out and reading went on with the next.'
        this.report('unclosed_quote', message, text)
      } else if (cells.length > 0) {
        this.entries.push({ kind: 'record', line: this.line, ...this.decode(cells, start, end) })
      }
    }
    if (reachesEnd) {
      this.position = this.bytes.length
      return 'inside'
    }
    this.moveTo(this.behindBreak(end))
    return 'go_on'
  }

  /** Moves behind the next line break; false when the window holds none. */
  passLine(): boolean {
    const end = this.lineEnd()
    if (end === this.bytes.length) {
      this.position = end
      return this.options.atEnd
    }
    this.moveTo(this.behindBreak(end))
    return true
  }

  private lineEnd(): number {
    let end = this.position
    while (end < this.bytes.length && this.bytes[end] !== LF && this.bytes[end] !== CR) end++
    return end
  }

  private behindBreak(end: number): number {
    return Math.min(end + (this.bytes[end] === CR && this.bytes[end + 1] === LF ? 2 : 1), this.bytes.length)
  }

  /** Looks at the lines that lie wholly within the record: neither its first nor its last. */
  private swallowsRows(end: number): boolean {
    const { isRow } = this.options
    if (!isRow) return false
    let from = this.bytes.indexOf(LF, this.recordStart()) + 1
    for (let i = 0; i < MAX_INNER_LINES && from > 0; i++) {
      const to = this.bytes.indexOf(LF, from)
      if (to < 0 || to + 1 >= end) return false
      const cells = this.parseLine(this.bytes.subarray(from, to))
      if (cells && isRow(cells)) return true
      from = to + 1
    }
    return false
  }

  private recordStart(): number {
    let start = this.position
    while (this.bytes[start] === LF || this.bytes[start] === CR) start++
    return start
  }

  private take(cells: string[], end: number): void {
    this.passBreaks()
    this.entries.push({ kind: 'record', line: this.line, ...this.decode(cells, this.position, end) })
    this.moveTo(end)
  }

  /** Skips the blank lines before a record, so that its line is where its text begins. */
  private passBreaks(): void {
    let to = this.recordStart()
    // A CR at the end of the window may be half of a CRLF.
    if (!this.options.atEnd && to === this.bytes.length && to > this.position && this.bytes[to - 1] === CR) to--
    this.moveTo(to)
  }

  private moveTo(to: number): void {
    const { bytes } = this
    for (let i = this.position; i < to; i++) {
      if (bytes[i] === LF || (bytes[i] === CR && bytes[i + 1] !== LF)) this.line++
    }
    this.position = to
  }

  private parseLine(text: Uint8Array | string): string[] | null {
    try {
      const rows = parse(text, { ...this.dialect(), relax_quotes: true }) as string[][]
      return rows.length > 1 ? null : (rows[0] ?? [])
    } catch {
      return null
    }
  }

  /** A record that is not UTF-8 is parsed again from its Windows-1252 text. */
  private decode(cells: string[], from: number, to: number): { cells: string[]; windows1252: boolean } {
    if (!cells.some((cell) => cell.includes('\ufffd'))) return { cells, windows1252: false }
    const bytes = this.bytes.subarray(from, to)
    if (isUtf8(bytes)) return { cells, windows1252: false }
    return { cells: this.parseLine(decodeWindows1252(bytes)) ?? cells, windows1252: true }
  }

  private report(code: 'unclosed_quote' | 'row_too_long', message: string, text: Uint8Array): void {
    const shown = text.subarray(0, 2000)
    const decoded = isUtf8(shown) ? new TextDecoder().decode(shown) : decodeWindows1252(shown)
    this.entries.push({ kind: 'broken', line: this.line, code, message, text: decoded })
  }

  private dialect() {
    return {
      delimiter: this.options.delimiter,
      // All three: files pasted together have mixed line ends, and the guess is made from the first line alone.
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
    }
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

function errorCode(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null
  if (typeof code !== 'string') throw error
  return code
}
