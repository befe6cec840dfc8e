import type { Actor, Deps } from '../deps.ts'
import type { Organization } from './store.ts'

/** Who threw the kill switch that stands now, as the audit log knows; null while calls go on. */
export async function findStopper(deps: Deps, actor: Actor, organization: Organization): Promise<string | null> {
  if (organization.stoppedAt === null) return null
  const query = { subject: actor.orgId, action: 'organization.stopped', limit: 1, cursor: null }
  const [entry] = (await deps.audit.list(actor.orgId, query)).items
  return entry?.actor ?? null
}
