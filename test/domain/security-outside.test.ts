import { createHmac } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { createCallbackReader } from '../../src/adapters/signalwire/callback-reader.ts'
import { callbackUrls } from '../../src/adapters/signalwire/callback-url.ts'
import { createSignalWireCarrier } from '../../src/adapters/signalwire/client.ts'
import { recordingUrlOf } from '../../src/adapters/signalwire/recording-url.ts'
import { createRecordings } from '../../src/adapters/signalwire/recordings.ts'
import { reportEvents } from '../../src/adapters/signalwire/report.ts'
import { readConfig } from '../../src/env.ts'
import { deliver } from '../../src/sandbox/deliver.ts'

/** What goes out to addresses that came in from outside, and what comes back from there. */

const SPACE = 'https://acme.signalwire.com'

describe('a recording', () => {
  const open = async (url: string, answer: () => Response) => {
    const asked: { url: string; headers: Headers }[] = []
    const recordings = createRecordings({
      carrierBaseUrl: SPACE,
      projectId: 'project',
      apiToken: 'token',
      fetch: async (address, init) => {
        asked.push({ url: address, headers: new Headers(init.headers) })
        expect(init.redirect).toBe('manual')
        return answer()
      },
    })
    return { asked, recording: await recordings.open(url, null) }
  }
  const audio = () => new Response('la', { headers: { 'Content-Type': 'audio/mpeg' } })

  it('is fetched from the carrier’s file store and from our own space, with credentials', async () => {
    for (const url of ['https://files.swire.io/a.mp3', `${SPACE}/recordings/a.mp3`]) {
      const { asked, recording } = await open(url, audio)
      expect(recording?.status).toBe(200)
      expect(asked[0]?.headers.get('Authorization')).toMatch(/^Basic /)
    }
  })

  it('at another customer’s space is asked for without them', async () => {
    const { asked, recording } = await open('https://evil.signalwire.com/a.mp3', audio)
    expect(recording?.status).toBe(200)
    expect(asked[0]?.headers.get('Authorization')).toBeNull()
  })

  it.each([
    'https://signalwire.com.evil.example/a.mp3',
    'http://169.254.169.254/latest/meta-data',
    'http://localhost:8787/api/v1/organization',
    'http://[::1]/a.mp3',
    'file:///etc/passwd',
    'data:audio/wav;base64,AAAA',
    'blob:https://acme.signalwire.com/x',
    'https://acme.signalwire.com@evil.example/a.mp3',
    'https://acme.signalwire.com:8443/a.mp3',
    'http://acme.signalwire.com/a.mp3',
    '//evil.example/a.mp3',
    'javascript:alert(1)',
  ])('is never fetched from elsewhere, nor its address kept (%s)', async (url) => {
    expect(recordingUrlOf(url, SPACE)).toBeNull()
    const { asked, recording } = await open(url, audio)
    expect(recording).toBeNull()
    expect(asked).toEqual([])
  })

  it('is sound: what the carrier’s API answers under the same credentials is passed on to nobody', async () => {
    for (const type of ['application/json', 'text/html; charset=utf-8', 'image/svg+xml', 'text/plain', '']) {
      const answer = () =>
        new Response('{"token":"PT-secret"}', type === '' ? {} : { headers: { 'Content-Type': type } })
      const { recording } = await open(`${SPACE}/api/relay/rest/phone_numbers`, answer)
      expect(recording, type).toBeNull()
    }
    for (const type of ['audio/wav', 'video/mp4', 'binary/octet-stream', 'application/octet-stream'])
      expect(
        (await open(`${SPACE}/a`, () => new Response('la', { headers: { 'Content-Type': type } }))).recording,
        type,
      ).not.toBeNull()
  })

  it('that redirects is not followed', async () => {
    const elsewhere = () => new Response('moved', { status: 302, headers: { Location: 'https://evil.example/' } })
    expect((await open(`${SPACE}/a.mp3`, elsewhere)).recording).toBeNull()
  })
})

describe('the carrier’s log', () => {
  it('is not followed to another host, and takes no credentials there', async () => {
    const asked: string[] = []
    const carrier = createSignalWireCarrier({
      baseUrl: SPACE,
      projectId: 'project',
      apiToken: 'PT-secret',
      publicUrl: 'https://sundial.example.com',
      callbackKey: 'k'.repeat(32),
      timeoutMs: 1_000,
      fetch: async (url) => {
        asked.push(url)
        return Response.json({ data: [], links: { next: 'https://evil.example/api/voice/logs?page_token=x' } })
      },
    })
    const answer = await carrier.listCalls(0, 1_000)
    expect(answer).toMatchObject({ ok: false, error: { code: 'foreign_next_link' } })
    expect(asked.map((url) => new URL(url).origin)).toEqual([SPACE])
    expect(JSON.stringify(answer)).not.toContain('PT-secret')
  })
})

