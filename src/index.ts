import { DurableObject, WorkerEntrypoint } from 'cloudflare:workers'
import { Hono } from 'hono'
import { sweep } from './app/campaigns/sweep.ts'
import { resumeStalledImports } from './app/imports/resume-stalled.ts'
import { SEAL_AGAIN_SECONDS, sealDueProofs } from './app/proof/seal-due.ts'
import { resumeStalledSuppressionImports } from './app/suppression-imports/resume-stalled.ts'
import { buildDeps, buildDialerDeps, buildHookDeps, buildLineDeps, buildPlacerDeps, configOf } from './deps.ts'
import { campaignObject } from './dialer/campaign-object.ts'
import type { PlaceItem } from './dialer/deps.ts'
import { LineShell } from './dialer/line-object.ts'
import { placeCalls } from './dialer/place-calls.ts'
import { createApi } from './entry/http/api.ts'
import { createDocs } from './entry/http/docs.ts'
import { health } from './entry/http/health.ts'
import { createHooks } from './entry/http/hooks.ts'
import { importRoutes } from './entry/http/imports.ts'
import { handleQueue } from './entry/queue.ts'
import type { Bindings } from './env.ts'
import { createSandboxApp } from './sandbox/app.ts'

export { SandboxWorld } from './sandbox/world.ts'

/** The doors wired up; nothing else. */
const app = new Hono<{ Bindings: Bindings }>()
const api = createApi(buildDeps, [importRoutes()])
app.route('/api/v1', api)
app.route('/api/docs', createDocs(api))
app.route('/hooks', createHooks(buildHookDeps))
app.get('/health', (c) => health(c, configOf))
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
  queue: (batch, env) => handleQueue(batch, buildDeps(env)),
  async scheduled(_controller, env) {
    const deps = buildDeps(env)
    await resumeStalledImports(deps)
    await resumeStalledSuppressionImports(deps)
    await sweep({ clock: deps.clock, queues: deps.queues, dialing: buildPlacerDeps(env).store })
    await sealDueProofs(deps)
    // And once between two runs, so that no permit waits a whole minute.
    await deps.queues.seal(SEAL_AGAIN_SECONDS)
  },
} satisfies ExportedHandler<Bindings>
