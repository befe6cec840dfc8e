import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { createImportMapping } from '../../app/import-mappings/create.ts'
import { deleteImportMapping } from '../../app/import-mappings/delete.ts'
import { listImportMappings } from '../../app/import-mappings/list.ts'
import type { ImportMapping } from '../../app/import-mappings/store.ts'
import { updateImportMapping } from '../../app/import-mappings/update.ts'
import { contactTemplateCsv } from '../../app/imports/template-csv.ts'
import { MAX_COLUMNS, MappingRequest } from '../../domain/lead-file/mapping.ts'
import { csvHeaders } from './list-upload.ts'
import { createRouter, type HttpEnv } from './router.ts'
import { Id, IdempotencyKey, Instant, json, jsonBody, problems, toIso } from './shapes.ts'

const tags = ['imports']
const fields = {
  name: z.string().trim().min(1).max(100),
  mapping: MappingRequest,
  headers: z.array(z.string().max(500)).max(MAX_COLUMNS).openapi({
    description: 'Headings of the list it is for: one with the same is offered this mapping.',
  }),
}
const NewMapping = z.strictObject({ ...fields, headers: fields.headers.default(() => []) }).openapi('NewImportMapping')
const MappingPatch = z.strictObject(fields).partial().openapi('ImportMappingPatch')
const MappingJson = z
  .object({ id: z.string(), ...fields, created_at: Instant, updated_at: Instant })
  .openapi('ImportMapping')

const listRoute = createRoute({
  method: 'get',
  path: '/import-mappings',
  tags,
  summary: 'The saved mappings, oldest first',
  responses: { 200: json(z.object({ data: z.array(MappingJson) }), 'All of them'), ...problems() },
})
const createMappingRoute = createRoute({
  method: 'post',
  path: '/import-mappings',
  tags,
  summary: 'Save which column of a list is what',
  request: { headers: IdempotencyKey, body: jsonBody(NewMapping) },
  responses: { 201: json(MappingJson, 'The mapping'), ...problems('forbidden', 'conflict', 'unprocessable') },
})
const patchRoute = createRoute({
  method: 'patch',
  path: '/import-mappings/{id}',
  tags,
  summary: 'Change a saved mapping',
  request: { params: Id, body: jsonBody(MappingPatch) },
  responses: {
    200: json(MappingJson, 'The mapping'),
    ...problems('forbidden', 'not_found', 'conflict', 'unprocessable'),
  },
})
const deleteRoute = createRoute({
  method: 'delete',
  path: '/import-mappings/{id}',
  tags,
  summary: 'Delete a saved mapping',
  request: { params: Id },
  responses: { 204: { description: 'Gone' }, ...problems('forbidden', 'not_found') },
})
const templateRoute = createRoute({
  method: 'get',
  path: '/contacts/import-template.csv',
  tags,
  summary: 'An empty list with the columns of the address book',
  responses: { 200: { description: 'CSV, UTF-8', content: { 'text/csv': { schema: z.string() } } }, ...problems() },
})

/** Before the routes of contacts: `import-template.csv` is no contact's id. */
export function importMappingRoutes(): OpenAPIHono<HttpEnv> {
  const router = createRouter()
  router.openapi(
    templateRoute,
    () => new Response(contactTemplateCsv(), { headers: csvHeaders('contacts.csv') }) as never,
  )
  router.openapi(listRoute, async (c) =>
    c.json({ data: (await listImportMappings(c.get('deps'), c.get('actor'))).map(mappingJson) }, 200),
  )
  router.openapi(createMappingRoute, async (c) =>
    c.json(mappingJson(await createImportMapping(c.get('deps'), c.get('actor'), c.req.valid('json'))), 201),
  )
  router.openapi(patchRoute, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(mappingJson(await updateImportMapping(c.get('deps'), c.get('actor'), id, c.req.valid('json'))), 200)
  })
  router.openapi(deleteRoute, async (c) => {
    await deleteImportMapping(c.get('deps'), c.get('actor'), c.req.valid('param').id)
    return c.body(null, 204)
  })
  return router
}

function mappingJson({
  id,
  name,
  mapping,
  headers,
  createdAt,
  updatedAt,
}: ImportMapping): z.output<typeof MappingJson> {
  return { id, name, mapping, headers, created_at: toIso(createdAt), updated_at: toIso(updatedAt) }
}
