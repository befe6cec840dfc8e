import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { discardPieces } from '../../app/imports/store-pieces.ts'
import { suppressionErrorsCsv } from '../../app/suppression-imports/errors-csv.ts'
import { getSuppressionImport } from '../../app/suppression-imports/get.ts'
import { listSuppressionImports } from '../../app/suppression-imports/list.ts'
import { type ReceivedList, receiveList as receiveFile } from '../../app/suppression-imports/receive-list.ts'
import { startSuppressionImport } from '../../app/suppression-imports/start.ts'
import { SUPPRESSION_IMPORT_STATUSES, type SuppressionImport } from '../../app/suppression-imports/store.ts'
import { AppError } from '../../domain/errors.ts'
import { ImportErrorShape } from './import-shapes.ts'
import { csvHeaders, RAW_TYPES, receiveList, streamOf } from './list-upload.ts'
import { createRouter, type HttpEnv } from './router.ts'
import { Id, Instant, json, pageOf, pageParams, problems, toIso, toPage } from './shapes.ts'

const PhoneChannels = z.enum(['all', 'phone', 'text'])

/** What may be said of the whole list, in the query or in the form. */
const FIELDS = {
  channel: PhoneChannels,
  reason: z.string().trim().min(1).max(500),
  note: z.string().trim().max(500),
}
const DESCRIPTIONS: Record<keyof typeof FIELDS, string> = {
  channel: 'Of rows without a channel of their own: all (the default), phone or text.',
  reason: 'Of rows without a reason of their own.',
  note: 'Where the list comes from, such as "National registry, download of 1 November"; kept as evidence with every entry.',
}

const SuppressionImportJson = z
  .object({
    id: z.string().openapi({ example: 'dnc_01kb…' }),
    filename: z.string(),
    bytes: z.int(),
    status: z.enum(SUPPRESSION_IMPORT_STATUSES),
    rows: z.int().openapi({ description: 'Rows of the list: counted at the upload, exact when it is completed.' }),
    processed: z.int(),
    progress: z.number().min(0).max(1).openapi({ description: 'Share of the rows that has been read.' }),
    created: z.int().openapi({ description: 'Phones and emails that are new on the list.' }),
    duplicate: z.int().openapi({ description: 'Phones and emails that were on it, or stand in the file twice.' }),
    rejected: z.int().openapi({ description: 'Rows in which nothing could be read.' }),
    failure: z.string().nullable().openapi({ description: 'Why the import failed, and what to do.' }),
    channel: PhoneChannels,
    reason: z.string(),
    note: z.string(),
    format: z.object({ encoding: z.string(), delimiter: z.string() }).nullable(),
    columns: z
      .array(z.object({ header: z.string(), role: z.string() }))
      .openapi({ description: 'What each column was taken for.' }),
    errors: z.array(ImportErrorShape).openapi({ description: 'The first 100; all of them are in errors.csv.' }),
    created_at: Instant,
    finished_at: Instant.nullable(),
  })
  .openapi('SuppressionImport')

const Started = z.object({ id: z.string(), status: z.enum(SUPPRESSION_IMPORT_STATUSES) })

const tags = ['Suppressions']

const listRoute = createRoute({
  method: 'get',
  path: '/suppressions/imports',
  tags,
  summary: 'The do-not-call lists that were imported',
  request: { query: z.strictObject(pageParams()) },
  responses: { 200: json(pageOf(SuppressionImportJson), 'Newest first'), ...problems() },
})

const getRoute = createRoute({
  method: 'get',
  path: '/suppressions/imports/{id}',
  tags,
  summary: 'How far the import of a do-not-call list is, and what became of its rows',
  request: { params: Id },
  responses: { 200: json(SuppressionImportJson, 'The import'), ...problems('not_found') },
})

const errorsRoute = createRoute({
  method: 'get',
  path: '/suppressions/imports/{id}/errors.csv',
  tags,
  summary: 'All rows something is to be said of, with line, column and reason, to be mended and uploaded again',
  request: { params: Id },
  responses: {
    200: { description: 'CSV, UTF-8', content: { 'text/csv': { schema: z.string() } } },
    ...problems('not_found'),
  },
})

