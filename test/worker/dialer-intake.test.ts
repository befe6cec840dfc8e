import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createImportStore } from '../../src/adapters/d1/import-store.ts'
import { randomIds } from '../../src/adapters/ids.ts'
import { insertLeads } from '../../src/app/imports/insert-leads.ts'
import type { RowResult } from '../../src/app/imports/plan.ts'
import type { IntakeAction, IntakeRow } from '../../src/app/imports/plan-leads.ts'
import { dropNamed } from '../../src/dialer/drop-removed.ts'
import { LEAD_STATUSES } from '../../src/domain/lead.ts'
import { blankRow } from '../../src/domain/lead-file/rows.ts'
import type { Dialers } from '../../src/ports.ts'
import { bindings, execute, migrate, nextPhone, row } from '../support/factory.ts'
import { human, noAnswer } from '../support/fake-carrier.ts'
import { HOUR, MINUTE, SECOND } from '../support/fake-clock.ts'
import { type Seat, World } from '../support/harness.ts'

let world: World
beforeAll(migrate)
beforeEach(() => {
  world = new World()
  world.carrier.otherwise = human('INTERESTED')
})

const once = { retry: { mode: 'breadth_first', max_attempts_per_phone: 1, interval_minutes: 60 } } as const
const slowly = { ...once, max_concurrent_calls: 1 }

/** People come or go as they do by the API. `isTold`: the campaign's object hears of it. */
function give(seat: Seat, phones: string[], action: IntakeAction = 'upsert', isTold = true): Promise<RowResult[]> {
  const row = (e164: string): IntakeRow => ({
    ...blankRow(),
    phones: [{ position: 1, e164, raw: e164, problem: null }],
  })
  const dialers = {
    more: async () => {
      if (!isTold) throw new Error('the object is away')
      await seat.more()
    },
    leadsRemoved: async (_id: string, seqs: number[]) => {
      if (!isTold) throw new Error('the object is away')
      await seat.in((engine) => dropNamed(engine, seqs))
      await seat.work()
    },
  } as unknown as Dialers
  return insertLeads(
    {
      imports: createImportStore(bindings.DB),
      ids: randomIds(world.clock),
      clock: world.clock,
      dialers,
      log: world.deps().log,
    },
    {
      orgId: seat.campaign.orgId,
      target: { campaignId: seat.campaign.id, requireConsent: false, eligibility: null },
      importId: null,
      actor: 'key:test',
      action,
      rows: phones.map(row),
    },
  )
}

const phoneOf = (seat: Seat, i: number): string => seat.leads[i]!.phones[0]!
const dialed = () => world.carrier.dialed.map((call) => call.to)

/** Every counter of leads is what the leads say. */
async function expectCounted(seat: Seat): Promise<void> {
  const stats = await seat.stats()
  const statuses = await seat.statuses()
  for (const status of LEAD_STATUSES)
    expect([status, stats[`s_${status}`]]).toEqual([status, statuses.filter((it) => it === status).length])
}

describe('leads that come while the campaign runs', () => {
  it('are dialed without a restart', async () => {
    const seat = await world.campaign({ leads: 2, settings: slowly })
    await seat.start()
    const phone = nextPhone()
    await give(seat, [phone])
    await seat.play(HOUR)
    expect(dialed()).toEqual([phoneOf(seat, 0), phoneOf(seat, 1), phone])
    expect(await seat.status()).toMatchObject({ status: 'completed' })
    await expectCounted(seat)
  })

  it('wake a campaign that waits for them, as often as they come', async () => {
    const seat = await world.campaign({ settings: { ...once, execution: 'on_add' } })
    await seat.start()
    expect(await seat.in((engine) => engine.because)).toBe('idle')
    for (const n of [1, 2, 3]) {
      await give(seat, [nextPhone()])
      await seat.play(HOUR)
      expect(dialed()).toHaveLength(n)
      expect(await seat.in((engine) => engine.because)).toBe('idle')
      expect(await seat.status()).toMatchObject({ status: 'active' })
    }
    await expectCounted(seat)
  })

  it('are dialed too when the object did not hear of them, as soon as it looks', async () => {
    const seat = await world.campaign({ settings: { ...once, execution: 'on_add' } })
    await seat.start()
    const phone = nextPhone()
    await give(seat, [phone], 'upsert', false)
    await seat.refresh()
    await seat.play(HOUR)
    expect(dialed()).toEqual([phone])
  })
})

