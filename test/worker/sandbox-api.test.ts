import { evictDurableObject, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readClock, type SandboxEnv } from '../../src/sandbox/env.ts'
import type { JsonObject } from '../../src/sandbox/wire.ts'
import { campaignDocument } from '../support/sandbox-documents.ts'
import { RECEIVER, SandboxHarness, stateOf } from '../support/sandbox-world.ts'

let sandbox: SandboxHarness
const swml = campaignDocument(RECEIVER)
const HUMAN = '+12025550100'
const NOBODY = '+12025550153'

interface Listed {
  data: JsonObject[]
  next_since: number | null
}

beforeEach(async () => {
  sandbox = new SandboxHarness()
  await sandbox.freeze()
})

afterEach(async () => {
  vi.restoreAllMocks()
  await reset()
})

async function dialed(to = HUMAN, options: Parameters<SandboxHarness['dial']>[1] = { swml }): Promise<JsonObject> {
  const response = await sandbox.dial(to, options)
  expect(response.status, await response.clone().text()).toBe(200)
  return response.json()
}

const end = (id: unknown, params: JsonObject = {}) =>
  sandbox.request('POST', '/api/calling/calls', { command: 'calling.end', id, params } as JsonObject)
const update = (params: JsonObject) => sandbox.request('POST', '/api/calling/calls', { command: 'update', params })

describe('the carrier’s door', () => {
  it('wants credentials, and writes down who came without', async () => {
    const response = await sandbox.request('POST', '/api/calling/calls', { command: 'dial' }, { Authorization: '' })
    expect(response.status).toBe(401)
    expect(await response.json()).toEqual({ error: 'Unauthorized' })
    expect((await sandbox.get<Listed>('/ledger')).data).toMatchObject([{ status: 401, path: '/api/calling/calls' }])
  })

  it('refuses what is wrong and places no call', async () => {
    const response = await sandbox.dial('nobody', { swml })
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({
      errors: [{ type: 'validation_error', code: 'not_e164', attribute: 'to', url: expect.stringMatching(/^https/) }],
    })
    expect((await sandbox.request('POST', '/api/calling/calls', 'not json')).status).toBe(400)
    expect((await sandbox.request('GET', '/api/fabric/unknown')).status).toBe(404)
    expect((await sandbox.get<Listed>('/calls')).data).toEqual([])
  })

  it('answers a dial with the call leg, queued', async () => {
    expect(await dialed()).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      to: HUMAN,
      direction: 'outbound-api',
      status: 'queued',
      type: 'relay_pstn_call',
      duration: null,
    })
  })

  it('answers faster dials than allowed with 429 when a limit is set', async () => {
    await sandbox.configure({ SANDBOX_CPS: '2' })
    const statuses = []
    for (let n = 0; n < 3; n++) statuses.push((await sandbox.dial(HUMAN, { swml })).status)
    expect(statuses).toEqual([200, 200, 429])
  })

  it('refuses numbers that are not ours when we say which are', async () => {
    await sandbox.configure({ SANDBOX_NUMBERS: '+13125550100, +14155550100' })
    const response = await sandbox.dial(HUMAN, { swml })
    expect(await response.json()).toMatchObject({ errors: [{ code: 'not_purchased_or_verified', attribute: 'from' }] })
    expect((await sandbox.dial(HUMAN, { swml, params: { from: '+14155550100' } })).status).toBe(200)
  })

  it('only reports the end unless asked for more', async () => {
    await dialed(NOBODY, { swml, params: { status_events: null } })
    await sandbox.play()
    expect(sandbox.states()).toEqual(['ended'])
  })

  it('fetches a document from a URL, signed requests carrying the call, and falls back', async () => {
    sandbox.answers.first = () => new Response('no', { status: 500 })
    sandbox.answers.second = () => Response.json(swml)
    const params = { url: `${RECEIVER}/first`, fallback_url: `${RECEIVER}/second` }
    const { id } = await dialed(HUMAN, { params })
    await sandbox.play()
    expect(sandbox.at('first')[0]?.body).toMatchObject({
      call: { call_id: id, direction: 'outbound', to: HUMAN },
      vars: {},
      envs: { attempt_id: 'att_test01' },
      params: {},
    })
    expect(await sandbox.call()).toMatchObject({ outcome: 'interested' })
  })

  it('executes a document at a URL and comes back for the rest', async () => {
    const ask = (path: string) => ({ request: { url: `${RECEIVER}/${path}`, method: 'POST' } })
    sandbox.answers.elsewhere = () => Response.json({ sections: { main: [ask('there'), ask('again')] } })
    const main = [ask('before'), { execute: { dest: `${RECEIVER}/elsewhere`, params: { a: 1 } } }, ask('after')]
    await dialed(HUMAN, { swml: { sections: { main } } })
    await sandbox.play()
    const asked = sandbox.received.map(({ path }) => path).filter((path) => path !== 'status')
    expect(asked).toEqual(['before', 'elsewhere', 'there', 'again', 'after'])
    expect(sandbox.at('elsewhere')[0]?.body).toMatchObject({ params: { a: 1 }, vars: { request_result: 'success' } })
  })

  it('accepts texts and reports their delivery, and mails', async () => {
    const text = { from: '+12125550100', to: HUMAN, body: '<b>Hi</b>', status_callback: `${RECEIVER}/text` }
    expect((await sandbox.request('POST', '/api/messaging/messages', text)).status).toBe(201)
    const mail = { From: 'a@example.com', To: 'b@example.com', Subject: 'Hello', TextBody: 'Hi' }
    expect((await sandbox.request('POST', '/email', mail)).status).toBe(401)
    const token = { 'X-Postmark-Server-Token': 'token' }
    expect(await (await sandbox.request('POST', '/email', mail, token)).json()).toMatchObject({ ErrorCode: 0 })
    await sandbox.play()
    expect(sandbox.at('text').map(({ body }) => body.status)).toEqual(['sent', 'delivered'])
    expect(await sandbox.get('/state')).toMatchObject({ texts: [{ body: '<b>Hi</b>' }], mails: [{ subject: 'Hello' }] })
  })

  it('lists the numbers we own', async () => {
    const { data } = await sandbox.get<Listed>('/api/relay/rest/phone_numbers')
    expect(data[0]).toMatchObject({ number: expect.stringMatching(/^\+1/), capabilities: ['voice', 'sms', 'mms'] })
  })
})

