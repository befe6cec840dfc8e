import { createRoute, z } from '@hono/zod-openapi'
import { keptCsv } from '../../app/imports/kept-csv.ts'
import { listAllImports } from '../../app/imports/list-imports.ts'
import { IMPORT_SOURCES, IMPORT_STATUSES } from '../../app/imports/store.ts'
import { undoImport } from '../../app/imports/undo.ts'
import { ImportListShape, ImportShape, importShape } from './import-shapes.ts'
import { csvHeaders, streamOf } from './list-upload.ts'
import { createRouter } from './router.ts'
import { Id, json, pageParams, problems, toPage } from './shapes.ts'

const tags = ['imports']

/** All imports of the organization, and the way back. */
export function importHistoryRoutes() {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/imports',
        tags,
        summary: 'All imports of the organization, newest first',
        request: {
          query: z.strictObject({
            campaign_id: z.string().max(100).optional().openapi({ description: '`none`: into the address book.' }),
            source: z.enum(IMPORT_SOURCES).optional(),
            status: z.enum(IMPORT_STATUSES).optional(),
            ...pageParams(100),
          }),
        },
        responses: { 200: json(ImportListShape, 'A page of imports'), ...problems('unprocessable') },
      }),
      async (c) => {
        const { campaign_id, source, status, ...query } = c.req.valid('query')
        const page = await listAllImports(c.get('deps'), c.get('actor'), {
          campaignId: campaign_id === 'none' ? null : campaign_id,
          source,
          status,
          ...toPage(query),
        })
        return c.json({ data: page.items.map(importShape), next_cursor: page.nextCursor }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/imports/{id}/undo',
        tags,
        summary: 'Take an import back',
        description:
          'Its leads that were never attempted go, then the contacts it created and nobody needs. Whoever was called, changed or is a lead elsewhere stays and is listed in kept.csv; so does what the list told of people who were there before. An import that is running stops. Worked off in the background: poll the import.',
        request: { params: Id },
        responses: {
          202: json(ImportShape, 'It is being taken back'),
          ...problems('forbidden', 'not_found', 'not_allowed'),
        },
      }),
      async (c) => c.json(importShape(await undoImport(c.get('deps'), c.get('actor'), c.req.valid('param').id)), 202),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/imports/{id}/kept.csv',
        tags,
        summary: 'Who stayed when the import was taken back, and why',
        request: { params: Id },
        responses: {
          200: { description: 'CSV, UTF-8', content: { 'text/csv': { schema: z.string() } } },
          ...problems('not_found'),
        },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const lines = await keptCsv(c.get('deps'), c.get('actor'), id)
        return new Response(streamOf(lines), { headers: csvHeaders(`kept-${id}.csv`) })
      },
    )
}
