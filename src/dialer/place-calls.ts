import { callerName, disclosed, spokenNumber } from '../domain/disclosure.ts'
import { resolveWhereabouts } from '../domain/regions/zone-resolver.ts'
import { fillTemplate } from '../domain/template.ts'
import type { CallScript, Carrier, CarrierError, Clock, DialResult } from '../ports.ts'
import { type PlaceItem, WINDOW_CLOSED, WITHDRAWN } from './deps.ts'
import type { DialingStore, ScriptSource } from './store.ts'

/**
 * Places a few permitted calls: loads what is said to each person, fills it in, and asks the carrier. Runs in a stateless
 * invocation; it decides nothing and writes nothing.
 */
export async function placeCalls(
  deps: { store: DialingStore; carrier: Carrier; clock: Clock },
  campaign: { orgId: string; campaignId: string },
  items: PlaceItem[],
): Promise<{ attemptId: string; result: DialResult }[]> {
  const source = await deps.store.loadScripts(
    campaign.orgId,
    campaign.campaignId,
    items.map(({ attemptId, leadId, from, to }) => ({ attemptId, leadId, from, to })),
  )
  return Promise.all(
    items.map(async (item) => {
      if (!source) return { attemptId: item.attemptId, result: NO_AGENT }
      // Permit and script took their time; the window may have closed meanwhile.
      if (item.notAfter !== null && deps.clock.now() > item.notAfter)
        return { attemptId: item.attemptId, result: TOO_LATE }
      if (!source.active || source.people.get(item.leadId)?.wanted === false)
        return { attemptId: item.attemptId, result: NOT_WANTED }
      const script = scriptFor(source, item)
      if (!script) return { attemptId: item.attemptId, result: NOBODY }
      const result = await deps.carrier.dial({
        campaignId: campaign.campaignId,
        attemptId: item.attemptId,
        from: item.from,
        to: item.to,
        ringTimeoutSeconds: source.settings.ring_timeout_seconds,
        script,
      })
      return { attemptId: item.attemptId, result }
    }),
  )
}

/** Nothing was sent. Nobody can be called until the campaign has an agent again. */
const NO_AGENT = refusal('auth', 'agent_missing', 'The agent no longer exists')
/** The lead vanished between permit and dial. */
const NOBODY = refusal('rejected', 'person_missing', 'The person no longer exists')

/** Nothing was sent: given back, and the carrier is not to blame. */
const TOO_LATE = refusal('unreachable', WINDOW_CLOSED, 'The calling window closed before the call could start')

/** Nothing was sent: given back, and the next permit says why. */
const NOT_WANTED = refusal('unreachable', WITHDRAWN, 'The call is not wanted any more')

function refusal(kind: CarrierError['kind'], code: string, message: string): DialResult {
  return { ok: false, error: { kind, destination: false, code, message, retryAfterSeconds: null } }
}

/** What the agent says on this call; null when the person is unknown. */
export function scriptFor(source: ScriptSource, item: PlaceItem): CallScript | null {
  const person = source.people.get(item.leadId)
  if (!person) return null
  const { agent, settings } = source
  const values = {
    ...person.variables,
    NAME: person.name,
    EMAIL: person.email ?? '',
    PHONE: item.to,
    COMPANY: callerName(agent.company, agent.organization),
    CALLBACK_NUMBER: item.from,
  }
  const spoken = { ...values, CALLBACK_NUMBER: spokenNumber(item.from) }
  const where = resolveWhereabouts({
    contactZone: person.zone,
    address: person.address,
    phone: item.to,
    fallbackZones: [],
  })
  return {
    greeting: fillTemplate(disclosed(agent, 'greeting', agent.greeting), spoken),
    prompt: fillTemplate(agent.prompt, onOneLine(values)),
    voice: agent.voice,
    language: agent.language,
    amdMode: settings.amd_mode,
    voicemail:
      settings.voicemail.action === 'play_message'
        ? {
            action: 'play_message',
            message: fillTemplate(disclosed(agent, 'voicemail', settings.voicemail.message), spoken),
          }
        : { action: 'hang_up' },
    primaryGoal: null,
    maxDurationSeconds: Math.min(agent.maxCallSeconds, item.maxSeconds ?? agent.maxCallSeconds),
    localZone: where.zones[0] ?? null,
  }
}

/** What lists say of a person begins no line of a prompt, where it could pass for a heading or a rule of ours. */
function onOneLine(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value.replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()]),
  )
}
