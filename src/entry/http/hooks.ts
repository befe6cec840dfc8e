import { type Context, Hono } from 'hono'
import { type KeepDeps, keepCallback } from '../../app/calls/keep-callback.ts'
import { takeCallback } from '../../app/calls/take-callback.ts'
import { type InboundCallbackDeps, isInbound, takeInboundCallback } from '../../app/inbound/take-callback.ts'
import { describeError } from '../../domain/stuck-item.ts'
import type { Bindings } from '../../env.ts'
import type { Callback, CallbackReader, Log, RawCallback } from '../../ports.ts'
import { readBody } from './read-body.ts'

export type HookDeps = KeepDeps & InboundCallbackDeps & { callbacks: CallbackReader }

/** Reports carry the whole call log, 125–140 kB in captures; anything far beyond that is not from the carrier. */
const MAX_BODY_BYTES = 2 * 1024 * 1024

const refusals = { address: 404, token: 403, signature: 403 } as const

type Who = Pick<Callback, 'kind' | 'campaignId' | 'attemptId'>
interface HookEnv {
  Bindings: Bindings
  Variables: { log: Log; requestId: string }
}

/** `/hooks`: callbacks of the carrier. Answers quickly and says nothing to strangers. */
export function createHooks(buildDeps: (env: Bindings) => HookDeps): Hono<HookEnv> {
  const app = new Hono<HookEnv>()
  app.post('/signalwire/*', async (c) => {
    const deps = buildDeps(c.env)
    const requestId = crypto.randomUUID()
    c.set('log', deps.log)
    c.set('requestId', requestId)
    const rawBody = await readBody(c.req.raw, MAX_BODY_BYTES)
    if (rawBody === null) return refuse(c, deps.log, 'too_large', 413)
    const url = new URL(c.req.url)
    const { pathname } = url
    const request: RawCallback = { pathname, target: pathname + url.search, rawBody, headers: c.req.raw.headers }
    const receivedAt = deps.clock.now()
    const read = await deps.callbacks.read(request, receivedAt)
    const keep = (of: Who, error: unknown) => setAside(deps, { of, request, receivedAt, error, requestId })
    if (!read.ok) {
      if (read.because !== 'content') return refuse(c, deps.log, read.because, refusals[read.because])
      return c.body(null, (await keep(read.of, read.error)) ? 204 : 500)
    }
    const { callback } = read
    try {
      await (isInbound(callback) ? takeInboundCallback : takeCallback)(deps, callback, requestId)
    } catch (error) {
      if (!(await keep(callback, error))) return c.body(null, 500)
    }
    return callback.reply === null ? c.body(null, 204) : c.json(callback.reply as Record<string, unknown>)
  })
  app.onError((error, c) => {
    const log = c.get('log') ?? console
    log.error('callback.failed', { request_id: c.get('requestId'), error: describeError(error) })
    return c.body(null, 500)
  })
  return app
}

/** Nobody who has no business here is told why; the log knows. */
function refuse(c: Context<HookEnv>, log: Log, because: string, status: 403 | 404 | 413): Response {
  log.warn('callback.rejected', { request_id: c.get('requestId'), because, status })
  return c.body(null, status)
}

/** Returns whether the carrier may be told that it was heard. */
async function setAside(
  deps: HookDeps,
  it: { of: Who; request: RawCallback; receivedAt: number; error: unknown; requestId: string },
): Promise<boolean> {
  const { kind, campaignId, attemptId } = it.of
  deps.log.error('callback.not_taken', {
    request_id: it.requestId,
    campaign_id: campaignId,
    attempt_id: attemptId,
    kind,
    error: describeError(it.error),
  })
  return await keepCallback(deps, it.of, it.request, it.receivedAt, it.error)
}
