import type { Actor, Deps } from '../deps.ts'
import type { Page, PageRequest } from '../page.ts'
import type { SuppressionImport } from './store.ts'

/** The do-not-call lists the organization uploaded, newest first. */
export async function listSuppressionImports(
  deps: Pick<Deps, 'suppressionImports'>,
  actor: Actor,
  request: PageRequest,
): Promise<Page<SuppressionImport>> {
  return await deps.suppressionImports.list(actor.orgId, request)
}
