import { auditEntry } from '../audit/entry.ts'
import { inUse } from '../campaigns/refresh-users.ts'
import type { Actor, Deps } from '../deps.ts'
import { getAgent } from './get.ts'

export async function deleteAgent(deps: Deps, actor: Actor, id: string): Promise<void> {
  const agent = await getAgent(deps, actor, id)
  const audit = auditEntry(deps, actor, 'agent.deleted', id, { name: agent.name })
  if (await deps.agents.deleteUnused(actor.orgId, id, audit)) return
  throw await inUse(deps, actor.orgId, { agentId: id }, 'agent')
}