describe('a call in progress', () => {
  it('is cancelled before it is answered', async () => {
    const { id } = await dialed()
    expect((await end(id)).status).toBe(200)
    await sandbox.play()
    expect(await sandbox.call()).toMatchObject({ state: 'ended', end_reason: 'cancel', answered_at: null })
    expect(sandbox.states().filter((state) => state === 'answered')).toEqual([])
    expect(sandbox.states().filter((state) => state === 'ended')).toHaveLength(1)
    expect(sandbox.at('report')).toEqual([])
  })

  it('is hung up in mid-sentence, and the report says so', async () => {
    const { id } = await dialed()
    await sandbox.passSeconds(30)
    expect(await sandbox.call()).toMatchObject({ state: 'answered', ended_at: null })
    expect((await end(id, { reason: 'hangup' })).status).toBe(200)
    await sandbox.play()
    expect(sandbox.at('report')).toHaveLength(1)
    expect(sandbox.at('report')[0]?.body.post_prompt_data).toMatchObject({ parsed: [{ outcome: 'completed' }] })
    expect(sandbox.states().filter((state) => state === 'ended')).toHaveLength(1)
    expect(sandbox.at('record').map(({ text }) => /"state":"(\w+)"/.exec(text)?.[1])).toEqual(['recording', 'finished'])
  })

  it('is unknown once it is over, and so is one that never was', async () => {
    const { id } = await dialed(NOBODY)
    await sandbox.play()
    expect((await end(id)).status).toBe(404)
    expect((await end('00000000-0000-4000-8000-000000000000')).status).toBe(404)
  })

  it('can be redirected while it is answered, and only then', async () => {
    const { id } = await dialed()
    const other = { version: '1.0.0', sections: { main: [{ request: { url: `${RECEIVER}/there`, method: 'POST' } }] } }
    const early = await update({ id: id ?? null, swml: other })
    expect(await early.json()).toMatchObject({ errors: [{ code: 'cannot_redirect_not_in_progress' }] })
    await sandbox.passSeconds(30)
    expect((await update({ id: id ?? null, swml: other })).status).toBe(200)
    await sandbox.play()
    expect(sandbox.at('there')).toHaveLength(1)
    const late = await update({ id: id ?? null, status: 'completed' })
    expect(await late.json()).toMatchObject({ errors: [{ code: 'cannot_update_completed' }] })
  })

  it('goes on after the object was evicted', async () => {
    await dialed()
    await sandbox.passSeconds(20)
    await evictDurableObject(sandbox.stub)
    await sandbox.play()
    expect(await sandbox.call()).toMatchObject({ state: 'ended', outcome: 'interested' })
    expect([...sandbox.states()].sort()).toEqual(['answered', 'created', 'ended', 'ringing'])
  })
})

