import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CALLBACK_KINDS,
  type CallbackAddress,
  callbackToken,
  callbackUrls,
  findCallbackAddress,
  verifyCallbackToken,
} from '../../src/adapters/signalwire/callback-url.ts'
import { authenticateCallback, checkSignature } from '../../src/adapters/signalwire/signature.ts'

const KEY = 'callback-key'
const ADDRESS: CallbackAddress = { kind: 'status', campaignId: 'cmp_1', attemptId: 'att_1' }

describe('callback URLs', () => {
  it('name their attempt and carry a token that verifies', async () => {
    const urls = await callbackUrls('https://sundial.example.com/', KEY, 'cmp_1', 'att_1')
    for (const kind of CALLBACK_KINDS) {
      const url = new URL(urls[kind])
      const address = findCallbackAddress(url.pathname)
      expect(address).toEqual({ kind, campaignId: 'cmp_1', attemptId: 'att_1' })
      expect(await verifyCallbackToken(KEY, address!, url.searchParams.get('t'))).toBe(true)
    }
  })

  it('have the token that any HMAC-SHA-256 gives', async () => {
    const expected = createHmac('sha256', KEY).update('status.cmp_1.att_1').digest('base64url')
    expect(await callbackToken(KEY, ADDRESS)).toBe(expected)
  })

  it('are refused for any other kind, campaign, attempt, key or token', async () => {
    const token = await callbackToken(KEY, ADDRESS)
    expect(await verifyCallbackToken(KEY, { ...ADDRESS, kind: 'report' }, token)).toBe(false)
    expect(await verifyCallbackToken(KEY, { ...ADDRESS, campaignId: 'cmp_2' }, token)).toBe(false)
    expect(await verifyCallbackToken(KEY, { ...ADDRESS, attemptId: 'att_2' }, token)).toBe(false)
    expect(await verifyCallbackToken('other', ADDRESS, token)).toBe(false)
    expect(await verifyCallbackToken(KEY, ADDRESS, null)).toBe(false)
    await fc.assert(
      fc.asyncProperty(fc.nat(42), fc.constantFrom(...'ABCxyz019-_'), async (at, letter) => {
        const changed = token.slice(0, at) + letter + token.slice(at + 1)
        expect(await verifyCallbackToken(KEY, ADDRESS, changed)).toBe(changed === token)
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        expect(await verifyCallbackToken(KEY, ADDRESS, text)).toBe(false)
      }),
    )
  })

  it.each([
    '/hooks/signalwire/other/cmp_1/att_1',
    '/hooks/signalwire/status/cmp.1/att_1',
    '/hooks/signalwire/status/cmp_1',
  ])('are not found in %s', (path) => expect(findCallbackAddress(path)).toBeNull())

  it('cannot be made for an id with a dot or a slash, or with an empty key', async () => {
    await expect(callbackUrls('https://a', KEY, 'cmp.1', 'att_1')).rejects.toThrow(RangeError)
    await expect(callbackUrls('https://a', KEY, 'cmp_1', '../x')).rejects.toThrow(RangeError)
    await expect(callbackUrls('https://a', '', 'cmp_1', 'att_1')).rejects.toThrow(RangeError)
  })
})

describe('signatures', () => {
  const url = 'https://sundial.example.com/hooks/signalwire/status/cmp_1/att_1?t=x'
  const rawBody = '{"event":"call.state","name":"Zoë"}'
  const signed = (signedUrl: string, algorithm: 'sha1' | 'sha256') =>
    createHmac(algorithm, 'PSK_1')
      .update(signedUrl + rawBody)
      .digest('hex')
  const check = (headers: Record<string, string>, more: { url?: string; rawBody?: string } = {}) =>
    checkSignature('PSK_1', { url, rawBody, headers: new Headers(headers), ...more })

  it('verify in either strength', async () => {
    expect(await check({ 'X-SignalWire-Signature': signed(url, 'sha1') })).toBe('valid')
    expect(await check({ 'X-SignalWire-SHA256-Signature': signed(url, 'sha256') })).toBe('valid')
    expect(await check({})).toBe('absent')
  })

  it('are not weakened: a wrong SHA-256 is final even beside a right SHA-1', async () => {
    const headers = { 'X-SignalWire-Signature': signed(url, 'sha1'), 'X-SignalWire-SHA256-Signature': 'f'.repeat(64) }
    expect(await check(headers)).toBe('invalid')
    expect(await check({ 'X-SignalWire-SHA256-Signature': signed(url, 'sha1') })).toBe('invalid')
  })

  it('verify whether or not the default port was spelled out', async () => {
    const withPort = url.replace('.com/', '.com:443/')
    expect(await check({ 'X-SignalWire-Signature': signed(withPort, 'sha1') })).toBe('valid')
    expect(await check({ 'X-SignalWire-Signature': signed(url, 'sha1') }, { url: withPort })).toBe('valid')
    const withOther = url.replace('.com/', '.com:8443/')
    expect(await check({ 'X-SignalWire-Signature': signed(withOther, 'sha1') })).toBe('invalid')
  })

  it('verify in the two compatibility forms', async () => {
    const form = 'To=%2B18005551212&CallSid=CA1&From=%2B14158675309'
    const overForm = createHmac('sha1', 'PSK_1')
      .update(`${url}CallSidCA1From+14158675309To+18005551212`)
      .digest('base64')
    expect(await check({ 'X-Twilio-Signature': overForm }, { rawBody: form })).toBe('valid')
    expect(await check({ 'X-Twilio-Signature': overForm }, { rawBody: `${form}&X=1` })).toBe('invalid')
    const hashed = `${url}&bodySHA256=${createHash('sha256').update(rawBody).digest('hex')}`
    const overUrl = createHmac('sha1', 'PSK_1').update(hashed).digest('base64')
    expect(await check({ 'X-SignalWire-Signature': overUrl }, { url: hashed })).toBe('valid')
    expect(await check({ 'X-SignalWire-Signature': overUrl }, { url: hashed, rawBody: '{}' })).toBe('invalid')
  })

  it('of any other form are invalid, not an error', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 1 }).filter((text) => text.trim() !== ''),
        async (text) => {
          const headers = { get: (name: string) => (name === 'x-signalwire-signature' ? text : null) }
          expect(await checkSignature('PSK_1', { url, rawBody, headers })).toBe('invalid')
        },
      ),
    )
  })
})

