import { AppError } from '../../domain/errors.ts'
import type { Actor, Deps } from '../deps.ts'
import type { ImportMapping } from './store.ts'

/** @throws AppError `not_found` */
export async function getImportMapping(
  deps: Pick<Deps, 'importMappings'>,
  actor: Actor,
  id: string,
): Promise<ImportMapping> {
  const mapping = await deps.importMappings.find(actor.orgId, id)
  if (!mapping) throw new AppError('not_found', 'There is no such saved mapping.')
  return mapping
}
