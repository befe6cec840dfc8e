import { createRoute, z } from '@hono/zod-openapi'
import { eraseContact } from '../../app/erasures/erase-contact.ts'
import { getErasure, listErasures } from '../../app/erasures/get.ts'
import type { Erasure } from '../../app/erasures/store.ts'
import { createRouter } from './router.ts'
import { Id, IdempotencyKey, Instant, json, jsonBody, pageOf, pageParams, problems, toIso, toPage } from './shapes.ts'

const EraseBody = z
  .strictObject({
    reason: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .openapi({ description: 'Kept with the erasure: do not name the person.' }),
  })
  .openapi('Erase')

const ErasureJson = z
  .object({
    id: z.string().openapi({ example: 'era_01kb…' }),
    contact_id: z.string(),
    requested_by: z.string(),
    reason: z.string(),
    status: z.enum(['running', 'completed']),
    attempts: z.int().openapi({
      description: 'Calls whose phone, words and proof were emptied; their place in the proof chain stays.',
    }),
    transcripts: z.int(),
    recordings: z.int().openapi({ description: 'Deleted at the carrier.' }),
    recordings_left: z.array(z.string()).openapi({
      description: 'Addresses that do not say which recording it is: have them deleted at the carrier by hand.',
    }),
    imports: z.array(z.string()).openapi({ description: 'Lists that held the person; their files were deleted.' }),
    requested_at: Instant,
    finished_at: Instant.nullable(),
  })
  .openapi('Erasure')

/** People who asked to be forgotten. */
export function erasureRoutes() {
  return createRouter()
    .openapi(
      createRoute({
        method: 'post',
        path: '/contacts/{id}/erase',
        tags: ['Contacts'],
        summary: 'Forget a person (privacy request)',
        description:
          'For good. At once every phone and the email are suppressed and the contact is empty; a job then empties what was written of the person elsewhere. Only the suppressions stay, and the places of the calls in the proof chain.',
        request: { params: Id, headers: IdempotencyKey, body: jsonBody(EraseBody) },
        responses: {
          202: json(ErasureJson, 'The erasure, under way'),
          ...problems('not_found', 'conflict', 'unprocessable'),
        },
      }),
      async (c) => {
        const input = c.req.valid('json')
        const erasure = await eraseContact(c.get('deps'), c.get('actor'), c.req.valid('param').id, input)
        return c.json(erasureJson(erasure), 202)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/erasures',
        tags: ['Contacts'],
        summary: 'List privacy requests',
        request: { query: z.strictObject(pageParams()) },
        responses: { 200: json(pageOf(ErasureJson), 'Newest first'), ...problems() },
      }),
      async (c) => {
        const page = await listErasures(c.get('deps'), c.get('actor'), toPage(c.req.valid('query')))
        return c.json({ data: page.items.map(erasureJson), next_cursor: page.nextCursor }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/erasures/{id}',
        tags: ['Contacts'],
        summary: 'Read how far a privacy request is',
        request: { params: Id },
        responses: { 200: json(ErasureJson, 'The erasure'), ...problems('not_found') },
      }),
      async (c) => c.json(erasureJson(await getErasure(c.get('deps'), c.get('actor'), c.req.valid('param').id)), 200),
    )
}

function erasureJson({ progress, ...erasure }: Erasure): z.infer<typeof ErasureJson> {
  return {
    id: erasure.id,
    contact_id: erasure.contactId,
    requested_by: erasure.requestedBy,
    reason: erasure.reason,
    status: erasure.status,
    attempts: progress.attempts.length,
    transcripts: progress.transcripts,
    recordings: progress.recordings,
    recordings_left: progress.recordingsLeft,
    imports: progress.imports,
    requested_at: toIso(erasure.requestedAt),
    finished_at: toIso(erasure.finishedAt),
  }
}