describe('voice logs', () => {
  it('are paged newest first, with working links', async () => {
    const ids: unknown[] = []
    for (let n = 0; n < 5; n++) ids.push((await dialed(NOBODY)).id)
    const seen: unknown[] = []
    let next: string | undefined = '/api/voice/logs?page_size=2'
    for (let pages = 0; next && pages < 5; pages++) {
      const { data, links }: { data: JsonObject[]; links: { next?: string } } = await sandbox.get(next)
      seen.push(...data.map((log) => log.id))
      expect(links.next ?? 'https://carrier.test/sandbox/api/voice/logs?').toMatch(
        /^https:\/\/carrier\.test\/sandbox\/api\/voice\/logs\?/,
      )
      next = links.next?.replace('https://carrier.test/sandbox', '')
    }
    expect(seen).toEqual(ids.reverse())
  })

  it('can be narrowed down by the time of creation', async () => {
    const { created_at: at } = await dialed(NOBODY)
    const within = (after: number, before: number) => {
      const iso = (seconds: number) => new Date(Date.parse(String(at)) + seconds * 1000).toISOString()
      return sandbox.get<Listed>(`/api/voice/logs?created_after=${iso(after)}&created_before=${iso(before)}`)
    }
    expect((await within(-60, 60)).data).toHaveLength(1)
    expect((await within(10, 60)).data).toEqual([])
    expect((await within(-60, -10)).data).toEqual([])
    expect((await sandbox.request('GET', '/api/voice/logs?created_after=soon')).status).toBe(422)
    expect((await sandbox.request('GET', '/api/voice/logs?page_number=1')).status).toBe(422)
  })

  it('of a call nobody knows is not found', async () => {
    expect((await sandbox.request('GET', '/api/voice/logs/00000000-0000-4000-8000-000000000000')).status).toBe(404)
  })
})

