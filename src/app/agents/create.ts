import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import type { Agent, AgentFields } from './store.ts'

export async function createAgent(deps: Deps, actor: Actor, fields: AgentFields): Promise<Agent> {
  const now = deps.clock.now()
  const agent = { ...fields, id: deps.ids.next('agt'), orgId: actor.orgId, createdAt: now, updatedAt: now }
  await deps.agents.create(agent, auditEntry(deps, actor, 'agent.created', agent.id, { name: agent.name }))
  return agent
}
