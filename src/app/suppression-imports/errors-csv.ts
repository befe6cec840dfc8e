import type { Actor, Deps } from '../deps.ts'
import { reportedLines } from '../imports/errors-csv.ts'
import { getSuppressionImport } from './get.ts'

/** Every row something is to be said of, with line, column and reason behind it, to be mended and uploaded again. @throws AppError `not_found` */
export async function suppressionErrorsCsv(
  deps: Pick<Deps, 'suppressionImports' | 'files'>,
  actor: Actor,
  importId: string,
): Promise<AsyncGenerator<string>> {
  const { cursor } = await getSuppressionImport(deps, actor, importId)
  const headings = (cursor.columns ?? []).map((column) => column.header)
  return reportedLines(deps.files, cursor.errorKeys, headings)
}