describe('a lead that is removed', () => {
  it.each([true, false])('is not dialed from the next dial on (told: %s)', async (isTold) => {
    const seat = await world.campaign({ leads: 4, settings: slowly })
    await seat.start()
    const gone = await give(seat, [phoneOf(seat, 1), phoneOf(seat, 2)], 'remove', isTold)
    expect(gone.map((it) => it.outcome)).toEqual(['removed', 'removed'])
    expect(await seat.in((engine) => engine.queue.total())).toBe(isTold ? 2 : 4)
    await seat.play(HOUR)
    expect(dialed()).toEqual([phoneOf(seat, 0), phoneOf(seat, 3)])
    expect(await seat.status()).toMatchObject({ status: 'completed' })
    expect(await seat.attempts()).toHaveLength(2)
    expect(await seat.in((engine) => engine.queue.total())).toBe(0)
    await expectCounted(seat)
  })

  it('after its permit was asked for and before it was given is not dialed, and nothing is spent', async () => {
    const seat = await world.campaign({ leads: 2, settings: slowly })
    await seat.in((engine) => {
      const { permit } = engine.deps.store
      let isFirst = true
      engine.deps.store.permit = async (...asked) => {
        if (isFirst) await give(seat, [phoneOf(seat, 0)], 'remove', false)
        isFirst = false
        return permit(...asked)
      }
    })
    await seat.play(HOUR)
    expect(dialed()).toEqual([phoneOf(seat, 1)])
    expect(await seat.attempts()).toHaveLength(1)
    expect(
      await row('SELECT sum(calls) AS n FROM number_days WHERE number_id = ?1', seat.campaign.numberIds[0]!),
    ).toEqual({ n: 1 })
    expect(await seat.status()).toMatchObject({ status: 'completed' })
    await expectCounted(seat)
  })

  it.each(['disabled', 'canceled', 'disqualified'])(
    'or is %s in the database is refused by the permit',
    async (status) => {
      const seat = await world.campaign({ leads: 2, settings: slowly })
      await seat.start()
      await execute('UPDATE leads SET status = ?2 WHERE id = ?1', seat.leads[1]!.id, status)
      await seat.play(HOUR)
      expect(dialed()).toEqual([phoneOf(seat, 0)])
      expect(await seat.in((engine) => engine.queue.total())).toBe(0)
    },
  )

  it('while it is in a call is switched off, and stays so when nobody picks up', async () => {
    const settings = { retry: { mode: 'breadth_first', max_attempts_per_phone: 3, interval_minutes: 1 } } as const
    const seat = await world.campaign({ leads: 1, settings })
    world.carrier.otherwise = noAnswer()
    await seat.start()
    expect(await give(seat, [phoneOf(seat, 0)], 'remove')).toMatchObject([{ outcome: 'removed' }])
    await seat.play(HOUR)
    expect(dialed()).toHaveLength(1)
    expect(await seat.lead()).toMatchObject({ status: 'disabled', status_reason: 'removed', attempts: 1 })
    expect(await seat.status()).toMatchObject({ status: 'completed' })
    await expectCounted(seat)
  })

  it('while it is in a call that decides everything has its outcome', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    await seat.start()
    await give(seat, [phoneOf(seat, 0)], 'remove')
    await seat.play(HOUR)
    expect(await seat.lead()).toMatchObject({ status: 'completed', disposition: 'INTERESTED' })
    await expectCounted(seat)
  })

  it.each([
    [true, true],
    [false, false],
    [false, true],
  ])(
    'and given again goes on where it was, once (told of the one: %s, of the other: %s)',
    async (isTold, isToldAgain) => {
      const settings = { retry: { mode: 'breadth_first', max_attempts_per_phone: 2, interval_minutes: 30 } } as const
      const seat = await world.campaign({ leads: 2, settings })
      world.carrier.otherwise = noAnswer()
      await seat.start()
      await seat.play(5 * MINUTE)
      expect(dialed()).toHaveLength(2)
      await give(seat, [phoneOf(seat, 0)], 'remove', isTold)
      expect(await give(seat, [phoneOf(seat, 0)], 'upsert', isToldAgain)).toMatchObject([{ status: 'retry' }])
      await seat.refresh()
      await seat.play(5 * HOUR)
      expect(dialed().filter((it) => it === phoneOf(seat, 0))).toHaveLength(2)
      expect(dialed()).toHaveLength(4)
      expect(await seat.statuses()).toEqual(['failed', 'failed'])
      expect(await seat.status()).toMatchObject({ status: 'completed' })
      await expectCounted(seat)
    },
  )

  it('before its page was read is never read in', async () => {
    const seat = await world.campaign({ leads: 2, status: 'paused' })
    await give(seat, [phoneOf(seat, 0), phoneOf(seat, 1)], 'remove')
    await seat.moveTo('active')
    await seat.play(SECOND)
    expect(dialed()).toEqual([])
    expect(await seat.status()).toMatchObject({ status: 'completed' })
    await expectCounted(seat)
  })
})
