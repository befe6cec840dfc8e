import type { Actor, Deps } from '../deps.ts'
import type { Page } from '../page.ts'
import type { AuditEntry, AuditQuery } from './store.ts'

export async function listAudit(deps: Deps, actor: Actor, query: AuditQuery): Promise<Page<AuditEntry>> {
  return await deps.audit.list(actor.orgId, query)
}
