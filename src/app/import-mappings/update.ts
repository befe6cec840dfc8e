import { AppError } from '../../domain/errors.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { nameTaken } from './create.ts'
import { getImportMapping } from './get.ts'
import type { ImportMapping, MappingFields } from './store.ts'

/** @throws AppError `forbidden`, `not_found`, `conflict` */
export async function updateImportMapping(
  deps: Deps,
  actor: Actor,
  id: string,
  changes: Partial<MappingFields>,
): Promise<ImportMapping> {
  if (actor.role === 'viewer') throw new AppError('forbidden', 'Viewers cannot change mappings.')
  const before = await getImportMapping(deps, actor, id)
  if (Object.keys(changes).length === 0) return before
  const audit = auditEntry(deps, actor, 'import_mapping.updated', id, { name: changes.name ?? before.name })
  const done = await deps.importMappings.update(actor.orgId, id, changes, deps.clock.now(), audit)
  if (done === 'taken') throw nameTaken(changes.name ?? before.name)
  return getImportMapping(deps, actor, id)
}
