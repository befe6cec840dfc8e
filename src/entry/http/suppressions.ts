import { createRoute, z } from '@hono/zod-openapi'
import { addSuppression } from '../../app/suppressions/add.ts'
import { checkSuppression } from '../../app/suppressions/check.ts'
import { listSuppressions } from '../../app/suppressions/list.ts'
import { removeSuppression } from '../../app/suppressions/remove.ts'
import type { Suppression } from '../../app/suppressions/store.ts'
import { createRouter } from './router.ts'
import { Id, IdempotencyKey, Instant, json, jsonBody, pageOf, pageParams, problems, toIso, toPage } from './shapes.ts'

const SuppressionJson = z
  .object({
    id: z.string().openapi({ example: 'sup_01kb…' }),
    kind: z.enum(['phone', 'email']),
    value: z.string().openapi({ example: '+12125550140' }),
    reason: z.string(),
    source: z.string().openapi({ description: 'How it came about: call, api, person, import.' }),
    contact_id: z.string().nullable(),
    attempt_id: z.string().nullable(),
    created_at: Instant,
  })
  .openapi('Suppression')

const NewSuppression = z
  .strictObject({
    phone: z.string().min(1).max(40).optional(),
    email: z.email().max(254).optional(),
    reason: z.string().trim().min(1).max(500),
  })
  .refine((body) => (body.phone === undefined) !== (body.email === undefined), {
    path: ['phone'],
    error: 'send either a phone or an email',
  })
  .openapi('NewSuppression')

const SuppressionCheck = z
  .object({
    kind: z.enum(['phone', 'email']),
    value: z.string(),
    suppressed: z.boolean(),
    entry: SuppressionJson.nullable(),
  })
  .openapi('SuppressionCheck')

const tags = ['Suppressions']

export function suppressionRoutes() {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/suppressions',
        tags,
        summary: 'List opt-outs and do-not-call entries',
        request: {
          query: z.strictObject({
            q: z.string().max(200).optional().openapi({ description: 'Part of the phone, email or reason.' }),
            kind: z.enum(['phone', 'email']).optional(),
            ...pageParams(),
          }),
        },
        responses: { 200: json(pageOf(SuppressionJson), 'Newest first'), ...problems() },
      }),
      async (c) => {
        const query = c.req.valid('query')
        const page = await listSuppressions(c.get('deps'), c.get('actor'), { ...query, ...toPage(query) })
        return c.json({ data: page.items.map(toJson), next_cursor: page.nextCursor }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/suppressions/check',
        tags,
        summary: 'May this phone or email be used?',
        request: {
          query: z
            .strictObject({ phone: z.string().min(1).max(40).optional(), email: z.email().max(254).optional() })
            .refine((query) => (query.phone === undefined) !== (query.email === undefined), {
              path: ['phone'],
              error: 'send either a phone or an email',
            }),
        },
        responses: { 200: json(SuppressionCheck, 'Whether it is on the list, and why'), ...problems('unprocessable') },
      }),
      async (c) => {
        const { kind, value, entry } = await checkSuppression(c.get('deps'), c.get('actor'), c.req.valid('query'))
        return c.json({ kind, value, suppressed: entry !== null, entry: entry && toJson(entry) }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/suppressions',
        tags,
        summary: 'Never call or mail somebody again',
        request: { headers: IdempotencyKey, body: jsonBody(NewSuppression) },
        responses: {
          200: json(SuppressionJson, 'It was on the list already and stays as it is'),
          201: json(SuppressionJson, 'Added; in force from the next dial on'),
          ...problems('unprocessable'),
        },
      }),
      async (c) => {
        const { suppression, created } = await addSuppression(c.get('deps'), c.get('actor'), c.req.valid('json'))
        return created ? c.json(toJson(suppression), 201) : c.json(toJson(suppression), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/suppressions/{id}',
        tags,
        summary: 'Take somebody off the list',
        description: 'Needs a reason; the audit log keeps it together with the entry.',
        request: { params: Id, body: jsonBody(z.strictObject({ reason: z.string().trim().min(1).max(500) })) },
        responses: { 204: { description: 'Gone' }, ...problems('not_found', 'unprocessable') },
      }),
      async (c) => {
        const { reason } = c.req.valid('json')
        await removeSuppression(c.get('deps'), c.get('actor'), { id: c.req.valid('param').id, reason })
        return c.body(null, 204)
      },
    )
}

function toJson(entry: Suppression): z.infer<typeof SuppressionJson> {
  const { id, kind, value, reason, source } = entry
  return {
    id,
    kind,
    value,
    reason,
    source,
    contact_id: entry.contactId,
    attempt_id: entry.attemptId,
    created_at: toIso(entry.createdAt),
  }
}
