import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { errorsCsv } from '../../app/imports/errors-csv.ts'
import { getImport } from '../../app/imports/get-import.ts'
import { listImports } from '../../app/imports/list-imports.ts'
import { receiveUpload, type Upload } from '../../app/imports/receive-upload.ts'
import { discardUpload, startImport } from '../../app/imports/start-import.ts'
import { templateCsv } from '../../app/imports/template-csv.ts'
import { AppError } from '../../domain/errors.ts'
import { ImportListShape, ImportShape, ImportStartedShape, importShape } from './import-shapes.ts'
import { boundaryOf, chunksOf, readParts, readText } from './multipart.ts'
import { createRouter, type HttpEnv } from './router.ts'

const RAW_TYPES = ['text/csv', 'text/plain', 'text/tab-separated-values', 'application/csv', 'application/octet-stream']
const RAW_ALIASES = new Set([...RAW_TYPES, 'application/vnd.ms-excel', 'text/x-csv', 'application/x-csv', ''])
const MAX_MAPPING_BYTES = 128 * 1024
/** What a form adds to the file: boundaries, headers, the mapping. */
const FORM_ALLOWANCE_BYTES = MAX_MAPPING_BYTES + 64 * 1024

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
  responses: { 200: { description: 'The import', content: json(ImportShape) } },
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
  responses: { 200: { description: 'A page of imports', content: json(ImportListShape) } },
})

const errorsRoute = createRoute({
  method: 'get',
  path: '/imports/{id}/errors.csv',
  tags,
  summary: 'All rows something is to be said of, with line, column and reason, to be mended and uploaded again',
  request: { params: Id },
  responses: { 200: { description: 'CSV, UTF-8', content: csv } },
})

const templateRoute = createRoute({
  method: 'get',
  path: '/campaigns/{id}/import-template.csv',
  tags,
  summary: 'An empty list with the columns this campaign can use',
  request: { params: Id },
  responses: { 200: { description: 'CSV, UTF-8', content: csv } },
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
  const contentType = c.req.header('content-type') ?? ''
  const type = contentType.split(';')[0]!.trim().toLowerCase()
  const filename = c.req.query('filename') ?? ''
  const length = Number(c.req.header('content-length') ?? Number.NaN)
  const declaredBytes = Number.isFinite(length) ? length : null
  const body = chunksOf(c.req.raw.body ?? new ReadableStream({ start: (it) => it.close() }))
  if (RAW_ALIASES.has(type)) {
    const mapping = parseMapping(c.req.query('mapping'))
    const upload = await receiveUpload(deps, actor, { campaignId, body, declaredBytes })
    return startImport(deps, actor, { upload, filename, mapping })
  }
  const boundary = type === 'multipart/form-data' ? boundaryOf(contentType) : null
  if (boundary === null)
    throw new AppError(
      'unsupported_media_type',
      `Send the list as text/csv or as a form with a "file"; not as ${type}.`,
    )

  let upload: Upload | null = null
  let name = filename
  let mapping: unknown = parseMapping(c.req.query('mapping'))
  try {
    for await (const part of readParts(body, boundary)) {
      if (part.name === 'mapping' && part.filename === null) {
        mapping = parseMapping(await readText(part.body, MAX_MAPPING_BYTES))
      } else if (part.name === 'file') {
        if (upload) throw new AppError('bad_request', 'The form holds several files; send one at a time.')
        name ||= part.filename ?? ''
        const declared = declaredBytes === null ? null : Math.max(declaredBytes - FORM_ALLOWANCE_BYTES, 0)
        upload = await receiveUpload(deps, actor, { campaignId, body: part.body, declaredBytes: declared })
      }
    }
    if (!upload) throw new AppError('bad_request', 'The form has no field "file".')
  } catch (error) {
    if (upload) await discardUpload(deps, upload)
    throw error
  }
  return startImport(deps, actor, { upload, filename: name, mapping })
}

function parseMapping(text: string | undefined): unknown {
  if (text === undefined || text.trim() === '') return null
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('bad_request', 'The mapping is not JSON. Example: {"Mobile": "phone1", "Notes": "ignore"}.')
  }
}

function csvHeaders(filename: string): Record<string, string> {
  return {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${filename}"`,
    'X-Content-Type-Options': 'nosniff',
  }
}

function streamOf(lines: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await lines.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
  })
}

function describeUpload(router: OpenAPIHono<HttpEnv>): void {
  const file = z.string().openapi({ format: 'binary' })
  const mapping = z.string().openapi({
    description:
      'JSON: heading → name, first_name, last_name, email, timezone, tags, priority, phone, phone1 … phone10, variable:NAME, ignore.',
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
    responses: { 202: { description: 'Stored and queued', content: json(ImportStartedShape) } },
  })
}
