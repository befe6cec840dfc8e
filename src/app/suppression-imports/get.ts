import { AppError } from '../../domain/errors.ts'
import type { Actor, Deps } from '../deps.ts'
import type { SuppressionImport } from './store.ts'

/** @throws AppError `not_found` */
export async function getSuppressionImport(
  deps: Pick<Deps, 'suppressionImports'>,
  actor: Actor,
  id: string,
): Promise<SuppressionImport> {
  const entry = await deps.suppressionImports.find(actor.orgId, id)
  if (!entry) throw new AppError('not_found', 'There is no such import.')
  return entry
}