/** The published vectors in our own form, so that they are checked without the reference folder too. */
describe('the published signature vectors', () => {
  it.each([
    {
      key: 'PSKtest1234567890abcdef',
      url: 'https://example.ngrok.io/webhook',
      rawBody: '{"event":"call.state","params":{"call_id":"abc-123","state":"answered"}}',
      sha1: 'c3c08c1fefaf9ee198a100d5906765a6f394bf0f',
      sha256: '2a29f8a92b11df39da80c3b185fd62173d49c294184da585ff951eae4433571c',
    },
    {
      key: 'PSK_7TruNcSNTxp4zNrykMj4EPzF',
      url: 'https://81f2-2-45-18-191.ngrok-free.app/',
      rawBody:
        '{"call":{"call_id":"b5d63b2e-f75b-4dc8-b6d4-269b635f96c0","node_id":"fa3570ae-f8bd-42c2-83f4-9950d906c91b@us-west","segment_id":"b5d63b2e-f75b-4dc8-b6d4-269b635f96c0","call_state":"created","direction":"inbound","type":"phone","from":"+12135877632","to":"+12089806814","from_number":"+12135877632","to_number":"+12089806814","project_id":"4b7ae78a-d02e-4889-a63b-08b156d5916e","space_id":"62615f44-2a34-4235-b38b-76b5a1de6ef8"},"vars":{}}',
      sha1: 'b18500437ebb010220ddd770cbe6fd531ea0ba0d',
      sha256: 'e6cbf7dcd30152e9034464d4de0f1050893dc482c5f303d73c86d050407b294f',
    },
    {
      key: '12345',
      url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
      rawBody: 'Digits=1234&To=%2B18005551212&From=%2B14158675309&Caller=%2B14158675309&CallSid=CA1234567890ABCDE',
      sha1: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
      sha256: null,
    },
    {
      key: 'PSKtest1234567890abcdef',
      url: 'https://example.ngrok.io/webhook?bodySHA256=69f3cbfc18e386ef8236cb7008cd5a54b7fed637a8cb3373b5a1591d7f0fd5f4',
      rawBody: '{"event":"call.state"}',
      sha1: 'dfO9ek8mxyFtn2nMz24plPmPfIY=',
      sha256: null,
    },
  ])('verify ($url)', async ({ key, url, rawBody, sha1, sha256 }) => {
    expect(await checkSignature(key, { url, rawBody, headers: new Headers({ 'x-signalwire-signature': sha1 }) })).toBe(
      'valid',
    )
    if (sha256 === null) return
    const headers = new Headers({ 'x-signalwire-sha256-signature': sha256 })
    expect(await checkSignature(key, { url, rawBody, headers })).toBe('valid')
  })
})

describe('who may call back', () => {
  const rawBody = '{}'

  it('is whoever knows the token, and must sign rightly when signing at all', async () => {
    const url = (await callbackUrls('https://sundial.example.com', KEY, 'cmp_1', 'att_1')).status
    const keys = { callbackKey: KEY, signingKey: 'PSK_1' }
    const right = new Headers({
      'x-signalwire-signature': createHmac('sha1', 'PSK_1')
        .update(url + rawBody)
        .digest('hex'),
    })
    const wrong = new Headers({ 'x-signalwire-signature': '0'.repeat(40) })
    const ask = (headers: Headers, asked = url, signingKey: string | null = 'PSK_1') =>
      authenticateCallback({ ...keys, signingKey }, ADDRESS, { url: asked, rawBody, headers })
    expect(await ask(new Headers())).toEqual({ ok: true })
    expect(await ask(right)).toEqual({ ok: true })
    expect(await ask(wrong)).toEqual({ ok: false, because: 'signature' })
    expect(await ask(wrong, url, null)).toEqual({ ok: true })
    expect(await ask(right, url.replace(/\?t=.*/, ''))).toEqual({ ok: false, because: 'token' })
    expect(await ask(right, url.replace(/\?t=.*/, '?t=guess'))).toEqual({ ok: false, because: 'token' })
  })
})
