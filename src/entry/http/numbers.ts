import { createRoute, z } from '@hono/zod-openapi'
import { bindInbound } from '../../app/numbers/bind-inbound.ts'
import { createNumber } from '../../app/numbers/create.ts'
import { deleteNumber } from '../../app/numbers/delete.ts'
import { getNumber } from '../../app/numbers/get.ts'
import { listNumbers } from '../../app/numbers/list.ts'
import { updateNumber } from '../../app/numbers/update.ts'
import type { NumberView } from '../../app/numbers/view.ts'
import { createRouter } from './router.ts'
import { Id, IdempotencyKey, Instant, json, jsonBody, pageOf, pageParams, problems, toIso, toPage } from './shapes.ts'

const fields = {
  e164: z
    .string()
    .min(3)
    .max(40)
    .openapi({ description: 'As people write it; kept as E.164.', example: '+12125550100' }),
  name: z.string().max(100),
  zone: z
    .string()
    .max(60)
    .openapi({ description: 'IANA zone whose midnight begins its day.', example: 'America/New_York' }),
  enabled: z.boolean().openapi({ description: 'Off: from the next dial on nothing is called from it.' }),
  spam_score: z.int().min(0).max(9).openapi({ description: '0 is clean.' }),
  weight: z.int().min(1).max(100).openapi({ description: 'Its share in the weighted rotation.' }),
}
const NewNumber = z
  .strictObject({
    ...fields,
    name: fields.name.default(''),
    zone: fields.zone.default('America/New_York'),
    enabled: fields.enabled.default(true),
    spam_score: fields.spam_score.default(0),
    weight: fields.weight.default(1),
  })
  .openapi('NewNumber')
const NumberPatch = z.strictObject(fields).partial().openapi('NumberPatch')
export const NumberJson = z
  .object({
    id: z.string().openapi({ example: 'num_01kb…' }),
    ...fields,
    stopped_at: Instant.nullable().openapi({ description: 'Since when it is switched off.' }),
    stop_reason: z.string().nullable(),
    calls_today: z.int().openapi({ description: 'In the day of its own zone, over all campaigns.' }),
    created_at: Instant,
    updated_at: Instant,
  })
  .openapi('Number')

const BoundJson = z
  .object({
    e164: z.string(),
    call_url: z.string().openapi({ description: 'Where the carrier asks what to do with a call.' }),
    text_url: z.string().openapi({ description: 'Where it brings texts.' }),
  })
  .openapi('BoundNumber')

const tags = ['Numbers']

export function numberRoutes() {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/numbers',
        tags,
        summary: 'List the numbers to call from',
        request: { query: z.strictObject(pageParams()) },
        responses: { 200: json(pageOf(NumberJson), 'Oldest first'), ...problems() },
      }),
      async (c) => {
        const page = await listNumbers(c.get('deps'), c.get('actor'), toPage(c.req.valid('query')))
        return c.json({ data: page.items.map(numberJson), next_cursor: page.nextCursor }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/numbers',
        tags,
        summary: 'Add a number to call from',
        request: { headers: IdempotencyKey, body: jsonBody(NewNumber) },
        responses: { 201: json(NumberJson, 'The number'), ...problems('conflict', 'unprocessable') },
      }),
      async (c) => {
        const { spam_score, ...rest } = c.req.valid('json')
        const number = await createNumber(c.get('deps'), c.get('actor'), { ...rest, spamScore: spam_score })
        return c.json(numberJson(number), 201)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/numbers/{id}',
        tags,
        summary: 'Read a number',
        request: { params: Id },
        responses: { 200: json(NumberJson, 'The number'), ...problems('not_found') },
      }),
      async (c) => c.json(numberJson(await getNumber(c.get('deps'), c.get('actor'), c.req.valid('param').id)), 200),
    )
    .openapi(
      createRoute({
        method: 'patch',
        path: '/numbers/{id}',
        tags,
        summary: 'Change a number, or switch it off',
        request: { params: Id, body: jsonBody(NumberPatch) },
        responses: { 200: json(NumberJson, 'The number'), ...problems('not_found', 'conflict', 'unprocessable') },
      }),
      async (c) => {
        const { spam_score, ...rest } = c.req.valid('json')
        const changes = { ...rest, ...(spam_score !== undefined && { spamScore: spam_score }) }
        return c.json(
          numberJson(await updateNumber(c.get('deps'), c.get('actor'), c.req.valid('param').id, changes)),
          200,
        )
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/numbers/{id}/bind-inbound',
        tags,
        summary: 'Let calls and texts to a number come to us',
        description:
          'Tells the carrier where to ask when somebody calls or writes this number. Doing it again changes nothing. `docs/inbound.md` says how to do it by hand.',
        request: { params: Id, headers: IdempotencyKey },
        responses: {
          200: json(BoundJson, 'The number is bound'),
          ...problems('not_found', 'not_allowed', 'unavailable'),
        },
      }),
      async (c) => {
        const bound = await bindInbound(c.get('deps'), c.get('actor'), c.req.valid('param').id)
        return c.json({ e164: bound.e164, call_url: bound.callUrl, text_url: bound.textUrl }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/numbers/{id}',
        tags,
        summary: 'Delete a number',
        description: 'Refused while a campaign that is not finished uses it; `details.campaigns` names them.',
        request: { params: Id },
        responses: { 204: { description: 'Gone' }, ...problems('not_found', 'in_use') },
      }),
      async (c) => {
        await deleteNumber(c.get('deps'), c.get('actor'), c.req.valid('param').id)
        return c.body(null, 204)
      },
    )
}

export function numberJson(number: NumberView): z.infer<typeof NumberJson> {
  const { id, e164, name, zone, enabled, weight } = number
  return {
    id,
    e164,
    name,
    zone,
    enabled,
    spam_score: number.spamScore,
    weight,
    stopped_at: toIso(number.stoppedAt),
    stop_reason: number.stopReason,
    calls_today: number.callsToday,
    created_at: toIso(number.createdAt),
    updated_at: toIso(number.updatedAt),
  }
}
