import type { Deps } from '../deps.ts'
import type { ReportedRow } from './error-report.ts'

/**
 * Keeps what is to be said of a chunk's rows, under a name of its own: of two deliveries of a chunk only the one that commits has its
 * list kept.
 * @returns the key of the file; null when there is nothing to say
 */
export async function saveErrors(
  deps: Pick<Deps, 'files' | 'ids'>,
  folder: string,
  reported: readonly ReportedRow[],
): Promise<string | null> {
  if (reported.length === 0) return null
  const key = `${folder}/${deps.ids.next('err')}`
  const body = reported.map((row) => `${JSON.stringify(row)}\n`).join('')
  await deps.files.put(key, body, { contentType: 'application/x-ndjson' })
  return key
}
