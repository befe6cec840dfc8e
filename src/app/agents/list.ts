import type { Actor, Deps } from '../deps.ts'
import type { Page, PageRequest } from '../page.ts'
import type { Agent } from './store.ts'

export async function listAgents(deps: Deps, actor: Actor, page: PageRequest): Promise<Page<Agent>> {
  return await deps.agents.list(actor.orgId, page)
}
