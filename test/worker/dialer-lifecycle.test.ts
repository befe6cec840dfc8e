import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addLeads, execute, migrate, nextPhone } from '../support/factory.ts'
import { human, machine, noAnswer } from '../support/fake-carrier.ts'
import { DAY, HOUR, MINUTE, MONDAY_TEN, SECOND } from '../support/fake-clock.ts'
import { World } from '../support/harness.ts'

let world: World
beforeAll(migrate)
beforeEach(() => {
  world = new World()
})

const once = { retry: { mode: 'breadth_first', max_attempts_per_phone: 1, interval_minutes: 60 } } as const
const twice = { retry: { mode: 'breadth_first', max_attempts_per_phone: 2, interval_minutes: 60 } } as const

describe('pause', () => {
  it('lets calls in progress finish and starts none, and resume picks up where it was', async () => {
    const seat = await world.campaign({ leads: 4, settings: { ...once, max_concurrent_calls: 2 } })
    world.carrier.otherwise = human('INTERESTED')
    await seat.start()
    await seat.moveTo('paused')
    await seat.play(HOUR)
    expect(world.carrier.dialed).toHaveLength(2)
    expect(await seat.statuses()).toEqual(['completed', 'completed', 'pending', 'pending'])
    await seat.moveTo('active')
    await seat.play(HOUR)
    expect(world.carrier.dialed.map((d) => d.to)).toEqual(seat.leads.map((l) => l.phones[0]))
    expect(await seat.status()).toMatchObject({ status: 'completed' })
  })
})

describe('cancel', () => {
  it('ends every lead: canceled when never attempted, else as its history has it', async () => {
    const seat = await world.campaign({ leads: 4, settings: { ...twice, max_concurrent_calls: 1 } })
    world.carrier.when(seat.leads[0]!.phones[0]!, noAnswer()).when(seat.leads[1]!.phones[0]!, machine())
    await seat.play(55 * SECOND)
    await seat.bulk('cancel', 'cancelled')
    await seat.play(DAY)
    expect(await seat.statuses()).toEqual(['failed', 'no_conversation', 'failed', 'canceled'])
    expect(await seat.stats()).toMatchObject({
      s_failed: 2,
      s_no_conversation: 1,
      s_canceled: 1,
      s_pending: 0,
      s_retry: 0,
      attempts: 3,
    })
    expect(await seat.queued()).toEqual([])
  })

  it('ends a lead whose attempt is given back after it', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    world.placerDown = true
    await seat.work()
    await seat.bulk('cancel', 'cancelled')
    await seat.play(HOUR)
    expect(await seat.statuses()).toEqual(['canceled'])
    expect(await seat.queued()).toEqual([])
    expect(world.carrier.dialed).toEqual([])
  })
})

