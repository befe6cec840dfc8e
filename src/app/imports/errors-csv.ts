import type { Actor, Deps } from '../deps.ts'
import { csvLine, UTF8_MARK } from './csv-text.ts'
import type { ReportedRow } from './error-report.ts'
import { getImport } from './get-import.ts'

/**
 * Every row something is to be said of, as it was in the list, with line, column and reason behind it: to be mended and uploaded again.
 * Piece by piece, so that it may be as long as the list.
 * @throws AppError `not_found`
 */
export async function errorsCsv(
  deps: Pick<Deps, 'imports' | 'files'>,
  actor: Actor,
  importId: string,
): Promise<AsyncGenerator<string>> {
  const entry = await getImport(deps, actor, importId)
  const headings = (entry.cursor.mapping ?? []).map((column) => column.header)
  return reportedLines(deps.files, entry.cursor.errorKeys, headings)
}

/** The stored error lists as one CSV, piece by piece. */
export async function* reportedLines(
  files: Pick<Deps['files'], 'read'>,
  keys: string[],
  headings: string[],
): AsyncGenerator<string> {
  yield UTF8_MARK + csvLine([...headings, 'error_line', 'error_column', 'error_reason'])
  for (const key of keys) {
    const file = await files.read(key)
    if (!file) continue
    const text = await new Response(file.body).text()
    const rows = text.split('\n').filter((line) => line !== '')
    yield rows.map((line) => reportedLine(JSON.parse(line) as ReportedRow, headings.length)).join('')
  }
}

function reportedLine({ cells, errors }: ReportedRow, width: number): string {
  // A row with more cells than headings keeps them in its last column, so that line and reason stand in theirs.
  const row = cells.length > width ? [...cells.slice(0, width - 1), cells.slice(width - 1).join(' ')] : [...cells]
  while (row.length < width) row.push('')
  const columns = [...new Set(errors.map((error) => error.column))].filter((column) => column !== '')
  return csvLine([...row, String(errors[0]!.line), columns.join(', '), errors.map((error) => error.message).join(' ')])
}
