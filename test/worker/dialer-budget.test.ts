import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { secondsFor } from '../../src/domain/cost.ts'
import { evidenceOf, MAX_SECONDS, once, resume, talk, trips, WORST_CENTS } from '../support/breaker-world.ts'
import { addLeads, execute, migrate, row } from '../support/factory.ts'
import { noAnswer } from '../support/fake-carrier.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../support/fake-clock.ts'
import { World } from '../support/harness.ts'
import { Random } from '../support/random.ts'

/** A budget in the dialer: the worst a call may cost is set aside before it rings. */

let world: World
beforeAll(migrate)
beforeEach(() => {
  world = new World()
})

describe('a budget', () => {
  it('is set aside before each ring: no more calls at once than the worst of them could cost', async () => {
    const budget = { per_day_cents: 3 * WORST_CENTS + 50, total_cents: null }
    const seat = await world.campaign({ leads: 20, settings: { ...once, budget } })
    world.carrier.otherwise = talk(60)
    await seat.work()
    expect(world.carrier.dialed).toHaveLength(3)
    expect(await seat.in((engine) => engine.because)).toBe('budget')
    await seat.play(2 * HOUR)
    // $5.60 are 1976 seconds: calls of 60 s fit until less than 600 s are left.
    const spent = (await seat.attempts()).reduce((sum, it) => sum + (it.talk_seconds as number), 0)
    expect(spent).toBeGreaterThan(0)
    expect(await seat.status()).toMatchObject({ status: 'completed' })
    expect(await trips(seat)).toEqual([])
  })

  it('that has no room for another call, and none in progress, pauses the campaign and says so', async () => {
    const budget = { per_day_cents: 2 * WORST_CENTS, total_cents: null }
    const seat = await world.campaign({ leads: 20, settings: { ...once, budget } })
    world.carrier.otherwise = talk(400)
    await seat.play(2 * HOUR)
    expect(world.carrier.dialed).toHaveLength(2)
    expect(await seat.status()).toMatchObject({ status: 'paused', status_reason: 'breaker_budget_day' })
    expect(evidenceOf((await trips(seat))[0])).toEqual({
      limit_cents: 340,
      spent_cents: 227,
      worst_case_cents: WORST_CENTS,
      day: '2026-11-23',
      zone: 'America/New_York',
      attempt_ids: (await seat.attempts()).map((it) => it.id),
    })
  })

  it('of a day begins anew with the next one', async () => {
    const budget = { per_day_cents: 2 * WORST_CENTS, total_cents: null }
    const seat = await world.campaign({ leads: 20, settings: { ...once, budget } })
    world.carrier.otherwise = talk(400)
    await seat.play(2 * HOUR)
    world.clock.at += DAY
    await resume(seat)
    await seat.play(2 * HOUR)
    expect(world.carrier.dialed).toHaveLength(4)
    expect((await trips(seat)).map((trip) => evidenceOf(trip).day)).toEqual(['2026-11-23', '2026-11-24'])
  })

  it('in all counts what was spent before a restart of the campaign', async () => {
    const budget = { per_day_cents: null, total_cents: 4 * WORST_CENTS }
    const seat = await world.campaign({ leads: 2, settings: { ...once, budget } })
    world.carrier.otherwise = talk(500)
    await seat.play(2 * HOUR)
    expect(await seat.status()).toMatchObject({ status: 'completed' })
    await seat.bulk('restart', 'active')
    await seat.play(2 * HOUR)
    expect(await seat.stats()).toMatchObject({ attempts: 2 })
    await seat.bulk('restart', 'active')
    await seat.play(2 * HOUR)
    expect(world.carrier.dialed).toHaveLength(4)
    expect(await trips(seat)).toMatchObject([{ kind: 'budget_total' }])
  })

  it('does not stop a campaign that has nobody to call right now', async () => {
    const budget = { per_day_cents: WORST_CENTS, total_cents: null }
    const seat = await world.campaign({ leads: 1, settings: { ...once, execution: 'on_add', budget } })
    world.carrier.otherwise = talk(100)
    await seat.play(2 * HOUR)
    expect(await seat.status()).toMatchObject({ status: 'active' })
    await addLeads(seat.campaign, [{}])
    await seat.more()
    expect(await seat.status()).toMatchObject({ status: 'paused', status_reason: 'breaker_budget_day' })
    expect(world.carrier.dialed).toHaveLength(1)
  })

  it('smaller than a single call stops the campaign before anybody is called', async () => {
    const budget = { per_day_cents: WORST_CENTS - 1, total_cents: null }
    const seat = await world.campaign({ leads: 3, settings: { ...once, budget } })
    await seat.play(MINUTE)
    expect(world.carrier.dialed).toEqual([])
    expect(await trips(seat)).toMatchObject([{ kind: 'budget_day' }])
  })

  it('is counted once when D1 took a result whose answer was lost with the object', async () => {
    const budget = { per_day_cents: null, total_cents: 3 * WORST_CENTS }
    const seat = await world.campaign({ leads: 20, settings: { ...once, max_concurrent_calls: 1, budget } })
    world.carrier.otherwise = talk(300)
    await seat.work()
    // Taken, and the answer lost; then the same to whoever wakes up next, after it has asked what was spent.
    world.fail('settle', 'after', 2)
    await seat.play(5 * MINUTE + 7 * SECOND)
    seat.crash()
    await seat.play(3 * HOUR)
    const spent = await row(
      'SELECT sum(talk_seconds) AS n FROM campaign_hours WHERE campaign_id = ?1',
      seat.campaign.id,
    )
    // 1800 s buy calls of 300 s until less than 600 s are left: five of them.
    expect(spent.n).toBe(1500)
    expect(world.carrier.dialed).toHaveLength(5)
    expect(await trips(seat)).toMatchObject([{ kind: 'budget_total' }])
  })

  it('lets no call last longer than was set aside for it, whatever the agent says meanwhile', async () => {
    const seat = await world.campaign({
      leads: 1,
      settings: { ...once, budget: { total_cents: 500, per_day_cents: null } },
    })
    const placed: (number | undefined)[] = []
    await seat.in((engine) => {
      const { place } = engine.deps
      engine.deps.place = (campaign, items) => {
        placed.push(...items.map((item) => item.maxSeconds))
        return place(campaign, items)
      }
    })
    await seat.work()
    expect(placed).toEqual([MAX_SECONDS])
    await execute('UPDATE agents SET max_call_seconds = 60 WHERE id = ?1', seat.campaign.agentId)
    await seat.refresh()
    const held = await seat.in(async (engine) => {
      const { roomInBudget } = await import('../../src/dialer/breakers.ts')
      return roomInBudget(engine, engine.campaign!).calls
    })
    // $5.00 are 1764 s; 600 are still set aside for the call that rings.
    expect(held).toBe(Math.floor((1764 - MAX_SECONDS) / 60))
  })

  it.each([1, 2, 3, 4, 5, 6])(
    'is never exceeded by the worst case, whatever the order of calls, crashes and faults of D1 (seed %i)',
    async (seed) => {
      const random = new Random(seed)
      const cents = WORST_CENTS * (3 + random.below(12)) + random.below(WORST_CENTS)
      const isDay = random.chance(0.5)
      const budget = { per_day_cents: isDay ? cents : null, total_cents: isDay ? null : cents }
      const seat = await world.campaign({
        leads: 120,
        settings: { ...once, max_concurrent_calls: 1 + random.below(30), budget },
      })
      const talked = new Map<string, number>()
      for (const { phones } of seat.leads) {
        const seconds = random.chance(0.5) ? random.below(MAX_SECONDS - 20) : 0
        talked.set(phones[0]!, seconds)
        world.carrier.when(phones[0]!, seconds > 0 ? talk(seconds, 1 + random.below(15)) : noAnswer())
      }
      for (let i = 0; i < 60; i++) {
        if (random.chance(0.15)) seat.crash()
        if (random.chance(0.15))
          world.fail(
            random.pick(['settle', 'permit', 'loadBreakerFacts', 'tripBreaker'] as const),
            random.pick(['before', 'after'] as const),
          )
        await seat.play(random.below(4 * MINUTE))
      }
      await seat.play(3 * HOUR)
      const limit = secondsFor(cents)
      const calls = world.carrier.dialed.map(({ at, to }) => ({ at, seconds: talked.get(to)! }))
      const over = (call: (typeof calls)[number]) => call.at + (call.seconds + 40) * SECOND
      // At each ring: what was spent and the most that the calls then in progress could still cost.
      for (const ring of calls) {
        const before = calls.filter((call) => call.at <= ring.at)
        const worst = before.reduce((sum, it) => sum + (over(it) < ring.at ? it.seconds : 0), 0)
        const open = before.filter((it) => it.at + it.seconds * SECOND > ring.at).length
        expect(worst + open * MAX_SECONDS, `${ring.at}`).toBeLessThanOrEqual(limit)
      }
      expect(calls.reduce((sum, it) => sum + it.seconds, 0)).toBeLessThanOrEqual(limit)
      // And it is used: the campaign ended, or not one more call would have fitted.
      const { status } = await seat.status()
      const spent = await row(
        'SELECT sum(talk_seconds) AS n FROM campaign_hours WHERE campaign_id = ?1',
        seat.campaign.id,
      )
      expect(['paused', 'completed']).toContain(status)
      if (status === 'paused') expect((spent.n as number) + MAX_SECONDS).toBeGreaterThan(limit)
    },
  )
})
