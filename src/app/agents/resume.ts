import { auditEntry } from '../audit/entry.ts'
import { refreshUsers } from '../campaigns/refresh-users.ts'
import type { Actor, Deps } from '../deps.ts'
import { getAgent } from './get.ts'
import type { Agent } from './store.ts'

/** Its campaigns go on from the next dial. Resuming an agent that is not stopped changes nothing. */
export async function resumeAgent(deps: Deps, actor: Actor, id: string, reason: string): Promise<Agent> {
  const { stopReason } = await getAgent(deps, actor, id)
  const audit = auditEntry(deps, actor, 'agent.resumed', id, { reason, stopped_because: stopReason })
  await deps.agents.resume(actor.orgId, id, deps.clock.now(), audit)
  await refreshUsers(deps, actor.orgId, { agentId: id })
  return await getAgent(deps, actor, id)
}
