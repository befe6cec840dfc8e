import { createRoute, z } from '@hono/zod-openapi'
import { discardStuckItem } from '../../app/stuck-items/discard.ts'
import { getStuckItem } from '../../app/stuck-items/get.ts'
import { listStuckItems } from '../../app/stuck-items/list.ts'
import { retryStuckItem } from '../../app/stuck-items/retry.ts'
import type { StuckItem } from '../../app/stuck-items/store.ts'
import { STUCK_KINDS } from '../../domain/stuck-item.ts'
import { createRouter } from './router.ts'
import {
  Flag,
  Id,
  IdempotencyKey,
  Instant,
  json,
  jsonBody,
  pageOf,
  pageParams,
  problems,
  toIso,
  toPage,
} from './shapes.ts'

export const StuckItemJson = z
  .object({
    id: z.string().openapi({ example: 'stk_01kd3v5q7x8y9z0a1b2c3d4e5f' }),
    kind: z.enum(STUCK_KINDS).openapi({
      description:
        'lead: cannot be read or dialed. result: what came of a call was stored only in part. event: a callback of the carrier that could not be taken in. message: one the queues gave up. import_chunk: a part of a list that could not be read in.',
    }),
    subject: z
      .string()
      .openapi({ description: 'What is stuck: a lead, an attempt, an import and its chunk, a message.' }),
    campaign_id: z.string().nullable(),
    error: z.string(),
    tries: z.int().openapi({ description: 'How often it failed.' }),
    first_at: Instant,
    last_at: Instant,
    resolved_at: Instant.nullable().openapi({ description: 'null while it is stuck.' }),
    resolution: z.enum(['retried', 'discarded']).nullable(),
  })
  .openapi('StuckItem')

const tags = ['Operations']

export function stuckItemRoutes() {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/stuck-items',
        tags,
        summary: 'List what is stuck',
        description: 'What always failed and was set aside, so that it stops nothing else.',
        request: {
          query: z.strictObject({
            ...pageParams(),
            kind: z.enum(STUCK_KINDS).optional(),
            campaign_id: z.string().min(1).max(64).optional(),
            resolved: Flag.optional().openapi({ description: 'Left out: both.' }),
          }),
        },
        responses: { 200: json(pageOf(StuckItemJson), 'Newest first'), ...problems() },
      }),
      async (c) => {
        const { kind, campaign_id: campaignId, resolved, ...page } = c.req.valid('query')
        const list = await listStuckItems(c.get('deps'), c.get('actor'), {
          ...toPage(page),
          ...(kind && { kind }),
          ...(campaignId !== undefined && { campaignId }),
          ...(resolved !== undefined && { resolved }),
        })
        return c.json({ data: list.items.map(stuckItemJson), next_cursor: list.nextCursor }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/stuck-items/{id}',
        tags,
        summary: 'Read one of them',
        request: { params: Id },
        responses: { 200: json(StuckItemJson, 'The stuck item'), ...problems('not_found') },
      }),
      async (c) => {
        const item = await getStuckItem(c.get('deps'), c.get('actor'), c.req.valid('param').id)
        return c.json(stuckItemJson(item), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/stuck-items/{id}/retry',
        tags,
        summary: 'Try it again',
        description:
          'A message and an import go back to their queue, a lead and a result to their campaign: should they fail there again, they are set aside as a new item. 409 `conflict` when it failed again at once.',
        request: { headers: IdempotencyKey, params: Id },
        responses: {
          200: json(StuckItemJson, 'Not stuck any more'),
          ...problems('not_found', 'not_allowed', 'conflict'),
        },
      }),
      async (c) => {
        const item = await retryStuckItem(c.get('deps'), c.get('actor'), c.req.valid('param').id)
        return c.json(stuckItemJson(item), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/stuck-items/{id}/discard',
        tags,
        summary: 'Give it up',
        description: 'Nothing tries it again; what it was about stays as it is. The reason is kept in the audit log.',
        request: {
          headers: IdempotencyKey,
          params: Id,
          body: jsonBody(z.strictObject({ reason: z.string().trim().min(1).max(500) })),
        },
        responses: {
          200: json(StuckItemJson, 'Not stuck any more'),
          ...problems('not_found', 'not_allowed', 'unprocessable'),
        },
      }),
      async (c) => {
        const { reason } = c.req.valid('json')
        const item = await discardStuckItem(c.get('deps'), c.get('actor'), c.req.valid('param').id, reason)
        return c.json(stuckItemJson(item), 200)
      },
    )
}

export function stuckItemJson(item: StuckItem): z.infer<typeof StuckItemJson> {
  return {
    id: item.id,
    kind: item.kind,
    subject: item.subject,
    campaign_id: item.campaignId,
    error: item.error,
    tries: item.tries,
    first_at: toIso(item.firstAt),
    last_at: toIso(item.lastAt),
    resolved_at: toIso(item.resolvedAt),
    resolution: item.resolution,
  }
}
