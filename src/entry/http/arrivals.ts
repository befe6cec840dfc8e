import { createRoute, z } from '@hono/zod-openapi'
import { listArrivals } from '../../app/arrivals/list.ts'
import { ARRIVAL_SOURCES, type DayOfArrivals } from '../../app/arrivals/store.ts'
import { createRouter } from './router.ts'
import { Id, Instant, json, pageOf, pageParams, problems, toIso, toPage } from './shapes.ts'

const ArrivalsJson = z
  .object({
    campaign_id: z.string().nullable().openapi({ description: 'null: into the address book.' }),
    day: z.iso.date().openapi({ description: 'In UTC.' }),
    source: z.enum(ARRIVAL_SOURCES).openapi({
      description:
        '`hand`: typed into the dashboard. `stream`: NDJSON. `ingest`: by an ingest key. `inbound`: people who called or wrote. Lists are imports.',
    }),
    requests: z.int(),
    created: z.int(),
    updated: z.int(),
    duplicate: z.int(),
    skipped: z.int(),
    disqualified: z.int(),
    rejected: z.int(),
    removed: z.int(),
    last_at: Instant,
  })
  .openapi('Arrivals', { description: 'Who came in one way on one day, otherwise than by a list.' })

const query = z.strictObject(pageParams())
const tags = ['Imports']

/** What came in otherwise than by a list. */
export function arrivalRoutes() {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/campaigns/{id}/arrivals',
        tags,
        summary: 'Who came into a campaign otherwise than by a list, day by day',
        request: { params: Id, query },
        responses: { 200: json(pageOf(ArrivalsJson), 'Newest day first'), ...problems('not_found') },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const page = await listArrivals(c.get('deps'), c.get('actor'), id, toPage(c.req.valid('query')))
        return c.json({ data: page.items.map(arrivalsJson), next_cursor: page.nextCursor }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/arrivals',
        tags,
        summary: 'Who came in otherwise than by a list, in all campaigns and the address book',
        request: { query },
        responses: { 200: json(pageOf(ArrivalsJson), 'Newest day first'), ...problems() },
      }),
      async (c) => {
        const page = await listArrivals(c.get('deps'), c.get('actor'), null, toPage(c.req.valid('query')))
        return c.json({ data: page.items.map(arrivalsJson), next_cursor: page.nextCursor }, 200)
      },
    )
}

function arrivalsJson({ campaignId, lastAt, ...rest }: DayOfArrivals): z.infer<typeof ArrivalsJson> {
  return { campaign_id: campaignId, ...rest, last_at: toIso(lastAt) }
}
