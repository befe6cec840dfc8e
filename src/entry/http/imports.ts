import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { errorsCsv } from '../../app/imports/errors-csv.ts'
import { getImport } from '../../app/imports/get-import.ts'
import { listImports } from '../../app/imports/list-imports.ts'
import { receiveUpload, type Upload } from '../../app/imports/receive-upload.ts'
import { startImport } from '../../app/imports/start-import.ts'
import { discardPieces } from '../../app/imports/store-pieces.ts'
import { templateCsv } from '../../app/imports/template-csv.ts'
import { AppError } from '../../domain/errors.ts'
import { ImportListShape, ImportShape, ImportStartedShape, importShape } from './import-shapes.ts'
import { csvHeaders, RAW_TYPES, receiveList, streamOf } from './list-upload.ts'
import { createRouter, type HttpEnv } from './router.ts'
import { problems } from './shapes.ts'

const json = <S extends z.ZodType>(schema: S) => ({ 'application/json': { schema } })
const csv = { 'text/csv': { schema: z.string() } }
const Id = z.object({ id: z.string().openapi({ param: { name: 'id', in: 'path' } }) })
const tags = ['imports']

const getRoute = createRoute({
  method: 'get',
  path: '/imports/{id}',
  tags,
  summary: 'How far an import is, and what became of its rows',
  request: { params: Id },
  responses: { 200: { description: 'The import', content: json(ImportShape) }, ...problems('not_found') },
})

const listRoute = createRoute({
  method: 'get',
  path: '/campaigns/{id}/imports',
  tags,
  summary: 'The imports of a campaign, newest first',
  request: {
    params: Id,
    query: z.object({ limit: z.coerce.number().int().min(1).max(100).default(20), cursor: z.string().optional() }),
  },
  responses: { 200: { description: 'A page of imports', content: json(ImportListShape) }, ...problems('not_found') },
})

const errorsRoute = createRoute({
  method: 'get',
  path: '/imports/{id}/errors.csv',
  tags,
  summary: 'All rows something is to be said of, with line, column and reason, to be mended and uploaded again',
  request: { params: Id },
  responses: { 200: { description: 'CSV, UTF-8', content: csv }, ...problems('not_found') },
})

const templateRoute = createRoute({
  method: 'get',
  path: '/campaigns/{id}/import-template.csv',
  tags,
  summary: 'An empty list with the columns this campaign can use',
  request: { params: Id },
  responses: { 200: { description: 'CSV, UTF-8', content: csv }, ...problems('not_found') },
})

/** Lists into campaigns. To be mounted under /api/v1. */
export function importRoutes(): OpenAPIHono<HttpEnv> {
  const router = createRouter()
  describeUpload(router)
  // Not through the validator of `openapi()`: it would read the form, and with it the file, into memory.
  router.post('/campaigns/:id/imports', async (c) => {
    const entry = await receive(c, c.req.param('id'))
    c.header('Location', `/api/v1/imports/${entry.id}`)
    return c.json({ id: entry.id, status: entry.status }, 202)
  })
  router.openapi(listRoute, async (c) => {
    const { limit, cursor } = c.req.valid('query')
    const request = { limit, cursor: cursor ?? null }
    const page = await listImports(c.get('deps'), c.get('actor'), c.req.valid('param').id, request)
    return c.json({ data: page.items.map(importShape), next_cursor: page.nextCursor }, 200)
  })
  router.openapi(errorsRoute, async (c) => {
    const { id } = c.req.valid('param')
    const lines = await errorsCsv(c.get('deps'), c.get('actor'), id)
    return new Response(streamOf(lines), { headers: csvHeaders(`errors-${id}.csv`) })
  })
  router.openapi(templateRoute, async (c) => {
    const text = await templateCsv(c.get('deps'), c.get('actor'), c.req.valid('param').id)
    return new Response(text, { headers: csvHeaders('import-template.csv') })
  })
  router.openapi(getRoute, async (c) =>
    c.json(importShape(await getImport(c.get('deps'), c.get('actor'), c.req.valid('param').id)), 200),
  )
  return router
}

async function receive(c: Context<HttpEnv>, campaignId: string) {
  const deps = c.get('deps')
  const actor = c.get('actor')
  const { upload, filename, fields } = await receiveList<Upload>(c, {
    fields: ['mapping'],
    check: (_name, value) => void parseMapping(value),
    store: (body, declaredBytes) => receiveUpload(deps, actor, { campaignId, body, declaredBytes }),
    discard: (it) => discardPieces(deps.files, it),
  })
  return startImport(deps, actor, { upload, filename, mapping: parseMapping(fields.mapping) })
}

function parseMapping(text: string | undefined): unknown {
  if (text === undefined || text.trim() === '') return null
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('bad_request', 'The mapping is not JSON. Example: {"Mobile": "phone1", "Notes": "ignore"}.')
  }
}

function describeUpload(router: OpenAPIHono<HttpEnv>): void {
  const file = z.string().openapi({ format: 'binary' })
  const mapping = z.string().openapi({
    description:
      'JSON: heading → name, first_name, last_name, email, timezone, street, city, state, postal_code, country, consent, consent_wording, consent_source, consent_date, consent_expires, tags, priority, phone, phone1 … phone10, variable:NAME, ignore.',
    example: '{"Mobile": "phone1", "Notes": "ignore"}',
  })
  router.openAPIRegistry.registerPath({
    method: 'post',
    path: '/campaigns/{id}/imports',
    tags,
    summary: 'Import a list of people',
    description:
      'The CSV itself as the body, or a form with `file` and, if the guess is to be overruled, `mapping`. Separators and encoding are recognised. The rows are read in the background: poll the import.',
    request: {
      params: Id,
      query: z.object({ filename: z.string().optional(), mapping: mapping.optional() }),
      body: {
        required: true,
        content: {
          ...Object.fromEntries(RAW_TYPES.map((type) => [type, { schema: file }])),
          'multipart/form-data': { schema: z.object({ file, mapping: mapping.optional() }) },
        },
      },
    },
    responses: {
      202: { description: 'Stored and queued', content: json(ImportStartedShape) },
      ...problems('not_found', 'not_allowed', 'too_large', 'unsupported_media_type', 'unprocessable'),
    },
  })
}
