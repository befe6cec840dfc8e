import { describe, expect, it } from 'vitest'
import { createSignalWireCarrier } from '../../src/adapters/signalwire/client.ts'
import { dialRequest } from '../support/call-scripts.ts'

type Handler = (url: URL, init: RequestInit) => Response | Promise<Response>

function carrierOver(handler: Handler, baseUrl = 'https://example.signalwire.com') {
  const sent: { url: URL; init: RequestInit }[] = []
  const carrier = createSignalWireCarrier({
    baseUrl,
    projectId: 'project',
    apiToken: 'secret',
    publicUrl: 'https://sundial.example.com',
    callbackKey: 'key',
    timeoutMs: 50,
    clock: { now: () => Date.UTC(2026, 2, 2) },
    fetch: async (url, init) => {
      sent.push({ url: new URL(url), init })
      return handler(new URL(url), init)
    },
  })
  return { carrier, sent }
}

const refusal =
  (status: number, ...errors: object[]) =>
  () =>
    Response.json({ errors }, { status })
const ID = '0e9c80d7-a149-4917-892d-420043709f45'

describe('placing a call', () => {
  it('gives the id of the call the carrier accepted', async () => {
    const { carrier, sent } = carrierOver(
      () => Response.json({ id: ID, status: 'queued' }),
      'http://localhost:8788/sandbox/',
    )
    expect(await carrier.dial(dialRequest())).toEqual({ ok: true, carrierCallId: ID })
    expect(sent[0]!.url.href).toBe('http://localhost:8788/sandbox/api/calling/calls')
    expect(new Headers(sent[0]!.init.headers).get('authorization')).toBe(`Basic ${btoa('project:secret')}`)
    const body = JSON.parse(sent[0]!.init.body as string)
    expect(body.params).toMatchObject({
      status_events: ['answered', 'ended'],
      timeout: 30,
      custom_variables: { attempt_id: 'att_1', campaign_id: 'cmp_1' },
    })
    expect(body.params.status_url).toMatch(
      /^https:\/\/sundial\.example\.com\/hooks\/signalwire\/status\/cmp_1\/att_1\?t=/,
    )
  })

  it.each([
    [
      'a destination that does not exist',
      422,
      [{ code: 'invalid_pstn_destination', attribute: 'to' }],
      'rejected',
      true,
    ],
    [
      'a destination code about our own number',
      422,
      [{ code: 'invalid_pstn_destination', attribute: 'from' }],
      'rejected',
      false,
    ],
    ['a malformed destination', 422, [{ code: 'not_e164', attribute: 'to' }], 'rejected', true],
    ['a malformed number of nobody in particular', 422, [{ code: 'not_e164', attribute: null }], 'rejected', false],
    ['a number that is not ours', 422, [{ code: 'not_purchased_or_verified', attribute: 'from' }], 'rejected', false],
    ['missing international permission', 422, [{ code: 'not_routable' }], 'rejected', false],
    ['an empty account', 422, [{ code: 'insufficient_balance' }], 'balance', false],
    ['a full queue', 422, [{ code: 'max_queued_calls_exceeded' }], 'rate_limited', false],
    ['the second of two errors', 422, [{ code: 'not_e164' }, { code: 'insufficient_balance' }], 'balance', false],
    [
      'the relay form of an error',
      422,
      [{ code: 'to_destination_unresolvable', title: 'x', detail: 'y' }],
      'rejected',
      true,
    ],
    ['an unknown code', 422, [{ code: 'brand_new' }], 'rejected', false],
    ['too many requests', 429, [], 'rate_limited', false],
    ['wrong credentials', 401, [], 'auth', false],
    ['a missing scope', 403, [], 'auth', false],
    ['a server error', 500, [], 'unknown', false],
    [
      'a server error with a refusal in it',
      502,
      [{ code: 'invalid_pstn_destination', attribute: 'to' }],
      'unknown',
      false,
    ],
    ['a request time-out', 408, [], 'unknown', false],
    ['a redirect', 302, [], 'rejected', false],
  ])('tells apart %s', async (_, status, errors, kind, destination) => {
    const { carrier } = carrierOver(refusal(status, ...errors))
    const result = await carrier.dial(dialRequest())
    expect(result).toMatchObject({ ok: false, error: { kind, destination } })
  })

  it('reads error bodies that are no JSON or name one error only', async () => {
    const html = carrierOver(() => new Response('<html>', { status: 502 }))
    expect(await html.carrier.dial(dialRequest())).toMatchObject({ error: { kind: 'unknown', code: 'http_502' } })
    const plain = carrierOver(() => Response.json({ error: 'Unauthorized' }, { status: 401 }))
    expect(await plain.carrier.dial(dialRequest())).toMatchObject({ error: { kind: 'auth', message: 'Unauthorized' } })
  })

  it('passes on how long the carrier wants us to wait', async () => {
    const waiting = (header: string) =>
      carrierOver(() => new Response('', { status: 429, headers: { 'Retry-After': header } })).carrier.dial(
        dialRequest(),
      )
    expect(await waiting('7')).toMatchObject({ error: { retryAfterSeconds: 7 } })
    expect(await waiting('Mon, 02 Mar 2026 00:00:30 GMT')).toMatchObject({ error: { retryAfterSeconds: 30 } })
    expect(await waiting('soon')).toMatchObject({ error: { retryAfterSeconds: null } })
  })

  it('does not know whether a call exists after a time-out, a lost connection or a success without an id', async () => {
    const slow = carrierOver(
      (_, init) =>
        new Promise((_resolve, reject) => {
          init.signal!.addEventListener('abort', () => reject(init.signal!.reason))
        }),
    )
    expect(await slow.carrier.dial(dialRequest())).toMatchObject({ error: { kind: 'unknown', code: 'timeout' } })
    const lost = carrierOver(() => Promise.reject(new TypeError('Network connection lost.')))
    expect(await lost.carrier.dial(dialRequest())).toMatchObject({ error: { kind: 'unknown', code: 'network_error' } })
    const empty = carrierOver(() => new Response('', { status: 200 }))
    expect(await empty.carrier.dial(dialRequest())).toMatchObject({ error: { kind: 'unknown', code: 'no_call_id' } })
  })

  it('knows that nothing left when the connection was refused', async () => {
    const cause = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
    const { carrier, sent } = carrierOver(() => Promise.reject(new TypeError('fetch failed', { cause })))
    expect(await carrier.dial(dialRequest())).toMatchObject({ error: { kind: 'unreachable', code: 'econnrefused' } })
    expect(sent).toHaveLength(1)
  })

  it('refuses an id that does not fit into a callback URL, without asking the carrier', async () => {
    const { carrier, sent } = carrierOver(() => Response.json({ id: ID }))
    expect(await carrier.dial({ ...dialRequest(), attemptId: 'a/../b' })).toMatchObject({ error: { kind: 'rejected' } })
    expect(sent).toHaveLength(0)
  })
})

