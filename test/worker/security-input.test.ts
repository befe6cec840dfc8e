import { beforeEach, describe, expect, it } from 'vitest'
import { createApi } from '../../src/entry/http/api.ts'
import { createHooks, type HookDeps } from '../../src/entry/http/hooks.ts'
import { importRoutes } from '../../src/entry/http/imports.ts'
import { type ApiWorld, bindings, createApiWorld, type Json } from '../support/api-world.ts'
import { bodySchema, exampleOf, operationsOf, resolve } from '../support/openapi-example.ts'
import { makePath } from '../support/tenant-resources.ts'

/** What is sent to us by somebody who means no good: too much of it, or nothing that anybody expects. */

let world: ApiWorld
beforeEach(async () => {
  world = await createApiWorld()
})

const KEY = { Authorization: 'Bearer sundial_local_key' }

/** A body that says nothing of its length and never ends by itself; `sent` is how much of it was taken. */
function endless(chunkBytes = 64 * 1024) {
  const state = { sent: 0, body: null as unknown as ReadableStream<Uint8Array> }
  const chunk = new Uint8Array(chunkBytes).fill(0x20)
  state.body = new ReadableStream(
    {
      pull(controller) {
        state.sent += chunk.length
        if (state.sent > 64 * 1024 * 1024) controller.close()
        else controller.enqueue(chunk.slice())
      },
    },
    { highWaterMark: 0 },
  )
  return state
}

const MB = 1024 * 1024

describe('a body that is too large', () => {
  const api = () => createApi(() => world.deps, [importRoutes()])
  const post = (path: string, body: ReadableStream, headers: Record<string, string>) =>
    api().request(
      path,
      { method: 'POST', headers: { ...KEY, ...headers }, body, duplex: 'half' } as RequestInit,
      bindings,
    )

  it('of JSON is refused after a megabyte, also when it does not say how long it is', async () => {
    const source = endless()
    const answer = await post('/agents', source.body, { 'Content-Type': 'application/json' })
    expect(answer.status).toBe(413)
    expect(source.sent).toBeLessThan(1.3 * MB)
  })

  it('is not read for its Idempotency-Key where a file was expected', async () => {
    const campaign = await world.post('/campaigns', { name: 'A' })
    for (const path of [`/campaigns/${campaign.id}/imports`, '/suppressions/import']) {
      const source = endless()
      const answer = await post(path, source.body, { 'Content-Type': 'application/json', 'Idempotency-Key': 'k' })
      expect([413, 415], path).toContain(answer.status)
      expect(source.sent, path).toBeLessThan(1.3 * MB)
    }
  })

  it('as a file is refused at its limit, raw or in a form, and nothing stays of it', async () => {
    const campaign = await world.post('/campaigns', { name: 'A' })
    const head = new TextEncoder().encode(
      '--b\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n',
    )
    for (const [type, before] of [
      ['text/csv', new Uint8Array()],
      ['multipart/form-data; boundary=b', head],
    ] as const) {
      const source = endless()
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
      const writer = writable.getWriter()
      void (async () => {
        await writer.write(before)
        writer.releaseLock()
        await source.body.pipeTo(writable)
      })().catch(() => {})
      const answer = await post(`/campaigns/${campaign.id}/imports`, readable, { 'Content-Type': type })
      expect(answer.status, type).toBe(413)
      expect(source.sent, type).toBeLessThan(3 * MB)
      expect((await bindings.FILES.list()).objects).toEqual([])
    }
  })

  it('of a callback is refused after two megabytes, before anybody looks at it', async () => {
    const read: string[] = []
    const callbacks = { read: async ({ rawBody }: { rawBody: string }) => void read.push(rawBody) }
    const hooks = createHooks(() => ({ ...world.deps, callbacks }) as unknown as HookDeps)
    const source = endless()
    const init = { method: 'POST', body: source.body, duplex: 'half' } as RequestInit
    const answer = await hooks.request('/signalwire/status/cmp_1/att_1', init, bindings)
    expect(answer.status).toBe(413)
    expect(source.sent).toBeLessThan(2.3 * MB)
    const wide = await hooks.request(
      '/signalwire/status/cmp_1/att_1',
      { method: 'POST', body: 'é'.repeat(1.5 * MB) },
      bindings,
    )
    expect(wide.status).toBe(413)
    expect(read).toEqual([])
  })

  it('or packed is not unpacked', async () => {
    const packed = new Response(' '.repeat(4 * MB)).body!.pipeThrough(new CompressionStream('gzip'))
    const bytes = new Uint8Array(await new Response(packed).arrayBuffer())
    const headers = { 'Content-Encoding': 'gzip', 'Content-Type': 'application/json' }
    expect((await world.request('POST', '/agents', bytes, headers)).status).toBe(400)
  })
})

