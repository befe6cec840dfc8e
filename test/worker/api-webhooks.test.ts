import { Webhook } from 'standardwebhooks'
import { beforeEach, describe, expect, it } from 'vitest'
import { createWebhookSender } from '../../src/adapters/webhooks/send.ts'
import { deliverWebhooks } from '../../src/app/webhooks/deliver.ts'
import { WEBHOOK_EVENT_TYPES } from '../../src/domain/webhook-event.ts'
import { addCampaign } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json, LOCAL } from '../support/api-world.ts'
import { createSuppressionWorld } from '../support/suppression-world.ts'
import { WebhookReceiver } from '../support/webhook-receiver.ts'

const URL_A = 'https://hooks.example.com/a'
const DAY = 24 * 60 * 60_000

let receiver: WebhookReceiver
let world: ApiWorld
beforeEach(async () => {
  receiver = new WebhookReceiver()
  world = await createApiWorld({
    webhookSender: createWebhookSender({ allowsLocal: false, fetch: receiver.fetch, timeoutMs: 50 }),
  })
  world.setTime(Date.now())
})

const add = (fields: object = {}): Promise<Json> => world.post('/webhook-endpoints', { url: URL_A, ...fields })
const send = (): Promise<void> => deliverWebhooks(world.deps, LOCAL.orgId)
const told = (): { type: string; data: Json }[] => receiver.got.map((it) => JSON.parse(it.body))

describe('POST /webhook-endpoints', () => {
  it('answers 201 with the secret, which no other answer has', async () => {
    const made = await world.request('POST', '/webhook-endpoints', { url: URL_A, events: [] })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      id: expect.stringMatching(/^whe_/),
      url: URL_A,
      events: [],
      enabled: true,
      secret: expect.stringMatching(/^whsec_/),
    })
    const { id, secret } = made.body
    await world.request('PATCH', `/webhook-endpoints/${id}`, { description: 'CRM' })
    await world.post(`/webhook-endpoints/${id}/test`)
    for (const path of [
      `/webhook-endpoints/${id}`,
      '/webhook-endpoints',
      `/webhook-endpoints/${id}/deliveries`,
      '/audit-log',
    ])
      expect(JSON.stringify(await world.get(path)), path).not.toContain(secret)
    expect(JSON.stringify([world.logged, world.served])).not.toContain(secret)
    const log = (await world.get(`/audit-log?subject=${id}`)).data.map((entry: Json) => entry.action)
    expect(log).toEqual(['webhook_endpoint.tested', 'webhook_endpoint.updated', 'webhook_endpoint.created'])
  })

  it.each([
    [{ url: 'http://hooks.example.com' }, '#/url'],
    [{ url: 'https://127.0.0.1/' }, '#/url'],
    [{ url: 'http://localhost:9000/' }, '#/url'],
    [{ url: 'https://db.internal/' }, '#/url'],
    [{ url: URL_A, events: ['attempt.settled', 'attempt.exploded'] }, '#/events/1'],
  ])('refuses %j and says where', async (body, pointer) => {
    const made = await world.request('POST', '/webhook-endpoints', body)
    expect(made.status).toBe(422)
    expect(made.body.errors).toEqual([{ pointer, message: expect.any(String) }])
    expect((await world.get('/webhook-endpoints')).data).toEqual([])
  })

  it('knows this machine only where the sandbox is on', async () => {
    world.deps.webhookSender = createWebhookSender({ allowsLocal: true, fetch: receiver.fetch })
    const endpoint = await add({ url: 'http://localhost:9000/hook' })
    expect((await world.post(`/webhook-endpoints/${endpoint.id}/test`)).state).toBe('delivered')
    world.deps.webhookSender = createWebhookSender({ allowsLocal: false, fetch: receiver.fetch })
    expect(await world.post(`/webhook-endpoints/${endpoint.id}/test`)).toMatchObject({
      state: 'failed',
      last_error: expect.stringMatching(/^not sent/),
    })
    expect(receiver.got).toHaveLength(1)
  })

  it('takes twenty of them', async () => {
    for (let i = 0; i < 20; i++) await add()
    const one = await world.request('POST', '/webhook-endpoints', { url: URL_A })
    expect([one.status, one.body.code]).toEqual([409, 'conflict'])
  })
})

