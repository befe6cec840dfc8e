import type { Deps } from '../deps.ts'
import { end } from './process-chunk.ts'

/** Ends an import whose message failed for good, and says what to do. One that went on since then is left alone. */
export async function failDeadSuppressionImport(
  deps: Pick<Deps, 'suppressionImports' | 'clock' | 'ids' | 'log'>,
  message: { importId: string; orgId: string; chunk: number },
): Promise<void> {
  const entry = await deps.suppressionImports.find(message.orgId, message.importId)
  if (!entry || entry.chunk !== message.chunk) return
  const failure =
    entry.processed === 0
      ? 'The list could not be read for a technical reason. Nothing was imported; upload it again.'
      : `Reading stopped for a technical reason before line ${entry.cursor.line}. The ${entry.processed} rows before it are on the list; upload the file again for the rest.`
  await end(deps, entry, failure)
  deps.log.error('suppression_import.failed', { import_id: entry.id, chunk: message.chunk })
}
