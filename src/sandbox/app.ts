import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { DEFAULT_START, IN_PROCESS, isAuthorized, readNumbers, type SandboxEnv } from './env.ts'
import { FaultChange } from './faults.ts'
import { InboundRequest } from './inbound.ts'
import { DEFAULT_NUMBERS, numberId, numbersReply } from './numbers.ts'
import { page, pagePolicy } from './page.ts'
import { recordingOf } from './recording.ts'
import { type ApiError, plainError, type Reply, refusal } from './wire.ts'
import type { Answer, LogQuery, Page, Sent, Since, WorldApi } from './world-api.ts'

type SandboxContext = Context<{ Bindings: SandboxEnv }>

/**
 * The sandbox's door: SignalWire's and Postmark's paths, and those of the sandbox itself, relative to where it is mounted: by
 * `app.route`, or behind something that takes `mountedAt` off the path. Addresses it hands out begin with `mountedAt`.
 */
export function createSandboxApp(mountedAt = '/sandbox'): Hono<{ Bindings: SandboxEnv }> {
  const app = new Hono<{ Bindings: SandboxEnv }>()
  // Nobody needs a key here, so a page of another site is told apart by its origin alone; who says nothing is no browser.
  app.use(async (c, next) => {
    const origin = c.req.header('Origin')
    if (c.req.method === 'GET' || origin === undefined || isOwn(origin, c.req.url)) return await next()
    return c.json({ error: 'Forbidden' }, 403)
  })

  // The carrier's API
  app.post('/api/calling/calls', (c) =>
    carrier(c, (world, sent) => world.calling(sent, new URL(c.req.url).origin + mountedAt)),
  )
  app.get('/api/voice/logs', (c) =>
    carrier(c, (world, sent) => {
      const query = readLogQuery(outside(c, mountedAt))
      return 'status' in query ? world.reply(sent, query) : world.listLogs(sent, query)
    }),
  )
  app.get('/api/voice/logs/:id', (c) => carrier(c, (world, sent) => world.findLog(sent, c.req.param('id'), false)))
  app.get('/api/voice/logs/:id/events', (c) =>
    carrier(c, (world, sent) => world.findLog(sent, c.req.param('id'), true)),
  )
  app.get('/api/relay/rest/phone_numbers', (c) =>
    carrier(c, (world, sent) => {
      const numbers = readNumbers(c.env) ?? DEFAULT_NUMBERS
      const filter = c.req.query('filter_number') ?? ''
      return world.reply(
        sent,
        numbersReply(numbers, outside(c, mountedAt).href, filter, Date.parse(c.env.SANDBOX_START || DEFAULT_START)),
      )
    }),
  )
  app.put('/api/relay/rest/phone_numbers/:id', (c) =>
    carrier(c, (world, sent) => {
      const numbers = readNumbers(c.env) ?? DEFAULT_NUMBERS
      return world.bindNumber(sent, numbers.find((number) => numberId(number) === c.req.param('id')) ?? null)
    }),
  )
  app.delete('/api/relay/rest/recordings/:id', (c) =>
    carrier(c, (world, sent) => world.reply(sent, { status: 204, body: null })),
  )
  app.post('/api/messaging/messages', (c) => carrier(c, (world, sent) => world.message(sent)))
  app.all('/api/*', (c) => carrier(c, (world, sent) => world.reply(sent, plainError(404, 'Not Found'))))

  // Postmark's API
  app.post('/email', async (c) => {
    const sent = await sentOf(c)
    if (c.req.header('X-Postmark-Server-Token')) return answer(c, await worldOf(c).mail(sent))
    const body = { ErrorCode: 10, Message: 'No Account or Server API tokens were supplied in the HTTP headers.' }
    return answer(c, await worldOf(c).reply(sent, { status: 401, body }))
  })

  // Somebody out there
  app.post('/inbound', async (c) => {
    const sent = await sentOf(c)
    const request = InboundRequest.safeParse(readJson(sent.body))
    if (!request.success) return c.json({ error: z.prettifyError(request.error) }, 422)
    // Recordings are where the product looks for those of its own calls, wherever somebody pressed the button.
    const origin = c.env.SANDBOX === 'on' ? IN_PROCESS : new URL(c.req.url).origin
    return answer(c, await worldOf(c).inbound(sent, request.data, origin + mountedAt))
  })

  // The sandbox itself
  app.get('/recordings/:file', (c) =>
    c.body(recordingOf(c.req.param('file')).buffer as ArrayBuffer, 200, { 'Content-Type': 'audio/wav' }),
  )
  app.get('/clock', async (c) => c.json(await worldOf(c).readTime()))
  app.get('/ledger', (c) => listing(c, (since, limit) => worldOf(c).listLedger(since, limit)))
  app.get('/calls', (c) => listing(c, (since, limit) => worldOf(c).listCalls(since, limit)))
  app.get('/calls/:id', async (c) => {
    const call = await worldOf(c).findCall(c.req.param('id'))
    return call === null ? c.json({ error: 'Not Found' }, 404) : json(call)
  })
  app.get('/stats', async (c) => json(await worldOf(c).stats()))
  app.get('/state', async (c) => json(await worldOf(c).view()))
  app.get('/faults', async (c) => c.json(await worldOf(c).readFaults()))
  app.post('/faults', async (c) => {
    const change = FaultChange.safeParse(await c.req.json().catch(() => null))
    if (!change.success) return c.json({ error: z.prettifyError(change.error) }, 422)
    return c.json(await worldOf(c).changeFaults(change.data))
  })
  app.delete('/faults', async (c) => c.json(await worldOf(c).changeFaults(null)))
  app.get('/', async (c) => c.html(page, 200, { 'Content-Security-Policy': await pagePolicy() }))
  return app
}

function readJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return null
  }
}

function isOwn(origin: string, url: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === new URL(url).host
}

function worldOf(c: SandboxContext): WorldApi {
  const namespace = c.env.SANDBOX_WORLD
  return namespace.get(namespace.idFromName('world')) as unknown as WorldApi
}

async function sentOf(c: SandboxContext): Promise<Sent> {
  const url = new URL(c.req.url)
  const body = c.req.method === 'GET' ? null : await c.req.text()
  return {
    method: c.req.method,
    path: carrierPath(url.pathname),
    query: url.search.slice(1),
    body: body === '' ? null : body,
  }
}

/** One request of the carrier's API: credentials first, then the ledger in any case. */
async function carrier(c: SandboxContext, handle: (world: WorldApi, sent: Sent) => Promise<Answer>): Promise<Response> {
  const sent = await sentOf(c)
  const world = worldOf(c)
  if (!isAuthorized(c.env, c.req.header('Authorization')))
    return answer(c, await world.reply(sent, plainError(401, 'Unauthorized')))
  return answer(c, await handle(world, sent))
}

async function answer(_c: SandboxContext, reply: Answer): Promise<Response> {
  if (reply.holdMs > 0) await scheduler.wait(reply.holdMs)
  return reply.text === '' ? new Response(null, { status: reply.status }) : json(reply.text, reply.status)
}

function json(text: string, status = 200): Response {
  return new Response(text, { status, headers: { 'Content-Type': 'application/json; charset=utf-8' } })
}

/** The path as the carrier knows it, wherever the sandbox is mounted. */
function carrierPath(pathname: string): string {
  return /\/(api\/.*|email)$/.exec(pathname)?.[0] ?? pathname
}

/** The address of this request as its sender knows it. */
function outside(c: SandboxContext, mountedAt: string): URL {
  const url = new URL(c.req.url)
  url.pathname = mountedAt + carrierPath(url.pathname)
  return url
}

// Listings

