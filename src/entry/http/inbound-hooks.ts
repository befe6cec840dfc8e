import { type Context, Hono } from 'hono'
import { takeCall } from '../../app/inbound/take-call.ts'
import { takeText } from '../../app/inbound/take-text.ts'
import { describeError } from '../../domain/stuck-item.ts'
import type { Bindings } from '../../env.ts'
import type { Log, RawCallback } from '../../ports.ts'
import { readBody } from './read-body.ts'
import type { ApiDeps } from './router.ts'

/** A call or a text is told in a few kB; the longest text with ten media has less. */
const MAX_BODY_BYTES = 64 * 1024

interface HookEnv {
  Bindings: Bindings
  Variables: { log: Log; requestId: string }
}
type HookContext = Context<HookEnv>

/** `/hooks/signalwire/inbound`: somebody calls or writes one of our numbers, and the carrier asks what to do. Strangers are told nothing. */
export function createInboundHooks(buildDeps: (env: Bindings) => ApiDeps): Hono<HookEnv> {
  const app = new Hono<HookEnv>()
  app.post('/signalwire/inbound/call', async (c) => {
    const deps = open(c, buildDeps)
    const request = await requestOf(c)
    if (request === null) return refuse(c, 'too_large', 413)
    const read = await deps.inboundCarrier.readCall(request)
    if (!read.ok) return refuse(c, read.because, read.because === 'signature' ? 403 : 422)
    return c.json(await takeCall(deps, read.value))
  })
  app.post('/signalwire/inbound/text', async (c) => {
    const deps = open(c, buildDeps)
    const request = await requestOf(c)
    if (request === null) return refuse(c, 'too_large', 413)
    const read = await deps.inboundCarrier.readText(request)
    if (!read.ok) return refuse(c, read.because, read.because === 'signature' ? 403 : 422)
    const { contentType, body } = await takeText(deps, read.value)
    return c.body(body, 200, { 'Content-Type': contentType })
  })
  app.onError((error, c) => {
    const log = c.get('log') ?? console
    log.error('inbound.failed', { request_id: c.get('requestId'), error: describeError(error) })
    // Asked again, it may find us well.
    return c.body(null, 500)
  })
  return app
}

function open(c: HookContext, buildDeps: (env: Bindings) => ApiDeps): ApiDeps {
  const deps = buildDeps(c.env)
  c.set('log', deps.log)
  c.set('requestId', crypto.randomUUID())
  return deps
}

async function requestOf(c: HookContext): Promise<RawCallback | null> {
  const rawBody = await readBody(c.req.raw, MAX_BODY_BYTES)
  const { pathname, search } = new URL(c.req.url)
  return rawBody === null ? null : { pathname, target: pathname + search, rawBody, headers: c.req.raw.headers }
}

/** Nobody who has no business here is told why; the log knows. */
function refuse(c: HookContext, because: string, status: 403 | 413 | 422): Response {
  c.get('log').warn('inbound.rejected', { request_id: c.get('requestId'), because, status })
  return c.body(null, status)
}
