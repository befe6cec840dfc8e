import { exports } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { buildDeps } from '../../src/deps.ts'
import type { Bindings } from '../../src/env.ts'
import worker from '../../src/index.ts'
import { bindings, createApiWorld, type Json } from '../support/api-world.ts'

/**
 * The Worker as it is deployed: who gets in, what every answer says to browsers, the sandbox, the live feed. Long because each is a list of
 * doors or answers, tried one by one.
 */

beforeEach(async () => void (await createApiWorld()))

/** The Worker as it is deployed, sandbox on. */
const ask = (path: string, init: RequestInit = {}, origin = 'http://localhost:8787'): Promise<Response> =>
  (exports as unknown as { default: Fetcher }).default.fetch(origin + path, { redirect: 'manual', ...init })
const KEY = { Authorization: 'Bearer sundial_local_key' }

describe('who comes in', () => {
  it('is asked for a key under every address that only looks like an open one', async () => {
    const open: string[] = []
    for (const path of [
      '/api/v1/organization/api/v1/openapi.json',
      '/api/v1/campaigns/x/api/v1/docs',
      '/api/v1/docs',
      '/api/v1//openapi.json',
      '/api/v1/openapi.json/',
      '/api/v1/openapi.json%2F..%2Forganization',
      '/api/v1/%6Frganization',
      '/api/v1/x/%2e%2e/organization',
      '/api/v1/organization;/openapi.json',
      '/api/v1/organization?x=/api/v1/openapi.json',
      '/api/v1/organization#/openapi.json',
      '/api/v1',
      '/api/v1/',
    ]) {
      const { status } = await ask(path)
      if (status !== 401) open.push(`${path}: ${status}`)
    }
    expect(open).toEqual([])
    for (const path of [
      '/API/V1/organization',
      '//api/v1/organization',
      '/api//v1/organization',
      '/api/v1../organization',
    ])
      expect([401, 404], path).toContain((await ask(path)).status)
    expect((await ask('/api/v1/openapi.json')).status).toBe(200)
  })

  it('is asked whatever the method, and no header changes the method', async () => {
    for (const method of ['HEAD', 'OPTIONS', 'PUT', 'PROPFIND'])
      expect((await ask('/api/v1/organization', { method })).status, method).toBe(401)
    const answer = await ask('/api/v1/campaigns', {
      headers: { ...KEY, 'X-HTTP-Method-Override': 'POST', 'X-Method': 'POST' },
    })
    expect(answer.status).toBe(200)
  })

  it('does not get in by a key that is almost right, too long, or of other characters', async () => {
    for (const key of [
      'sundial_local_ke',
      'sundial_local_keyy',
      'SUNDIAL_LOCAL_KEY',
      'x'.repeat(8_000),
      'sundial_local_kеy',
    ])
      expect(
        (await ask('/api/v1/organization', { headers: { 'X-API-Key': encodeURIComponent(key) } })).status,
        key,
      ).toBe(401)
  })

  it('from another site’s page gets no answer it may read', async () => {
    for (const [path, method] of [
      ['/api/v1/organization', 'OPTIONS'],
      ['/api/v1/organization', 'GET'],
      ['/sandbox/ledger', 'GET'],
      ['/hooks/signalwire/x', 'OPTIONS'],
    ] as const) {
      const headers = { ...KEY, Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' }
      const answer = await ask(path, { method, headers })
      expect(
        [...answer.headers.keys()].filter((name) => name.startsWith('access-control')),
        path,
      ).toEqual([])
      await answer.text()
    }
  })
})

describe('the sandbox', () => {
  const LIVE = {
    SANDBOX: 'off',
    SANDBOX_SPEED: undefined,
    SANDBOX_START: undefined,
    PUBLIC_URL: 'https://sundial.example.com',
    SIGNALWIRE_SPACE: 'acme',
    SIGNALWIRE_PROJECT_ID: 'the-project-id',
    SIGNALWIRE_API_TOKEN: 'PT-the-api-token',
    SIGNALWIRE_SIGNING_KEY: 'PSK-the-signing-key',
    CALLBACK_KEY: 'the-callback-key-0123456789-0123456789',
  }
  const askLive = async (path: string, init: RequestInit = {}, variables: object = LIVE) =>
    worker.fetch(new Request(`https://sundial.example.com${path}`, init), { ...bindings, ...variables }, {} as never)

  it('is not there when it is off, in any spelling, and neither is its key', async () => {
    for (const path of [
      '/sandbox',
      '/sandbox/',
      '/sandbox/state',
      '/sandbox/ledger',
      '/sandbox//state',
      '/sandbox/%73tate',
    ])
      expect((await askLive(path)).status, path).toBe(404)
    expect((await askLive('/sandbox/faults', { method: 'POST', body: '{}' })).status).toBe(404)
    expect((await askLive('/api/v1/organization', { headers: KEY })).status).toBe(401)
  })

  it('takes no orders from another site’s page', async () => {
    for (const [method, path] of [
      ['POST', '/sandbox/faults'],
      ['DELETE', '/sandbox/faults'],
      ['POST', '/sandbox/email'],
    ]) {
      const headers = { Origin: 'https://evil.example', 'Content-Type': 'text/plain' }
      const answer = await ask(path!, { method: method!, headers, body: '{"drop_callbacks":1}' })
      expect(answer.status, path).toBe(403)
    }
    expect(
      (await ask('/sandbox/faults', { method: 'DELETE', headers: { Origin: 'http://localhost:8787' } })).status,
    ).toBe(200)
    expect((await ask('/sandbox/faults', { method: 'DELETE' })).status).toBe(200)
  })

  it('that others can reach sends no webhooks into the machine it runs on', () => {
    const allows = (PUBLIC_URL: string) =>
      buildDeps({ ...bindings, PUBLIC_URL } as unknown as Bindings).webhookSender.allowsLocal
    expect(allows('http://localhost:8787')).toBe(true)
    for (const url of ['https://demo.example.com', 'https://localhost.example.com', 'http://10.0.0.1:8787'])
      expect(allows(url), url).toBe(false)
  })

  it('or not, no secret is in any answer anybody can have', async () => {
    const secrets = [
      LIVE.SIGNALWIRE_API_TOKEN,
      LIVE.SIGNALWIRE_SIGNING_KEY,
      LIVE.CALLBACK_KEY,
      LIVE.SIGNALWIRE_PROJECT_ID,
    ]
    const broken = { ...LIVE, CALLBACK_KEY: 'too-short-a-callback-key', PUBLIC_URL: 'http://the-public-url.example' }
    for (const [path, variables] of [
      ['/health', LIVE],
      ['/health', broken],
      ['/api/v1/openapi.json', LIVE],
      ['/api/v1/organization', broken],
      ['/api/docs', LIVE],
      ['/hooks/signalwire/status/cmp_1/att_1?t=x', LIVE],
    ] as const) {
      const method = path.startsWith('/hooks') ? 'POST' : 'GET'
      const answer = await askLive(path, { method, ...(method === 'POST' && { body: '{}' }) }, variables)
      const text = JSON.stringify([...answer.headers]) + (await answer.text())
      for (const secret of [...secrets, broken.CALLBACK_KEY]) expect(text, path).not.toContain(secret)
      expect(text, path).not.toMatch(/\bat \w+.*\.ts:\d+/)
    }
  })
})

describe('every answer', () => {
  const KINDS: [path: string, init?: RequestInit][] = [
    ['/api/v1/openapi.json'],
    ['/api/v1/organization'],
    ['/api/v1/organization', { headers: KEY }],
    ['/api/v1/nowhere', { headers: KEY }],
    ['/api/v1/campaigns', { method: 'POST', headers: { ...KEY, 'Content-Type': 'application/json' }, body: '{' }],
    ['/api/docs'],
    ['/api/nowhere'],
    ['/hooks/signalwire/nothing', { method: 'POST', body: '{}' }],
    ['/hooks/nothing'],
    ['/health'],
    ['/sandbox/'],
    ['/sandbox/state'],
    ['/sandbox/nothing'],
    ['/sandbox/recordings/x.wav'],
  ]

  it.each(KINDS)('is not to be guessed at, framed, or run as a page (%s)', async (path, init) => {
    const { headers } = await ask(path, init)
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(headers.get('Referrer-Policy')).toBe('same-origin')
    const policy = headers.get('Content-Security-Policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(/script-src ([^;]*)/.exec(policy)?.[1] ?? '').not.toContain('unsafe-inline')
    expect(headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin')
    expect(headers.get('Strict-Transport-Security')).toBeNull()
    await (await ask(path, init)).body?.cancel()
  })

  it('over https says that it stays so', async () => {
    const { headers } = await ask('/health', {}, 'https://sundial.example.com')
    expect(headers.get('Strict-Transport-Security')).toMatch(/^max-age=\d{8}/)
  })

  it('of the API is kept nowhere, save what everybody may read', async () => {
    expect((await ask('/api/v1/organization', { headers: KEY })).headers.get('Cache-Control')).toBe('no-store')
    expect((await ask('/api/v1/organization')).headers.get('Cache-Control')).toBe('no-store')
    expect((await ask('/api/v1/openapi.json')).headers.get('Cache-Control')).toContain('public')
  })

  it('in a header is not given back', async () => {
    const answer = await ask('/api/v1/organization', { headers: { ...KEY, 'X-Request-Id': 'a b"<script>' } })
    expect(answer.headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(
      (await ask('/api/v1/organization', { headers: { ...KEY, 'Idempotency-Key': 'x'.repeat(256) } })).status,
    ).toBe(200)
    const post = { method: 'POST', headers: { ...KEY, 'Idempotency-Key': 'x'.repeat(256) } }
    expect((await ask('/api/v1/organization/stop', post)).status).toBe(400)
  })

  it('of the sandbox’s page runs its own script and no other', async () => {
    const answer = await ask('/sandbox/')
    const html = await answer.text()
    const policy = answer.headers.get('Content-Security-Policy') ?? ''
    const script = /<script>([\s\S]*)<\/script>/.exec(html)?.[1] ?? ''
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(script)))
    expect(policy).toContain(`script-src 'sha256-${btoa(String.fromCharCode(...digest))}'`)
    expect(html.match(/<script/g)).toHaveLength(1)
    expect(html).not.toMatch(/ on\w+=|innerHTML|javascript:/)
  })
})

describe('a live feed', () => {
  const open = (path: string, headers: Record<string, string>) =>
    ask(path, { headers: { Upgrade: 'websocket', ...headers } })
  const campaign = async () =>
    (await (
      await ask('/api/v1/campaigns', {
        method: 'POST',
        headers: { ...KEY, 'Content-Type': 'application/json' },
        body: '{"name":"A"}',
      })
    ).json()) as Json

  it('opens for a page of our own and for a script, not for a page of another site', async () => {
    const { id } = await campaign()
    const path = `/api/v1/campaigns/${id}/live`
    const key = { 'Sec-WebSocket-Protocol': 'sundial, sundial_local_key' }
    for (const origin of ['http://localhost:8787', undefined]) {
      const answer = await open(path, { ...key, ...(origin && { Origin: origin }) })
      expect(answer.status, origin).toBe(101)
      answer.webSocket?.accept()
      answer.webSocket?.close()
    }
    for (const origin of [
      'https://evil.example',
      'null',
      'http://localhost:8788',
      'http://localhost:8787.evil.example',
    ])
      expect((await open(path, { ...key, Origin: origin })).status, origin).toBe(403)
  })

  it('takes no key from its address, where logs and histories keep it', async () => {
    const { id } = await campaign()
    expect((await open(`/api/v1/campaigns/${id}/live?key=sundial_local_key`, {})).status).toBe(401)
  })
})
