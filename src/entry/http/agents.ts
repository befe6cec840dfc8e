import { createRoute, z } from '@hono/zod-openapi'
import { createAgent } from '../../app/agents/create.ts'
import { deleteAgent } from '../../app/agents/delete.ts'
import { getAgent } from '../../app/agents/get.ts'
import { listAgents } from '../../app/agents/list.ts'
import type { Agent } from '../../app/agents/store.ts'
import { updateAgent } from '../../app/agents/update.ts'
import { createRouter } from './router.ts'
import { Id, IdempotencyKey, Instant, json, jsonBody, pageOf, pageParams, problems, toIso, toPage } from './shapes.ts'

const fields = {
  name: z.string().trim().min(1).max(100),
  company: z.string().max(100).openapi({ description: 'On whose behalf it calls.' }),
  greeting: z
    .string()
    .trim()
    .min(1)
    .max(1_000)
    .openapi({ description: 'Spoken first, always. May use {{VARIABLES}}.' }),
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
const NewAgent = z
  .strictObject({
    ...fields,
    company: fields.company.default(''),
    voice: fields.voice.default('elevenlabs.rachel'),
    language: fields.language.default('en-US'),
    max_call_seconds: fields.max_call_seconds.default(600),
    avatar: fields.avatar.default(null),
  })
  .openapi('NewAgent')
const AgentPatch = z.strictObject(fields).partial().openapi('AgentPatch')
const AgentJson = z
  .object({ id: z.string().openapi({ example: 'agt_01kb…' }), ...fields, created_at: Instant, updated_at: Instant })
  .openapi('Agent')

const tags = ['Agents']

export function agentRoutes() {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/agents',
        tags,
        summary: 'List agents',
        request: { query: z.strictObject(pageParams()) },
        responses: { 200: json(pageOf(AgentJson), 'Oldest first'), ...problems() },
      }),
      async (c) => {
        const page = await listAgents(c.get('deps'), c.get('actor'), toPage(c.req.valid('query')))
        return c.json({ data: page.items.map(toJson), next_cursor: page.nextCursor }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/agents',
        tags,
        summary: 'Create an agent',
        request: { headers: IdempotencyKey, body: jsonBody(NewAgent) },
        responses: { 201: json(AgentJson, 'The agent'), ...problems('unprocessable') },
      }),
      async (c) => {
        const { max_call_seconds, ...rest } = c.req.valid('json')
        const agent = await createAgent(c.get('deps'), c.get('actor'), { ...rest, maxCallSeconds: max_call_seconds })
        return c.json(toJson(agent), 201)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/agents/{id}',
        tags,
        summary: 'Read an agent',
        request: { params: Id },
        responses: { 200: json(AgentJson, 'The agent'), ...problems('not_found') },
      }),
      async (c) => c.json(toJson(await getAgent(c.get('deps'), c.get('actor'), c.req.valid('param').id)), 200),
    )
    .openapi(
      createRoute({
        method: 'patch',
        path: '/agents/{id}',
        tags,
        summary: 'Change an agent',
        description: 'Calls placed from now on use the new words.',
        request: { params: Id, body: jsonBody(AgentPatch) },
        responses: { 200: json(AgentJson, 'The agent'), ...problems('not_found', 'unprocessable') },
      }),
      async (c) => {
        const { max_call_seconds, ...rest } = c.req.valid('json')
        const changes = { ...rest, ...(max_call_seconds !== undefined && { maxCallSeconds: max_call_seconds }) }
        return c.json(toJson(await updateAgent(c.get('deps'), c.get('actor'), c.req.valid('param').id, changes)), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/agents/{id}',
        tags,
        summary: 'Delete an agent',
        description: 'Refused while a campaign that is not finished uses it; `details.campaigns` names them.',
        request: { params: Id },
        responses: { 204: { description: 'Gone' }, ...problems('not_found', 'in_use') },
      }),
      async (c) => {
        await deleteAgent(c.get('deps'), c.get('actor'), c.req.valid('param').id)
        return c.body(null, 204)
      },
    )
}

function toJson(agent: Agent): z.infer<typeof AgentJson> {
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
    created_at: toIso(agent.createdAt),
    updated_at: toIso(agent.updatedAt),
  }
}
