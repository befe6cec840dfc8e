import { DurableObject, WorkerEntrypoint } from 'cloudflare:workers'
import { Hono } from 'hono'
import {
  buildDeps,
  buildDialerDeps,
  buildHookDeps,
  buildLineDeps,
  buildMailHookDeps,
  buildPlacerDeps,
  configOf,
} from './deps.ts'
import { campaignObject } from './dialer/campaign-object.ts'
import type { PlaceItem } from './dialer/deps.ts'
import { LineShell } from './dialer/line-object.ts'
import { placeCalls } from './dialer/place-calls.ts'
import { runJobs } from './entry/cron.ts'
import { takeEmail } from './entry/email.ts'
import { createApi } from './entry/http/api.ts'
import { createDocs } from './entry/http/docs.ts'
import { health } from './entry/http/health.ts'
import { createHooks } from './entry/http/hooks.ts'
import { importRoutes } from './entry/http/imports.ts'
import { createInboundHooks } from './entry/http/inbound-hooks.ts'
import { createIngestHook } from './entry/http/ingest-hook.ts'
import { createMailHook } from './entry/http/mail-hook.ts'
import { securityHeaders } from './entry/http/security-headers.ts'
import { handleQueue } from './entry/queue.ts'
import type { Bindings } from './env.ts'
import { createSandboxApp } from './sandbox/app.ts'

export { SandboxWorld } from './sandbox/world.ts'

/** The doors wired up; nothing else. */
const app = new Hono<{ Bindings: Bindings }>()
app.use(securityHeaders)
const api = createApi(buildDeps, [importRoutes()])
app.route('/api/v1', api)
app.route('/api/docs', createDocs(api))
app.route('/hooks/ingest', createIngestHook(buildDeps))
app.route('/hooks', createInboundHooks(buildDeps))
app.route('/hooks', createHooks(buildHookDeps))
app.route('/hooks', createMailHook(buildMailHookDeps))
app.get('/health', (c) => health(c, configOf, buildDeps))
const sandbox = createSandboxApp()
app.all('/sandbox/*', (c) => {
  if (!configOf(c.env).sandbox) return c.notFound()
  const url = new URL(c.req.url)
  url.pathname = url.pathname.replace(/^\/sandbox\/?/, '/')
  return sandbox.fetch(new Request(url, c.req.raw), c.env as never)
})

export class CampaignObject extends campaignObject(buildDialerDeps) {}

export class LineObject extends DurableObject<Bindings> {
  private readonly shell: LineShell
  constructor(state: DurableObjectState, env: Bindings) {
    super(state, env)
    this.shell = new LineShell(state.storage, buildLineDeps(env))
  }
  reserve(request: { campaignId: string; want: number; inFlight: number }) {
    return this.shell.reserve(request)
  }
  backOff(retryAfterSeconds: number | null) {
    this.shell.backOff(retryAfterSeconds)
  }
}

/** Stateless invocations that place a few calls each, called by campaign objects through `ctx.exports`. */
export class PlacingEntrypoint extends WorkerEntrypoint<Bindings> {
  place(campaign: { orgId: string; campaignId: string }, items: PlaceItem[]) {
    return placeCalls(buildPlacerDeps(this.env), campaign, items)
  }
}

export default {
  fetch: app.fetch,
  email: (message, env) => takeEmail(message, buildDeps(env)),
  queue: (batch, env) => handleQueue(batch, buildDeps(env)),
  scheduled: (_controller, env) => runJobs({ ...buildDeps(env), dialing: buildPlacerDeps(env).store }),
} satisfies ExportedHandler<Bindings>
