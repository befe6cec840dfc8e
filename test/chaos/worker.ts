import * as product from '../../src/index.ts'
import type { AppFaults } from './app-faults.ts'
import { between, type ChaosBindings, faultyEnv, setFaults, strikes, takeStruck } from './faulty-platform.ts'

export * from '../../src/index.ts'

/** The product as it would be deployed, on a platform that fails. Nothing in it knows that it is being tested. */

const realFetch = globalThis.fetch
globalThis.fetch = (async (input: RequestInfo | URL, init?: RequestInit) => {
  const url = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url
  if (url.includes('/api/voice/logs') && strikes('logs_fail')) return new Response(null, { status: 503 })
  return realFetch(input, init)
}) as typeof fetch

export class CampaignObject extends product.CampaignObject {
  constructor(state: DurableObjectState, env: ChaosBindings) {
    super(state, faultyEnv(env))
  }
  override fetch(request: Request, ...rest: unknown[]): Promise<Response> {
    return between('object_before', 'object_after', 'the command', () => super.fetch(request, ...rest))
  }
}

export class LineObject extends product.LineObject {
  override reserve(request: Parameters<product.LineObject['reserve']>[0]) {
    if (strikes('line_fails')) throw new Error('chaos: the line cannot be reached')
    return super.reserve(request)
  }
}

export class PlacingEntrypoint extends product.PlacingEntrypoint {
  constructor(ctx: ExecutionContext, env: ChaosBindings) {
    super(ctx, faultyEnv(env))
  }
  override place(...args: Parameters<product.PlacingEntrypoint['place']>) {
    return between('placer_before', 'placer_after', 'the placer', () => super.place(...args))
  }
}

export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url)
    if (pathname === '/chaos/faults') {
      faultyEnv(env)
      setFaults((await request.json()) as AppFaults)
      return Response.json(takeStruck())
    }
    if (pathname === '/chaos/cron') {
      await product.default.scheduled({ cron: '* * * * *', scheduledTime: Date.now(), noRetry() {} }, faultyEnv(env))
      return Response.json({})
    }
    return product.default.fetch(request, faultyEnv(env), ctx)
  },
  queue: (batch, env) => product.default.queue(batch, faultyEnv(env)),
} satisfies ExportedHandler<ChaosBindings>
