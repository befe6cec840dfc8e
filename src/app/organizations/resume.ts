import { auditEntry } from '../audit/entry.ts'
import { refreshAll } from '../campaigns/refresh-all.ts'
import type { Actor, Deps } from '../deps.ts'
import { getOrganization } from './get.ts'
import type { Organization } from './store.ts'

/** Every campaign goes on from the next dial, as its own status and agent allow. Resuming twice changes nothing. */
export async function resumeOrganization(deps: Deps, actor: Actor, reason: string): Promise<Organization> {
  const { stopReason } = await getOrganization(deps, actor)
  const audit = auditEntry(deps, actor, 'organization.resumed', actor.orgId, { reason, stopped_because: stopReason })
  await deps.organizations.resume(actor.orgId, audit)
  await refreshAll(deps, actor.orgId)
  return await getOrganization(deps, actor)
}
