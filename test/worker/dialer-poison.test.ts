import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DialingStore } from '../../src/dialer/store.ts'
import { execute, migrate, type Row, row, rows } from '../support/factory.ts'
import { human } from '../support/fake-carrier.ts'
import { HOUR, MINUTE } from '../support/fake-clock.ts'
import { type Seat, World } from '../support/harness.ts'

/** What always throws is set aside and stops nothing else. */

beforeAll(migrate)

let world: World
beforeEach(() => {
  world = new World()
})

const once = { retry: { max_attempts_per_phone: 1 }, max_concurrent_calls: 50 } as const
const stuck = (seat: Seat): Promise<Row[]> =>
  rows('SELECT * FROM stuck_items WHERE campaign_id = ?1 ORDER BY id', seat.campaign.id)

/** From here on the store's method throws for these arguments. */
async function spoil<M extends keyof DialingStore>(
  seat: Seat,
  method: M,
  isBad: (...args: Parameters<DialingStore[M]>) => boolean,
): Promise<() => Promise<void>> {
  return await seat.in((engine) => {
    const whole = engine.deps.store[method] as (...args: Parameters<DialingStore[M]>) => Promise<unknown>
    const spoilt = async (...args: Parameters<DialingStore[M]>) => {
      if (isBad(...args)) throw new Error('D1_ERROR: malformed JSON')
      return whole(...args)
    }
    engine.deps.store[method] = spoilt as unknown as DialingStore[M]
    return () =>
      seat.in(() => {
        engine.deps.store[method] = whole as unknown as DialingStore[M]
      })
  })
}

/** The counters of the campaign are what a recount of its leads says. */
async function expectCounted(seat: Seat): Promise<void> {
  const counted = await rows(
    'SELECT status, count(*) AS n FROM leads WHERE campaign_id = ?1 GROUP BY status',
    seat.campaign.id,
  )
  const stats = await seat.stats()
  for (const { status, n } of counted) expect(stats[`s_${status}`], String(status)).toBe(n)
}

async function expectSetAside(seat: Seat, index: number, others: number): Promise<void> {
  const { id } = seat.leads[index]!
  expect(await stuck(seat)).toMatchObject([
    { kind: 'lead', subject: id, org_id: seat.campaign.orgId, resolved_at: null },
  ])
  expect(await seat.lead(index)).toMatchObject({ status: 'failed', status_reason: 'set_aside' })
  expect(world.carrier.dialsOf(seat.leads[index]!.phones[0]!)).toEqual([])
  expect(world.carrier.dialed).toHaveLength(others)
  expect(await seat.status()).toMatchObject({ status: 'completed' })
  expect(await seat.queued()).toEqual([])
  await expectCounted(seat)
}

