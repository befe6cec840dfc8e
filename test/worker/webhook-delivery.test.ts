import { Webhook } from 'standardwebhooks'
import { beforeEach, describe, expect, it } from 'vitest'
import { createWebhookSender } from '../../src/adapters/webhooks/send.ts'
import { deliverWebhooks } from '../../src/app/webhooks/deliver.ts'
import { deliverDueWebhooks } from '../../src/app/webhooks/deliver-due.ts'
import { DISABLE_AFTER_MS, MAX_TRIES } from '../../src/domain/webhook-retry.ts'
import { type ApiWorld, bindings, createApiWorld, type Json, LOCAL, OTHER } from '../support/api-world.ts'
import { WebhookReceiver } from '../support/webhook-receiver.ts'

const A = 'https://a.example.com/hook'
const B = 'https://b.example.com/hook'
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

let receiver: WebhookReceiver
let world: ApiWorld
let now: number
/** Deliveries the queue was asked for, in seconds from then. */
let asked: number[]

function setTime(at: number): void {
  now = at
  world.setTime(at)
}

beforeEach(async () => {
  receiver = new WebhookReceiver()
  asked = []
  const webhookSender = createWebhookSender({ allowsLocal: false, fetch: receiver.fetch, timeoutMs: 50 })
  world = await createApiWorld({ webhookSender })
  world.deps.queues.deliver = async (_orgId, seconds = 1) => void asked.push(seconds)
  // Receivers compare the time of the signature with their own clock.
  setTime(Date.now())
})

const addEndpoint = (url = A, fields: object = {}): Promise<Json> =>
  world.post('/webhook-endpoints', { url, ...fields })
const suppress = (n: number): Promise<Json> =>
  world.post('/suppressions', { phone: `+1312555${String(n).padStart(4, '0')}`, reason: 'asked' })
const run = (): Promise<void> => deliverWebhooks(world.deps, LOCAL.orgId)
const list = async (endpoint: Json, state = ''): Promise<Json[]> =>
  (await world.get(`/webhook-endpoints/${endpoint.id}/deliveries?limit=200${state && `&state=${state}`}`)).data
const read = (endpoint: Json): Promise<Json> => world.get(`/webhook-endpoints/${endpoint.id}`)

