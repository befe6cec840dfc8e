import { createRoute, z } from '@hono/zod-openapi'
import { createAgent } from '../../app/agents/create.ts'
import { deleteAgent } from '../../app/agents/delete.ts'
import { getAgent } from '../../app/agents/get.ts'
import { listAgents } from '../../app/agents/list.ts'
import { updateAgent } from '../../app/agents/update.ts'
import { AgentJson, AgentPatch, agentChanges, agentJson, NewAgent, newAgent } from './agent-json.ts'
import { createRouter } from './router.ts'
import { Id, IdempotencyKey, json, jsonBody, pageOf, pageParams, problems, toPage } from './shapes.ts'

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
        return c.json({ data: page.items.map(agentJson), next_cursor: page.nextCursor }, 200)
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
        const agent = await createAgent(c.get('deps'), c.get('actor'), newAgent(c.req.valid('json')))
        return c.json(agentJson(agent), 201)
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
      async (c) => c.json(agentJson(await getAgent(c.get('deps'), c.get('actor'), c.req.valid('param').id)), 200),
    )
    .openapi(
      createRoute({
        method: 'patch',
        path: '/agents/{id}',
        tags,
        summary: 'Change an agent',
        description:
          'Calls placed from now on use the new words. Of `disclosure` only what is sent changes; a wording of your own must name {{COMPANY}}.',
        request: { params: Id, body: jsonBody(AgentPatch) },
        responses: { 200: json(AgentJson, 'The agent'), ...problems('not_found', 'unprocessable') },
      }),
      async (c) => {
        const changes = agentChanges(c.req.valid('json'))
        return c.json(
          agentJson(await updateAgent(c.get('deps'), c.get('actor'), c.req.valid('param').id, changes)),
          200,
        )
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
