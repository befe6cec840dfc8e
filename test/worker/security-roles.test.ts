import { createMiddleware } from 'hono/factory'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '../../src/app/deps.ts'
import { createApi } from '../../src/entry/http/api.ts'
import { importRoutes } from '../../src/entry/http/imports.ts'
import type { HttpEnv } from '../../src/entry/http/router.ts'
import { type ApiWorld, bindings, createApiWorld, type Json, LOCAL } from '../support/api-world.ts'
import { bodySchema, exampleOf, type Operation, operationsOf } from '../support/openapi-example.ts'
import { everything, makePath } from '../support/tenant-resources.ts'

/** Every operation of the OpenAPI document that is no GET, asked by somebody who may only read. */

/** They answer a question and change nothing. */
const READING: ReadonlySet<string> = new Set(['POST /compliance/check', 'POST /compliance/checks'])

let world: ApiWorld
let document: Json
let role: Actor['role']
/** As `world.request`, but of whoever has the role. */
let ask: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answered>

interface Answered {
  status: number
  body: Json
}

beforeEach(async () => {
  role = 'viewer'
  world = await createApiWorld()
  const identify = createMiddleware<HttpEnv>(async (c, next) => {
    c.set('actor', { ...LOCAL, role })
    await next()
  })
  const api = createApi(() => world.deps, [importRoutes()], identify)
  ask = async (method, path, body, headers = {}) => {
    const isText = typeof body === 'string'
    const init = {
      method,
      headers: { ...(body !== undefined && !isText && { 'Content-Type': 'application/json' }), ...headers },
    }
    const sent = body === undefined ? init : { ...init, body: isText ? body : JSON.stringify(body) }
    const answer = await api.request(path, sent, bindings)
    const isJson = /^application\/(?:problem\+)?json/.test(answer.headers.get('Content-Type') ?? '')
    return { status: answer.status, body: isJson ? await answer.json() : await answer.arrayBuffer() }
  }
  document = (await world.request('GET', '/openapi.json')).body
})

const nameOf = ({ method, path }: Operation) => `${method} ${path}`
const writing = () => operationsOf(document).filter((it) => it.method !== 'GET' && !READING.has(nameOf(it)))

describe('a viewer', { timeout: 90_000 }, () => {
  it('is refused by every operation that changes something, and nothing changes', async () => {
    expect(writing().length).toBeGreaterThan(50)
    for (const { method, path, operation } of writing()) {
      const place = path.includes('{') ? (await makePath(world, path)).path : path
      const before = await everything(undefined)
      const commands = world.dialers.calls.length
      const schema = bodySchema(operation)
      const types = Object.keys(operation.requestBody?.content ?? {})
      const bodies: [unknown, Record<string, string>][] = schema ? [[exampleOf(document, schema), {}]] : []
      if (types.some((type) => !type.includes('json')))
        bodies.push(['phone\n+13125550109\n', { 'Content-Type': 'text/csv' }])
      if (types.some((type) => type.includes('ndjson')))
        bodies.push(['{"phones":["+13125550109"]}\n', { 'Content-Type': 'application/x-ndjson' }])
      if (bodies.length === 0) bodies.push([undefined, {}])
      for (const [body, headers] of bodies) {
        const answer = await ask(method, place, body, headers)
        const what = `${method} ${path} ${JSON.stringify(headers)}: ${answer.status} ${JSON.stringify(answer.body)}`
        expect([answer.status, answer.body?.code], what).toEqual([403, 'forbidden'])
        expect(await everything(undefined), what).toEqual(before)
        expect(world.dialers.calls.slice(commands), what).toEqual([])
      }
    }
  })

  it('is refused before an Idempotency-Key of theirs could be kept, and where there is nothing', async () => {
    const before = await everything(undefined)
    const headers = { 'Idempotency-Key': 'k' }
    expect((await ask('POST', '/campaigns', { name: 'Mine' }, headers)).status).toBe(403)
    expect((await ask('DELETE', '/campaigns/cmp_none')).status).toBe(403)
    expect((await ask('PUT', '/nothing')).status).toBe(403)
    expect((await ask('POST', '/nothing/compliance/check', {})).status).toBe(403)
    expect(await everything(undefined)).toEqual(before)
  })

  it('reads whatever members read', async () => {
    for (const { method, path } of operationsOf(document)) {
      if (method !== 'GET' || path.endsWith('/live')) continue
      const place = path.includes('{') ? (await makePath(world, path)).path : path
      role = 'member'
      const { status } = await ask('GET', place)
      role = 'viewer'
      expect([path, (await ask('GET', place)).status]).toEqual([path, status])
    }
    const questions = operationsOf(document).filter((it) => READING.has(nameOf(it)))
    expect(questions).toHaveLength(READING.size)
    for (const { method, path, operation } of questions) {
      const before = await everything(undefined)
      const answer = await ask(method, path, exampleOf(document, bodySchema(operation)))
      expect([path, answer.body.code]).not.toEqual([path, 'forbidden'])
      expect(await everything(undefined)).toEqual(before)
    }
  })
})