describe('a delivery', () => {
  it('is a POST that the Standard Webhooks library accepts', async () => {
    const endpoint = await addEndpoint()
    const entry = await suppress(1)
    expect(asked).toEqual([1])
    await run()
    const [request, ...more] = receiver.got
    expect(more).toEqual([])
    const told = new Webhook(endpoint.secret).verify(request!.body, request!.headers)
    expect(told).toEqual({
      type: 'suppression.added',
      timestamp: expect.stringContaining(entry.created_at.slice(0, 10)),
      data: { values: ['+13125550001'], channel: 'all', reason: 'asked', evidence: '', source: 'api' },
    })
    const [delivery] = await list(endpoint)
    expect(delivery).toMatchObject({ state: 'delivered', tries: 1, last_status: 204, last_error: null, next_at: null })
    expect(request!.headers).toMatchObject({
      'webhook-id': delivery.event_id,
      'content-type': 'application/json',
      'user-agent': 'Sundial-Webhooks/1',
    })
    expect((await world.get(`/deliveries/${delivery.id}`)).body).toBe(request!.body)
    await run()
    expect(receiver.got).toHaveLength(1)
  })

  it('is made for what an endpoint subscribed to, of its own organization', async () => {
    const some = await addEndpoint(A, { events: ['campaign.paused'] })
    await world.deps.webhooks.create(
      { ...(await world.deps.webhooks.find(LOCAL.orgId, some.id))!, id: 'whe_theirs', orgId: OTHER.orgId, events: [] },
      20,
      { orgId: OTHER.orgId, id: 'aud_1', actor: 'x', action: 'x.x', subject: 'x', details: {}, at: 0 },
    )
    await suppress(1)
    await run()
    await deliverWebhooks(world.deps, OTHER.orgId)
    expect(receiver.got).toEqual([])
  })

  it('that fails is tried again later, under the same id, and is then delivered', async () => {
    const endpoint = await addEndpoint()
    receiver.replies.set(A, 500)
    await suppress(1)
    await run()
    const [failing] = await list(endpoint, 'pending')
    expect(failing).toMatchObject({ tries: 1, last_status: 500, last_error: 'answered 500' })
    const wait = Date.parse(failing.next_at) - now
    expect(wait).toBeGreaterThanOrEqual(5000)
    expect(asked.at(-1)).toBe(Math.ceil(wait / 1000))
    expect((await read(endpoint)).failing_since).not.toBeNull()
    await run()
    expect(receiver.got).toHaveLength(1)
    receiver.replies.delete(A)
    setTime(Date.parse(failing.next_at))
    await run()
    expect(receiver.got.map((it) => it.headers['webhook-id'])).toEqual([failing.event_id, failing.event_id])
    expect(await list(endpoint)).toMatchObject([{ state: 'delivered', tries: 2, last_error: null }])
    expect((await read(endpoint)).failing_since).toBeNull()
  })

  it('that never succeeds has failed after the last try, is shown, and can be sent again by hand', async () => {
    const endpoint = await addEndpoint()
    await suppress(1)
    receiver.replies.set(A, 'refuse')
    for (let i = 0; i < MAX_TRIES; i++) {
      await run()
      const [delivery] = await list(endpoint)
      if (delivery.next_at) setTime(Date.parse(delivery.next_at))
    }
    await run()
    expect(receiver.got).toHaveLength(MAX_TRIES)
    const [failed] = await list(endpoint, 'failed')
    expect(failed).toMatchObject({ tries: MAX_TRIES, next_at: null, last_status: null })
    // Not a word of where our requests really end.
    expect(failed.last_error).toBe('could not be reached: the connection failed')
    receiver.replies.delete(A)
    expect(await world.post(`/deliveries/${failed.id}/redeliver`)).toMatchObject({ state: 'pending', tries: 0 })
    await run()
    expect(await list(endpoint, 'failed')).toEqual([])
    expect(await list(endpoint, 'delivered')).toMatchObject([{ id: failed.id, tries: 1 }])
  })

  it('is taken by one of two runs', async () => {
    await addEndpoint()
    for (let i = 0; i < 30; i++) await suppress(i)
    await Promise.all([run(), run(), run()])
    const ids = receiver.got.map((it) => it.headers['webhook-id'])
    expect(ids).toHaveLength(30)
    expect(new Set(ids).size).toBe(30)
  })

  it('of a run that died is sent again when its lease has ended', async () => {
    const endpoint = await addEndpoint()
    await suppress(1)
    const record = world.deps.webhooks.record
    world.deps.webhooks.record = () => Promise.reject(new Error('D1 is away'))
    await expect(run()).rejects.toThrow('D1 is away')
    world.deps.webhooks.record = record
    await run()
    expect(receiver.got).toHaveLength(1)
    setTime(now + 3 * MINUTE)
    expect(await deliverDueWebhooks(world.deps)).toMatchObject({ organizations: 1 })
    await run()
    expect(new Set(receiver.got.map((it) => it.headers['webhook-id'])).size).toBe(1)
    expect(await list(endpoint)).toMatchObject([{ state: 'delivered', tries: 2 }])
  })

  it('is signed with the real time, however fast ours runs', async () => {
    await addEndpoint()
    const real = now
    world.deps.clock.toReal = () => real
    setTime(now + 90 * DAY)
    await suppress(1)
    await run()
    expect(receiver.got[0]!.headers['webhook-timestamp']).toBe(String(Math.floor(real / 1000)))
  })

  it('whose address is no longer allowed is not sent', async () => {
    const endpoint = await addEndpoint()
    await suppress(1)
    await bindings.DB.prepare(`UPDATE webhook_endpoints SET url = 'https://169.254.169.254/latest'`).run()
    await run()
    expect(receiver.got).toEqual([])
    expect(await list(endpoint, 'failed')).toMatchObject([{ last_error: expect.stringMatching(/^not sent/) }])
  })
})

