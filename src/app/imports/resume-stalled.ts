import type { Deps } from '../deps.ts'

/** Real time; longer than any chunk and all its retries with their delays. */
export const STALLED_AFTER_MS = 5 * 60_000

/** Sends the message again for imports that stopped moving, as when a queue lost it. For the cron sweep; harmless when they do move. */
export async function resumeStalledImports(
  deps: Pick<Deps, 'imports' | 'queues' | 'clock'>,
  stalledAfterMs: number = STALLED_AFTER_MS,
): Promise<number> {
  const stalled = await deps.imports.listStalled(deps.clock.now() - deps.clock.stretch(stalledAfterMs), 100)
  for (const { id, orgId, chunk } of stalled) await deps.queues.importChunk({ importId: id, orgId, chunk })
  return stalled.length
}
