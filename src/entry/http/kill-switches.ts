import { createRoute, z } from '@hono/zod-openapi'
import { resumeAgent } from '../../app/agents/resume.ts'
import { stopAgent } from '../../app/agents/stop.ts'
import { resumeNumber } from '../../app/numbers/resume.ts'
import { stopNumber } from '../../app/numbers/stop.ts'
import { resumeOrganization } from '../../app/organizations/resume.ts'
import { stopOrganization } from '../../app/organizations/stop.ts'
import { AgentJson, agentJson } from './agent-json.ts'
import { NumberJson, numberJson } from './numbers.ts'
import { OrganizationJson, organizationJson } from './organization.ts'
import { createRouter } from './router.ts'
import { Id, IdempotencyKey, json, jsonBody, problems } from './shapes.ts'

/** Stopping and resuming of everything, of one agent, of one number (1-product §9). Each may be repeated. */

const Reason = z
  .strictObject({
    reason: z.string().trim().min(1).max(500).openapi({ description: 'Kept in the audit log and shown to the team.' }),
  })
  .openapi('Reason')
const withReason = { headers: IdempotencyKey, body: jsonBody(Reason) }
const HOLDS = 'From the next dial on, for every campaign. Calls in progress go on. Stopping twice changes nothing.'

export function killSwitchRoutes() {
  return createRouter()
    .openapi(
      createRoute({
        method: 'post',
        path: '/organization/stop',
        tags: ['Organization'],
        summary: 'Stop all calls of the organization',
        description: HOLDS,
        request: withReason,
        responses: { 200: json(OrganizationJson, 'Nobody is called any more'), ...problems('unprocessable') },
      }),
      async (c) => {
        const organization = await stopOrganization(c.get('deps'), c.get('actor'), c.req.valid('json').reason)
        return c.json(await organizationJson(c.get('deps'), c.get('actor'), organization), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/organization/resume',
        tags: ['Organization'],
        summary: 'Let the organization call again',
        description: 'Campaigns that are active go on at once.',
        request: withReason,
        responses: { 200: json(OrganizationJson, 'Calls go on'), ...problems('unprocessable') },
      }),
      async (c) => {
        const organization = await resumeOrganization(c.get('deps'), c.get('actor'), c.req.valid('json').reason)
        return c.json(await organizationJson(c.get('deps'), c.get('actor'), organization), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/agents/{id}/stop',
        tags: ['Agents'],
        summary: 'Stop all calls of an agent',
        description: HOLDS,
        request: { params: Id, ...withReason },
        responses: { 200: json(AgentJson, 'The agent'), ...problems('not_found', 'unprocessable') },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        return c.json(agentJson(await stopAgent(c.get('deps'), c.get('actor'), id, c.req.valid('json').reason)), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/agents/{id}/resume',
        tags: ['Agents'],
        summary: 'Let an agent call again',
        request: { params: Id, ...withReason },
        responses: { 200: json(AgentJson, 'The agent'), ...problems('not_found', 'unprocessable') },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        return c.json(agentJson(await resumeAgent(c.get('deps'), c.get('actor'), id, c.req.valid('json').reason)), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/numbers/{id}/stop',
        tags: ['Numbers'],
        summary: 'Stop all calls from a number',
        description: `${HOLDS} The same as \`enabled: false\`, with a reason.`,
        request: { params: Id, ...withReason },
        responses: { 200: json(NumberJson, 'The number'), ...problems('not_found', 'unprocessable') },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        return c.json(numberJson(await stopNumber(c.get('deps'), c.get('actor'), id, c.req.valid('json').reason)), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/numbers/{id}/resume',
        tags: ['Numbers'],
        summary: 'Let campaigns call from a number again',
        request: { params: Id, ...withReason },
        responses: { 200: json(NumberJson, 'The number'), ...problems('not_found', 'unprocessable') },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        return c.json(
          numberJson(await resumeNumber(c.get('deps'), c.get('actor'), id, c.req.valid('json').reason)),
          200,
        )
      },
    )
}