describe('an endpoint', () => {
  it('is changed on the same terms as it is made', async () => {
    const { id } = await add()
    const bad = await world.request('PATCH', `/webhook-endpoints/${id}`, { url: 'https://[::1]/' })
    expect(bad.status).toBe(422)
    const good = await world.request('PATCH', `/webhook-endpoints/${id}`, {
      events: ['campaign.paused'],
      enabled: false,
    })
    expect(good.body).toMatchObject({ url: URL_A, events: ['campaign.paused'], enabled: false })
  })

  it('is deleted with what waits for it', async () => {
    const { id } = await add()
    await world.post('/suppressions', { phone: '+13125550101', reason: 'asked' })
    expect((await world.request('DELETE', `/webhook-endpoints/${id}`)).status).toBe(204)
    await send()
    expect(receiver.got).toEqual([])
    expect((await world.request('GET', `/webhook-endpoints/${id}`)).status).toBe(404)
    const left = await bindings.DB.prepare('SELECT count(*) AS n FROM webhook_deliveries').first<{ n: number }>()
    expect(left?.n).toBe(0)
  })

  it('gets a new secret, and for a day the old one signs too', async () => {
    const { id, secret: older } = await add()
    const now = Date.now()
    const { secret: newer, old_secret_until } = await world.post(`/webhook-endpoints/${id}/rotate-secret`)
    expect(newer).not.toBe(older)
    expect(Date.parse(old_secret_until) - now).toBeGreaterThan(DAY - 60_000)
    await world.post(`/webhook-endpoints/${id}/test`)
    const [first] = receiver.got
    expect(new Webhook(older).verify(first!.body, first!.headers)).toMatchObject({ type: 'webhook.test' })
    expect(new Webhook(newer).verify(first!.body, first!.headers)).toMatchObject({ type: 'webhook.test' })
    const real = Date.now()
    world.deps.clock.toReal = () => real
    world.setTime(now + DAY + 60_000)
    await world.post(`/webhook-endpoints/${id}/test`)
    const last = receiver.got.at(-1)!
    expect(new Webhook(newer).verify(last.body, last.headers)).toMatchObject({ type: 'webhook.test' })
    expect(() => new Webhook(older).verify(last.body, last.headers)).toThrow()
  })

  it('is tested at once, also while it is off, and the test is not tried again', async () => {
    const { id } = await add({ enabled: false })
    expect(await world.post(`/webhook-endpoints/${id}/test`)).toMatchObject({
      type: 'webhook.test',
      state: 'delivered',
      last_status: 204,
    })
    receiver.replies.set(URL_A, 'hang')
    expect(await world.post(`/webhook-endpoints/${id}/test`)).toMatchObject({
      state: 'failed',
      tries: 1,
      last_error: 'no answer within 0.05 seconds',
    })
  })
})

describe('deliveries', () => {
  it('are listed newest first, by state, in pages', async () => {
    const { id } = await add()
    for (let i = 0; i < 5; i++) await world.post('/suppressions', { phone: `+1312555020${i}`, reason: 'asked' })
    await send()
    receiver.replies.set(URL_A, 500)
    await world.post('/suppressions', { phone: '+13125550300', reason: 'asked' })
    await send()
    await world.post(`/webhook-endpoints/${id}/test`)
    const path = `/webhook-endpoints/${id}/deliveries`
    const states = (await world.get(path)).data.map((it: Json) => it.state)
    expect(states).toEqual(['failed', 'pending', ...Array(5).fill('delivered')])
    for (const [state, n] of [
      ['failed', 1],
      ['pending', 1],
      ['delivered', 5],
    ] as const)
      expect((await world.get(`${path}?state=${state}`)).data, state).toHaveLength(n)
    const first = await world.get(`${path}?limit=4`)
    const second = await world.get(`${path}?limit=4&cursor=${first.next_cursor}`)
    const ids = [...first.data, ...second.data].map((it: Json) => it.id)
    expect(new Set(ids).size).toBe(7)
    expect(second.next_cursor).toBeNull()
  })

  it('are not sent again to an endpoint that is off', async () => {
    const { id } = await add()
    const delivery = await world.post(`/webhook-endpoints/${id}/test`)
    await world.request('PATCH', `/webhook-endpoints/${id}`, { enabled: false })
    const again = await world.request('POST', `/deliveries/${delivery.id}/redeliver`)
    expect([again.status, again.body.code]).toEqual([409, 'not_allowed'])
  })
})

describe('what people do', () => {
  it('is told: start, pause, resume, cancel of a campaign, each once', async () => {
    await add({ events: WEBHOOK_EVENT_TYPES.filter((type) => type.startsWith('campaign.')) })
    const { id, name } = await addCampaign(world, { leads: 1 })
    for (const verb of ['start', 'pause', 'resume', 'cancel']) await world.post(`/campaigns/${id}/${verb}`)
    expect(world.delivering.length).toBeGreaterThanOrEqual(4)
    const refused = await world.request('POST', `/campaigns/${id}/pause`)
    expect(refused.status).toBeGreaterThanOrEqual(400)
    await send()
    expect(
      told()
        .map((it) => [it.type, it.data.status])
        .sort(),
    ).toEqual([
      ['campaign.cancelled', 'cancelled'],
      ['campaign.paused', 'paused'],
      ['campaign.resumed', 'active'],
      ['campaign.started', 'active'],
    ])
    expect(told()[0]!.data).toMatchObject({ campaign_id: id, name })
  })

  it('is not told as a start before the date of the start has come', async () => {
    await add()
    const start_at = new Date(Date.now() + DAY).toISOString()
    const { id } = await addCampaign(world, { leads: 1, fields: { start_at } })
    expect((await world.post(`/campaigns/${id}/start`)).status).toBe('scheduled')
    await send()
    expect(told()).toEqual([])
  })

  it('is told of an imported do-not-call list as one event, with its counts, when it has been read', async () => {
    const lists = await createSuppressionWorld()
    lists.deps.webhookSender = createWebhookSender({ allowsLocal: false, fetch: receiver.fetch })
    await lists.post('/webhook-endpoints', { url: URL_A })
    await lists.upload('phone\n2125550100\n2125550101\n2125550102\nnobody\n2125550101\n', '?filename=list.csv')
    await lists.drain(2)
    await deliverWebhooks(lists.deps, LOCAL.orgId)
    expect(told()).toMatchObject([
      { type: 'suppression.imported', data: { filename: 'list.csv', rows: 5, created: 3, duplicate: 1, rejected: 1 } },
    ])
  })

  it('is told of the do-not-call list: each new entry, not one that was there', async () => {
    await add()
    for (let i = 0; i < 2; i++) await world.post('/suppressions', { phone: '+13125550101', reason: 'asked' })
    await send()
    expect(told().map((it) => it.data.values)).toEqual([['+13125550101']])
  })
})
