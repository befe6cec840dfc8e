import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Actor } from '../../src/app/deps.ts'
import type { HttpEnv } from '../../src/entry/http/router.ts'
import { type ApiWorld, createApiWorld, type Json, LOCAL } from '../support/api-world.ts'
import { bodySchema, exampleOf, type Operation, operationsOf } from '../support/openapi-example.ts'
import { everything, makePath } from '../support/tenant-resources.ts'

/** Every operation of the OpenAPI document that is no GET, asked by somebody who may only read. */

const asking = vi.hoisted(() => ({ role: 'owner' as Actor['role'] }))
vi.mock('../../src/entry/http/authenticate.ts', async () => {
  const { createMiddleware } = await import('hono/factory')
  return {
    authenticate: createMiddleware<HttpEnv>(async (c, next) => {
      c.set('actor', { ...LOCAL, role: asking.role })
      await next()
    }),
  }
})

/** They answer a question and change nothing. */
const READING: ReadonlySet<string> = new Set(['POST /compliance/check', 'POST /compliance/checks'])

let world: ApiWorld
let document: Json
beforeEach(async () => {
  asking.role = 'owner'
  world = await createApiWorld()
  document = (await world.request('GET', '/openapi.json')).body
})

const nameOf = ({ method, path }: Operation) => `${method} ${path}`
const writing = () => operationsOf(document).filter((it) => it.method !== 'GET' && !READING.has(nameOf(it)))

describe('a viewer', { timeout: 90_000 }, () => {
  it('is refused by every operation that changes something, and nothing changes', async () => {
    expect(writing().length).toBeGreaterThan(50)
    for (const { method, path, operation } of writing()) {
      asking.role = 'owner'
      const place = path.includes('{') ? (await makePath(world, path)).path : path
      const before = await everything(undefined)
      const commands = world.dialers.calls.length
      asking.role = 'viewer'
      const schema = bodySchema(operation)
      const types = Object.keys(operation.requestBody?.content ?? {})
      const bodies: [unknown, Record<string, string>][] = schema ? [[exampleOf(document, schema), {}]] : []
      if (types.some((type) => !type.includes('json'))) bodies.push(['phone\n+13125550109\n', { 'Content-Type': 'text/csv' }])
      if (types.some((type) => type.includes('ndjson')))
        bodies.push(['{"phones":["+13125550109"]}\n', { 'Content-Type': 'application/x-ndjson' }])
      if (bodies.length === 0) bodies.push([undefined, {}])
      for (const [body, headers] of bodies) {
        const answer = await world.request(method, place, body, headers)
        const what = `${method} ${path} ${JSON.stringify(headers)}: ${answer.status} ${JSON.stringify(answer.body)}`
        expect([answer.status, answer.body?.code], what).toEqual([403, 'forbidden'])
        expect(await everything(undefined), what).toEqual(before)
        expect(world.dialers.calls.slice(commands), what).toEqual([])
      }
    }
  })

  it('is refused before an Idempotency-Key of theirs could be kept, and where there is nothing', async () => {
    asking.role = 'viewer'
    const before = await everything(undefined)
    const headers = { 'Idempotency-Key': 'k' }
    expect((await world.request('POST', '/campaigns', { name: 'Mine' }, headers)).status).toBe(403)
    expect((await world.request('DELETE', '/campaigns/cmp_none')).status).toBe(403)
    expect((await world.request('PUT', '/nothing')).status).toBe(403)
    expect(await everything(undefined)).toEqual(before)
  })

  it('reads whatever members read', async () => {
    const reading = operationsOf(document).filter((it) => it.method === 'GET' && !it.path.endsWith('/live'))
    for (const { path } of reading) {
      asking.role = 'owner'
      const place = path.includes('{') ? (await makePath(world, path)).path : path
      const owners = await world.request('GET', place)
      asking.role = 'viewer'
      expect((await world.request('GET', place)).status, path).toBe(owners.status)
    }
    for (const name of READING) {
      const it = operationsOf(document).find((each) => nameOf(each) === name)!
      const answer = await world.request(it.method, it.path, exampleOf(document, bodySchema(it.operation)))
      expect([name, answer.body?.code]).not.toEqual([name, 'forbidden'])
    }
  })
})
