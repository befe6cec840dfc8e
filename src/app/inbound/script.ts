import { callerName, spokenNumber } from '../../domain/disclosure.ts'
import { inboundGreeting } from '../../domain/inbound-words.ts'
import { resolveWhereabouts } from '../../domain/regions/zone-resolver.ts'
import { fillTemplate, templateVariables } from '../../domain/template.ts'
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
  zone: string | null
  address: Parameters<typeof resolveWhereabouts>[0]['address']
}

/** Stands where the prompt names something of the person. */
const WITHHELD = '(not known)'

/**
 * As for calls of ours (dialer/place-calls.ts), but for who begins: no answering machine, and a greeting for somebody who calls. Anybody can
 * call with anybody's number, and what a model knows it can be talked into saying: so it is not told who the lead is, nor what
 * lists say of them. Only the time zone is theirs, since it decides what "at three" means.
 */
function fill(
  agent: Agent,
  organization: string,
  person: Person | null,
  { phone, to }: Pick<InboundConversation, 'phone' | 'to'>,
): CallScript {
  const values: Record<string, string> = {
    PHONE: phone,
    COMPANY: callerName(agent.company, organization),
    CALLBACK_NUMBER: to,
  }
  const withheld = Object.fromEntries(templateVariables(agent.prompt).map((name) => [name, WITHHELD]))
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
    prompt: fillTemplate(agent.prompt, { ...withheld, ...onOneLine(values) }),
    voice: agent.voice,
    language: agent.language,
    amdMode: 'off',
    voicemail: { action: 'hang_up' },
    primaryGoal: null,
    maxDurationSeconds: agent.maxCallSeconds,
    localZone: where?.zones[0] ?? null,
  }
}

/** What is filled in begins no line of a prompt, where it could pass for a heading or a rule of ours. */
function onOneLine(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value.replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()]),
  )
}
