import { createRoute, z } from '@hono/zod-openapi'
import { addSuppression } from '../../app/suppressions/add.ts'
import { checkSuppression } from '../../app/suppressions/check.ts'
import { listSuppressions } from '../../app/suppressions/list.ts'
import { removeSuppression } from '../../app/suppressions/remove.ts'
import type { Suppression } from '../../app/suppressions/store.ts'
import { MAX_EVIDENCE_LENGTH, SUPPRESSION_CHANNELS, SUPPRESSION_SOURCES } from '../../domain/suppression.ts'
import { createRouter } from './router.ts'
import { Id, IdempotencyKey, Instant, json, jsonBody, pageOf, pageParams, problems, toIso, toPage } from './shapes.ts'

export const SuppressionJson = z
  .object({
    id: z.string().openapi({ example: 'sup_01kb…' }),
    kind: z.enum(['phone', 'email']),
    value: z.string().openapi({ example: '+12125550140' }),
    channel: z.enum(SUPPRESSION_CHANNELS).openapi({
      description: 'What a phone may not be used for: all (calls and texts), phone (calls), text. An address: email.',
    }),
    reason: z.string(),
    source: z.enum(SUPPRESSION_SOURCES).openapi({ description: 'How it came about.' }),
    evidence: z
      .string()
      .openapi({ description: 'What shows that they asked: their words, a file and its line, a link.' }),
    contact_id: z.string().nullable(),
    attempt_id: z.string().nullable(),
    import_id: z.string().nullable(),
    created_at: Instant,
  })
  .openapi('Suppression')

const NewSuppression = z
  .strictObject({
    phone: z.string().min(1).max(40).optional(),
    email: z.email().max(254).optional(),
    channel: z.enum(SUPPRESSION_CHANNELS).optional().openapi({
      description: 'Of a phone: all (the default), phone or text. Of an email: email.',
    }),
    reason: z.string().trim().min(1).max(500),
    evidence: z.string().trim().max(MAX_EVIDENCE_LENGTH).optional(),
  })
  .refine((body) => (body.phone === undefined) !== (body.email === undefined), {
    path: ['phone'],
    error: 'send either a phone or an email',
  })
  .refine((body) => body.channel === undefined || (body.channel === 'email') === (body.email !== undefined), {
    path: ['channel'],
    error: 'all, phone and text are for a phone, email is for an email',
  })
  .openapi('NewSuppression')

const SuppressionCheck = z
  .object({
    kind: z.enum(['phone', 'email']),
    value: z.string(),
    suppressed: z.boolean().openapi({ description: 'On the list for at least one channel.' }),
    channels: z
      .object({ phone: z.boolean(), text: z.boolean(), email: z.boolean() })
      .openapi({ description: 'true: may not be used for calls, texts, emails.' }),
    entry: SuppressionJson.nullable(),
  })
  .openapi('SuppressionCheck')

const Removal = z.strictObject({ reason: z.string().trim().min(1).max(500) })

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
            q: z.string().max(200).optional().openapi({ description: 'Part of the phone, email, reason or evidence.' }),
            kind: z.enum(['phone', 'email']).optional(),
            channel: z.enum(SUPPRESSION_CHANNELS).optional(),
            source: z.enum(SUPPRESSION_SOURCES).optional(),
            import_id: z.string().max(64).optional(),
            ...pageParams(),
          }),
        },
        responses: { 200: json(pageOf(SuppressionJson), 'Newest first'), ...problems() },
      }),
      async (c) => {
        const { import_id, ...query } = c.req.valid('query')
        const filter = { ...query, ...(import_id !== undefined && { importId: import_id }), ...toPage(query) }
        const page = await listSuppressions(c.get('deps'), c.get('actor'), filter)
        return c.json({ data: page.items.map(suppressionJson), next_cursor: page.nextCursor }, 200)
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
        const { kind, value, channels, entry } = await checkSuppression(
          c.get('deps'),
          c.get('actor'),
          c.req.valid('query'),
        )
        return c.json(
          { kind, value, suppressed: entry !== null, channels, entry: entry && suppressionJson(entry) },
          200,
        )
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/suppressions',
        tags,
        summary: 'Never call, text or mail somebody again',
        description:
          'Who is on the list already keeps the older reason; another channel widens the entry to all, and new evidence stands under the old.',
        request: { headers: IdempotencyKey, body: jsonBody(NewSuppression) },
        responses: {
          200: json(SuppressionJson, 'It was on the list already; the channel is widened if need be'),
          201: json(SuppressionJson, 'Added; in force from the next dial on'),
          ...problems('unprocessable'),
        },
      }),
      async (c) => {
        const { suppression, created } = await addSuppression(c.get('deps'), c.get('actor'), c.req.valid('json'))
        return created ? c.json(suppressionJson(suppression), 201) : c.json(suppressionJson(suppression), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/suppressions/{id}',
        tags,
        summary: 'Take somebody off the list',
        description: 'Needs a reason; the audit log keeps it together with the entry.',
        request: { params: Id, body: jsonBody(Removal) },
        responses: { 204: { description: 'Gone' }, ...problems('not_found', 'unprocessable') },
      }),
      async (c) => {
        const { reason } = c.req.valid('json')
        await removeSuppression(c.get('deps'), c.get('actor'), { id: c.req.valid('param').id, reason })
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/suppressions/{id}/remove',
        tags,
        summary: 'Take somebody off the list, for clients that cannot send a body with DELETE',
        request: { params: Id, body: jsonBody(Removal) },
        responses: { 204: { description: 'Gone' }, ...problems('not_found', 'unprocessable') },
      }),
      async (c) => {
        const { reason } = c.req.valid('json')
        await removeSuppression(c.get('deps'), c.get('actor'), { id: c.req.valid('param').id, reason })
        return c.body(null, 204)
      },
    )
}

export function suppressionJson(entry: Suppression): z.infer<typeof SuppressionJson> {
  const { id, kind, value, channel, reason, source, evidence } = entry
  return {
    id,
    kind,
    value,
    channel,
    reason,
    source,
    evidence,
    contact_id: entry.contactId,
    attempt_id: entry.attemptId,
    import_id: entry.importId,
    created_at: toIso(entry.createdAt),
  }
}
