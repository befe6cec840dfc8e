import { type GreetingAgent, greetingFor } from '../../domain/greeting.ts'
import type { Actor, Deps } from '../deps.ts'
import type { ImportTarget } from './store.ts'

/** Says the first words of the campaign's agent to somebody. */
export interface Speaker {
  greeting(person: Parameters<typeof greetingFor>[1]): string
}

/** null for the address book, and for a campaign that has no agent yet. */
export async function speakerFor(
  deps: Pick<Deps, 'agents' | 'organizations' | 'campaigns' | 'numbers'>,
  { orgId }: Actor,
  target: ImportTarget,
): Promise<Speaker | null> {
  if (target.id === null || target.agentId === null) return null
  const [agent, organization, campaign] = await Promise.all([
    deps.agents.find(orgId, target.agentId),
    deps.organizations.find(orgId),
    deps.campaigns.find(orgId, target.id),
  ])
  if (!agent || !organization || !campaign) return null
  const [number] = await deps.numbers.findMany(orgId, campaign.numberIds.slice(0, 1))
  const speaking: GreetingAgent = { ...agent, organization: organization.name }
  return { greeting: (person) => greetingFor(speaking, person, number?.e164 ?? null) }
}
