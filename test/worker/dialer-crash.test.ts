import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DialingStore } from '../../src/dialer/store.ts'
import { execute, migrate } from '../support/factory.ts'
import { human, noAnswer } from '../support/fake-carrier.ts'
import { HOUR, MINUTE, SECOND } from '../support/fake-clock.ts'
import { type Seat, World } from '../support/harness.ts'

let world: World
beforeAll(migrate)
beforeEach(() => {
  world = new World()
})

const once = { retry: { mode: 'breadth_first', max_attempts_per_phone: 1, interval_minutes: 60 } } as const

/** Everybody was called once, the counters agree with the rows, and nothing is left behind. */
async function expectWhole(seat: Seat, count: number): Promise<void> {
  for (const lead of seat.leads) expect(world.carrier.dialsOf(lead.phones[0]!), lead.id).toHaveLength(1)
  const stats = await seat.stats()
  expect(stats).toMatchObject({ attempts: count, s_pending: 0, s_failed: count, d_no_answer: count })
  expect((await seat.attempts()).filter((a) => a.state !== 'settled')).toEqual([])
  expect(await seat.queued()).toEqual([])
}

describe('a crash', () => {
  it('between permit and placing: never dialed again before the look-up, then closed and counted', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    await seat.in((engine) => {
      engine.deps.place = () => new Promise(() => undefined)
      return import('../../src/dialer/loop.ts').then(({ workOff }) => workOff(engine))
    })
    expect(await seat.attempts()).toMatchObject([{ state: 'permitted' }])
    seat.crash()
    await seat.play(60 * SECOND)
    expect(world.carrier.dialed).toEqual([])
    await seat.play(20 * MINUTE)
    expect(world.carrier.lookups).toBeGreaterThan(0)
    expect(world.carrier.dialed).toEqual([])
    expect(await seat.attempts()).toMatchObject([{ state: 'settled', counted: 1, disposition: 'FAILED' }])
    expect(await seat.lead()).toMatchObject({ status: 'failed', attempts: 1 })
  })

  it('before the permit was asked for: the ledger knows nothing of it, so the lead is given back and dialed', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    await seat.in((engine) => {
      engine.deps.store.permit = () => new Promise(() => undefined)
      void import('../../src/dialer/loop.ts').then(({ workOff }) => workOff(engine))
      return new Promise((resolve) => setTimeout(resolve, 50))
    })
    seat.crash()
    expect(await seat.attempts()).toEqual([])
    await seat.play(20 * MINUTE)
    await expectWhole(seat, 1)
  })

  it('with calls in progress: their callbacks are understood by the next life', async () => {
    const seat = await world.campaign({ leads: 3, settings: once })
    await seat.work()
    seat.crash()
    await seat.play(10 * MINUTE)
    await expectWhole(seat, 3)
    expect(world.carrier.lookups).toBe(0)
  })

  it('in the middle of a conversation forgets nothing that was said', async () => {
    const seat = await world.campaign({ leads: 1 })
    world.carrier.otherwise = human('INTERESTED')
    await seat.work()
    for (let i = 0; i < 8; i++) {
      seat.crash()
      await seat.play(10 * SECOND)
    }
    expect(await seat.lead()).toMatchObject({ status: 'completed', talk_seconds: 60 })
  })

  it('after D1 has taken the results and before the object has noted it adds nothing to any counter', async () => {
    const seat = await world.campaign({ leads: 2 })
    world.carrier.otherwise = human('INTERESTED')
    await seat.work()
    world.fail('settle', 'after', 1)
    await seat.play(2 * MINUTE)
    seat.crash()
    await seat.play(HOUR)
    expect(await seat.stats()).toMatchObject({
      s_completed: 2,
      l_interested: 2,
      d_interested: 2,
      a_human: 2,
      attempts: 2,
      conversations: 2,
      talk_seconds: 120,
      reached: 2,
      goals_achieved: 2,
    })
    expect(await seat.lead()).toMatchObject({ conversations: 1, talk_seconds: 60, attempts: 1 })
  })

  it('that takes the object’s storage: everything is rebuilt from D1, calls in progress included', async () => {
    const seat = await world.campaign({ leads: 5, settings: { ...once, max_concurrent_calls: 2 } })
    await seat.play(45 * SECOND)
    expect(world.carrier.dialed).toHaveLength(4)
    await seat.loseStorage()
    await seat.play(20 * MINUTE)
    await expectWhole(seat, 5)
    expect(await seat.status()).toMatchObject({ status: 'completed' })
  })

  it('that takes the storage while a phone rings: it is not rung a second time because the log lags behind', async () => {
    const seat = await world.campaign({
      leads: 1,
      settings: { retry: { mode: 'breadth_first', max_attempts_per_phone: 2, interval_minutes: 1 } },
    })
    await seat.work()
    await seat.loseStorage()
    const listCalls = world.carrier.listCalls.bind(world.carrier)
    const from = world.clock.at
    world.carrier.listCalls = async (a, b) =>
      world.clock.at < from + 10 * SECOND ? { ok: true, calls: [] } : listCalls(a, b)
    world.carrier.due.length = 0
    await seat.play(29 * SECOND)
    expect(await seat.attempts()).toMatchObject([{ state: 'permitted' }])
    await seat.play(30 * MINUTE)
    expect(world.carrier.dialed).toHaveLength(2)
    expect(world.carrier.dialed[1]!.at - world.carrier.dialed[0]!.at).toBeGreaterThan(MINUTE)
  })

  it('that takes the storage with a callback on its way: the callback finds its attempt', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    world.carrier.otherwise = human('INTERESTED')
    await seat.work()
    await seat.loseStorage()
    await seat.work()
    await seat.play(5 * MINUTE)
    expect(await seat.lead()).toMatchObject({ status: 'completed', disposition: 'INTERESTED' })
    expect(world.carrier.dialed).toHaveLength(1)
  })
})