describe('restart', () => {
  it('begins again with everybody, counters from zero, the history kept', async () => {
    const seat = await world.campaign({ leads: 3, settings: once })
    world.carrier.when(seat.leads[0]!.phones[0]!, human('INTERESTED'))
    await seat.play(HOUR)
    expect(await seat.status()).toMatchObject({ status: 'completed' })
    world.carrier.otherwise = human('NOT_INTERESTED')
    await seat.bulk('restart', 'active')
    await seat.play(HOUR)
    expect(world.carrier.dialed).toHaveLength(6)
    expect(await seat.stats()).toMatchObject({
      attempts: 3,
      s_completed: 3,
      s_failed: 0,
      d_no_answer: 0,
      d_interested: 1,
      reached: 3,
    })
    expect(await seat.attempts()).toHaveLength(6)
    expect(await seat.lead()).toMatchObject({ attempts: 1, phone_attempts: '[1]', pass: 1 })
  })

  it('of the unreached leaves alone who was reached', async () => {
    const seat = await world.campaign({ leads: 2, settings: once })
    world.carrier.when(seat.leads[0]!.phones[0]!, human('INTERESTED'))
    await seat.play(HOUR)
    await seat.bulk('restart_unreached', 'active')
    await seat.play(HOUR)
    expect(world.carrier.dialed.map((d) => d.to)).toEqual([0, 1, 1].map((i) => seat.leads[i]!.phones[0]))
    expect(await seat.stats()).toMatchObject({ s_completed: 1, s_failed: 1, reached: 1 })
  })

  it('never touches do_not_call, disqualified, skipped and dead phones', async () => {
    const dead = nextPhone()
    const seat = await world.campaign({
      leads: [
        { status: 'do_not_call' },
        { status: 'disqualified' },
        { status: 'skipped' },
        { phones: [dead, nextPhone()] },
      ],
      status: 'paused',
      settings: once,
    })
    await execute(`UPDATE contact_phones SET dead = 'invalid' WHERE e164 = ?1`, dead)
    await seat.bulk('restart', 'active')
    await seat.play(HOUR)
    expect(world.carrier.dialed.map((d) => d.to)).toEqual([seat.leads[3]!.phones[1]])
    expect((await seat.statuses()).slice(0, 3)).toEqual(['do_not_call', 'disqualified', 'skipped'])
  })

  it('from paused never dials by the old queue, even when the object hears of the status before it hears of the job', async () => {
    const seat = await world.campaign({ leads: 5, settings: { ...twice, max_concurrent_calls: 1 } })
    await seat.play(35 * SECOND)
    await seat.moveTo('paused')
    await seat.play(5 * MINUTE)
    const dialed = world.carrier.dialed.length
    await seat.set({ status: 'active', job: 'restart' })
    // The object still thinks it is paused and is woken by something else.
    await seat.in((engine) => {
      engine.campaign = { ...engine.campaign!, status: 'active' }
    })
    world.carrier.otherwise = human('INTERESTED')
    await seat.work()
    expect(world.carrier.dialed.slice(dialed).map((d) => d.to)).toEqual([seat.leads[0]!.phones[0]])
    await seat.play(HOUR)
    expect(await seat.stats()).toMatchObject({ s_completed: 5, attempts: 5 })
    expect(await seat.status()).toMatchObject({ job: null, status: 'completed' })
  })

  it('is taken up from the row when its command never arrived, also after a crash in the middle', async () => {
    const seat = await world.campaign({ leads: 1200, settings: once, status: 'completed' })
    await execute(`UPDATE leads SET status = 'failed', attempts = 3 WHERE campaign_id = ?1`, seat.campaign.id)
    await execute('UPDATE campaign_stats SET s_pending = 0, s_failed = 1200 WHERE campaign_id = ?1', seat.campaign.id)
    await seat.set({ status: 'active', job: 'restart' })
    world.grant = () => ({ granted: 0, nextAt: world.clock.at + MINUTE })
    world.fail('leadsForBulk', 'after', 1)
    await seat.work()
    seat.crash()
    await seat.play(20 * SECOND)
    expect(await seat.stats()).toMatchObject({ s_pending: 1200, s_failed: 0 })
    expect(await seat.status()).toMatchObject({ job: null })
    expect(await seat.queued()).toHaveLength(1200)
  })

  it('does not forget calls in progress when the object has lost its storage', async () => {
    const seat = await world.campaign({ leads: 2, settings: once })
    await seat.work()
    await seat.moveTo('paused')
    await seat.loseStorage()
    await seat.bulk('restart', 'active')
    await seat.play(HOUR)
    expect((await seat.attempts()).filter((a) => a.state !== 'settled')).toEqual([])
    const queued = await seat.queued()
    expect(new Set(queued).size).toBe(queued.length)
    expect(await seat.status()).toMatchObject({ status: 'completed' })
  })
})