const MAX_LISTED = 10_000
/** Rows fetched from the object at a time; it also stops at about 2 MB. */
const CHUNK = 500

/** `?since=&limit=`: streamed, because ten thousand entries with their bodies do not fit into one message. */
function listing(c: SandboxContext, read: (since: Since, limit: number) => Promise<Page>): Response {
  const since = readSince(c.req.query('since'))
  const wanted = Number(c.req.query('limit') ?? MAX_LISTED)
  const limit = Number.isFinite(wanted) ? Math.min(Math.max(1, Math.floor(wanted)), MAX_LISTED) : MAX_LISTED
  if (since === null) return json(JSON.stringify({ error: 'since must be a sequence number or an ISO instant' }), 422)
  let from: Since = since
  let left = limit
  let first = true
  const encoder = new TextEncoder()
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { entries, lastSeq, more } = await read(from, Math.min(left, CHUNK))
      left -= entries.length
      from = { seq: lastSeq }
      const opening = first ? '{"data":[' : entries.length > 0 ? ',' : ''
      first = false
      controller.enqueue(encoder.encode(opening + entries.join(',')))
      if (more && left > 0) return
      controller.enqueue(encoder.encode(`],"next_since":${more ? lastSeq : 'null'}}`))
      controller.close()
    },
  })
  return new Response(stream, { headers: { 'Content-Type': 'application/json; charset=utf-8' } })
}

/** Nothing: from the beginning. Null: not understood. */
function readSince(text: string | undefined): Since | null {
  if (text === undefined || text === '') return { seq: 0 }
  if (/^\d+$/.test(text)) return { seq: Number(text) }
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : { at }
}

// Voice logs

function invalid(attribute: string, code: string, message: string): Reply {
  const error: ApiError = { code, message, attribute }
  return refusal(422, [error])
}

/** The documented query parameters, or the refusal of one that is wrong. */
function readLogQuery(url: URL): LogQuery | Reply {
  const query = url.searchParams
  const instant = (name: string): number | null => (query.has(name) ? Date.parse(query.get(name) ?? '') : null)
  const after = instant('created_after')
  const before = instant('created_before')
  const on = instant('created_on')
  for (const [name, value] of Object.entries({ created_after: after, created_before: before, created_on: on }))
    if (value !== null && Number.isNaN(value)) return invalid(name, 'not_a_datetime', 'Value must be a datetime.')
  const size = Number(query.get('page_size') ?? 50)
  if (!Number.isInteger(size) || size < 1 || size > 1000)
    return invalid('page_size', 'invalid_parameter', 'page_size must be from 1 to 1000')
  const number = Number(query.get('page_number') ?? 0)
  const token = query.get('page_token')
  if (!Number.isInteger(number) || number < 0 || (number > 0 && token === null))
    return invalid('page_number', 'must_specify_related_parameter', 'page_number above 0 requires page_token')
  const place = /^PA(\d+)-(\d+)$/.exec(token ?? '')
  if (token !== null && !place) return invalid('page_token', 'invalid_parameter', 'page_token is not one of ours')
  const day = on === null ? null : Math.floor(on / 86_400_000) * 86_400_000
  const link = (pageNumber: number, pageToken: string | null): string => {
    const target = new URL(url)
    target.searchParams.set('page_number', String(pageNumber))
    target.searchParams.set('page_size', String(size))
    if (pageToken === null) target.searchParams.delete('page_token')
    else target.searchParams.set('page_token', pageToken)
    return target.href
  }
  return {
    from: Math.max(after ?? 0, day ?? 0),
    to: Math.min(before ?? Number.MAX_SAFE_INTEGER, day === null ? Number.MAX_SAFE_INTEGER : day + 86_399_999),
    size,
    below: place && number > 0 ? { at: Number(place[1]), seq: Number(place[2]) } : null,
    self: url.href,
    first: link(0, null),
    next: link(number + 1, 'PAGE_TOKEN'),
  }
}
