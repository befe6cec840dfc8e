import { auditEntry } from '../audit/entry.ts'
import { refreshUsers } from '../campaigns/refresh-users.ts'
import type { Actor, Deps } from '../deps.ts'
import { getAgent } from './get.ts'
import type { Agent, AgentFields } from './store.ts'

/** Calls that are placed from now on use the new words; campaigns in progress are told at once. */
export async function updateAgent(deps: Deps, actor: Actor, id: string, changes: Partial<AgentFields>): Promise<Agent> {
  await getAgent(deps, actor, id)
  if (Object.keys(changes).length > 0) {
    const audit = auditEntry(deps, actor, 'agent.updated', id, { fields: Object.keys(changes) })
    await deps.agents.update(actor.orgId, id, changes, deps.clock.now(), audit)
    await refreshUsers(deps, actor.orgId, { agentId: id })
  }
  return await getAgent(deps, actor, id)
}
