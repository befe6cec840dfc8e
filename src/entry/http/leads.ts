import { createRoute, z } from '@hono/zod-openapi'
import { listLeads } from '../../app/leads/list.ts'
import { LEAD_SORTS, type LeadSort } from '../../app/leads/store.ts'
import { DISPOSITIONS } from '../../domain/disposition.ts'
import { LEAD_STATUSES, PRIORITIES } from '../../domain/lead.ts'
import { LeadJson, leadJson } from './lead-json.ts'
import { createRouter } from './router.ts'
import { Id, json, manyOf, pageOf, pageParams, problems, toPage } from './shapes.ts'

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

/** The leads of a campaign: the table. How people come in is in add-people.ts. */
export function leadRoutes() {
  return createRouter().openapi(
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
}

function readSort(sort: (typeof SORTS)[number]): { sort: LeadSort; descending: boolean } {
  const descending = sort.startsWith('-')
  const name = descending ? sort.slice(1) : sort
  return { sort: LEAD_SORTS.find((it) => it === name) ?? 'seq', descending }
}
