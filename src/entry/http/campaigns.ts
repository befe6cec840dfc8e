import { createRoute, z } from '@hono/zod-openapi'
import { createCampaign } from '../../app/campaigns/create.ts'
import { deleteCampaign } from '../../app/campaigns/delete.ts'
import { getCampaign } from '../../app/campaigns/get.ts'
import { listCampaigns } from '../../app/campaigns/list.ts'
import { type CampaignPatch, updateCampaign } from '../../app/campaigns/update.ts'
import { CAMPAIGN_STATUSES } from '../../domain/campaign-lifecycle.ts'
import { CAMPAIGN_TYPES } from '../../domain/campaign-settings.ts'
import { CampaignJson, CampaignPatchBody, campaignJson, NewCampaign } from './campaign-json.ts'
import { createRouter } from './router.ts'
import { Flag, Id, IdempotencyKey, json, jsonBody, manyOf, pageOf, pageParams, problems, toPage } from './shapes.ts'

const tags = ['Campaigns']

export function campaignRoutes() {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/campaigns',
        tags,
        summary: 'List campaigns',
        request: {
          query: z.strictObject({
            status: manyOf(CAMPAIGN_STATUSES),
            type: z.enum(CAMPAIGN_TYPES).optional(),
            q: z.string().max(200).optional().openapi({ description: 'Part of the name or description.' }),
            archived: Flag.optional().openapi({ description: 'Only the archived; by default only the others.' }),
            ...pageParams(),
          }),
        },
        responses: { 200: json(pageOf(CampaignJson), 'Newest first'), ...problems() },
      }),
      async (c) => {
        const { status, ...query } = c.req.valid('query')
        const page = await listCampaigns(c.get('deps'), c.get('actor'), {
          ...query,
          statuses: status,
          ...toPage(query),
        })
        return c.json({ data: page.items.map((view) => campaignJson(view)), next_cursor: page.nextCursor }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/campaigns',
        tags,
        summary: 'Create a campaign',
        description: 'A draft; add leads, then start it.',
        request: { headers: IdempotencyKey, body: jsonBody(NewCampaign) },
        responses: { 201: json(CampaignJson, 'The draft'), ...problems('unprocessable') },
      }),
      async (c) => {
        const { agent_id, number_ids, schedule_id, start_at, end_at, ...rest } = c.req.valid('json')
        const view = await createCampaign(c.get('deps'), c.get('actor'), {
          ...rest,
          agentId: agent_id,
          numberIds: number_ids,
          ...(schedule_id !== undefined && { scheduleId: schedule_id }),
          startAt: start_at,
          endAt: end_at,
        })
        return c.json(campaignJson(view), 201)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/campaigns/{id}',
        tags,
        summary: 'Read a campaign',
        request: { params: Id },
        responses: { 200: json(CampaignJson, 'The campaign and what it is doing now'), ...problems('not_found') },
      }),
      async (c) => {
        const { view, live } = await getCampaign(c.get('deps'), c.get('actor'), c.req.valid('param').id)
        return c.json(campaignJson(view, live), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'patch',
        path: '/campaigns/{id}',
        tags,
        summary: 'Change a campaign',
        description:
          'Name, notes and description always; the rest in draft and paused (else 409 `locked`). Of `settings` only what is sent changes.',
        request: { params: Id, body: jsonBody(CampaignPatchBody) },
        responses: {
          200: json(CampaignJson, 'The campaign'),
          ...problems('not_found', 'locked', 'conflict', 'unprocessable'),
        },
      }),
      async (c) => {
        const patch = toPatch(c.req.valid('json'))
        return c.json(
          campaignJson(await updateCampaign(c.get('deps'), c.get('actor'), c.req.valid('param').id, patch)),
          200,
        )
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/campaigns/{id}',
        tags,
        summary: 'Delete a campaign',
        description: 'With its leads; conversations stay in the call history. Not while scheduled or active.',
        request: { params: Id },
        responses: { 204: { description: 'Gone' }, ...problems('not_found', 'not_allowed') },
      }),
      async (c) => {
        await deleteCampaign(c.get('deps'), c.get('actor'), c.req.valid('param').id)
        return c.body(null, 204)
      },
    )
}

/** Only what was sent: a field that is there with undefined would be a change. */
function toPatch(body: z.output<typeof CampaignPatchBody>): CampaignPatch {
  const { agent_id, number_ids, schedule_id, start_at, end_at, ...rest } = body
  return {
    ...rest,
    ...(agent_id !== undefined && { agentId: agent_id }),
    ...(number_ids !== undefined && { numberIds: number_ids }),
    ...(schedule_id !== undefined && { scheduleId: schedule_id }),
    ...(start_at !== undefined && { startAt: start_at }),
    ...(end_at !== undefined && { endAt: end_at }),
  }
}
