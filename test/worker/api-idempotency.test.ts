import { beforeEach, describe, expect, it } from 'vitest'
import { type ApiWorld, createApiWorld, MONDAY_TEN } from '../support/api-world.ts'

let world: ApiWorld
beforeEach(async () => {
  world = await createApiWorld()
})

const AGENT = { name: 'Ann', greeting: 'Hello.', prompt: 'Be kind.' }
const post = (body: unknown, key: string, path = '/agents') =>
  world.request('POST', path, body, { 'Idempotency-Key': key })
const agentsThereAre = async (): Promise<number> => (await world.get('/agents')).data.length

describe('a POST with an Idempotency-Key', () => {
  it('does it once and answers the same again', async () => {
    const first = await post(AGENT, 'k1')
    const again = await post(AGENT, 'k1')
    expect(first.status).toBe(201)
    expect(first.headers.get('Idempotency-Replayed')).toBeNull()
    expect(again.status).toBe(201)
    expect(again.headers.get('Idempotency-Replayed')).toBe('true')
    expect(again.body).toEqual(first.body)
    expect(await agentsThereAre()).toBe(1)
  })

  it('refuses the key for another body or another address', async () => {
    await post(AGENT, 'k1')
    const other = await post({ ...AGENT, name: 'Bob' }, 'k1')
    expect(other.status).toBe(422)
    expect(other.body.code).toBe('idempotency_mismatch')
    const elsewhere = await post({ name: 'A' }, 'k1', '/campaigns')
    expect(elsewhere.body.code).toBe('idempotency_mismatch')
    expect(await agentsThereAre()).toBe(1)
  })

  it('does it once when two come at the same time', async () => {
    const answers = await Promise.all([post(AGENT, 'k1'), post(AGENT, 'k1'), post(AGENT, 'k1')])
    expect(await agentsThereAre()).toBe(1)
    for (const { status, body } of answers) expect([201, 409], JSON.stringify(body)).toContain(status)
    expect(answers.some(({ status }) => status === 201)).toBe(true)
  })

  it('answers 409 while the first is under way, and lets a dead one go after ten minutes', async () => {
    const at = MONDAY_TEN
    world.setTime(at)
    world.deps.idempotency.complete = async () => {}
    await post(AGENT, 'k1')
    const waiting = await post(AGENT, 'k1')
    expect(waiting.status).toBe(409)
    expect(waiting.headers.get('Retry-After')).toBe('1')
    world.setTime(at + 11 * 60_000)
    expect((await post(AGENT, 'k1')).status).toBe(201)
  })

  it('keeps no refusal, so that the key works once the reason is gone', async () => {
    expect((await post({ name: 'Ann' }, 'k1')).status).toBe(422)
    expect((await post({ name: 'Ann' }, 'k1')).headers.get('Idempotency-Replayed')).toBeNull()
    expect((await post(AGENT, 'k1')).status).toBe(201)
  })

  it('keeps a failure of ours, because nobody knows how far it got', async () => {
    const { create } = world.deps.agents
    world.deps.agents.create = async (agent, audit) => {
      await create(agent, audit)
      throw new Error('lost the connection after the commit')
    }
    expect((await post(AGENT, 'k1')).status).toBe(500)
    world.deps.agents.create = create
    const again = await post(AGENT, 'k1')
    expect(again.status).toBe(500)
    expect(again.headers.get('Idempotency-Replayed')).toBe('true')
    expect(await agentsThereAre()).toBe(1)
  })

  it('forgets after 24 hours', async () => {
    await post(AGENT, 'k1')
    world.setTime(MONDAY_TEN + 25 * 3_600_000)
    const later = await post(AGENT, 'k1')
    expect(later.headers.get('Idempotency-Replayed')).toBeNull()
    expect(await agentsThereAre()).toBe(2)
  })

  it('keeps keys apart by organization', async () => {
    const keep = { expiredBefore: 0, deadBefore: 0 }
    expect(await world.deps.idempotency.claim('org_other', 'k1', 'h', MONDAY_TEN, keep)).toEqual({ state: 'claimed' })
    expect((await post(AGENT, 'k1')).status).toBe(201)
  })
})
