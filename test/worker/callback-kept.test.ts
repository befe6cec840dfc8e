import { Hono } from 'hono'
import { beforeEach, describe, expect, it } from 'vitest'
import { createCallbackReader } from '../../src/adapters/signalwire/callback-reader.ts'
import { callbackUrls } from '../../src/adapters/signalwire/callback-url.ts'
import { retryEvents } from '../../src/app/calls/retry-event.ts'
import type { CallEvent } from '../../src/domain/call.ts'
import { createHooks } from '../../src/entry/http/hooks.ts'
import type { Dialers } from '../../src/ports.ts'
import { addAttempt, addCampaign, addLeads } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json, MONDAY_TEN } from '../support/api-world.ts'

/** A callback of the carrier that cannot be taken in is lost by nobody. */

const KEY = 'a-callback-key-of-32-characters!!'
const PUBLIC = 'https://app.test'

let world: ApiWorld
let campaign: Json
let attemptId: string
/** What the campaign's object has heard. */
let heard: CallEvent[][]
let isDown: boolean

beforeEach(async () => {
  world = await createApiWorld({
    callbacks: createCallbackReader({
      callbackKey: KEY,
      signingKey: null,
      publicUrl: PUBLIC,
      carrierBaseUrl: 'https://carrier.test',
    }),
  })
  heard = []
  isDown = true
  const event: Dialers['event'] = async (_campaign, _attempt, _call, events) => {
    if (isDown) throw new Error('no such column: nowhere')
    heard.push(events)
    return { known: true }
  }
  world.deps.dialers = Object.assign(world.dialers, { event })
  campaign = await addCampaign(world)
  const [lead] = await addLeads(world, campaign.id, 1)
  attemptId = world.deps.ids.next('att')
  await addAttempt({ id: attemptId, campaign_id: campaign.id, lead_id: lead.id, contact_id: lead.contact_id })
})

const ENDED = { call_id: 'c-1', call_state: 'ended', end_reason: 'busy', to: '+13125550100' }

async function post(body: unknown = ENDED, of = attemptId): Promise<number> {
  const { status } = await callbackUrls(PUBLIC, KEY, campaign.id, of)
  return await send(status, JSON.stringify(body))
}

async function send(url: string, body: string): Promise<number> {
  const app = new Hono().route(
    '/hooks',
    createHooks(() => world.deps),
  )
  return (await app.request(url, { method: 'POST', body }, bindings)).status
}

const items = async (): Promise<Json[]> => (await world.get('/stuck-items?resolved=false')).data

describe('a callback that cannot be taken in', () => {
  it('is kept at once, and the carrier is told so with its last try', async () => {
    expect([await post(), await post(), await post()]).toEqual([500, 500, 204])
    const [item, ...more] = await items()
    expect(more).toEqual([])
    expect(item).toMatchObject({ kind: 'event', campaign_id: campaign.id, tries: 3, error: 'no such column: nowhere' })
    expect(item.subject).toMatch(new RegExp(`^${attemptId}/status/`))
  })

  it('is taken in by itself when the trouble is over', async () => {
    await post()
    isDown = false
    expect(await retryEvents(world.deps)).toBe(0)
    world.setTime(MONDAY_TEN + 120_000)
    expect(await retryEvents(world.deps)).toBe(1)
    expect(heard).toMatchObject([[{ type: 'ended', reason: 'busy' }]])
    expect(await items()).toEqual([])
  })

  it('waits for a person when it fails again and again, and is taken in when they say so', async () => {
    await post()
    for (let i = 1; i < 20; i++) {
      world.setTime(MONDAY_TEN + i * 120_000)
      await retryEvents(world.deps)
    }
    const [item] = await items()
    expect(item.tries).toBe(8)
    expect((await world.request('POST', `/stuck-items/${item.id}/retry`)).status).toBe(409)
    isDown = false
    await world.post(`/stuck-items/${item.id}/retry`)
    expect(heard).toMatchObject([[{ type: 'ended', reason: 'busy' }]])
  })

  it('only for its transcript is taken in without it, and the transcript follows', async () => {
    isDown = false
    const { put } = world.deps.files
    world.deps.files.put = () => Promise.reject(new Error('the file store is away'))
    const { report } = await callbackUrls(PUBLIC, KEY, campaign.id, attemptId)
    const said = JSON.stringify({
      call_id: 'c-1',
      post_prompt_data: { raw: '{"disposition":"INTERESTED"}', parsed: [{ disposition: 'INTERESTED' }] },
      call_log: [
        { role: 'assistant', content: 'Is now a good time?', timestamp: 1_700_000_000_000_000 },
        { role: 'user', content: 'Yes', timestamp: 1_700_000_001_000_000 },
      ],
    })
    expect(await send(report, said)).toBe(500)
    expect(heard).toMatchObject([[{ type: 'reported', report: { disposition: 'INTERESTED', transcriptKey: null } }]])
    world.deps.files.put = put
    world.setTime(MONDAY_TEN + 120_000)
    expect(await retryEvents(world.deps)).toBe(1)
    expect(heard.at(-1)).toMatchObject([
      { type: 'reported', report: { transcriptKey: expect.stringContaining(attemptId) } },
    ])
    expect(await items()).toEqual([])
  })

  it('of an attempt nobody knows is kept for the operator alone', async () => {
    await post(ENDED, 'att_nobody')
    expect(await items()).toEqual([])
    const kept = await bindings.DB.prepare("SELECT count(*) AS n FROM stuck_items WHERE org_id = ''").first('n')
    expect(kept).toBe(1)
  })

  it('stands in no log, and strangers can fill nothing', async () => {
    await post({ ...ENDED, post_prompt_data: { raw: 'She said her name is Grace Hopper, +13125550100' } })
    const lines = JSON.stringify(world.logged)
    expect(lines).toContain('callback.not_taken')
    expect(lines).not.toMatch(/Hopper|3125550100/)
    const { status } = await callbackUrls(PUBLIC, 'another key of thirty-two characters', campaign.id, attemptId)
    expect(await send(status, '{}')).toBe(403)
    expect(await items()).toHaveLength(1)
  })

  it('is refused when it cannot be kept either, so that the carrier has it still', async () => {
    world.deps.stuckItems.put = async () => {
      throw new Error('D1 is away')
    }
    expect([await post(), await post(), await post()]).toEqual([500, 500, 500])
  })
})

it('a callback whose content no reader understands is kept as well', async () => {
  isDown = false
  const { callbacks } = world.deps
  world.deps.callbacks = {
    read: async (request, at) => {
      const read = await callbacks.read(request, at)
      if (!read.ok) return read
      return { ok: false, because: 'content', of: read.callback, error: new TypeError('x is not iterable') }
    },
  }
  expect([await post(), await post(), await post()]).toEqual([500, 500, 204])
  expect(await items()).toMatchObject([{ kind: 'event', error: 'x is not iterable' }])
  world.deps.callbacks = callbacks
  await world.post(`/stuck-items/${(await items())[0].id}/retry`)
  expect(heard).toHaveLength(1)
})
