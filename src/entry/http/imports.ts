import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { errorsCsv } from '../../app/imports/errors-csv.ts'
import { getImport } from '../../app/imports/get-import.ts'
import { listImports } from '../../app/imports/list-imports.ts'
import type { Import } from '../../app/imports/store.ts'
import { templateCsv } from '../../app/imports/template-csv.ts'
import { importReceived, importUpload } from '../../app/uploads/import.ts'
import { AppError } from '../../domain/errors.ts'
import { fileRequest, readingFields, receivePeople } from './import-fields.ts'
import { ImportListShape, ImportShape, ImportStartedShape, importShape } from './import-shapes.ts'
import { csvHeaders, streamOf } from './list-upload.ts'
import { createRouter, type HttpEnv } from './router.ts'
import { problems } from './shapes.ts'

const json = <S extends z.ZodType>(schema: S) => ({ 'application/json': { schema } })
const csv = { 'text/csv': { schema: z.string() } }
const Id = z.object({ id: z.string().openapi({ param: { name: 'id', in: 'path' } }) })
const tags = ['imports']
const UploadBody = z.strictObject({ upload_id: z.string().max(64), ...readingFields }).openapi('ImportOfUpload')

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
  describeUpload(router, '/campaigns/{id}/imports', 'Import a list of people into a campaign')
  describeUpload(router, '/contacts/imports', 'Import a list of people into the address book')
  // Not through the validator of `openapi()`: it would read the form, and with it the file, into memory.
  router.post('/campaigns/:id/imports', async (c) => receive(c, c.req.param('id')))
  router.post('/contacts/imports', async (c) => receive(c, null))
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

async function receive(c: Context<HttpEnv>, campaignId: string | null): Promise<Response> {
  const entry = await importFrom(c, campaignId)
  c.header('Location', `/api/v1/imports/${entry.id}`)
  return c.json({ id: entry.id, status: entry.status }, 202)
}

async function importFrom(c: Context<HttpEnv>, campaignId: string | null): Promise<Import> {
  const deps = c.get('deps')
  const actor = c.get('actor')
  if (!/\bjson\b/i.test(c.req.header('Content-Type') ?? '')) {
    const { list, filename, choice } = await receivePeople(c, campaignId)
    return importReceived(deps, actor, list, { ...choice, filename })
  }
  const body = UploadBody.safeParse(await readJsonBody(c))
  if (!body.success) {
    const errors = body.error.issues.map((it) => ({
      pointer: `/${it.path.map(String).join('/')}`,
      message: it.message,
    }))
    throw new AppError('unprocessable', 'Send the file itself, or the upload_id of a list that was looked at.', {
      errors,
    })
  }
  const { upload_id: uploadId, mapping, mapping_id: mappingId, sheet } = body.data
  return importUpload(deps, actor, campaignId, { uploadId, mapping, mappingId, sheet })
}

async function readJsonBody(c: Context<HttpEnv>): Promise<unknown> {
  try {
    return await c.req.json()
  } catch {
    throw new AppError('bad_request', 'The body is not JSON.')
  }
}

function describeUpload(router: OpenAPIHono<HttpEnv>, path: string, summary: string): void {
  router.openAPIRegistry.registerPath({
    method: 'post',
    path,
    tags,
    summary,
    description:
      'The file itself as the body (CSV, TSV, .xlsx, a .zip with one list, NDJSON with one person a line), or a form with `file`; or as JSON the `upload_id` of a list that was looked at first. What kind of file it is, its separators and its encoding are recognised. The rows are read in the background: poll the import.',
    request: {
      ...(path.includes('{id}') && { params: Id }),
      ...fileRequest({ 'application/json': { schema: UploadBody } }),
    },
    responses: {
      202: { description: 'Stored and queued', content: json(ImportStartedShape) },
      ...problems('forbidden', 'not_found', 'not_allowed', 'too_large', 'unsupported_media_type', 'unprocessable'),
    },
  })
}
