import { AppError } from '../../domain/errors.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { getImportMapping } from './get.ts'

/** Imports that were made with it keep what they were told. @throws AppError `forbidden`, `not_found` */
export async function deleteImportMapping(deps: Deps, actor: Actor, id: string): Promise<void> {
  if (actor.role === 'viewer') throw new AppError('forbidden', 'Viewers cannot delete mappings.')
  const { name } = await getImportMapping(deps, actor, id)
  await deps.importMappings.delete(actor.orgId, id, auditEntry(deps, actor, 'import_mapping.deleted', id, { name }))
}