describe('deliveries', () => {
  it('that fail are tried three times in all, then noted', async () => {
    sandbox.answers.status = () => new Response('', { status: 503 })
    await dialed(NOBODY, { swml, params: { status_events: ['ended'] } })
    await sandbox.play()
    expect(sandbox.at('status')).toHaveLength(3)
    const failed = [{ status: 503 }, { status: 503 }]
    expect((await sandbox.call()).callbacks).toMatchObject([{ event: 'ended', status: 503, failed }])
    expect(await sandbox.get('/stats')).toMatchObject({ callbacks_failed: 1, callbacks_retried: 2 })
  })

  it('are signed when there is a key, but not reports and functions', async () => {
    await sandbox.configure({ SIGNALWIRE_SIGNING_KEY: 'PSK_test' })
    await dialed('+12025550140')
    await sandbox.play()
    const signed = (path: string) => sandbox.at(path).map(({ headers }) => headers.get('X-SignalWire-Signature'))
    expect(signed('status')).toEqual(Array(4).fill(expect.stringMatching(/^[0-9a-f]{40}$/)))
    expect(sandbox.at('status')[0]?.headers.get('X-SignalWire-SHA256-Signature')).toMatch(/^[0-9a-f]{64}$/)
    expect([...signed('report'), ...signed('function'), ...signed('amd-result')]).toEqual([null, null, null])
  })

  it('to the Worker itself do not leave it', async () => {
    await sandbox.configure({ PUBLIC_URL: 'https://app.test' })
    await dialed(NOBODY, { swml, params: { status_url: 'https://app.test/health', status_events: ['ended'] } })
    await sandbox.play()
    expect(sandbox.received).toEqual([])
    expect((await sandbox.call()).callbacks_sent).toBe(1)
  })

  it('of one call do not wait for another’s', async () => {
    let release: () => void = () => {}
    const hanging = new Promise<void>((resolve) => {
      release = resolve
    })
    sandbox.hold.slow = () => hanging
    await dialed(NOBODY, { swml, params: { status_url: `${RECEIVER}/slow`, status_events: ['created'] } })
    await dialed(NOBODY, { swml, params: { status_events: ['created', 'ended'] } })
    const playing = sandbox.play()
    await vi.waitFor(() => expect(sandbox.states()).toEqual(['created', 'ended']))
    release()
    await playing
    expect(sandbox.at('slow')).toHaveLength(1)
  })
})

describe('faults', () => {
  const set = (faults: JsonObject) => sandbox.request('POST', '/faults', faults)

  it('are validated, shown and reset', async () => {
    expect((await set({ dial_500: 2 })).status).toBe(422)
    expect((await set({ unknown: 1 })).status).toBe(422)
    expect(await (await set({ dial_500: 0.5, drop_callbacks: true })).json()).toMatchObject({
      dial_500: 0.5,
      drop_callbacks: 1,
    })
    await evictDurableObject(sandbox.stub)
    expect(await sandbox.get('/faults')).toMatchObject({ dial_500: 0.5, drop_callbacks: 1, dial_429: 0 })
    expect(await (await sandbox.request('DELETE', '/faults')).json()).toMatchObject({ dial_500: 0, drop_callbacks: 0 })
  })

  it.each([
    ['dial_500', 500],
    ['dial_429', 429],
    ['dial_refuse_connection', 502],
    ['dial_not_routable', 422],
  ])('%s answers %i without a call', async (fault, status) => {
    await set({ [fault]: 1 })
    expect((await sandbox.dial(HUMAN, { swml })).status).toBe(status)
    expect((await sandbox.get<Listed>('/calls')).data).toEqual([])
  })

  it('dial_timeout_after_accept places the call all the same', async () => {
    await set({ dial_timeout_after_accept: 1, dial_timeout_seconds: 0 })
    expect((await sandbox.dial(HUMAN, { swml })).status).toBe(504)
    expect((await sandbox.get<Listed>('/calls')).data).toHaveLength(1)
  })

  it('hits about as many dials as its rate says', async () => {
    await set({ dial_500: 0.3 })
    const statuses = await Promise.all(
      Array.from({ length: 200 }, async () => (await sandbox.dial(NOBODY, { swml })).status),
    )
    const failed = statuses.filter((status) => status === 500).length
    expect(failed).toBeGreaterThan(30)
    expect(failed).toBeLessThan(95)
  })

  it('drop, double and reverse callbacks', async () => {
    await set({ drop_callbacks: 1 })
    await dialed(NOBODY)
    await sandbox.play()
    expect(sandbox.received).toEqual([])
    await set({ drop_callbacks: 0, duplicate_callbacks: 1, reverse_callbacks: 1 })
    await dialed(NOBODY)
    await sandbox.play()
    expect(sandbox.states()).toEqual(['ended', 'ended', 'ringing', 'ringing', 'created', 'created'])
  })

  it('delay callbacks, but not what happens', async () => {
    await set({ delay_callbacks_seconds: 3600 })
    await dialed(NOBODY)
    await sandbox.passSeconds(60)
    expect(await sandbox.call()).toMatchObject({ state: 'ended' })
    await sandbox.play()
    expect([...sandbox.states()].sort()).toEqual(['created', 'ended', 'ringing'])
  })

  it('spoil reports', async () => {
    await set({ malformed_post_prompt: 1 })
    await dialed()
    await sandbox.play()
    const [report] = sandbox.at('report')
    const data = report?.body.post_prompt_data as { parsed: JsonObject[] } | undefined
    expect(data?.parsed[0]?.outcome).not.toBe('interested')
  })
})