describe('an endpoint', () => {
  it('that answers 410 is switched off with the reason, which the audit log has too', async () => {
    const endpoint = await addEndpoint()
    receiver.replies.set(A, 410)
    await suppress(1)
    await run()
    expect(await read(endpoint)).toMatchObject({ enabled: false, disabled_reason: expect.stringContaining('410') })
    const { data } = await world.get(`/audit-log?subject=${endpoint.id}`)
    expect(data[0]).toMatchObject({ action: 'webhook_endpoint.disabled', actor: 'system' })
    await suppress(2)
    expect(await list(endpoint)).toHaveLength(1)
  })

  it('at which nothing arrives for days is switched off; what waits goes out when it is on again', async () => {
    const endpoint = await addEndpoint()
    receiver.replies.set(A, 503)
    await suppress(1)
    await run()
    setTime(now + DISABLE_AFTER_MS + MINUTE)
    await suppress(2)
    await run()
    expect(await read(endpoint)).toMatchObject({
      enabled: false,
      disabled_reason: expect.stringContaining('five days'),
    })
    receiver.got.length = 0
    setTime(now + DAY)
    await run()
    expect(receiver.got).toEqual([])
    receiver.replies.delete(A)
    const on = await world.request('PATCH', `/webhook-endpoints/${endpoint.id}`, { enabled: true })
    expect(on.body).toMatchObject({ enabled: true, disabled_reason: null, failing_since: null })
    await run()
    expect(await list(endpoint, 'delivered')).toHaveLength(2)
  })

  it('that redirects to the metadata service gets nobody there', async () => {
    const endpoint = await addEndpoint()
    receiver.replies.set(
      A,
      new Response(null, { status: 307, headers: { Location: 'http://169.254.169.254/latest/meta-data/' } }),
    )
    await suppress(1)
    await run()
    expect(receiver.got.map((it) => it.url)).toEqual([A])
    expect(await list(endpoint)).toMatchObject([
      { state: 'pending', last_status: 307, last_error: 'answered with a redirect, which is not followed' },
    ])
  })

  it('that answers with a body without end is heard by its status alone', async () => {
    let sent = 0
    let cancelled = false
    const endpoint = await addEndpoint()
    receiver.replies.set(A, async () => {
      const body = new ReadableStream({
        pull(controller) {
          sent += 1
          controller.enqueue(new Uint8Array(64 * 1024))
        },
        cancel() {
          cancelled = true
        },
      })
      return new Response(body, { status: 200 })
    })
    await suppress(1)
    await run()
    expect(await list(endpoint)).toMatchObject([{ state: 'delivered', last_status: 200 }])
    expect(cancelled).toBe(true)
    expect(sent).toBeLessThan(5)
  })

  it('that never answers holds up itself and nobody else', async () => {
    const slow = await addEndpoint(A)
    const quick = await addEndpoint(B)
    receiver.replies.set(A, 'hang')
    for (let i = 0; i < 25; i++) await suppress(i)
    await run()
    expect(await list(quick, 'delivered')).toHaveLength(25)
    // Enough failed to leave it alone for now; the others have lost no try by it.
    const waiting = await list(slow, 'pending')
    expect(waiting).toHaveLength(25)
    expect(receiver.at(A).length).toBeLessThanOrEqual(3)
    expect(waiting.filter((it) => it.tries > 0)).toHaveLength(receiver.at(A).length)
    expect(waiting.find((it) => it.tries > 0).last_error).toBe('no answer within 0.05 seconds')
  })
})

describe('an endpoint that fails', () => {
  it('is asked with one delivery at a time, and gets all that waits once it is well', async () => {
    const endpoint = await addEndpoint()
    receiver.replies.set(A, 500)
    for (let i = 0; i < 30; i++) await suppress(i)
    await run()
    const first = receiver.got.length
    expect(first).toBeLessThanOrEqual(3)
    // The rest is due and waits for the cron, not for a message a second: only the retry is worth one.
    expect(asked.at(-1)).toBeGreaterThanOrEqual(5)
    await run()
    expect(receiver.got).toHaveLength(first + 1)
    receiver.replies.delete(A)
    await run()
    expect(await list(endpoint, 'delivered')).toHaveLength(30 - first - 1)
    setTime(now + 10 * MINUTE)
    await run()
    expect(await list(endpoint, 'delivered')).toHaveLength(30)
    expect(await read(endpoint)).toMatchObject({ failing_since: null })
  })
})

describe('the cron', () => {
  it('finds what a lost message left lying, and forgets what is a month old', async () => {
    const endpoint = await addEndpoint()
    await suppress(1)
    expect(await deliverDueWebhooks(world.deps)).toEqual({ organizations: 1, purged: 0 })
    await run()
    expect(await deliverDueWebhooks(world.deps)).toEqual({ organizations: 0, purged: 0 })
    setTime(now + 31 * DAY)
    expect(await deliverDueWebhooks(world.deps)).toEqual({ organizations: 0, purged: 2 })
    expect(await list(endpoint)).toEqual([])
  })
})