/** Do-not-call lists as files. */
export function suppressionImportRoutes(): OpenAPIHono<HttpEnv> {
  const router = createRouter()
  describeUpload(router)
  // Not through the validator of `openapi()`: it would read the form, and with it the file, into memory.
  router.post('/suppressions/import', async (c) => {
    const deps = c.get('deps')
    const actor = c.get('actor')
    const { upload, filename, fields } = await receiveList<ReceivedList>(c, {
      fields: Object.keys(FIELDS),
      check: checkField,
      store: (body, declaredBytes) => receiveFile(deps, actor, { body, declaredBytes }),
      discard: (it) => discardPieces(deps.files, it),
    })
    const entry = await startSuppressionImport(deps, actor, {
      list: upload,
      filename,
      channel: FIELDS.channel.parse(fields.channel ?? 'all'),
      reason: fields.reason?.trim() ?? null,
      note: fields.note?.trim() ?? null,
    })
    c.header('Location', `/api/v1/suppressions/imports/${entry.id}`)
    return c.json({ id: entry.id, status: entry.status }, 202)
  })
  router.openapi(listRoute, async (c) => {
    const page = await listSuppressionImports(c.get('deps'), c.get('actor'), toPage(c.req.valid('query')))
    return c.json({ data: page.items.map(toJson), next_cursor: page.nextCursor }, 200)
  })
  router.openapi(errorsRoute, async (c) => {
    const { id } = c.req.valid('param')
    const lines = await suppressionErrorsCsv(c.get('deps'), c.get('actor'), id)
    return new Response(streamOf(lines), { headers: csvHeaders(`errors-${id}.csv`) })
  })
  router.openapi(getRoute, async (c) =>
    c.json(toJson(await getSuppressionImport(c.get('deps'), c.get('actor'), c.req.valid('param').id)), 200),
  )
  return router
}

function checkField(name: string, value: string): void {
  const read = FIELDS[name as keyof typeof FIELDS].safeParse(value)
  if (read.success) return
  const message = read.error.issues[0]!.message
  throw new AppError('unprocessable', `The field "${name}" is not valid: ${message}.`, {
    errors: [{ pointer: `/${name}`, message }],
  })
}

function toJson(entry: SuppressionImport): z.output<typeof SuppressionImportJson> {
  const { id, filename, bytes, status, rows, processed, created, duplicate, rejected, failure, errors } = entry
  const { channel, reason, note, format, columns } = entry.cursor
  const isOver = entry.finishedAt !== null
  return {
    id,
    filename,
    bytes,
    status,
    rows,
    processed,
    progress: isOver ? 1 : rows === 0 ? 0 : Math.min(processed / rows, 1),
    created,
    duplicate,
    rejected,
    failure,
    channel,
    reason,
    note,
    format: format && { encoding: format.encoding, delimiter: format.delimiter },
    columns: (columns ?? []).map(({ header, role }) => ({ header, role })),
    errors,
    created_at: toIso(entry.createdAt),
    finished_at: toIso(entry.finishedAt),
  }
}

function describeUpload(router: OpenAPIHono<HttpEnv>): void {
  const file = z.string().openapi({ format: 'binary' })
  const fields = z.object({
    channel: PhoneChannels.optional().openapi({ description: DESCRIPTIONS.channel }),
    reason: z.string().optional().openapi({ description: DESCRIPTIONS.reason }),
    note: z.string().optional().openapi({ description: DESCRIPTIONS.note }),
  })
  router.openAPIRegistry.registerPath({
    method: 'post',
    path: '/suppressions/import',
    tags,
    summary: 'Import a do-not-call list',
    description:
      'The CSV itself as the body, or a form with `file`. With headings (phone, email, channel, reason, evidence; area_code beside phone) or without: numbers or emails in one column or several, or area code and seven digits. Separators and encoding are recognised. The rows are read in the background: poll the import.',
    request: {
      query: fields.extend({ filename: z.string().optional() }),
      body: {
        required: true,
        content: {
          ...Object.fromEntries(RAW_TYPES.map((type) => [type, { schema: file }])),
          'multipart/form-data': { schema: fields.extend({ file }) },
        },
      },
    },
    responses: {
      202: json(Started, 'Stored and queued'),
      ...problems('too_large', 'unsupported_media_type', 'unprocessable'),
    },
  })
}
