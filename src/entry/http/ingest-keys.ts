import { createRoute, z } from '@hono/zod-openapi'
import { createIngestKey } from '../../app/ingest/create-key.ts'
import { listIngestKeys } from '../../app/ingest/list-keys.ts'
import { revokeIngestKey } from '../../app/ingest/revoke-key.ts'
import type { IngestKey } from '../../app/ingest/store.ts'
import { MappingRequest } from '../../domain/lead-file/mapping.ts'
import { createRouter } from './router.ts'
import { Id, IdempotencyKey, Instant, json, jsonBody, problems, toIso } from './shapes.ts'

const NewIngestKey = z
  .strictObject({
    name: z.string().trim().max(100).default('').openapi({ example: 'Contact form of our site' }),
    mapping: MappingRequest.nullable()
      .default(null)
      .openapi({
        description:
          'Field → target, as for columns of a list, where the guess is to be overruled. Nested fields are named with `_`: `answers_q1`.',
        example: { 'your-mobile': 'phone1', notes: 'ignore' },
      }),
  })
  .openapi('NewIngestKey', { example: { name: 'Contact form of our site' } })

const IngestKeyJson = z
  .object({
    id: z.string(),
    campaign_id: z.string(),
    name: z.string(),
    prefix: z.string().openapi({ description: 'The key’s first characters, to tell it apart.' }),
    mapping: z.record(z.string(), z.string()).nullable(),
    created_at: Instant,
    last_used_at: Instant.nullable().openapi({ description: 'To the minute.' }),
    revoked_at: Instant.nullable(),
  })
  .openapi('IngestKey')

const IngestKeyWithKey = IngestKeyJson.extend({
  key: z.string().openapi({ description: 'Shown this once.' }),
  url: z.string().openapi({
    description:
      'To be pasted into a CRM or form tool. Whoever has it can add people to this campaign, and nothing else.',
  }),
}).openapi('IngestKeyWithKey')

const tags = ['Leads']

/** The keys by which CRMs and form tools bring people into one campaign; the door they open is in ingest-hook.ts. */
export function ingestKeyRoutes() {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/campaigns/{id}/ingest-keys',
        tags,
        summary: 'List the ingest keys of a campaign',
        request: { params: Id },
        responses: {
          200: json(z.object({ data: z.array(IngestKeyJson) }), 'Newest first, also those that were revoked'),
          ...problems('not_found'),
        },
      }),
      async (c) => {
        const keys = await listIngestKeys(c.get('deps'), c.get('actor'), c.req.valid('param').id)
        return c.json({ data: keys.map(ingestKeyJson) }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/campaigns/{id}/ingest-keys',
        tags,
        summary: 'Make a URL that a CRM or form tool can send people to',
        description:
          'POST people to `url` as JSON (one object, or a list of up to 1,000) or as a form. Fields are found by name, as the columns of a list are; the others become variables. No other answer has the key: keep it.',
        request: { params: Id, headers: IdempotencyKey, body: jsonBody(NewIngestKey) },
        responses: {
          201: json(IngestKeyWithKey, 'The key and its URL'),
          ...problems('not_found', 'conflict', 'unprocessable'),
        },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const { entry, key } = await createIngestKey(c.get('deps'), c.get('actor'), id, c.req.valid('json'))
        const url = new URL(`/hooks/ingest/${key}`, c.req.url).href
        return c.json({ ...ingestKeyJson(entry), key, url }, 201)
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/ingest-keys/{id}',
        tags,
        summary: 'Revoke an ingest key',
        description: 'At once. Nobody who came in by it goes.',
        request: { params: Id },
        responses: { 204: { description: 'It opens nothing any more' }, ...problems('not_found') },
      }),
      async (c) => {
        await revokeIngestKey(c.get('deps'), c.get('actor'), c.req.valid('param').id)
        return c.body(null, 204)
      },
    )
}

function ingestKeyJson(key: IngestKey): z.infer<typeof IngestKeyJson> {
  const { id, campaignId, name, prefix, mapping, createdAt, lastUsedAt, revokedAt } = key
  return {
    id,
    campaign_id: campaignId,
    name,
    prefix,
    mapping,
    created_at: toIso(createdAt),
    last_used_at: toIso(lastUsedAt),
    revoked_at: toIso(revokedAt),
  }
}
