import { createRoute, z } from '@hono/zod-openapi'
import { addLeads } from '../../app/leads/add.ts'
import { listLeads } from '../../app/leads/list.ts'
import { LEAD_SORTS, type LeadSort } from '../../app/leads/store.ts'
import { DISPOSITIONS } from '../../domain/disposition.ts'
import { LEAD_STATUSES, PRIORITIES } from '../../domain/lead.ts'
import { AddedLeads, addedJson, LEAD_INPUT_SCHEMAS, LeadsBody } from './lead-input.ts'
import { LeadJson, leadJson } from './lead-json.ts'
import { createRouter } from './router.ts'
import { Id, IdempotencyKey, json, jsonBody, manyOf, pageOf, pageParams, problems, toPage } from './shapes.ts'

const SORTS = [
  'seq',
  '-seq',
  'name',
  '-name',
  'last_called_at',
  '-last_called_at',
  'next_due_at',
  '-next_due_at',
] as const
const tags = ['Leads']

/** The leads of a campaign: the table, and adding to it. */
export function leadRoutes() {
  const router = createRouter()
  for (const [name, schema] of Object.entries(LEAD_INPUT_SCHEMAS)) router.openAPIRegistry.register(name, schema)
  return router
    .openapi(
      createRoute({
        method: 'get',
        path: '/campaigns/{id}/leads',
        tags,
        summary: 'List the leads of a campaign',
        description: 'A lead in a call is shown, and found, as `dialing`.',
        request: {
          params: Id,
          query: z.strictObject({
            status: manyOf(LEAD_STATUSES),
            disposition: manyOf(DISPOSITIONS),
            priority: manyOf(PRIORITIES),
            q: z.string().max(200).optional().openapi({
              description:
                'Part of the name, the email or a phone. In a long list those that begin so are shown at once, and the rest as the pages go through it; a whole phone is looked up.',
            }),
            tag: z.string().max(50).optional(),
            sort: z.enum(SORTS).default('seq').openapi({
              description:
                'With `-`: descending. Empty values come last. Other orders than `seq` for up to 50,000 leads; with more (of the `status` asked for) 422.',
            }),
            ...pageParams(500),
          }),
        },
        responses: { 200: json(pageOf(LeadJson), 'A page of leads'), ...problems('not_found', 'unprocessable') },
      }),
      async (c) => {
        const { status, disposition, priority, q, tag, sort, ...query } = c.req.valid('query')
        const page = await listLeads(c.get('deps'), c.get('actor'), c.req.valid('param').id, {
          statuses: status,
          dispositions: disposition,
          priorities: priority,
          q,
          tag,
          ...readSort(sort),
          ...toPage(query),
        })
        const now = c.get('deps').clock.now()
        return c.json({ data: page.items.map((lead) => leadJson(lead, now)), next_cursor: page.nextCursor }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/campaigns/{id}/leads',
        tags,
        summary: 'Add one lead, or up to 1,000',
        description:
          'Every item has its own result. `updated`: already a lead of this campaign. `duplicate`: the same person twice in this request. `skipped`: created, but none of its phones can be called, or the campaign requires consent and none holds. `rejected`: neither a phone nor an email.',
        request: { params: Id, headers: IdempotencyKey, body: jsonBody(LeadsBody) },
        responses: {
          200: json(AddedLeads, 'One result an item, in the same order'),
          ...problems('not_found', 'not_allowed', 'too_large', 'unprocessable', 'unavailable'),
        },
      }),
      async (c) => {
        const leads = c.req.valid('json')
        const added = await addLeads(c.get('deps'), c.get('actor'), c.req.valid('param').id, leads)
        return c.json(addedJson(added), 200)
      },
    )
}

function readSort(sort: (typeof SORTS)[number]): { sort: LeadSort; descending: boolean } {
  const descending = sort.startsWith('-')
  const name = descending ? sort.slice(1) : sort
  return { sort: LEAD_SORTS.find((it) => it === name) ?? 'seq', descending }
}
