import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { LOOKED_AT, type Preview, previewUpload, SHOWN_ROWS } from '../../app/imports/preview.ts'
import { previewReceived } from '../../app/uploads/keep.ts'
import { fileRequest, readingFields, receivePeople } from './import-fields.ts'
import { ListFormatShape, listFormatShape } from './list-format.ts'
import { createRouter, type HttpEnv } from './router.ts'
import { Id, json, jsonBody, problems } from './shapes.ts'

const tags = ['imports']
const VERDICTS = ['created', 'updated', 'duplicate', 'skipped', 'disqualified', 'rejected'] as const
const count = z.int()

const PreviewShape = z
  .object({
    upload_id: z.string().openapi({ description: 'Import it with this, within a day.' }),
    filename: z.string(),
    bytes: z.int(),
    format: ListFormatShape,
    columns: z.array(
      z.object({
        header: z.string(),
        target: z.string().openapi({ description: 'As a mapping names it.', example: 'phone1' }),
        guessed: z.boolean().openapi({ description: 'No mapping said so.' }),
        role: z.string(),
        phone_position: z.int().nullable(),
        variable: z.string().nullable(),
        samples: z.array(z.string()),
      }),
    ),
    saved_mapping: z.object({ id: z.string(), name: z.string() }).nullable().openapi({
      description: 'One that was saved for a list with the same headings. It is offered, not used.',
    }),
    problem: z
      .string()
      .nullable()
      .openapi({ description: 'Why the list cannot be imported like this, and what to do.' }),
    rows: z
      .array(
        z.object({
          line: z.int(),
          cells: z.array(z.string()),
          verdict: z.enum(VERDICTS),
          name: z.string(),
          phones: z.array(z.string()),
          email: z.string().nullable(),
          notes: z.array(z.object({ column: z.string(), code: z.string(), message: z.string() })),
          spoken: z.string().nullable().openapi({ description: 'What the agent will say first.' }),
        }),
      )
      .openapi({ description: `The first ${SHOWN_ROWS}.` }),
    counts: z
      .object({
        looked_at: count,
        created: count,
        updated: count,
        duplicate: count,
        skipped: count,
        disqualified: count,
        rejected: count,
      })
      .openapi({ description: `Of the first ${LOOKED_AT} rows, with the address book as it is now.` }),
    rows_total: z.int().openapi({ description: 'Rows of the list, counted roughly.' }),
  })
  .openapi('ImportPreview')

const againRoute = createRoute({
  method: 'post',
  path: '/uploads/{id}/preview',
  tags,
  summary: 'Look at an uploaded list again, read in another way',
  request: { params: Id, body: jsonBody(z.strictObject(readingFields).openapi('ListReading')) },
  responses: {
    200: json(PreviewShape, 'What an import would make of it'),
    ...problems('forbidden', 'not_found', 'not_allowed', 'unprocessable'),
  },
})

/** Lists looked at before they are imported. */
export function importPreviewRoutes(): OpenAPIHono<HttpEnv> {
  const router = createRouter()
  describe(router, '/campaigns/{id}/import-preview', 'Look at a list before it is imported into a campaign')
  describe(router, '/contacts/import-preview', 'Look at a list before it is imported into the address book')
  // Not through the validator of `openapi()`: it would read the form, and with it the file, into memory.
  router.post('/campaigns/:id/import-preview', async (c) => previewFile(c, c.req.param('id')))
  router.post('/contacts/import-preview', async (c) => previewFile(c, null))
  router.openapi(againRoute, async (c) => {
    const { mapping, mapping_id: mappingId, sheet } = c.req.valid('json')
    const choice = { mapping, mappingId, sheet }
    const preview = await previewUpload(c.get('deps'), c.get('actor'), c.req.valid('param').id, choice)
    return c.json(previewShape(preview), 200)
  })
  return router
}

async function previewFile(c: Context<HttpEnv>, campaignId: string | null): Promise<Response> {
  const { list, filename, choice } = await receivePeople(c, campaignId)
  return c.json(previewShape(await previewReceived(c.get('deps'), c.get('actor'), list, filename, choice)), 200)
}

function describe(router: OpenAPIHono<HttpEnv>, path: string, summary: string): void {
  router.openAPIRegistry.registerPath({
    method: 'post',
    path,
    tags,
    summary,
    description:
      'The file as for an import. Nothing is imported; the list is kept for a day, to be looked at again with another mapping and imported by its `upload_id`.',
    request: { ...(path.includes('{id}') && { params: Id }), ...fileRequest() },
    responses: {
      200: json(PreviewShape, 'What an import would make of it'),
      ...problems('forbidden', 'not_found', 'not_allowed', 'too_large', 'unsupported_media_type', 'unprocessable'),
    },
  })
}

function previewShape(preview: Preview): z.output<typeof PreviewShape> {
  const { upload, format, windows1252Line, sheets, savedMapping, counts } = preview
  const { lookedAt, ...verdicts } = counts
  return {
    upload_id: upload.id,
    filename: upload.filename,
    bytes: upload.stored.bytes,
    format: listFormatShape(format, windows1252Line, sheets),
    columns: preview.columns.map(({ header, role, position, variable, guessed, samples }) => ({
      header,
      target: targetOf(role, position, variable),
      guessed,
      role: role === 'zone' ? 'timezone' : role,
      phone_position: position,
      variable,
      samples,
    })),
    saved_mapping: savedMapping && { id: savedMapping.id, name: savedMapping.name },
    problem: preview.problem,
    rows: preview.rows,
    counts: { looked_at: lookedAt, ...verdicts },
    rows_total: preview.rowsTotal ?? lookedAt,
  }
}

/** As a mapping would have to name it. */
function targetOf(role: Preview['columns'][number]['role'], position: number | null, variable: string | null): string {
  if (role === 'phone') return `phone${position ?? ''}`
  if (role === 'variable') return `variable:${variable ?? ''}`
  return role === 'zone' ? 'timezone' : role
}
