import type { Deps } from '../deps.ts'

/** Sends the message again for imports that stopped moving, as when a queue lost it. For the cron sweep; harmless when they do move. */
export async function resumeStalledSuppressionImports(
  deps: Pick<Deps, 'suppressionImports' | 'queues' | 'clock' | 'limits'>,
): Promise<number> {
  const before = deps.clock.now() - deps.clock.stretch(deps.limits.importStalledMs)
  const stalled = await deps.suppressionImports.listStalled(before, 100)
  for (const { id, orgId, chunk } of stalled)
    await deps.queues.importChunk({ importId: id, orgId, chunk, kind: 'suppressions' })
  return stalled.length
}
