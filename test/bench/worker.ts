import { createDialers } from '../../src/dialer/client.ts'
import type { Bindings } from '../../src/env.ts'
import * as product from '../../src/index.ts'
import { askWindows, type WindowKind } from './ask-windows.ts'
import type { BenchBindings } from './bindings.ts'
import { countedEnv, countedState } from './counted-platform.ts'
import { count, takeCounts } from './counts.ts'
import { fillLeads } from './fill-leads.ts'
import { fillSuppressions } from './fill-suppressions.ts'
import { parseOnly } from './parse-only.ts'
import type { CycleRequest } from './queue-bench.ts'

export * from '../../src/index.ts'
export { CarrierStub } from './carrier-stub.ts'
export { QueueBench } from './queue-bench.ts'

/** The product under a meter that is off unless BENCH_COUNT is on; then requests and rows are counted. */
export class CampaignObject extends product.CampaignObject {
  constructor(state: DurableObjectState, env: Bindings) {
    super(countedState(state, env), countedEnv(env))
  }
  override fetch(request: Request, ...rest: unknown[]): Promise<Response> {
    if (new URL(request.url).pathname === '/bench/abort') this.objectState.abort('bench')
    count('object.requests')
    return super.fetch(request, ...rest)
  }
  override alarm(): Promise<void> {
    count('object.alarms')
    return super.alarm()
  }
}

export class LineObject extends product.LineObject {
  override reserve(request: Parameters<product.LineObject['reserve']>[0]) {
    count('line.requests')
    return super.reserve(request)
  }
}

export class PlacingEntrypoint extends product.PlacingEntrypoint {
  constructor(ctx: ExecutionContext, env: Bindings) {
    super(ctx, countedEnv(env))
  }
  override place(...args: Parameters<product.PlacingEntrypoint['place']>) {
    count('placer.requests')
    return super.place(...args)
  }
}

type Door = (env: BenchBindings, query: URLSearchParams, request: Request) => Promise<unknown>

const queueOf = (env: BenchBindings, name: string | null) => env.QUEUE_BENCH.get(env.QUEUE_BENCH.idFromName(name ?? ''))
const whole = (query: URLSearchParams, name: string) => Number(query.get(name))

/** Doors of the bench, under /bench. */
const DOORS: Record<string, Door> = {
  '/bench/leads': async (env, query) => {
    await fillLeads(
      env.DB,
      'org_local',
      query.get('campaign')!,
      whole(query, 'from'),
      whole(query, 'count'),
      whole(query, 'now'),
    )
    if (query.get('quiet') !== 'yes') await createDialers(env.CAMPAIGN).more(query.get('campaign')!)
  },
  '/bench/more': (env, query) => createDialers(env.CAMPAIGN).more(query.get('campaign')!),
  '/bench/refresh': (env, query) => createDialers(env.CAMPAIGN).refresh(query.get('campaign')!),
  '/bench/abort': async (env, query) => {
    const id = env.CAMPAIGN.idFromName(query.get('campaign')!)
    // It dies of the very question.
    await env.CAMPAIGN.get(id)
      .fetch('http://campaign/bench/abort')
      .catch(() => undefined)
  },
  '/bench/waiting': async (env, query) => {
    const { waiting, busy, inFlight } = await createDialers(env.CAMPAIGN).live(query.get('campaign')!)
    return { waiting, busy, inFlight: inFlight.length }
  },
  '/bench/settled': async (env) => ({
    settled: await env.DB.prepare('SELECT coalesce(sum(attempts), 0) AS n FROM campaign_stats').first<number>('n'),
  }),
  '/bench/queue/fill': async (env, query) => {
    const queue = queueOf(env, query.get('object'))
    const [from, to] = [whole(query, 'from'), whole(query, 'to')]
    await (query.get('kind') === 'bare' ? queue.fillBare(from, to) : queue.fillQueue(from, to))
  },
  '/bench/queue/run': async (env, query) => {
    const queue = queueOf(env, query.get('object'))
    const cycle: CycleRequest = {
      leads: whole(query, 'leads'),
      batch: whole(query, 'batch'),
      commits: query.get('commits') === 'yes',
    }
    return { leads: await (query.get('kind') === 'bare' ? queue.runBare(cycle) : queue.runQueue(cycle)) }
  },
  '/bench/suppressions': (env, query) => fillSuppressions(env.DB, 'org_local', whole(query, 'count')),
  '/bench/parse': async (_env, _query, request) => ({
    rows: await parseOnly(new Uint8Array(await request.arrayBuffer())),
  }),
  '/bench/windows': async (_env, query) => askWindows(query.get('kind') as WindowKind, whole(query, 'times')),
  '/bench/counts': async () => takeCounts(),
}

export default {
  async fetch(request, env, ctx) {
    const url = new URL(request.url)
    const door = DOORS[url.pathname]
    if (door) return Response.json((await door(env, url.searchParams, request)) ?? {})
    if (url.pathname.startsWith('/hooks/')) count('hook.requests')
    return product.default.fetch(request, countedEnv(env, request.headers.has('x-bench-count')), ctx)
  },
  queue: (batch, env) => product.default.queue(batch, countedEnv(env)),
} satisfies ExportedHandler<BenchBindings>