describe('a lead', () => {
  it('whose row in the database cannot be read is set aside after some minutes; the others are called meanwhile', async () => {
    const seat = await world.campaign({ leads: 7, settings: once })
    await execute("UPDATE contacts SET phones = '[{' WHERE id = ?1", seat.leads[3]!.contactId)
    await seat.play(MINUTE)
    expect(world.carrier.dialed).toHaveLength(6)
    expect(await stuck(seat)).toEqual([])
    expect(await seat.status()).toMatchObject({ status: 'active' })
    await seat.play(10 * MINUTE)
    await expectSetAside(seat, 3, 6)
    expect((await stuck(seat))[0]).toMatchObject({ tries: 5, error: expect.stringMatching(/JSON/) })
  })

  it('that is readable again before that is called like any other', async () => {
    const seat = await world.campaign({ leads: 3, settings: once })
    const { phones } = await row('SELECT phones FROM contacts WHERE id = ?1', seat.leads[1]!.contactId)
    await execute("UPDATE contacts SET phones = '[{' WHERE id = ?1", seat.leads[1]!.contactId)
    await seat.play(MINUTE)
    await execute('UPDATE contacts SET phones = ?2 WHERE id = ?1', seat.leads[1]!.contactId, phones!)
    await seat.play(HOUR)
    expect(world.carrier.dialed).toHaveLength(3)
    expect(await stuck(seat)).toEqual([])
    expect(await seat.stats()).toMatchObject({ s_failed: 3, attempts: 3 })
  })

  it('whose attributes no rule can deal with does not stop the page it came with', async () => {
    const seat = await world.campaign({ leads: 5, settings: once })
    await execute("UPDATE leads SET phone_attempts = 'x' WHERE id = ?1", seat.leads[0]!.id)
    await seat.play(15 * MINUTE)
    await expectSetAside(seat, 0, 4)
  })

  it('whose permit always throws does not hold up the others of its batch', async () => {
    const seat = await world.campaign({ leads: 20, settings: once })
    const bad = seat.leads[4]!
    await spoil(seat, 'permit', (_context, requests) => requests.some((r) => r.leadId === bad.id))
    await seat.play(5 * MINUTE)
    expect(world.carrier.dialed).toHaveLength(19)
    await seat.play(30 * MINUTE)
    await expectSetAside(seat, 4, 19)
  })

  it('whose refusal cannot be dealt with is not asked for for ever', async () => {
    const seat = await world.campaign({ leads: 4, settings: once })
    const bad = seat.leads[2]!
    await seat.in((engine) => {
      const { permit, pullLead } = engine.deps.store
      engine.deps.store.permit = async (context, requests) => {
        const others = requests.filter((r) => r.leadId !== bad.id)
        const answer = await permit(context, others)
        for (const r of requests) if (r.leadId === bad.id) answer.refused.set(r.attemptId, { reason: 'changed' })
        return answer
      }
      engine.deps.store.pullLead = async (id, leadId) => {
        if (leadId === bad.id) throw new Error('malformed JSON')
        return pullLead(id, leadId)
      }
    })
    await seat.play(HOUR)
    await expectSetAside(seat, 2, 3)
  })

  it.each(['in its lane', 'in a call', 'with its result'])(
    'whose row in the queue cannot be read is read anew: %s',
    async (where) => {
      const seat = await world.campaign({
        leads: 4,
        status: where === 'in its lane' ? 'paused' : 'active',
        settings: once,
      })
      await seat.work()
      if (where === 'with its result') {
        world.fail('settle', 'before', 1_000)
        await seat.play(MINUTE)
        world.faults.length = 0
      }
      const spoilt = await seat.in((_engine, state) => {
        const { seq } = state.storage.sql.exec<{ seq: number }>('SELECT seq FROM queue LIMIT 1').one()
        return state.storage.sql.exec("UPDATE queue SET lead = '{' WHERE seq = ?", seq).rowsWritten
      })
      expect(spoilt).toBe(1)
      seat.crash()
      await seat.moveTo('active')
      await seat.play(2 * HOUR)
      for (const { phones } of seat.leads) expect(world.carrier.dialsOf(phones[0]!)).toHaveLength(1)
      expect(await seat.stats()).toMatchObject({ attempts: 4, s_failed: 4 })
      expect((await seat.attempts()).every((a) => a.state === 'settled')).toBe(true)
      expect(await stuck(seat)).toEqual([])
    },
  )

  it('that a cancel cannot change does not keep the campaign from being cancelled', async () => {
    const seat = await world.campaign({ leads: 6, status: 'paused', settings: once })
    await seat.work()
    const bad = seat.leads[2]!
    await spoil(seat, 'settle', (_scope, _results, leads) => leads.some((l) => l.leadId === bad.id))
    await seat.bulk('cancel', 'cancelled')
    expect(await seat.statuses()).toEqual(['canceled', 'canceled', 'pending', 'canceled', 'canceled', 'canceled'])
    expect((await seat.status()).job).toBeNull()
    await seat.play(HOUR)
    expect(await seat.lead(2)).toMatchObject({ status: 'failed', status_reason: 'set_aside' })
    expect(await stuck(seat)).toMatchObject([{ kind: 'lead', subject: bad.id }])
    await expectCounted(seat)
  })

  it('is not set aside while it is the database that fails', async () => {
    const seat = await world.campaign({ leads: 3, settings: once })
    world.fail('settle', 'before', 1_000)
    world.fail('pullLeads', 'before', 100)
    await seat.play(20 * MINUTE)
    world.faults.length = 0
    await seat.play(2 * HOUR)
    expect(await stuck(seat)).toEqual([])
    expect(await seat.stats()).toMatchObject({ attempts: 3, s_failed: 3 })
  })

  it('keeps its trouble over a crash, and is never in the queue twice', async () => {
    const seat = await world.campaign({ leads: 4, settings: once, status: 'paused' })
    await execute("UPDATE contacts SET phones = '[{' WHERE id = ?1", seat.leads[1]!.contactId)
    await seat.work()
    seat.crash()
    await seat.work()
    const queued = await seat.queued()
    expect(queued).toHaveLength(3)
    expect(new Set(queued).size).toBe(3)
    await seat.moveTo('active')
    await seat.play(HOUR)
    await expectSetAside(seat, 1, 3)
  })

  it('is called after all when a person has mended it and says so', async () => {
    const seat = await world.campaign({ leads: 2, settings: once })
    const { phones } = await row('SELECT phones FROM contacts WHERE id = ?1', seat.leads[0]!.contactId)
    await execute("UPDATE contacts SET phones = '[{' WHERE id = ?1", seat.leads[0]!.contactId)
    await seat.play(10 * MINUTE)
    expect(await seat.lead(0)).toMatchObject({ status: 'failed', status_reason: 'set_aside' })
    await execute('UPDATE contacts SET phones = ?2 WHERE id = ?1', seat.leads[0]!.contactId, phones!)
    await seat.set({ finished_at: null })
    await seat.moveTo('paused')
    expect(await seat.tryAgain('lead', seat.leads[0]!.id)).toEqual({ found: true, message: '' })
    await seat.moveTo('active')
    await seat.play(HOUR)
    expect(world.carrier.dialsOf(seat.leads[0]!.phones[0]!)).toHaveLength(1)
    expect(world.carrier.dialsOf(seat.leads[1]!.phones[0]!)).toHaveLength(1)
    await expectCounted(seat)
  })
})

