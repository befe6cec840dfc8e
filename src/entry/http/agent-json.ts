import { z } from '@hono/zod-openapi'
import type { Agent, AgentFields } from '../../app/agents/store.ts'
import { disclosed, disclosureWarnings } from '../../domain/disclosure.ts'
import { Instant, toIso } from './shapes.ts'

/** How an agent looks from outside. */

const Disclosure = z.strictObject({
  enabled: z.boolean().openapi({ description: 'Off is against the law of calls with an AI voice; see `warnings`.' }),
  text: z
    .string()
    .trim()
    .max(500)
    .nullable()
    .transform((text) => text || null)
    .openapi({
      type: ['string', 'null'],
      description:
        'Own wording of who calls, with {{COMPANY}}, in place of the standard sentence of the language (null). With {{CALLBACK_NUMBER}} it also takes the place of the sentence on how to opt out.',
      example: 'Your dentist {{COMPANY}} is calling, with an artificial voice.',
    }),
})

const fields = {
  name: z.string().trim().min(1).max(100),
  company: z.string().max(100).openapi({ description: 'On whose behalf it calls. Empty: the organization.' }),
  greeting: z.string().trim().min(1).max(1_000).openapi({
    description:
      'Said after the disclosure; see `spoken_greeting`. May use {{VARIABLES}}, {{COMPANY}} and {{CALLBACK_NUMBER}}.',
  }),
  prompt: z.string().trim().min(1).max(20_000).openapi({ description: 'The instructions. May use {{VARIABLES}}.' }),
  voice: z
    .string()
    .regex(/^[\w-]+\.[\w.-]+(:[\w.-]+)?$/, { error: 'must be <engine>.<voice>[:<model>]' })
    .max(100)
    .openapi({ example: 'elevenlabs.rachel' }),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, { error: 'must be a language tag such as en-US' })
    .max(35)
    .openapi({ example: 'en-US' }),
  max_call_seconds: z.int().min(30).max(7_200),
  avatar: z.string().max(500).nullable(),
}
export const NewAgent = z
  .strictObject({
    ...fields,
    company: fields.company.default(''),
    voice: fields.voice.default('elevenlabs.rachel'),
    language: fields.language.default('en-US'),
    max_call_seconds: fields.max_call_seconds.default(600),
    avatar: fields.avatar.default(null),
    disclosure: Disclosure.partial().default({}),
  })
  .openapi('NewAgent')
export const AgentPatch = z
  .strictObject({ ...fields, disclosure: Disclosure.partial() })
  .partial()
  .openapi('AgentPatch')
export const AgentJson = z
  .object({
    id: z.string().openapi({ example: 'agt_01kb…' }),
    ...fields,
    disclosure: z.object({ enabled: z.boolean(), text: z.string().nullable() }),
    spoken_greeting: z.string().openapi({
      description: 'What is said first, whole: the disclosure and the greeting, still with their variables.',
    }),
    warnings: z.array(z.object({ code: z.enum(['disclosure_off', 'own_opt_out']), message: z.string() })),
    stopped_at: Instant.nullable().openapi({ description: 'Since when nobody is called with it (kill switch).' }),
    stop_reason: z.string().nullable(),
    created_at: Instant,
    updated_at: Instant,
  })
  .openapi('Agent')

/** What a request names, in the words of the store; a field that was not sent stays away. */
export function agentChanges(body: z.output<typeof AgentPatch>): Partial<AgentFields> {
  const { max_call_seconds, disclosure, ...rest } = body
  return {
    ...rest,
    ...(max_call_seconds !== undefined && { maxCallSeconds: max_call_seconds }),
    ...(disclosure?.enabled !== undefined && { disclosure: disclosure.enabled }),
    ...(disclosure?.text !== undefined && { disclosureText: disclosure.text }),
  }
}

export function newAgent(body: z.output<typeof NewAgent>): AgentFields {
  const { max_call_seconds, disclosure, ...rest } = body
  return {
    ...rest,
    maxCallSeconds: max_call_seconds,
    disclosure: disclosure.enabled ?? true,
    disclosureText: disclosure.text ?? null,
  }
}

export function agentJson(agent: Agent): z.infer<typeof AgentJson> {
  const { id, name, company, greeting, prompt, voice, language, avatar } = agent
  return {
    id,
    name,
    company,
    greeting,
    prompt,
    voice,
    language,
    max_call_seconds: agent.maxCallSeconds,
    avatar,
    disclosure: { enabled: agent.disclosure, text: agent.disclosureText },
    spoken_greeting: disclosed(agent, 'greeting', greeting),
    warnings: disclosureWarnings(agent),
    stopped_at: toIso(agent.stoppedAt),
    stop_reason: agent.stopReason,
    created_at: toIso(agent.createdAt),
    updated_at: toIso(agent.updatedAt),
  }
}
