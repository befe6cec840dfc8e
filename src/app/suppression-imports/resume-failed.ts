import type { Deps } from '../deps.ts'
import { notResumable } from '../imports/resume-failed.ts'
import type { StuckItem } from '../stuck-items/store.ts'

/** A do-not-call list that ended because one of its chunks always failed goes on at that chunk. @throws AppError `not_allowed` */
export async function resumeFailedSuppressionImport(deps: Deps, { orgId, payload }: StuckItem): Promise<void> {
  const { importId, chunk } = payload
  if (typeof importId !== 'string' || typeof chunk !== 'number') throw notResumable()
  if (!(await deps.suppressionImports.reopen(orgId, importId, chunk, deps.clock.now()))) throw notResumable()
  await deps.queues.importChunk({ importId, orgId, chunk, kind: 'suppressions' })
}