describe('the sandbox', () => {
  const delivery = { url: '', method: 'POST', headers: {}, body: '{}', signed: false, timeoutMs: 1_000 }
  const origin = 'https://demo.example.com'
  const send = async (url: string, onlyInside: boolean) => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response('secret'))
    const inside = vi.fn(async () => new Response('ours'))
    const sent = await deliver(
      { loopback: { origin, fetch: inside }, onlyInside, signingKey: null },
      { ...delivery, url },
    )
    const count = fetched.mock.calls.length
    fetched.mockRestore()
    return { sent, outside: count, inside: inside.mock.calls.length }
  }

  it('that others can reach asks nobody but the Worker it is part of', async () => {
    for (const url of [
      'http://169.254.169.254/',
      'https://evil.example/',
      'http://localhost:8787/',
      `${origin}.evil.example/`,
    ])
      expect(await send(url, true), url).toEqual({ sent: { status: 0, headers: {}, body: '' }, outside: 0, inside: 0 })
    expect(await send(`${origin}/hooks/x`, true)).toMatchObject({ inside: 1, outside: 0 })
  })

  it('of this machine asks whom it is told to', async () => {
    expect(await send('http://localhost:9999/hooks/x', false)).toMatchObject({ outside: 1 })
  })
})

describe('the configuration', () => {
  it('refuses the real carrier in the place of the sandbox: its clock bends time, and its key is known to all', () => {
    for (const url of ['https://acme.signalwire.com', 'https://ACME.SignalWire.com/x', 'https://signalwire.com'])
      expect(() => readConfig({ SANDBOX: 'on', CARRIER_URL: url }), url).toThrow(/CARRIER_URL/)
    expect(readConfig({ SANDBOX: 'on', CARRIER_URL: 'http://localhost:8788/sandbox' }).carrier.baseUrl).toBeTruthy()
  })

  it('says what is wrong without repeating a secret', () => {
    const live = {
      SIGNALWIRE_SPACE: 'acme',
      SIGNALWIRE_PROJECT_ID: 'p',
      SIGNALWIRE_API_TOKEN: 'PT-secret',
      PUBLIC_URL: 'https://a.b',
    }
    for (const broken of [
      { CALLBACK_KEY: 'short' },
      { CALLBACK_KEY: 'a-callback-key-too-short' },
      { SANDBOX: 'maybe' },
    ])
      try {
        readConfig({ ...live, ...broken })
        expect.unreachable()
      } catch (error) {
        expect(String(error)).not.toMatch(/PT-secret|short'|too-short/)
      }
  })
})

describe('a callback', () => {
  const reader = createCallbackReader({
    callbackKey: 'k'.repeat(32),
    signingKey: 'PSK_secret',
    publicUrl: 'https://sundial.example.com',
    carrierBaseUrl: SPACE,
  })
  const rawBody = '{"params":{"call_state":"ended"}}'
  const read = async (kind: 'status' | 'report', signedUrl: string, signedBody = rawBody) => {
    const urls = await callbackUrls('https://sundial.example.com', 'k'.repeat(32), 'cmp_1', 'att_1')
    const url = new URL(urls[kind])
    const signature = createHmac('sha256', 'PSK_secret')
      .update(signedUrl + signedBody)
      .digest('hex')
    const headers = new Headers({ 'x-signalwire-sha256-signature': signature })
    return reader.read({ pathname: url.pathname, target: url.pathname + url.search, rawBody, headers }, 0)
  }

  it('signed for another address, or for another body, is refused', async () => {
    const urls = await callbackUrls('https://sundial.example.com', 'k'.repeat(32), 'cmp_1', 'att_1')
    const other = await callbackUrls('https://sundial.example.com', 'k'.repeat(32), 'cmp_1', 'att_2')
    expect(await read('status', urls.status)).toMatchObject({ ok: true })
    for (const [url, body] of [
      [urls.report, rawBody],
      [other.status, rawBody],
      [urls.status.replace('sundial', 'evil'), rawBody],
      [urls.status, `${rawBody} `],
      [urls.status, '{}'],
    ] as const)
      expect(await read('status', url, body), url).toEqual({ ok: false, because: 'signature' })
  })

  it('with many opt-outs in its log is one event of them, since each costs the database a batch', () => {
    const entry = (reason: string, also_email = false) => ({
      command_name: 'opt_out',
      command_arg: JSON.stringify({ reason, also_email }),
    })
    const swaig_log = [entry('stop'), ...Array.from({ length: 998 }, () => entry('again')), entry('mail too', true)]
    const events = reportEvents({ swaig_log }, 1_000, () => 1, {}).filter((event) => event.type === 'opted_out')
    expect(events).toEqual([{ type: 'opted_out', at: 1, email: true, reason: 'stop' }])
  })
})