describe('what can be looked at', () => {
  it('the clock', async () => {
    await evictDurableObject(sandbox.stub)
    expect(await sandbox.get('/clock')).toEqual({
      now: expect.stringMatching(/Z$/),
      now_ms: expect.any(Number),
      speed: readClock(env as unknown as SandboxEnv, 0).speed,
      start: expect.stringMatching(/Z$/),
      anchor_ms: expect.any(Number),
    })
  })

  it('the ledger, in pages, by number and by time', async () => {
    for (let n = 0; n < 7; n++) await dialed(NOBODY)
    const first = await sandbox.get<Listed>('/ledger?limit=5')
    expect(first.data).toHaveLength(5)
    expect(first.next_since).toBe(first.data[4]?.seq)
    expect(first.data[0]).toMatchObject({
      seq: 1,
      method: 'POST',
      path: '/api/calling/calls',
      body: { command: 'dial', params: { to: NOBODY } },
      status: 200,
      call_id: expect.any(String),
    })
    const rest = await sandbox.get<Listed>(`/ledger?since=${first.next_since}`)
    expect(rest.data.map((entry) => entry.seq)).toEqual([6, 7])
    expect(rest.next_since).toBeNull()
    expect((await sandbox.get<Listed>(`/ledger?since=${first.data[0]?.at}`)).data).toHaveLength(7)
    expect((await sandbox.get<Listed>('/ledger?since=2099-01-01T00:00:00Z')).data).toEqual([])
    expect((await sandbox.request('GET', '/ledger?since=yesterday')).status).toBe(422)
  })

  it('a ledger longer than one chunk, in one answer', async () => {
    await Promise.all(Array.from({ length: 520 }, () => sandbox.request('GET', '/api/voice/logs?page_size=1')))
    const { data } = await sandbox.get<Listed>('/ledger')
    expect(data.map((entry) => entry.seq)).toEqual(Array.from({ length: 520 }, (_, n) => n + 1))
  })

  it('calls, which show only what has happened', async () => {
    await dialed()
    expect(await sandbox.call()).toMatchObject({ state: 'queued', answered_at: null, ended_at: null, outcome: null })
    await sandbox.play()
    const call = await sandbox.call()
    expect(call.callbacks_sent).toBeGreaterThan(6)
    expect(call).toMatchObject({ state: 'ended', answered_at: expect.any(String), ended_at: expect.any(String) })
  })

  it('recordings, where reports say they are', async () => {
    await dialed()
    await sandbox.play()
    const vars = sandbox.at('report')[0]?.body.SWMLVars as JsonObject | undefined
    const url = vars?.record_call_url
    expect(url).toMatch(/^https:\/\/carrier\.test\/sandbox\/recordings\/[0-9a-f-]{36}\.mp3$/)
    const response = await sandbox.request('GET', String(url).replace('https://carrier.test/sandbox', ''))
    expect(new TextDecoder().decode((await response.arrayBuffer()).slice(0, 4))).toBe('RIFF')
  })

  it('a page that holds no markup from outside', async () => {
    const response = await sandbox.request('GET', '/')
    expect(response.headers.get('content-type')).toContain('text/html')
    const html = await response.text()
    expect(html).toContain('textContent')
    expect(html).not.toContain('innerHTML')
  })
})

it('a call’s states arrive in order', async () => {
  await dialed()
  await sandbox.play()
  expect(sandbox.at('status').map(({ body }) => stateOf(body))).toEqual(['created', 'ringing', 'answered', 'ended'])
})
