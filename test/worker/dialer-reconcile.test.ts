import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createDialingStore } from '../../src/adapters/d1/dialing-store.ts'
import { createLedgerStore } from '../../src/adapters/d1/ledger-store.ts'
import { sweepLedger } from '../../src/app/ledger/sweep-ledger.ts'
import { liveOf } from '../../src/dialer/live.ts'
import { workOff } from '../../src/dialer/loop.ts'
import { bindings, execute, migrate, row } from '../support/factory.ts'
import {
  accepted500,
  type Behaviour,
  busy,
  ended,
  human,
  machine,
  noAnswer,
  refuses,
  reported,
  silent,
} from '../support/fake-carrier.ts'
import { HOUR, MINUTE, SECOND } from '../support/fake-clock.ts'
import { type Seat, World } from '../support/harness.ts'

let world: World
beforeAll(migrate)
beforeEach(() => {
  world = new World()
})

const once = { retry: { mode: 'breadth_first', max_attempts_per_phone: 1, interval_minutes: 60 } } as const

/** What became of the only lead and its call. */
async function outcomeOf(seat: Seat): Promise<Record<string, unknown>> {
  const { status, disposition, answer_status, attempts, conversations, talk_seconds } = await seat.lead()
  const [attempt] = await seat.attempts()
  return {
    lead: { status, disposition, answer_status, attempts, conversations, talk_seconds },
    attempt: { state: attempt!.state, disposition: attempt!.disposition, answer_status: attempt!.answer_status },
    calls: world.carrier.dialed.length,
  }
}

const BEHAVIOURS: Record<string, () => Behaviour> = {
  'a person who is interested': () => human('INTERESTED'),
  'a person who opts out': () => human('OPT_OUT'),
  'a machine': machine,
  nobody: () => noAnswer(),
  'a busy line': () => busy(),
  'a call without any callback': silent,
  'a call whose dial was answered 500': accepted500,
}

describe('a crash at any moment of a call', () => {
  it.each(Object.entries(BEHAVIOURS))('ends like the call without one: %s', async (_name, behaviour) => {
    const calm = await world.campaign({ leads: 1, settings: once })
    world.carrier.otherwise = behaviour()
    await calm.play(HOUR)
    const expected = await outcomeOf(calm)
    expect(expected).toMatchObject({ attempt: { state: 'settled' }, calls: 1 })
    for (let after = 0; after <= 75; after += 5) {
      world = new World()
      world.carrier.otherwise = behaviour()
      const seat = await world.campaign({ leads: 1, settings: once })
      await seat.play(after * SECOND)
      seat.crash()
      await seat.play(HOUR)
      expect({ after, ...(await outcomeOf(seat)) }).toEqual({ after, ...expected })
    }
  })

  it('writes no row for what the carrier’s log tells again, and one for what only the call could say', async () => {
    const rowsOf = async (behaviour: Behaviour): Promise<number> => {
      const seat = await world.campaign({ leads: 1, settings: once })
      world.carrier.when(seat.leads[0]!.phones[0]!, behaviour)
      await seat.in((engine) => engine.load())
      await seat.in((engine) => import('../../src/dialer/intake.ts').then(({ intake }) => intake(engine)))
      const before = seat.objectRows
      await seat.play(5 * MINUTE)
      expect(await seat.attempts()).toMatchObject([{ state: 'settled' }])
      return seat.objectRows - before
    }
    const base = await rowsOf(noAnswer())
    // Detection is kept; the end of the call and its report go straight to the ledger.
    expect((await rowsOf(machine())) - base).toBe(1)
    expect((await rowsOf(human('INTERESTED'))) - base).toBeLessThanOrEqual(1)
  })
})

