import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newSecret } from '../../src/adapters/webhooks/sign.ts'
import type { DialingStore } from '../../src/dialer/store.ts'
import { execute, makeOrganization, migrate, nextId, type Row, row, rows } from '../support/factory.ts'
import { human, noAnswer } from '../support/fake-carrier.ts'
import { HOUR, MINUTE } from '../support/fake-clock.ts'
import { type Seat, World } from '../support/harness.ts'

let world: World
let orgId: string
beforeAll(migrate)
beforeEach(async () => {
  world = new World()
  orgId = await makeOrganization()
})

const once = { retry: { mode: 'breadth_first', max_attempts_per_phone: 1, interval_minutes: 60 } } as const

async function addEndpoint(events: string[] = [], enabled = 1, of = orgId): Promise<string> {
  const id = nextId('whe')
  await execute(
    `INSERT INTO webhook_endpoints (org_id, id, url, secret, events, enabled, created_at, updated_at)
     VALUES (?1, ?2, 'https://hooks.example.com/', ?3, ?4, ?5, 0, 0)`,
    of,
    id,
    newSecret(),
    JSON.stringify(events),
    enabled,
  )
  return id
}

const eventsOf = async (type?: string): Promise<(Row & { told: Record<string, unknown> })[]> => {
  const found = await rows('SELECT * FROM webhook_events WHERE org_id = ?1 ORDER BY type, id', orgId)
  return found
    .filter((event) => type === undefined || event.type === type)
    .map((event) => ({ ...event, told: JSON.parse(event.data as string) }))
}
const deliveries = (): Promise<Row[]> =>
  rows('SELECT * FROM webhook_deliveries WHERE org_id = ?1 ORDER BY endpoint_id, id', orgId)

/** What is told is what the tables say: each counted attempt once, and every end of a lead. */
async function expectToldOnce(seat: Seat): Promise<void> {
  const settled = await eventsOf('attempt.settled')
  const counted = (await seat.attempts()).filter((attempt) => attempt.counted === 1)
  expect(settled.map((event) => event.told.attempt_id).sort()).toEqual(counted.map((attempt) => attempt.id).sort())
  for (const { told } of settled) {
    const attempt = counted.find((it) => it.id === told.attempt_id)!
    expect(told).toMatchObject({ disposition: attempt.disposition, to: attempt.phone, from: attempt.from_e164 })
  }
  const updated = await eventsOf('campaign.lead.updated')
  for (const lead of seat.leads) {
    const { status, disposition } = await row('SELECT * FROM leads WHERE id = ?1', lead.id)
    const ends = updated.filter((it) => it.told.lead_id === lead.id && it.told.status === status)
    expect(ends.map((it) => it.told.disposition)).toContain(disposition)
  }
  const sent = await deliveries()
  const all = await eventsOf()
  expect(sent.map((it) => it.event_id).sort()).toEqual(all.map((it) => it.id).sort())
}

describe('what happens on calls', () => {
  it('is told once, with what the ledger says of it', async () => {
    await addEndpoint()
    const seat = await world.campaign({ orgId, leads: 3, settings: once })
    world.carrier.when(seat.leads[0]!.phones[0]!, human('INTERESTED', { primaryGoal: 'achieved' }))
    await seat.play(HOUR)
    await expectToldOnce(seat)
    expect((await eventsOf('attempt.settled')).map((it) => it.told)).toContainEqual({
      attempt_id: expect.stringMatching(/^att_/),
      campaign_id: seat.campaign.id,
      lead_id: seat.leads[0]!.id,
      contact_id: seat.leads[0]!.contactId,
      from: expect.stringMatching(/^\+1/),
      to: seat.leads[0]!.phones[0],
      pass: 1,
      position: 1,
      carrier_call_id: expect.any(String),
      answer_status: 'human',
      disposition: 'INTERESTED',
      end_reason: expect.any(String),
      placed_at: expect.any(Number),
      answered_at: expect.any(Number),
      ended_at: expect.any(Number),
      talk_seconds: expect.any(Number),
      primary_goal: 'achieved',
      goal_score: 80,
      summary: 'said INTERESTED',
    })
    expect((await eventsOf('campaign.completed')).map((it) => it.told)).toEqual([
      { campaign_id: seat.campaign.id, name: expect.any(String), status: 'completed', status_reason: null },
    ])
  })

  it('is told nobody when nobody wants to know: not a row is written for it', async () => {
    await addEndpoint(['suppression.imported'])
    await addEndpoint([], 0)
    await addEndpoint([], 1, await makeOrganization())
    const seat = await world.campaign({ orgId, leads: 2, settings: once })
    await seat.play(HOUR)
    expect(await eventsOf()).toEqual([])
    expect(await deliveries()).toEqual([])
    const written = world.d1Rows.get('settle')
    world.d1Rows.clear()
    const quiet = await world.campaign({ leads: 2, settings: once })
    await quiet.play(HOUR)
    expect(world.d1Rows.get('settle')).toBe(written)
  })

  it('is told each endpoint that wants the type', async () => {
    const all = await addEndpoint()
    const some = await addEndpoint(['attempt.settled', 'campaign.paused'])
    const seat = await world.campaign({ orgId, leads: 1, settings: once })
    await seat.play(HOUR)
    const types = new Map((await eventsOf()).map((event) => [event.id, event.type]))
    const told = (await deliveries()).map((it) => [it.endpoint_id, types.get(it.event_id!)])
    expect(told.filter(([id]) => id === some)).toEqual([[some, 'attempt.settled']])
    expect(
      told
        .filter(([id]) => id === all)
        .map(([, type]) => type)
        .sort(),
    ).toEqual(['attempt.settled', 'campaign.completed', 'campaign.lead.updated'])
  })

  it('is not told of attempts that were given back', async () => {
    await addEndpoint(['attempt.settled'])
    const seat = await world.campaign({ orgId, leads: 1, settings: once })
    world.carrier.when(
      seat.leads[0]!.phones[0]!,
      {
        answer: { kind: 'rate_limited', destination: false, code: '429', message: '', retryAfterSeconds: 1 },
        logged: false,
      },
      noAnswer(),
    )
    await seat.play(HOUR)
    expect((await seat.attempts()).map((attempt) => attempt.counted)).toEqual([0, 1])
    expect(await eventsOf()).toHaveLength(1)
  })
})

