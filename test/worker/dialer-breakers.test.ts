import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DialingStore } from '../../src/dialer/store.ts'
import { evidenceOf, once, outage, resume, talk, trips } from '../support/breaker-world.ts'
import { execute, migrate, type Row, rows } from '../support/factory.ts'
import { type Behaviour, human, noAnswer, refuses } from '../support/fake-carrier.ts'
import { HOUR, MINUTE, SECOND } from '../support/fake-clock.ts'
import { World } from '../support/harness.ts'

/** Breakers in the dialer: they pause with the evidence, once, and wait for a person. */

let world: World
beforeAll(migrate)
beforeEach(() => {
  world = new World()
})

const invalid = (): Behaviour => refuses('rejected', { code: 'invalid_pstn_destination', destination: true })

describe('the breaker of technical failures', () => {
  const settings = { ...once, max_concurrent_calls: 5 }

  it('pauses the campaign with the calls that tripped it, an audit entry and an alert', async () => {
    const seat = await world.campaign({ leads: 60, settings })
    world.carrier.otherwise = outage()
    await seat.play(HOUR)
    expect(await seat.status()).toMatchObject({ status: 'paused', status_reason: 'breaker_technical_failures' })
    // Twenty calls are enough to say so; what was dialed with the twentieth is all that goes beyond.
    expect(world.carrier.dialed).toHaveLength(20)
    const attempts = await seat.attempts()
    const [trip, ...more] = await trips(seat)
    expect(more).toEqual([])
    expect(trip).toMatchObject({ kind: 'technical_failures', org_id: seat.campaign.orgId, resumed_at: null })
    expect(evidenceOf(trip)).toEqual({
      limit_percent: 30,
      measured_percent: 100,
      hits: 20,
      calls: 20,
      window: 50,
      attempt_ids: attempts.map((attempt) => attempt.id),
    })
    const [audit] = await rows('SELECT * FROM audit_log WHERE subject = ?1', seat.campaign.id)
    expect(audit).toMatchObject({ actor: 'system', action: 'breaker.tripped', org_id: seat.campaign.orgId })
    expect(world.logged.filter(({ message }) => message === 'breaker.tripped')).toMatchObject([
      { fields: { campaign_id: seat.campaign.id, kind: 'technical_failures', hits: 20, calls_named: 20 } },
    ])
  })

  it('tells customers that the campaign is paused, and why', async () => {
    const seat = await world.campaign({ leads: 40, settings })
    await execute(
      "INSERT INTO webhook_endpoints (org_id, id, url, secret, created_at, updated_at) VALUES (?1, 'whe_b', 'https://x.example', 'whsec_x', 0, 0)",
      seat.campaign.orgId,
    )
    world.carrier.otherwise = outage()
    await seat.play(10 * MINUTE)
    const events = await rows(
      "SELECT data FROM webhook_events WHERE org_id = ?1 AND type = 'campaign.paused'",
      seat.campaign.orgId,
    )
    expect(events.map(({ data }) => JSON.parse(data as string))).toMatchObject([
      { campaign_id: seat.campaign.id, status: 'paused', status_reason: 'breaker_technical_failures' },
    ])
  })

  it('does not mind busy and unanswered phones, numbers that do not exist, or a carrier that says "not now"', async () => {
    const seat = await world.campaign({ leads: 60, settings })
    seat.leads.forEach((lead, i) => {
      const says = [noAnswer(), invalid(), refuses('rate_limited')][i % 3]!
      world.carrier.when(lead.phones[0]!, says, noAnswer())
    })
    await seat.play(2 * HOUR)
    expect(await seat.status()).toMatchObject({ status: 'completed' })
    expect(await trips(seat)).toEqual([])
  })

  it('never trips twice for the same calls: a person who resumes gives the campaign a fresh window', async () => {
    const seat = await world.campaign({ leads: 100, settings })
    world.carrier.otherwise = outage()
    await seat.play(10 * MINUTE)
    expect(world.carrier.dialed).toHaveLength(20)
    world.carrier.otherwise = noAnswer()
    await resume(seat)
    await seat.play(HOUR)
    expect(await seat.status()).toMatchObject({ status: 'completed' })
    expect(await trips(seat)).toHaveLength(1)
    expect(world.carrier.dialed).toHaveLength(100)
  })

  it('trips again, with other calls, when nothing has got better', async () => {
    const seat = await world.campaign({ leads: 100, settings })
    world.carrier.otherwise = outage()
    await seat.play(10 * MINUTE)
    await resume(seat)
    await seat.play(10 * MINUTE)
    const [first, second, ...more] = await trips(seat)
    expect(more).toEqual([])
    expect(world.carrier.dialed).toHaveLength(40)
    const named = (trip?: Row) => evidenceOf(trip).attempt_ids as string[]
    expect(new Set([...named(first), ...named(second)]).size).toBe(40)
  })

  it('remembers across a crash, and across the loss of its storage, what it had seen', async () => {
    const seat = await world.campaign({ leads: 60, settings })
    world.carrier.otherwise = outage()
    seat.leads.slice(15).forEach((lead) => void world.carrier.when(lead.phones[0]!, noAnswer()))
    await seat.work()
    await seat.play(5 * SECOND)
    expect(world.carrier.dialed).toHaveLength(20)
    seat.crash()
    await seat.play(30 * SECOND)
    expect(await trips(seat)).toMatchObject([{ kind: 'technical_failures' }])
    expect(evidenceOf((await trips(seat))[0])).toMatchObject({ hits: 15, calls: 20 })

    const other = await world.campaign({ leads: 60, settings })
    other.leads.slice(15).forEach((lead) => void world.carrier.when(lead.phones[0]!, noAnswer()))
    await other.play(5 * SECOND)
    await other.loseStorage()
    await other.play(2 * MINUTE)
    expect(await trips(other)).toMatchObject([{ kind: 'technical_failures' }])
  })

  it('knows after a crash what it knew before: a number that does not exist is no failure then either', async () => {
    const breakers = { technical_failure_percent: null, opt_out_percent: null }
    const seat = await world.campaign({ leads: 40, settings: { ...settings, breakers } })
    const mix = [invalid(), human('OPT_OUT'), noAnswer(), outage(), talk(10)]
    seat.leads.forEach((lead, i) => void world.carrier.when(lead.phones[0]!, mix[i % mix.length]!))
    await seat.play(5 * MINUTE)
    const before = await seat.in((engine) => engine.breakers.windows)
    expect(before!.technical_failures.filter((call) => call.technicalFailure).length).toBeGreaterThan(0)
    seat.crash()
    const after = await seat.in(async (engine) => {
      await engine.load()
      const { readFacts } = await import('../../src/dialer/breakers.ts')
      await readFacts(engine, engine.campaign!)
      return engine.breakers.windows
    })
    expect(after).toEqual(before)
  })

  it.each([
    ['before it reached D1', 'before'],
    ['after D1 had taken it', 'after'],
  ] as const)('survives a trip that fails %s: paused once, with one piece of evidence', async (_, when) => {
    const seat = await world.campaign({ leads: 60, settings })
    world.carrier.otherwise = outage()
    world.fail('tripBreaker', when)
    await seat.play(10 * MINUTE)
    seat.crash()
    await seat.play(10 * MINUTE)
    expect(await seat.status()).toMatchObject({ status: 'paused', status_reason: 'breaker_technical_failures' })
    expect(await trips(seat)).toHaveLength(1)
    expect(await rows('SELECT * FROM audit_log WHERE subject = ?1', seat.campaign.id)).toHaveLength(1)
  })

  it('calls nobody while it cannot find out what came of the calls before', async () => {
    const seat = await world.campaign({ leads: 5, settings })
    world.fail('loadBreakerFacts' satisfies keyof DialingStore, 'before', 3)
    await seat.work()
    expect(world.carrier.dialed).toEqual([])
    await seat.play(20 * SECOND)
    expect(world.carrier.dialed).toHaveLength(5)
  })

  it('is not misled by failures that are known at once, while conversations take minutes', async () => {
    const seat = await world.campaign({ leads: 300, settings: { ...settings, max_concurrent_calls: 250 } })
    world.carrier.otherwise = talk(200)
    seat.leads.forEach((lead, i) => {
      if (i % 8 === 0) world.carrier.when(lead.phones[0]!, outage())
    })
    await seat.play(HOUR)
    expect(await seat.status()).toMatchObject({ status: 'completed' })
    expect(await trips(seat)).toEqual([])
  })

  it('lets a campaign end whose last calls failed', async () => {
    const seat = await world.campaign({ leads: 20, settings: { ...settings, max_concurrent_calls: 20 } })
    world.carrier.otherwise = outage()
    await seat.play(10 * MINUTE)
    expect(await seat.status()).toMatchObject({ status: 'completed' })
    expect(await trips(seat)).toEqual([])
  })

  it('judges nobody by the settings of yesterday: what changed meanwhile is judged anew', async () => {
    const seat = await world.campaign({ leads: 60, settings })
    world.carrier.otherwise = outage()
    await seat.in((engine) => {
      const { tripBreaker } = engine.deps.store
      engine.deps.store.tripBreaker = async (trip) => {
        engine.deps.store.tripBreaker = tripBreaker
        await seat.set({ settings_version: 2 })
        return tripBreaker(trip)
      }
    })
    await seat.play(10 * MINUTE)
    expect(await trips(seat)).toHaveLength(1)
  })
})

describe('the breaker of opt-outs', () => {
  it('pauses when too many people who answered asked not to be called', async () => {
    const breakers = { technical_failure_percent: 30, opt_out_percent: 10 }
    const seat = await world.campaign({ leads: 100, settings: { ...once, breakers, max_concurrent_calls: 2 } })
    // Of those who answer every fifth opts out; most do not answer.
    seat.leads.forEach((lead, i) => {
      if (i % 2 === 0) world.carrier.when(lead.phones[0]!, human(i % 10 === 0 ? 'OPT_OUT' : 'NOT_INTERESTED'))
    })
    await seat.play(3 * HOUR)
    expect(await seat.status()).toMatchObject({ status: 'paused', status_reason: 'breaker_opt_outs' })
    const [trip] = await trips(seat)
    expect(evidenceOf(trip)).toMatchObject({ limit_percent: 10, hits: 5, window: 100 })
    const named = evidenceOf(trip).attempt_ids as string[]
    const attempts = await seat.attempts()
    expect(attempts.filter((it) => it.disposition === 'OPT_OUT').map((it) => it.id)).toEqual(named)
  })
})