describe('retry failed', () => {
  it('brings failed leads back into a running campaign and only those', async () => {
    const seat = await world.campaign({ leads: 3, settings: once })
    world.carrier.when(seat.leads[0]!.phones[0]!, human('INTERESTED'))
    await seat.play(HOUR)
    await seat.bulk('retry_failed', 'active')
    expect(world.carrier.dialed).toHaveLength(5)
    await seat.play(HOUR)
    expect(await seat.stats()).toMatchObject({ s_completed: 1, s_failed: 2, s_retry: 0, attempts: 5 })
    expect(await seat.status()).toMatchObject({ status: 'completed' })
  })

  it('forgets nobody when the answer of the database got lost', async () => {
    const seat = await world.campaign({ leads: 3, settings: once })
    await seat.play(HOUR)
    world.fail('settle', 'after', 1)
    await seat.bulk('retry_failed', 'active')
    await seat.play(HOUR)
    expect(world.carrier.dialed).toHaveLength(6)
    expect(await seat.status()).toMatchObject({ status: 'completed' })
  })
})

describe('leads added while it runs', () => {
  it('are dialed, whatever the campaign was doing', async () => {
    const seat = await world.campaign({ leads: 2, settings: once })
    await seat.start()
    await addLeads(seat.campaign, [{}, {}])
    await seat.more()
    await seat.play(HOUR)
    expect(world.carrier.dialed).toHaveLength(4)
    expect(await seat.status()).toMatchObject({ status: 'completed' })
  })

  it('keep it from completing although nobody told the object of them', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    await seat.start()
    await addLeads(seat.campaign, [{}])
    await seat.play(HOUR)
    expect(world.carrier.dialed).toHaveLength(2)
    expect(await seat.status()).toMatchObject({ status: 'completed' })
  })
})

describe('completion', () => {
  it('comes although the last leads of the list were deleted', async () => {
    const seat = await world.campaign({ leads: 2, settings: once })
    await execute('DELETE FROM leads WHERE id = ?1', seat.leads[1]!.id)
    await seat.play(HOUR)
    expect(await seat.status()).toMatchObject({ status: 'completed' })
    expect(world.carrier.dialed).toHaveLength(1)
  })

  it('comes at the end date, when the calls in progress are over, and ends what is left', async () => {
    const seat = await world.campaign({
      leads: 5,
      endAt: MONDAY_TEN + 70 * SECOND,
      settings: { ...twice, max_concurrent_calls: 1 },
    })
    await seat.play(2 * MINUTE)
    expect(world.carrier.dialed).toHaveLength(3)
    expect(await seat.status()).toMatchObject({ status: 'completed', status_reason: 'ended' })
    expect(await seat.statuses()).toEqual(['failed', 'failed', 'failed', 'canceled', 'canceled'])
  })

  it('survives a crash between the status and what is left to do', async () => {
    const seat = await world.campaign({
      leads: 3,
      endAt: MONDAY_TEN + 10 * SECOND,
      settings: { ...twice, max_concurrent_calls: 1 },
    })
    world.fail('moveCampaign', 'after', 1)
    await seat.play(40 * SECOND)
    seat.crash()
    await seat.play(MINUTE)
    expect(await seat.statuses()).toEqual(['failed', 'canceled', 'canceled'])
  })

  it('does not come to a follow-up campaign, which stays and waits', async () => {
    const seat = await world.campaign({ leads: 1, type: 'follow_up', settings: once })
    await seat.play(HOUR)
    expect(await seat.status()).toMatchObject({ status: 'active' })
  })
})

describe('a scheduled campaign', () => {
  it('starts at its date, by the alarm it asked for, also after an eviction', async () => {
    const seat = await world.campaign({ leads: 1, status: 'scheduled', startAt: MONDAY_TEN + 2 * HOUR, settings: once })
    await seat.work()
    expect(seat.wakeAt).toBe(MONDAY_TEN + 2 * HOUR)
    expect((await seat.status()).next_wake_at).toBe(MONDAY_TEN + 2 * HOUR)
    seat.crash()
    await seat.work()
    expect(seat.wakeAt).toBe(MONDAY_TEN + 2 * HOUR)
    await seat.play(3 * HOUR)
    expect(world.carrier.dialed[0]!.at).toBe(MONDAY_TEN + 2 * HOUR)
    expect(await seat.status()).toMatchObject({ status: 'completed', started_at: MONDAY_TEN + 2 * HOUR })
  })
})

