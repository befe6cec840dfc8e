import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import { createSandboxApp } from '../../src/sandbox/app.ts'
import type { SandboxEnv } from '../../src/sandbox/env.ts'
import type { JsonObject, SwmlDocument } from '../../src/sandbox/wire.ts'
import type { SandboxWorld } from '../../src/sandbox/world.ts'

/** A request the simulated carrier sent to somebody. */
export interface Received {
  path: string
  headers: Headers
  text: string
  body: JsonObject
}

/** Where the tests' callbacks go. Not the Worker's own address, so that they leave through `fetch`, which listens here. */
export const RECEIVER = 'https://receiver.test/att_test01'

export interface DialOptions {
  swml?: SwmlDocument
  params?: JsonObject
}

/** Drives the sandbox as its clients do: requests in, callbacks out. After `freeze`, time passes only when told to. */
export class SandboxHarness {
  readonly received: Received[] = []
  private readonly app = createSandboxApp()
  private readonly bindings: SandboxEnv
  /** What the receiver answers, by the end of its path. */
  readonly answers: Record<string, (request: Received) => Response> = {}
  /** What the receiver waits for before it answers. */
  readonly hold: Record<string, () => Promise<void>> = {}

  constructor(overrides: Partial<SandboxEnv> = {}) {
    const base = env as unknown as SandboxEnv
    this.bindings = { SANDBOX_WORLD: base.SANDBOX_WORLD, ...overrides }
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
      const request = new Request(input as RequestInfo, init as RequestInit)
      const text = await request.text()
      const received = {
        path: new URL(request.url).pathname.split('/').at(-1) ?? '',
        headers: request.headers,
        text,
        body: parse(text),
      }
      this.received.push(received)
      await this.hold[received.path]?.()
      return this.answers[received.path]?.(received) ?? new Response('{}')
    })
  }

  get stub(): DurableObjectStub<SandboxWorld> {
    const namespace = this.bindings.SANDBOX_WORLD as unknown as DurableObjectNamespace<SandboxWorld>
    return namespace.get(namespace.idFromName('world'))
  }

  /** Any request to the sandbox, with credentials. */
  async request(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const init: RequestInit = { method, headers: { Authorization: `Basic ${btoa('project:token')}`, ...headers } }
    if (body !== undefined) init.body = typeof body === 'string' ? body : JSON.stringify(body)
    return this.app.fetch(new Request(`https://carrier.test${path}`, init), this.bindings)
  }

  async get<T = JsonObject>(path: string): Promise<T> {
    return (await this.request('GET', path)).json()
  }

  async dial(to: string, options: DialOptions = {}): Promise<Response> {
    const params = {
      from: '+12125550100',
      to,
      ...(options.swml ? { swml: options.swml } : {}),
      status_url: `${RECEIVER}/status`,
      status_events: ['created', 'ringing', 'answered', 'ended'],
      timeout: 30,
      custom_variables: { attempt_id: 'att_test01' },
      ...options.params,
    }
    return this.request('POST', '/api/calling/calls', { command: 'dial', params })
  }

  /** Gives the world other variables than the Worker has. */
  async configure(variables: Partial<SandboxEnv>): Promise<void> {
    await runInDurableObject(this.stub, (world: SandboxWorld) => {
      const { env: current } = world as unknown as { env: SandboxEnv }
      Object.assign(world, { env: { ...current, ...variables } })
    })
  }

  /** Lets sandbox time run, so fast that everything planned happens, and waits until it has. */
  async play(speed = 10_000_000): Promise<void> {
    await runInDurableObject(this.stub, async (world: SandboxWorld) => {
      const now = await world.readTime()
      world.clock = { startMs: now.now_ms, anchorMs: Date.now() - 1, speed }
      await world.drain()
    })
  }

  /** Stops sandbox time where it is. */
  freeze(): Promise<void> {
    return this.passSeconds(0)
  }

  /** Stops sandbox time at an instant a number of seconds from now, having done all that is due by then. */
  async passSeconds(seconds: number): Promise<void> {
    await runInDurableObject(this.stub, async (world: SandboxWorld) => {
      const now = await world.readTime()
      world.clock = { startMs: now.now_ms + seconds * 1000, anchorMs: Date.now(), speed: 0.001 }
      await world.drain()
    })
  }

  /** What arrived at this path so far. */
  at(path: string): Received[] {
    return this.received.filter((request) => request.path === path)
  }

  /** The states that were reported, in order of arrival. */
  states(): string[] {
    return this.at('status').map(({ body }) => stateOf(body))
  }

  /** The entry of the only or given call. */
  async call(id?: string): Promise<JsonObject> {
    const { data } = await this.get<{ data: JsonObject[] }>('/calls')
    const found = id === undefined ? data[0] : data.find((call) => call.id === id)
    if (!found) throw new Error(`no such call among ${JSON.stringify(data)}`)
    return found
  }
}

/** The state in either shape of a state callback. */
export function stateOf(body: JsonObject): string {
  const params = body.params as JsonObject | undefined
  return String(params?.call_state ?? body.status)
}

function parse(text: string): JsonObject {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
