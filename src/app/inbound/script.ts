import { callerName, spokenNumber } from '../../domain/disclosure.ts'
import { inboundGreeting } from '../../domain/inbound-words.ts'
import { resolveWhereabouts } from '../../domain/regions/zone-resolver.ts'
import { fillTemplate } from '../../domain/template.ts'
import type { CallScript } from '../../ports.ts'
import type { Agent } from '../agents/store.ts'
import type { Deps } from '../deps.ts'
import type { InboundConversation } from './store.ts'

export type Answering = { ok: true; script: CallScript } | { ok: false; because: string; language: string }

export type ScriptDeps = Pick<Deps, 'campaigns' | 'agents' | 'leads' | 'organizations'>

/** What the agent of the campaign says to whoever calls; or why it says nothing, and the language in which they are told so. */
export async function scriptOf(
  deps: ScriptDeps,
  call: Pick<InboundConversation, 'orgId' | 'campaignId' | 'leadId' | 'phone' | 'to'>,
): Promise<Answering> {
  const { orgId, campaignId, leadId } = call
  const [organization, campaign, lead] = await Promise.all([
    deps.organizations.find(orgId),
    campaignId === null ? null : deps.campaigns.find(orgId, campaignId),
    leadId === null ? null : deps.leads.find(orgId, leadId),
  ])
  const agent = campaign?.agentId ? await deps.agents.find(orgId, campaign.agentId) : null
  if (!organization || !agent) return { ok: false, because: 'no_agent', language: 'en-US' }
  if (organization.stoppedAt !== null) return { ok: false, because: 'organization_stopped', language: agent.language }
  if (agent.stoppedAt !== null) return { ok: false, because: 'agent_stopped', language: agent.language }
  return { ok: true, script: fill(agent, organization.name, lead, call) }
}

interface Person {
  name: string
  email: string | null
  variables: Record<string, string>
  zone: string | null
  address: Parameters<typeof resolveWhereabouts>[0]['address']
}

/** As for calls of ours (dialer/place-calls.ts), but for who begins: no answering machine, and a greeting for somebody who calls. */
function fill(
  agent: Agent,
  organization: string,
  person: Person | null,
  { phone, to }: Pick<InboundConversation, 'phone' | 'to'>,
): CallScript {
  const values = {
    ...person?.variables,
    NAME: person?.name ?? '',
    EMAIL: person?.email ?? '',
    PHONE: phone,
    COMPANY: callerName(agent.company, organization),
    CALLBACK_NUMBER: to,
  }
  const where =
    phone === ''
      ? null
      : resolveWhereabouts({
          contactZone: person?.zone ?? null,
          address: person?.address ?? null,
          phone,
          fallbackZones: [],
        })
  return {
    greeting: fillTemplate(inboundGreeting(agent), { ...values, CALLBACK_NUMBER: spokenNumber(to) }),
    prompt: fillTemplate(agent.prompt, onOneLine(values)),
    voice: agent.voice,
    language: agent.language,
    amdMode: 'off',
    voicemail: { action: 'hang_up' },
    primaryGoal: null,
    maxDurationSeconds: agent.maxCallSeconds,
    localZone: where?.zones[0] ?? null,
  }
}

/** What lists say of a person begins no line of a prompt, where it could pass for a heading or a rule of ours. */
function onOneLine(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value.replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()]),
  )
}
