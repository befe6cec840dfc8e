import { auditEntry } from '../audit/entry.ts'
import { refreshUsers } from '../campaigns/refresh-users.ts'
import type { Actor, Deps } from '../deps.ts'
import { getAgent } from './get.ts'
import type { Agent } from './store.ts'

/**
 * The kill switch of one agent: from the next dial on nobody is called with it, in any campaign; calls in progress go on. Stopping one
 * that is stopped changes nothing.
 */
export async function stopAgent(deps: Deps, actor: Actor, id: string, reason: string): Promise<Agent> {
  await getAgent(deps, actor, id)
  const audit = auditEntry(deps, actor, 'agent.stopped', id, { reason })
  await deps.agents.stop(actor.orgId, id, reason, deps.clock.now(), audit)
  await refreshUsers(deps, actor.orgId, { agentId: id })
  return await getAgent(deps, actor, id)
}
