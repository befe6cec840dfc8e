import type { Actor, Deps } from '../deps.ts'
import type { Page } from '../page.ts'
import type { Suppression, SuppressionQuery } from './store.ts'

export async function listSuppressions(deps: Deps, actor: Actor, query: SuppressionQuery): Promise<Page<Suppression>> {
  return await deps.suppressions.list(actor.orgId, query)
}
