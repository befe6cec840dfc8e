import { createRoute } from '@hono/zod-openapi'
import { getBreakers } from '../../app/breakers/get.ts'
import { BreakersJson, breakersJson } from './breaker-json.ts'
import { createRouter } from './router.ts'
import { Id, json, problems } from './shapes.ts'

export function breakerRoutes() {
  return createRouter().openapi(
    createRoute({
      method: 'get',
      path: '/campaigns/{id}/breakers',
      tags: ['Campaigns'],
      summary: 'What would pause a campaign by itself, and what did',
      description:
        'A breaker pauses a campaign when too many of its recent calls fail for technical reasons, too many people opt out, or its budget has no room for another call. A person resumes it: from then on the calls before do not count any more.',
      request: { params: Id },
      responses: { 200: json(BreakersJson, 'Limits, what is measured now, and every trip'), ...problems('not_found') },
    }),
    async (c) => c.json(breakersJson(await getBreakers(c.get('deps'), c.get('actor'), c.req.valid('param').id)), 200),
  )
}