describe('a repeat', () => {
  const METHODS: (keyof DialingStore)[] = ['settle', 'moveCampaign']
  it.each(METHODS.flatMap((method) => (['before', 'after'] as const).map((when) => [method, when] as const)))(
    'of %s, whose answer failed %s the commit, tells nothing twice and loses nothing',
    async (method, when) => {
      await addEndpoint()
      const seat = await world.campaign({ orgId, leads: 4, settings: once })
      world.carrier.when(seat.leads[1]!.phones[0]!, human('OPT_OUT'))
      world.fail(method, when, 2)
      await seat.play(10 * MINUTE)
      seat.crash()
      await seat.play(2 * HOUR)
      expect(await seat.status()).toMatchObject({ status: 'completed' })
      await expectToldOnce(seat)
      expect(await eventsOf('suppression.added')).toHaveLength(1)
      expect(await eventsOf('campaign.completed')).toHaveLength(1)
      const leads = (await eventsOf('campaign.lead.updated')).map((it) => `${it.told.lead_id} ${it.told.status}`)
      expect(new Set(leads).size).toBe(leads.length)
    },
  )

  it('by an object that lost its storage tells nothing twice', async () => {
    await addEndpoint()
    const seat = await world.campaign({ orgId, leads: 4, settings: once })
    await seat.play(10 * MINUTE)
    await seat.loseStorage()
    await seat.play(2 * HOUR)
    await expectToldOnce(seat)
  })

  it('wakes whoever sends only when there is something to send', async () => {
    const asked: string[] = []
    const { createDialingStore } = await import('../../src/adapters/d1/dialing-store.ts')
    const { bindings } = await import('../support/factory.ts')
    const store = createDialingStore(bindings.DB, async (id) => void asked.push(id))
    const { campaign } = await world.campaign({ orgId, leads: 1 })
    const move = (from: 'active' | 'paused', to: 'active' | 'paused') =>
      store.moveCampaign(campaign.id, [from], to, null, world.clock.at)
    await move('active', 'paused')
    expect(asked).toEqual([])
    await addEndpoint(['campaign.started'])
    await move('paused', 'active')
    expect(asked).toEqual([orgId])
    await move('paused', 'active')
    expect(asked).toEqual([orgId])
  })
})

describe('an opt-out on a call', () => {
  it('is told with everything that is suppressed by it', async () => {
    await addEndpoint(['suppression.added'])
    const lead = { phones: ['+12125550111', '+12125550112'], email: 'Ann@Example.com' }
    const seat = await world.campaign({ orgId, leads: [lead], settings: once })
    world.carrier.when('+12125550111', human('OPT_OUT', { optOutEmail: true, summary: 'Take me off.' }))
    await seat.play(HOUR)
    const [event, ...others] = await eventsOf()
    expect(others).toEqual([])
    expect(event!.told).toMatchObject({ source: 'call', reason: 'Take me off.', lead_id: seat.leads[0]!.id })
    expect([...(event!.told.values as string[])].sort()).toEqual(['+12125550111', '+12125550112', 'ann@example.com'])
  })

  it.each(['before', 'after'] as const)(
    'that D1 failed to take %s the commit is told once when it is heard again',
    async (when) => {
      await addEndpoint(['suppression.added'])
      const seat = await world.campaign({ orgId, leads: 1, settings: once })
      await seat.start()
      const [attempt] = await seat.attempts()
      const optOut = () =>
        seat.event(attempt!.id as string, 'call', {
          type: 'opted_out',
          at: world.clock.at,
          email: false,
          reason: 'stop',
        })
      world.fail('suppressOptOut', when)
      await expect(optOut()).rejects.toThrow(/D1/)
      await optOut()
      await optOut()
      await seat.play(HOUR)
      expect((await eventsOf()).map((it) => it.told.values)).toEqual([[seat.leads[0]!.phones[0]]])
      expect(await deliveries()).toHaveLength(1)
    },
  )
})

describe('a campaign that pauses by itself', () => {
  it('is told with its reason', async () => {
    await addEndpoint(['campaign.paused'])
    const seat = await world.campaign({ orgId, leads: 2, settings: once })
    world.carrier.otherwise = {
      answer: { kind: 'balance', destination: false, code: '402', message: 'no money', retryAfterSeconds: null },
      logged: false,
    }
    await seat.play(HOUR)
    const { status, status_reason } = await seat.status()
    expect(status).toBe('paused')
    expect((await eventsOf()).map((it) => it.told)).toEqual([
      { campaign_id: seat.campaign.id, name: expect.any(String), status: 'paused', status_reason },
    ])
  })
})
