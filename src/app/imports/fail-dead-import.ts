import type { Deps } from '../deps.ts'

/** Ends an import whose message failed for good, and says what to do. One that went on since then is left alone. */
export async function failDeadImport(
  deps: Pick<Deps, 'imports' | 'clock' | 'log'>,
  message: { importId: string; orgId: string; chunk: number },
): Promise<void> {
  const { importId, orgId } = message
  const entry = await deps.imports.find(orgId, importId)
  if (!entry || entry.chunk !== message.chunk) return
  const failure =
    entry.processed === 0
      ? 'The list could not be read for a technical reason. Nothing was imported; upload it again.'
      : `Reading stopped for a technical reason before line ${entry.cursor.line}. The ${entry.processed} rows before it are imported; upload the list again for the rest: people already there are recognised and not added twice.`
  if (await deps.imports.fail(orgId, importId, failure, deps.clock.now()))
    deps.log.error('import.failed', { org_id: orgId, import_id: importId, chunk: message.chunk })
}