describe('a result', () => {
  it('is called stored only when the ledger or the object has it', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    await seat.work()
    const due = world.carrier.due.splice(0)
    let isStored = false
    for (const callback of due) await seat.deliver(callback)
    const { attemptId } = due[0]!
    await seat.in((engine) => void engine.stored(attemptId).then(() => (isStored = true)))
    await seat.in(() => Promise.resolve())
    expect(isStored).toBe(false)
    await seat.work()
    expect(isStored).toBe(true)
    expect(await seat.attempts()).toMatchObject([{ state: 'settled' }])
  })

  it('is kept in the object while the ledger is away, and nobody waits for it', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    await seat.work()
    const due = world.carrier.due.splice(0)
    world.fail('settle', 'before', 5)
    world.clock.at += 31 * SECOND
    for (const callback of due) await seat.deliver(callback)
    await seat.in(async (engine) => {
      const stored = engine.stored(due[0]!.attemptId)
      await workOff(engine)
      await stored
    })
    seat.crash()
    world.carrier.logDown = true
    await seat.play(10 * MINUTE)
    expect(await seat.attempts()).toMatchObject([{ state: 'settled', disposition: 'NO_ANSWER' }])
  })
})

describe('an attempt of which nobody has heard', () => {
  it('is shown as being reconciled from the look at the carrier’s log until its end', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    world.carrier.otherwise = refuses('unknown')
    await seat.work()
    const reconciling = () => seat.in((engine) => liveOf(engine).inFlight.map((call) => call.reconciling))
    expect(await reconciling()).toEqual([true])
    world.carrier.otherwise = noAnswer()
    await seat.play(30 * MINUTE)
    expect(await reconciling()).toEqual([])
  })

  it('to have been answered is asked for at the carrier before its end decides', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    world.carrier.otherwise = {
      end: { afterMs: 25 * SECOND, reason: 'hangup', answered: true, talkMs: 20 * SECOND },
      events: (at) => [{ after: 25 * SECOND, events: [ended(at + 25 * SECOND, 'hangup')] }],
    }
    await seat.play(10 * MINUTE)
    expect(await seat.attempts()).toMatchObject([
      { answer_status: 'human', talk_seconds: 20, disposition: 'NO_ANSWER' },
    ])
    expect(await seat.lead()).toMatchObject({ status: 'no_conversation' })
  })

  it('waits for a report that was acknowledged and kept, however long its grace is over', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    const said = human('INTERESTED')
    world.carrier.otherwise = { ...said, events: (at) => said.events!(at).slice(0, -1) }
    await seat.play(70 * SECOND)
    const [attempt] = await seat.attempts()
    await execute(
      `INSERT INTO stuck_items (org_id, id, kind, subject, campaign_id, error, first_at, last_at) VALUES (?1, 'stk_1', 'event', ?2, ?3, 'x', 0, 0)`,
      seat.campaign.orgId,
      `${attempt!.id}/report/abc`,
      seat.campaign.id,
    )
    await seat.play(15 * MINUTE)
    expect(await seat.attempts()).toMatchObject([{ state: 'permitted' }])
    await seat.event(String(attempt!.id), null, reported(world.clock.at, 'INTERESTED'))
    await seat.play(MINUTE)
    expect(await seat.attempts()).toMatchObject([{ state: 'settled', disposition: 'INTERESTED' }])
  })

  it('is settled by what is known when the log does not answer', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    world.carrier.logDown = true
    world.carrier.otherwise = { events: (at) => [{ after: 5 * SECOND, events: [ended(at + 5 * SECOND, 'hangup')] }] }
    await seat.play(20 * MINUTE)
    expect(await seat.attempts()).toMatchObject([{ state: 'settled', disposition: 'NO_ANSWER' }])
  })

  it('holds up none of the others when its look-up always breaks, and ends when its call can no longer go on', async () => {
    const seat = await world.campaign({ leads: 15, settings: { ...once, max_concurrent_calls: 15 } })
    const broken = seat.leads.slice(0, 12).map((lead) => lead.phones[0])
    world.carrier.otherwise = silent()
    await seat.work()
    const calls = new Map(world.carrier.dialed.map(({ attemptId, to }) => [`call-${attemptId}`, to]))
    const { findCall } = world.carrier
    world.carrier.findCall = (id) =>
      broken.includes(calls.get(id)!) ? Promise.reject(new Error('broken')) : findCall.call(world.carrier, id)
    await seat.play(30 * MINUTE)
    expect((await seat.statuses()).filter((status) => status === 'failed')).toHaveLength(3)
    await seat.play(3 * HOUR)
    expect(new Set(await seat.statuses())).toEqual(new Set(['failed']))
    expect((await seat.attempts()).filter(({ state }) => state !== 'settled')).toEqual([])
  })

  it('is not, while it rings', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    await seat.work()
    expect(await seat.in((engine) => liveOf(engine).inFlight.map((call) => call.reconciling))).toEqual([false])
  })
})

