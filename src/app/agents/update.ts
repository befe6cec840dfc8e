import { auditEntry } from '../audit/entry.ts'
import { refreshUsers } from '../campaigns/refresh-users.ts'
import type { Actor, Deps } from '../deps.ts'
import { checkDisclosure } from './check-disclosure.ts'
import { getAgent } from './get.ts'
import type { Agent, AgentFields } from './store.ts'

/**
 * Calls that are placed from now on use the new words; campaigns in progress are told at once. Whether the artificial voice discloses
 * itself has entries of its own in the audit log.
 */
export async function updateAgent(deps: Deps, actor: Actor, id: string, changes: Partial<AgentFields>): Promise<Agent> {
  const before = await getAgent(deps, actor, id)
  if (Object.keys(changes).length > 0) {
    const after = { ...before, ...changes }
    checkDisclosure(after)
    const audits = [auditEntry(deps, actor, 'agent.updated', id, { fields: Object.keys(changes) })]
    if (after.disclosure !== before.disclosure) {
      const verb = after.disclosure ? 'on' : 'off'
      audits.push(auditEntry(deps, actor, `agent.disclosure_switched_${verb}`, id))
    }
    await deps.agents.update(actor.orgId, id, changes, deps.clock.now(), audits)
    await refreshUsers(deps, actor.orgId, { agentId: id })
  }
  return await getAgent(deps, actor, id)
}
