import { auditEntry } from '../audit/entry.ts'
import { refreshAll } from '../campaigns/refresh-all.ts'
import type { Actor, Deps } from '../deps.ts'
import { getOrganization } from './get.ts'
import type { Organization } from './store.ts'

/**
 * The kill switch of everything: from the next dial on nobody is called by any campaign; calls in progress go on. The permit itself
 * looks at it, so it holds even for a campaign that could not be told. Stopping twice changes nothing.
 */
export async function stopOrganization(deps: Deps, actor: Actor, reason: string): Promise<Organization> {
  const audit = auditEntry(deps, actor, 'organization.stopped', actor.orgId, { reason })
  await deps.organizations.stop(actor.orgId, reason, deps.clock.now(), audit)
  await refreshAll(deps, actor.orgId)
  return await getOrganization(deps, actor)
}