describe('the sweep of the ledger', () => {
  const commands: string[] = []
  const sweep = () =>
    sweepLedger({
      clock: world.clock,
      ledger: createLedgerStore(bindings.DB),
      dialing: createDialingStore(bindings.DB),
      dialers: { reconcile: async (id) => void commands.push(id) },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined } as never,
    })
  const sealed = (seat: Seat) =>
    execute(`UPDATE organizations SET proof_sealed_to = 'att_zzzz' WHERE id = ?1`, seat.campaign.orgId)
  /** The ids of the harness do not tell the time. */
  const permit = async (seat: Seat, at: number, state: string): Promise<string> => {
    const { firstIdAt } = await import('../../src/adapters/ids.ts')
    const id = `${firstIdAt('att', at)}${seat.campaign.id}`
    const lead = seat.leads[0]!
    await execute(
      `INSERT INTO attempts (org_id, id, campaign_id, lead_id, contact_id, number_id, from_e164, phone, pass, position, day, permitted_at, state)
       VALUES (?1, ?2, ?3, ?4, ?5, 'num_x', '+16465550100', ?6, 1, 1, '2026-11-23', ?7, ?8)`,
      seat.campaign.orgId,
      id,
      seat.campaign.id,
      lead.id,
      lead.contactId,
      lead.phones[0]!,
      at,
      state,
    )
    return id
  }
  beforeEach(() => void commands.splice(0))

  it('passes what is settled once, and stops before what is not', async () => {
    const seat = await world.campaign({ leads: 1 })
    await sealed(seat)
    const now = world.clock.at
    const first = await permit(seat, now - 4 * HOUR, 'settled')
    const open = await permit(seat, now - 3 * HOUR, 'permitted')
    await permit(seat, now - 2 * HOUR, 'settled')
    const fresh = await permit(seat, now - 10 * MINUTE, 'permitted')
    await sweep()
    const passed = () => row('SELECT reconciled_to FROM organizations WHERE id = ?1', seat.campaign.orgId)
    expect(await passed()).toMatchObject({ reconciled_to: first })
    expect(commands).toEqual([seat.campaign.id])
    const store = createLedgerStore(bindings.DB)
    expect((await store.listOverdue(seat.campaign.orgId, now, 10)).map(({ id }) => id)).toEqual([open, fresh])
    await execute(`UPDATE attempts SET state = 'settled' WHERE id = ?1`, open)
    await sweep()
    expect((await passed()).reconciled_to! > open).toBe(true)
    expect((await passed()).reconciled_to! < fresh).toBe(true)
    expect(commands).toHaveLength(1)
  })

  it('closes the attempts of a campaign that is gone', async () => {
    const seat = await world.campaign({ leads: 1 })
    await sealed(seat)
    const id = await permit(seat, world.clock.at - 3 * HOUR, 'permitted')
    await execute('DELETE FROM campaigns WHERE id = ?1', seat.campaign.id)
    await sweep()
    expect(commands).toEqual([])
    expect(await row('SELECT state, end_reason FROM attempts WHERE id = ?1', id)).toEqual({
      state: 'settled',
      end_reason: 'campaign_deleted',
    })
  })

  it('has a lost attempt taken up by its campaign, looked up and closed, and the lead goes on', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    await sealed(seat)
    await seat.in((engine) => engine.load())
    await seat.in((engine) => void engine.meta.set({ recovered: true }))
    const id = await permit(seat, world.clock.at - 2 * HOUR, 'permitted')
    await sweep()
    expect(commands).toEqual([seat.campaign.id])
    await seat.in((engine) => void engine.meta.set({ recovered: false }))
    await seat.play(20 * MINUTE)
    expect(await row('SELECT state, disposition FROM attempts WHERE id = ?1', id)).toEqual({
      state: 'settled',
      disposition: 'FAILED',
    })
    expect(await seat.lead()).toMatchObject({ status: 'failed', attempts: 1 })
  })
})
