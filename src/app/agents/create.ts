import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { checkDisclosure } from './check-disclosure.ts'
import type { Agent, AgentFields } from './store.ts'

export async function createAgent(deps: Deps, actor: Actor, fields: AgentFields): Promise<Agent> {
  checkDisclosure(fields)
  const now = deps.clock.now()
  const id = deps.ids.next('agt')
  const agent = { ...fields, id, orgId: actor.orgId, stoppedAt: null, stopReason: null, createdAt: now, updatedAt: now }
  const audits = [auditEntry(deps, actor, 'agent.created', id, { name: agent.name })]
  if (!agent.disclosure) audits.push(auditEntry(deps, actor, 'agent.disclosure_switched_off', id))
  await deps.agents.create(agent, audits)
  return agent
}
