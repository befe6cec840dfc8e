import { AppError } from '../../domain/errors.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import type { ImportMapping, MappingFields } from './store.ts'

/** Of one organization. */
const MOST_MAPPINGS = 200

/** @throws AppError `forbidden`, `conflict` */
export async function createImportMapping(deps: Deps, actor: Actor, fields: MappingFields): Promise<ImportMapping> {
  if (actor.role === 'viewer') throw new AppError('forbidden', 'Viewers cannot save mappings.')
  const now = deps.clock.now()
  const mapping = { ...fields, id: deps.ids.next('map'), orgId: actor.orgId, createdAt: now, updatedAt: now }
  const audit = auditEntry(deps, actor, 'import_mapping.created', mapping.id, { name: fields.name })
  switch (await deps.importMappings.create(mapping, MOST_MAPPINGS, audit)) {
    case 'created':
      return mapping
    case 'taken':
      throw nameTaken(fields.name)
    case 'full':
      throw new AppError('conflict', `There are ${MOST_MAPPINGS} saved mappings already; delete one first.`)
  }
}

export function nameTaken(name: string): AppError {
  return new AppError(
    'conflict',
    `There is a saved mapping "${name}" already. Choose another name, or change that one.`,
  )
}
