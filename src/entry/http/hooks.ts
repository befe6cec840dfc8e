import { Hono } from 'hono'
import { type CallbackDeps, takeCallback } from '../../app/calls/take-callback.ts'
import type { Bindings } from '../../env.ts'
import type { CallbackReader } from '../../ports.ts'

export interface HookDeps extends CallbackDeps {
  callbacks: CallbackReader
}

/** Reports carry the whole call log, 125–140 kB in captures; anything far beyond that is not from the carrier. */
const MAX_BODY_BYTES = 2 * 1024 * 1024

const refusals = { address: 404, token: 403, signature: 403 } as const

/** `/hooks`: callbacks of the carrier. Answers quickly and says nothing to strangers. */
export function createHooks(buildDeps: (env: Bindings) => HookDeps): Hono<{ Bindings: Bindings }> {
  const app = new Hono<{ Bindings: Bindings }>()
  app.post('/signalwire/*', async (c) => {
    const deps = buildDeps(c.env)
    if (Number(c.req.header('content-length') ?? 0) > MAX_BODY_BYTES) return c.body(null, 413)
    const rawBody = await c.req.text()
    if (rawBody.length > MAX_BODY_BYTES) return c.body(null, 413)
    const url = new URL(c.req.url)
    const read = await deps.callbacks.read(
      { pathname: url.pathname, target: url.pathname + url.search, rawBody, headers: c.req.raw.headers },
      deps.clock.now(),
    )
    if (!read.ok) return c.body(null, refusals[read.because])
    await takeCallback(deps, read.callback)
    return read.callback.reply === null ? c.body(null, 204) : c.json(read.callback.reply as Record<string, unknown>)
  })
  app.onError((error, c) => {
    console.error(JSON.stringify({ message: 'hook.failed', error: String(error) }))
    return c.body(null, 500)
  })
  return app
}