describe('a person', () => {
  it('switches a lead off and on', async () => {
    const seat = await world.campaign({ leads: 2, settings: { ...once, max_concurrent_calls: 1 } })
    await seat.start()
    expect(await seat.change(seat.leads[1]!.id, 'disable')).toEqual({ ok: true, message: '' })
    await seat.play(HOUR)
    expect(world.carrier.dialed).toHaveLength(1)
    expect(await seat.statuses()).toEqual(['failed', 'disabled'])
  })

  it('cannot switch off who is in a call', async () => {
    const seat = await world.campaign({ leads: 1 })
    await seat.start()
    expect(await seat.change(seat.leads[0]!.id, 'disable')).toMatchObject({ ok: false })
  })

  it('who switches a lead off while the loop is about to dial it is obeyed or refused, never both', async () => {
    const seat = await world.campaign({ leads: 1, settings: once, status: 'paused' })
    await seat.work()
    await seat.in((engine) => {
      const { settle } = engine.deps.store
      engine.deps.store.settle = async (...args) => {
        await settle(...args)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    })
    await seat.set({ status: 'active' })
    const [answer] = await Promise.all([seat.change(seat.leads[0]!.id, 'disable'), seat.refresh()])
    await seat.play(HOUR)
    expect(world.carrier.dialed).toHaveLength(answer.ok ? 0 : 1)
    expect((await seat.lead()).status).toBe(answer.ok ? 'disabled' : 'failed')
  })

  it('who corrects a name does not bring the retry forward, nor erase why a lead ended', async () => {
    const seat = await world.campaign({
      leads: 2,
      settings: { retry: { mode: 'per_contact', max_attempts_per_phone: 2, interval_minutes: 60 } },
    })
    await seat.play(MINUTE)
    await seat.change(seat.leads[0]!.id, 'edit')
    await seat.play(30 * MINUTE)
    expect(world.carrier.dialed).toHaveLength(2)
    await seat.play(2 * HOUR)
    expect(await seat.lead()).toMatchObject({ status: 'failed', status_reason: 'attempts_used_up' })
    await seat.change(seat.leads[0]!.id, 'edit')
    expect(await seat.lead()).toMatchObject({ status: 'failed', status_reason: 'attempts_used_up' })
  })

  it('who corrects the phone of a skipped lead makes it dialable', async () => {
    const seat = await world.campaign({
      leads: [{ phones: [null] }, {}],
      settings: { ...once, call_interval_seconds: 60 },
    })
    await seat.work()
    expect((await seat.statuses())[0]).toBe('skipped')
    const phone = nextPhone()
    await execute(
      'UPDATE contacts SET phones = ?2 WHERE id = ?1',
      seat.leads[0]!.contactId,
      JSON.stringify([{ position: 1, e164: phone, raw: phone, problem: null }]),
    )
    await seat.change(seat.leads[0]!.id, 'edit')
    await seat.play(HOUR)
    expect(world.carrier.dialsOf(phone)).toHaveLength(1)
  })
})

describe('a campaign whose list is still coming in', () => {
  it('is not completed before the import has ended', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    await execute(
      `INSERT INTO imports (id, org_id, campaign_id, file_key, status, created_at)
       SELECT 'imp_open', org_id, id, 'k', 'running', 0 FROM campaigns WHERE id = ?1`,
      seat.campaign.id,
    )
    await seat.play(HOUR)
    expect(world.carrier.dialed).toHaveLength(1)
    expect(await seat.status()).toMatchObject({ status: 'active' })
    await execute(`UPDATE imports SET status = 'completed' WHERE id = 'imp_open'`)
    await seat.play(HOUR)
    expect(await seat.status()).toMatchObject({ status: 'completed' })
  })
})
