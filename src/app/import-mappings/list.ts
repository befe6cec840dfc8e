import type { Actor, Deps } from '../deps.ts'
import type { ImportMapping } from './store.ts'

/** All of the organization, oldest first. */
export async function listImportMappings(deps: Pick<Deps, 'importMappings'>, actor: Actor): Promise<ImportMapping[]> {
  return await deps.importMappings.list(actor.orgId)
}
