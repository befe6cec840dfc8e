import { createRoute, z } from '@hono/zod-openapi'
import { assertCampaign } from '../../app/campaigns/find.ts'
import { problem } from './problem.ts'
import { createRouter } from './router.ts'
import { Id, problems } from './shapes.ts'

/** The campaign's live feed: the socket is handed to the campaign's object, which keeps it while it hibernates. */
export function liveRoutes() {
  return createRouter().openapi(
    createRoute({
      method: 'get',
      path: '/campaigns/{id}/live',
      tags: ['Campaigns'],
      summary: 'Follow a campaign live (WebSocket)',
      description:
        'Browsers, which cannot set headers here, send the key as second subprotocol: `Sec-WebSocket-Protocol: sundial, <key>`. Refused to pages of other sites.',
      request: { params: Id, query: z.strictObject({}) },
      responses: { 101: { description: 'Switched to a WebSocket' }, ...problems('forbidden', 'not_found') },
    }),
    async (c) => {
      const { id } = c.req.valid('param')
      // The same-origin policy does not cover WebSockets: a page of another site is told apart by its origin alone.
      if (isForeign(c.req.header('Origin'), c.req.url))
        return problem(c, 'forbidden', 'A page of another site may not follow a campaign.')
      await assertCampaign(c.get('deps'), c.get('actor'), id)
      if (c.req.header('Upgrade')?.toLowerCase() !== 'websocket')
        return problem(c, 'bad_request', 'This address only speaks WebSocket.')
      const headers = new Headers({ Upgrade: 'websocket', 'x-campaign-id': id })
      const object = c.env.CAMPAIGN.get(c.env.CAMPAIGN.idFromName(id))
      const answer = await object.fetch('https://campaign/live', { headers })
      if (answer.status !== 101 || !answer.webSocket) return answer
      const offered = (c.req.header('Sec-WebSocket-Protocol') ?? '').split(',').map((part) => part.trim())
      return new Response(null, {
        status: 101,
        webSocket: answer.webSocket,
        headers: offered[0] === 'sundial' ? { 'Sec-WebSocket-Protocol': 'sundial' } : {},
      })
    },
  )
}

/** Whether a browser says that the request comes from another site; who says nothing is no browser. */
function isForeign(origin: string | undefined, url: string): boolean {
  return origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === new URL(url).host)
}