describe('what nobody expects', () => {
  const HOSTILE = [
    '__proto__',
    'constructor',
    "' OR 1=1 --",
    '%00',
    '..%2F..%2Fetc%2Fpasswd',
    '%F0%9F%98%80',
    '%22%3E%3Cscript%3E',
    '%25_%25',
    'x'.repeat(3_000),
    '%ud800',
    '1e999',
    '-1',
    'W10',
    btoa('[null,null]').replaceAll('=', ''),
    btoa('[1e308,"x"]').replaceAll('=', ''),
    btoa(`[${'['.repeat(400)}`).replaceAll('=', ''),
  ]

  it('as an id or in a query is refused or finds nothing, and breaks nothing', async () => {
    const { body: document } = await world.request('GET', '/openapi.json')
    const broken: string[] = []
    for (const { method, path, operation } of operationsOf(document)) {
      if (method === 'DELETE' && !path.includes('{')) continue
      const schema = bodySchema(operation)
      const body = schema ? exampleOf(document, schema) : undefined
      for (const value of HOSTILE) {
        const paths = path.includes('{')
          ? [path.replace(/\{[^}]+\}/g, value)]
          : method === 'GET'
            ? (operation.parameters ?? []).map((it: Json) => `${path}?${it.name}=${value}`)
            : []
        for (const each of paths) {
          const answer = await world.request(method, each, body)
          if (answer.status >= 500) broken.push(`${method} ${each.slice(0, 100)}: ${answer.status}`)
        }
      }
    }
    expect(broken).toEqual([])
  }, 60_000)

  it('in a body, nested ten thousand deep, is refused', async () => {
    const { body: document } = await world.request('GET', '/openapi.json')
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`
    const deeper = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`
    const wrong: string[] = []
    for (const { method, path, operation } of operationsOf(document)) {
      const schema = bodySchema(operation)
      if (!schema) continue
      const made = await makePath(world, path)
      const example = JSON.stringify(exampleOf(document, schema))
      const names = Object.keys(resolve(document, schema).properties ?? {})
      for (const nest of [deep, deeper])
        for (const body of [
          nest,
          ...names.map((name) => `${example.slice(0, -1)}${example === '{}' ? '' : ','}"${name}":${nest}}`),
        ]) {
          const answer = await world.request(method, made.path, body)
          // Where each of many has a result of their own, that is the refusal.
          const isRejected = answer.status === 200 && answer.body.counts?.rejected > 0
          if (!isRejected && (answer.status < 400 || answer.status >= 500))
            wrong.push(`${method} ${path} ${body.slice(0, 60)}: ${answer.status}`)
        }
    }
    expect(wrong).toEqual([])
  }, 60_000)

  it('as names of fields pollutes nothing', async () => {
    for (const path of ['/agents', '/campaigns', '/numbers', '/suppressions', '/compliance/check']) {
      const body = '{"name":"A","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'
      expect((await world.request('POST', path, body)).status, path).toBe(422)
    }
    const campaign = await world.post('/campaigns', { name: 'A' })
    const person =
      '{"name":"A","phones":["+13125550101"],"variables":{"__proto__":"p","constructor":"c","toString":"t"}}'
    expect((await world.request('POST', `/campaigns/${campaign.id}/leads`, person)).status).toBeLessThan(300)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    const { data } = await world.get(`/campaigns/${campaign.id}/leads`)
    expect(data[0].variables).toEqual({
      CONSTRUCTOR: 'c',
      TOSTRING: 't',
      ...(data[0].variables.PROTO && { PROTO: 'p' }),
    })
  })
})
