import { AppError } from '../../domain/errors.ts'
import type { Actor, Deps } from '../deps.ts'
import type { Import } from './store.ts'

/** @throws AppError `not_found` */
export async function getImport(deps: Pick<Deps, 'imports'>, actor: Actor, id: string): Promise<Import> {
  const entry = await deps.imports.find(actor.orgId, id)
  if (!entry) throw new AppError('not_found', 'There is no such import.')
  return entry
}