describe('the queue', () => {
  it('has every lead once, also when a call ends while the list is read in again', async () => {
    const seat = await world.campaign({
      leads: 700,
      settings: {
        max_concurrent_calls: 1,
        retry: { mode: 'breadth_first', max_attempts_per_phone: 3, interval_minutes: 60 },
      },
    })
    // The last of them is the one in the call, so that its page is read after its call has ended.
    const last = seat.leads.at(-1)!
    await execute(`UPDATE leads SET priority = 'high' WHERE id = ?1`, last.id)
    await seat.moveTo('paused')
    await seat.moveTo('active')
    expect(world.carrier.dialed.map((d) => d.to)).toEqual([last.phones[0]])
    await seat.set({ status: 'paused' })
    await seat.loseStorage()
    let pages = 0
    await seat.in((engine) => {
      const pull = engine.deps.store.pullLeads
      engine.deps.store.pullLeads = async (...args) => {
        pages += 1
        if (pages === 2) return pull(...args)
        const page = await pull(...args)
        // Between the pages the call ends.
        for (const due of world.carrier.due.splice(0)) {
          const { takeEvents } = await import('../../src/dialer/settle.ts')
          world.clock.at = due.at
          takeEvents(engine, due.attemptId, due.carrierCallId, due.events)
        }
        return page
      }
    })
    await seat.work()
    expect(pages).toBeGreaterThanOrEqual(2)
    const queued = await seat.queued()
    expect(new Set(queued).size).toBe(queued.length)
    expect(queued).toHaveLength(700)
  })

  it('has every lead once when storing what intake found out failed half way', async () => {
    const seat = await world.campaign({
      leads: [{}, { phones: [null] }, {}],
      settings: { ...once, max_concurrent_calls: 1 },
    })
    world.fail('settle', 'before', 1)
    await seat.play(10 * MINUTE)
    const dials = world.carrier.dialed.map((d) => d.to)
    expect(dials).toEqual([seat.leads[0]!.phones[0], seat.leads[2]!.phones[0]])
    expect(await seat.statuses()).toEqual(['failed', 'skipped', 'failed'])
  })
})

const METHODS: (keyof DialingStore)[] = [
  'loadCampaign',
  'pullLeads',
  'permit',
  'attemptStates',
  'settle',
  'moveCampaign',
  'setNextWake',
  'openAttempts',
]

describe('a database that fails', () => {
  it.each(METHODS.flatMap((method) => (['before', 'after'] as const).map((when) => [method, when] as const)))(
    'in %s, %s it has worked: nobody is called twice or forgotten',
    async (method, when) => {
      const seat = await world.campaign({ leads: 8, settings: { ...once, max_concurrent_calls: 3 } })
      world.fail(method, when, 2)
      await seat.play(HOUR)
      await expectWhole(seat, 8)
      expect(await seat.status()).toMatchObject({ status: 'completed' })
    },
  )

  it('in the permit and in the question after it: nothing was dialed, so nothing counts', async () => {
    const seat = await world.campaign({ leads: 2, settings: once })
    world.fail('permit', 'after', 1)
    world.fail('attemptStates', 'before', 1)
    await seat.play(HOUR)
    await expectWhole(seat, 2)
    expect((await seat.attempts()).map((a) => a.counted).sort()).toEqual([0, 0, 1, 1])
  })

  it('at random, for an hour, with crashes: everybody is called once and the sums agree', async () => {
    const seat = await world.campaign({ leads: 12, settings: { ...once, max_concurrent_calls: 4 } })
    for (let i = 0; i < 60; i++) {
      world.fail(METHODS[(i * 7) % METHODS.length]!, i % 2 ? 'before' : 'after', 1)
      await seat.play(20 * SECOND)
      if (i % 3 === 0) seat.crash()
    }
    world.faults.length = 0
    await seat.play(HOUR)
    for (const lead of seat.leads) {
      const dials = world.carrier.dialsOf(lead.phones[0]!).length
      expect(dials).toBeLessThanOrEqual(1)
    }
    const stats = await seat.stats()
    expect(stats).toMatchObject({ attempts: 12, s_failed: 12 })
    expect((await seat.attempts()).filter((a) => a.state !== 'settled')).toEqual([])
  })

  it('while a callback arrives does not lose it for the loop that follows', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    world.carrier.otherwise = noAnswer()
    await seat.work()
    world.fail('settle', 'before', 3)
    await seat.play(HOUR)
    await expectWhole(seat, 1)
  })

  it('with one result it cannot store goes on with all the others', async () => {
    const seat = await world.campaign({ leads: 3, settings: once })
    const poison = seat.leads[1]!.id
    await seat.in((engine) => {
      const { settle } = engine.deps.store
      engine.deps.store.settle = async (scope, results, leads, now) => {
        if (leads.some((l) => l.leadId === poison)) throw new Error('D1_ERROR: NOT NULL constraint failed')
        await settle(scope, results, leads, now)
      }
    })
    await seat.play(2 * MINUTE)
    expect(await seat.statuses()).toEqual(['failed', 'pending', 'failed'])
  })
})
