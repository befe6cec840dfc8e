import { AppError } from '../../domain/errors.ts'
import type { Actor, Deps } from '../deps.ts'
import type { Agent } from './store.ts'

export async function getAgent(deps: Deps, actor: Actor, id: string): Promise<Agent> {
  const agent = await deps.agents.find(actor.orgId, id)
  if (!agent) throw new AppError('not_found', 'There is no such agent.')
  return agent
}
