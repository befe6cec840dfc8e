import type { Files } from '../../../ports.ts'
import { PieceWriter } from '../store-pieces.ts'
import type { StoredFile } from '../stored-file.ts'
import { ListError, orFailure } from './list-error.ts'
import { openWorkbook, type Sheet, type Workbook } from './open-workbook.ts'
import { readMember, type ZipMember } from './open-zip.ts'
import { readSheet, type SheetRow } from './read-sheet.ts'
import { readSharedStrings, type SharedStrings } from './shared-strings.ts'

/**
 * A sheet of a workbook made into lines `[row, ["cell", …]]` in the file store, which can be read from any place as a CSV file can: a
 * workbook itself can only be read from its beginning. The same file gives the same lines, so a conversion that was broken off is
 * simply done again.
 */
export interface ConvertedSheet {
  sheet: string
  /** All that can be chosen, hidden ones last. */
  sheets: string[]
  /** The lines: `<file key>.0`, `.1`, … */
  lines: StoredFile
  /** Rows that hold something, headings with them; reckoned by size when not all were wanted. */
  rows: number
}

export interface ConvertOptions {
  /** null: the first visible one with rows. */
  sheet: string | null
  /** More below the headings are refused. */
  maxRows: number
  /** Rows that are wanted, for a look; null: all. */
  onlyRows: number | null
}

const MAX_STRINGS_BYTES = 512 * 1024 * 1024
const MAX_SHEET_BYTES = 1024 * 1024 * 1024
/** Of the lines: a sheet of half a million rows has a tenth of it. */
const MAX_LINES_BYTES = 512 * 1024 * 1024

/** Where the lines of a converted file lie. */
export const linesKey = (fileKey: string): string => `${fileKey}.rows`

export function convertWorkbook(
  files: Pick<Files, 'read' | 'put' | 'delete'>,
  file: StoredFile,
  members: readonly ZipMember[],
  options: ConvertOptions,
): Promise<({ ok: true } & ConvertedSheet) | { ok: false; failure: string }> {
  return orFailure(async () => {
    const workbook = await openWorkbook(files, file, members)
    const candidates = chooseSheets(workbook, options.sheet)
    const strings = workbook.strings
      ? await readSharedStrings(readMember(files, file, workbook.strings, MAX_STRINGS_BYTES))
      : null
    const sheets = [...workbook.sheets].sort((a, b) => Number(a.hidden) - Number(b.hidden)).map((sheet) => sheet.name)
    for (const sheet of candidates) {
      const converted = await convertSheet(files, file, workbook, sheet, strings, options)
      if (converted.rows > 0) return { ...converted, sheet: sheet.name, sheets }
    }
    throw new ListError(
      options.sheet === null ? 'The workbook has no sheet with rows in it.' : `The sheet "${options.sheet}" is empty.`,
    )
  })
}

function chooseSheets({ sheets }: Workbook, wanted: string | null): Sheet[] {
  if (wanted !== null) {
    const key = wanted.trim().toLowerCase()
    const named = sheets.find((sheet) => sheet.name.trim().toLowerCase() === key)
    if (named) return [named]
    const names = sheets.slice(0, 20).map((sheet) => `"${sheet.name}"`)
    throw new ListError(`The workbook has no sheet "${wanted.slice(0, 60)}". It has: ${names.join(', ')}.`)
  }
  const visible = sheets.filter((sheet) => !sheet.hidden)
  return visible.length > 0 ? visible : sheets
}

async function convertSheet(
  files: Pick<Files, 'read' | 'put' | 'delete'>,
  file: StoredFile,
  workbook: Workbook,
  sheet: Sheet,
  strings: SharedStrings | null,
  { maxRows, onlyRows }: ConvertOptions,
): Promise<Pick<ConvertedSheet, 'lines' | 'rows'>> {
  const fileKey = linesKey(file.fileKey)
  const writer = new PieceWriter(files, fileKey, 'application/x-ndjson')
  const context = { strings, kinds: workbook.kinds, date1904: workbook.date1904 }
  const encoder = new TextEncoder()
  let count = 0
  let seen = 0
  let bytes = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of readMember(files, file, sheet.member, MAX_SHEET_BYTES)) {
      bytes += chunk.length
      yield chunk
    }
  }
  try {
    await readSheet(counted(), context, async (rows) => {
      const wanted = onlyRows === null ? rows : rows.slice(0, onlyRows - count)
      seen += rows.length
      count += wanted.length
      if (count - 1 > maxRows)
        throw new ListError(`The sheet has more than ${maxRows} rows. Split it into several lists.`)
      await writer.write(encoder.encode(wanted.map(lineOf).join('')))
      if (writer.bytes > MAX_LINES_BYTES)
        throw new ListError(
          'The sheet holds too much text. Remove the columns the campaign does not need, or save it as CSV.',
        )
      return onlyRows === null || count < onlyRows
    })
    // What was not read has rows like those that were.
    const rows = bytes === sheet.member.bytes ? count : Math.round((seen * sheet.member.bytes) / bytes)
    return { lines: { fileKey, pieces: await writer.end() }, rows }
  } catch (error) {
    await writer.discard()
    throw error
  }
}

function lineOf({ line, cells, tooLong }: SheetRow): string {
  return `${JSON.stringify(tooLong ? [line, cells, 'row_too_long'] : [line, cells])}\n`
}
