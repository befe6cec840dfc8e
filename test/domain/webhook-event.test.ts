import { readFileSync } from 'node:fs'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { newSecret, signatures } from '../../src/adapters/webhooks/sign.ts'
import { eventIdOf, webhookBody } from '../../src/domain/webhook-event.ts'
import { MAX_TRIES, waitAfter } from '../../src/domain/webhook-retry.ts'

const HOUR = 60 * 60 * 1000

describe('the body of a webhook', () => {
  it('has a type, a time and data, with instants as ISO 8601 in UTC', () => {
    const at = Date.parse('2026-11-23T15:00:00Z')
    const data = { placed_at: at, answered_at: null, talk_seconds: 30, deep: { list: [{ ended_at: at + 1 }] } }
    expect(JSON.parse(webhookBody('attempt.settled', at, data))).toEqual({
      type: 'attempt.settled',
      timestamp: '2026-11-23T15:00:00.000Z',
      data: {
        placed_at: '2026-11-23T15:00:00.000Z',
        answered_at: null,
        talk_seconds: 30,
        deep: { list: [{ ended_at: '2026-11-23T15:00:00.001Z' }] },
      },
    })
  })

  it('is of an event whose id follows from what happened', () => {
    expect(eventIdOf('att_01abc', '_settled')).toBe('evt_01abc_settled')
    expect(eventIdOf('aud_01abc')).toBe('evt_01abc')
  })
})

describe('the next try', () => {
  it('comes after seconds, then minutes, then hours, for three days', () => {
    const waits = Array.from({ length: MAX_TRIES - 1 }, (_, i) => waitAfter(i + 1, 'dlv_1')!)
    expect(waits).toEqual([...waits].sort((a, b) => a - b))
    expect(waits[0]).toBeGreaterThanOrEqual(5_000)
    expect(waits[0]).toBeLessThanOrEqual(6_000)
    expect(waits.at(-1)).toBeLessThanOrEqual(24 * 1.2 * HOUR)
    const all = waits.reduce((sum, wait) => sum + wait, 0)
    expect(all / HOUR).toBeGreaterThan(72)
  })

  it('does not come after the last', () => {
    expect(waitAfter(MAX_TRIES, 'dlv_1')).toBeNull()
  })

  it('is at another moment for another delivery, and at the same for the same', () => {
    const waits = Array.from({ length: 100 }, (_, i) => waitAfter(2, `dlv_${i}`)!)
    expect(new Set(waits).size).toBeGreaterThan(90)
    expect(waits).toEqual(Array.from({ length: 100 }, (_, i) => waitAfter(2, `dlv_${i}`)!))
  })
})

describe('the signature', () => {
  it('is what the Standard Webhooks library makes and accepts', async () => {
    const secret = newSecret()
    const at = new Date()
    const seconds = Math.floor(at.getTime() / 1000)
    const body = webhookBody('campaign.paused', at.getTime(), { name: 'Zürich ☀' })
    const signature = await signatures([secret], 'evt_1', seconds, body)
    const webhook = new Webhook(secret)
    expect(signature).toBe(webhook.sign('evt_1', at, body))
    const headers = { 'webhook-id': 'evt_1', 'webhook-timestamp': String(seconds), 'webhook-signature': signature }
    expect(webhook.verify(body, headers)).toEqual(JSON.parse(body))
    expect(() => webhook.verify(body.replace('paused', 'active'), headers)).toThrow('No matching signature')
    expect(() => webhook.verify(body, { ...headers, 'webhook-id': 'evt_2' })).toThrow('No matching signature')
  })

  it('is accepted by the example of the documents, and nothing else is', async () => {
    const code = /```js\n([\s\S]*?)```/.exec(readFileSync('docs/webhooks.md', 'utf8'))![1]!
    const { readWebhook } = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`)
    const [older, secret] = [newSecret(), newSecret()]
    const now = Date.now()
    const seconds = Math.floor(now / 1000)
    const body = webhookBody('attempt.settled', now, { summary: 'Grüße' })
    const signature = await signatures([secret, older], 'evt_1', seconds, body)
    const headers = { 'webhook-id': 'evt_1', 'webhook-timestamp': String(seconds), 'webhook-signature': signature }
    for (const known of [older, secret]) expect(readWebhook(known, headers, body)).toEqual(JSON.parse(body))
    const refused = 'not from Sundial'
    expect(() => readWebhook(newSecret(), headers, body)).toThrow(refused)
    expect(() => readWebhook(secret, headers, `${body} `)).toThrow(refused)
    expect(() => readWebhook(secret, { ...headers, 'webhook-id': 'evt_2' }, body)).toThrow(refused)
    expect(() => readWebhook(secret, { ...headers, 'webhook-signature': 'v1,' }, body)).toThrow(refused)
    expect(() => readWebhook(secret, headers, body, now + 301_000)).toThrow('too old')
    expect(() => readWebhook(secret, { ...headers, 'webhook-timestamp': 'x' }, body)).toThrow('too old')
  })

  it('satisfies the old secret and the new one during a rotation', async () => {
    const [older, newer] = [newSecret(), newSecret()]
    const seconds = Math.floor(Date.now() / 1000)
    const headers = {
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(seconds),
      'webhook-signature': await signatures([newer, older], 'evt_1', seconds, '{}'),
    }
    expect(new Webhook(older).verify('{}', headers)).toEqual({})
    expect(new Webhook(newer).verify('{}', headers)).toEqual({})
    expect(() => new Webhook(newSecret()).verify('{}', headers)).toThrow('No matching signature')
  })

  it('comes from a secret of 32 random bytes', () => {
    expect(newSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(newSecret()).not.toBe(newSecret())
  })
})