describe('a result', () => {
  it('that the database never takes is stored without what was said, so that its phone is free again', async () => {
    const seat = await world.campaign({ leads: 3, settings: once })
    const phone = seat.leads[1]!.phones[0]!
    world.carrier.when(phone, human('INTERESTED', { summary: 'a summary that breaks it' }))
    await spoil(seat, 'settle', (_scope, results) => results.some((r) => r.summary?.includes('breaks it')))
    await seat.play(20 * MINUTE)
    expect(await seat.statuses()).toEqual(['failed', 'completed', 'failed'])
    const attempt = (await seat.attempts()).find((a) => a.phone === phone)!
    expect(attempt).toMatchObject({
      state: 'settled',
      disposition: 'INTERESTED',
      answer_status: 'human',
      summary: null,
    })
    const [item] = await stuck(seat)
    expect(item).toMatchObject({ kind: 'result', subject: attempt.id, tries: 5, resolved_at: null })
    expect(JSON.parse(String(item!.payload))).toMatchObject({ summary: 'a summary that breaks it' })
    expect(await seat.status()).toMatchObject({ status: 'completed' })
    await expectCounted(seat)
    // The facts are in the ledger: what is missing comes from the item, not from here.
    expect(await seat.tryAgain('result', String(attempt.id))).toEqual({ found: false, message: '' })
  })

  it('whose lead cannot be changed either is settled alone, and the lead is marked', async () => {
    const seat = await world.campaign({ leads: 3, settings: once })
    const bad = seat.leads[1]!
    await spoil(seat, 'settle', (_scope, _results, leads) => leads.some((l) => l.leadId === bad.id))
    await seat.play(20 * MINUTE)
    expect((await seat.attempts()).map((a) => a.state)).toEqual(['settled', 'settled', 'settled'])
    expect(await seat.lead(1)).toMatchObject({ status: 'failed', status_reason: 'set_aside' })
    expect(await stuck(seat)).toMatchObject([{ kind: 'result' }])
    expect(await seat.status()).toMatchObject({ status: 'completed' })
  })

  it('of which nothing can be written stays, and is stored whole when a person says so', async () => {
    const seat = await world.campaign({ leads: 2, settings: once })
    const bad = seat.leads[0]!
    const mend = await spoil(seat, 'settle', (_scope, results) => results.some((r) => r.phone === bad.phones[0]))
    await seat.play(20 * MINUTE)
    const open = (await seat.attempts()).find((a) => a.state !== 'settled')!
    expect(open).toMatchObject({ lead_id: bad.id })
    expect(await stuck(seat)).toMatchObject([{ kind: 'result', subject: open.id }])
    await mend()
    expect(await seat.tryAgain('result', String(open.id))).toEqual({ found: true, message: '' })
    await seat.work()
    expect((await seat.attempts()).map((a) => a.state)).toEqual(['settled', 'settled'])
    expect(await seat.statuses()).toEqual(['failed', 'failed'])
    await expectCounted(seat)
  })
})
