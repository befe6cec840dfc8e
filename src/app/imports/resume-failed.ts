import { AppError } from '../../domain/errors.ts'
import type { Deps } from '../deps.ts'
import type { StuckItem } from '../stuck-items/store.ts'

/** An import that ended because one of its chunks always failed goes on at that chunk. @throws AppError `not_allowed` */
export async function resumeFailedImport(deps: Deps, { orgId, payload }: StuckItem): Promise<void> {
  const { importId, chunk } = payload
  if (typeof importId !== 'string' || typeof chunk !== 'number') throw notResumable()
  if (!(await deps.imports.reopen(orgId, importId, chunk, deps.clock.now()))) throw notResumable()
  await deps.queues.importChunk({ importId, orgId, chunk })
}

/** It went on without this chunk, or is gone. */
export function notResumable(): AppError {
  return new AppError('not_allowed', 'The import does not wait for this part any more: discard it.')
}
