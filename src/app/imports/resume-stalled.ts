import type { Deps } from '../deps.ts'

/** Sends the message again for imports that stopped moving, as when a queue lost it. For the cron sweep; harmless when they do move. */
export async function resumeStalledImports(
  deps: Pick<Deps, 'imports' | 'queues' | 'clock' | 'limits'>,
): Promise<number> {
  const stalled = await deps.imports.listStalled(
    deps.clock.now() - deps.clock.stretch(deps.limits.importStalledMs),
    100,
  )
  for (const { id, orgId, chunk } of stalled) await deps.queues.importChunk({ importId: id, orgId, chunk })
  return stalled.length
}
