import { MAX_COLUMNS } from '../../../domain/lead-file/mapping.ts'
import { cellPlace, dateText, numberText, SHEET_COLUMNS, unescapeText } from '../../../domain/workbook/cell-text.ts'
import type { NumberKind } from '../../../domain/workbook/number-format.ts'
import { ListError } from './list-error.ts'
import { type Attributes, readXml } from './read-xml.ts'
import type { SharedStrings } from './shared-strings.ts'

/** A row of a sheet that holds something. */
export interface SheetRow {
  /** As the sheet numbers its rows, from 1. */
  line: number
  cells: string[]
  /** Its texts together are longer than a person's row can be; `cells` is the beginning. */
  tooLong: boolean
}

export interface SheetContext {
  strings: SharedStrings | null
  kinds: readonly NumberKind[]
  date1904: boolean
}

/** Characters of a row together; the same limit as for a line of a CSV file, which counts bytes. */
const MAX_ROW_LENGTH = 300_000

/**
 * Reads the rows of a sheet as it is unpacked. A formula counts as the value it last had; an error (`#N/A`) is an empty cell. Hidden rows
 * are rows too: a filter hides them, and a CSV file would hold them.
 * @param take gets the rows in order, some at a time; `false` ends the reading
 * @throws ListError
 */
export async function readSheet(
  chunks: AsyncIterable<Uint8Array>,
  context: SheetContext,
  take: (rows: SheetRow[]) => Promise<boolean>,
): Promise<void> {
  const reader = new SheetReader(context)
  await readXml(chunks, {
    open: (name, attributes) => reader.open(name, attributes),
    text: (text) => reader.text(text),
    close: (name) => reader.close(name),
    pause: async () => {
      if (reader.rows.length === 0) return true
      const rows = reader.rows
      reader.rows = []
      return take(rows)
    },
  })
}

class SheetReader {
  rows: SheetRow[] = []
  private readonly context: SheetContext
  private line = 0
  private cells: string[] = []
  private length = 0
  private column = -1
  private type = 'n'
  private style = 0
  private value = ''
  private reading = false
  private phonetic = 0
  private inRow = false
  private inCell = false

  constructor(context: SheetContext) {
    this.context = context
  }

  open(name: string, attributes: Attributes): void {
    switch (name) {
      case 'row': {
        const line = Number(attributes.r)
        this.line = Number.isInteger(line) && line > this.line ? line : this.line + 1
        this.cells = []
        this.length = 0
        this.column = -1
        this.inRow = true
        break
      }
      case 'c': {
        if (!this.inRow) break
        const place = attributes.r === undefined ? null : cellPlace(attributes.r)
        this.column = place?.column ?? this.column + 1
        if ((attributes.r !== undefined && place === null) || this.column >= SHEET_COLUMNS)
          throw new ListError(
            `A cell of the sheet has the place "${String(attributes.r).slice(0, 20)}", which no sheet has.`,
          )
        this.type = attributes.t ?? 'n'
        this.style = Number(attributes.s ?? 0)
        this.value = ''
        this.inCell = true
        break
      }
      case 'v':
      case 't':
        this.reading = this.inCell && this.phonetic === 0
        break
      case 'rPh':
        this.phonetic++
        break
    }
  }

  text(text: string): void {
    if (this.reading && this.value.length <= MAX_ROW_LENGTH) this.value += text
  }

  close(name: string): void {
    switch (name) {
      case 'v':
      case 't':
        this.reading = false
        break
      case 'rPh':
        this.phonetic--
        break
      case 'c':
        this.endCell()
        break
      case 'row':
        this.endRow()
        break
    }
  }

  private endCell(): void {
    if (!this.inCell) return
    this.inCell = false
    const text = this.cellText()
    if (text === '') return
    this.length += text.length
    // Cells beyond the last column a list may have are only told by there being one more.
    const column = Math.min(this.column, MAX_COLUMNS)
    while (this.cells.length < column) this.cells.push('')
    if (this.length <= MAX_ROW_LENGTH) this.cells[column] = text
  }

  private cellText(): string {
    const { value } = this
    switch (this.type) {
      case 's':
        return value === '' ? '' : (this.context.strings?.get(Number(value)) ?? '')
      case 'str':
      case 'inlineStr':
        return unescapeText(value)
      case 'b':
        return value.trim() === '' ? '' : /^(?:1|true)$/.test(value.trim()) ? 'TRUE' : 'FALSE'
      case 'e':
        return ''
      case 'd':
        return value.trim().replace(/T00:00:00(?:\.0+)?Z?$/, '')
      default: {
        if (value.trim() === '') return ''
        const kind = this.context.kinds[this.style] ?? 'number'
        return kind === 'number' ? numberText(value) : dateText(value, kind, this.context.date1904)
      }
    }
  }

  private endRow(): void {
    if (!this.inRow) return
    this.inRow = false
    const { cells, line } = this
    if (cells.every((cell) => cell.trim() === '')) return
    const tooLong = this.length > MAX_ROW_LENGTH
    if (tooLong) this.cells = [cells.join(' ').slice(0, 2000)]
    this.rows.push({ line, cells: this.cells, tooLong })
  }
}