describe('hanging up', () => {
  it.each([
    [404, {}],
    [410, {}],
    [422, { errors: [{ code: 'cannot_update_completed' }] }],
  ])('is content with a call that is already gone (%i)', async (status, body) => {
    expect(await carrierOver(() => Response.json(body, { status })).carrier.end(ID)).toEqual({ ok: true })
  })

  it('says so when it failed', async () => {
    expect(await carrierOver(() => new Response('', { status: 500 })).carrier.end(ID)).toMatchObject({ ok: false })
  })
})

describe('the call log', () => {
  const from = Date.UTC(2026, 2, 2, 10)
  const to = from + 60_000
  const row = (id: string, more: object = {}) => ({
    id,
    from: '+12125550100',
    to: '+13105550123',
    direction: 'outbound-api',
    status: 'completed',
    duration: 12,
    billing_ms: 60_000,
    created_at: '2026-03-02T10:00:10Z',
    ...more,
  })
  const page = (data: object[], next?: string) => Response.json({ links: { self: 's', first: 'f', next }, data })

  it('is read to its last page, every call once, within the period only', async () => {
    const { carrier, sent } = carrierOver((url) =>
      url.searchParams.has('page_token')
        ? page([row('b'), row('a'), row('late', { created_at: '2026-03-02T10:01:01Z' })])
        : page([row('a'), row('in', { direction: 'inbound' })], '/api/voice/logs?page_number=1&page_token=PT'),
    )
    const result = await carrier.listCalls(from, to)
    expect(result).toMatchObject({ ok: true, calls: [{ carrierCallId: 'a' }, { carrierCallId: 'b' }] })
    expect(sent.map((request) => request.url.origin)).toEqual(Array(2).fill('https://example.signalwire.com'))
  })

  it('keeps a call of the first second of the period, because the log counts in whole seconds', async () => {
    const { carrier } = carrierOver(() => page([row('a', { created_at: '2026-03-02T10:00:00Z' })]))
    expect(await carrier.listCalls(from + 700, to)).toMatchObject({ ok: true, calls: [{ carrierCallId: 'a' }] })
  })

  it('never follows to another host, and keeps the path of a sandbox', async () => {
    const foreign = carrierOver(() => page([row('a')], 'https://evil.example.com/api/voice/logs?page_token=x'))
    expect(await foreign.carrier.listCalls(from, to)).toMatchObject({ ok: false, error: { code: 'foreign_next_link' } })
    expect(foreign.sent).toHaveLength(1)
    const sandbox = carrierOver(
      (url) => (url.search.includes('=PT') ? page([]) : page([], 'http://localhost:8788/elsewhere?page_token=PT')),
      'http://localhost:8788/sandbox',
    )
    expect(await sandbox.carrier.listCalls(from, to)).toMatchObject({ ok: true })
    expect(sandbox.sent[1]!.url.href).toBe('http://localhost:8788/sandbox/api/voice/logs?page_token=PT')
  })

  it('is not taken for whole when it does not end or has no data', async () => {
    let count = 0
    const endless = carrierOver(() => {
      count += 1
      return page([], `/api/voice/logs?page_token=${count}`)
    })
    expect(await endless.carrier.listCalls(from, to)).toMatchObject({ ok: false, error: { code: 'too_many_pages' } })
    expect(endless.sent.length).toBeLessThanOrEqual(20)
    const loop = carrierOver(() => page([], '/api/voice/logs?page_token=1'))
    expect(await loop.carrier.listCalls(from, to)).toMatchObject({ ok: false, error: { code: 'repeated_page' } })
    const strange = carrierOver(() => Response.json({}))
    expect(await strange.carrier.listCalls(from, to)).toMatchObject({ ok: false, error: { code: 'unreadable_log' } })
  })

  it.each([
    ['queued', null, false],
    ['ringing', null, false],
    ['in-progress', null, true],
    ['ending', null, false],
    ['completed', 'hangup', true],
    ['busy', 'busy', false],
    ['no-answer', 'no_answer', false],
    ['failed', 'error', false],
    ['canceled', 'canceled', false],
    ['ended', 'hangup', true],
    ['made_up', null, false],
  ])('knows what %s means', async (status, endReason, answered) => {
    const { carrier } = carrierOver(() => Response.json(row(ID, { status })))
    expect(await carrier.findCall(ID)).toMatchObject({ ok: true, call: { endReason, answered, durationSeconds: 12 } })
  })

  it('does not take an ended call for answered when nothing was billed', async () => {
    const { carrier } = carrierOver(() => Response.json(row(ID, { status: 'ended', billing_ms: 0 })))
    expect(await carrier.findCall(ID)).toMatchObject({ call: { endReason: 'other', answered: false } })
  })

  it('says null for a call the carrier does not know', async () => {
    expect(await carrierOver(() => new Response('', { status: 404 })).carrier.findCall(ID)).toEqual({
      ok: true,
      call: null,
    })
    expect(await carrierOver(() => new Response('', { status: 500 })).carrier.findCall(ID)).toMatchObject({ ok: false })
  })
})
