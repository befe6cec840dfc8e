import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createDialingStore } from '../../src/adapters/d1/dialing-store.ts'
import { createLedgerStore } from '../../src/adapters/d1/ledger-store.ts'
import { firstIdAt } from '../../src/adapters/ids.ts'
import { sweepLedger } from '../../src/app/ledger/sweep-ledger.ts'
import { workOff } from '../../src/dialer/loop.ts'
import { takeEvents } from '../../src/dialer/settle.ts'
import type { CallEvent } from '../../src/domain/call.ts'
import { bindings, execute, makeOrganization, migrate, row } from '../support/factory.ts'
import { type Behaviour, ended, human, machine, reported, silent } from '../support/fake-carrier.ts'
import { HOUR, MINUTE, SECOND } from '../support/fake-clock.ts'
import { type Seat, World } from '../support/harness.ts'

/** What a reviewer suspected of the life of a call under faults. */
let world: World
beforeAll(migrate)
beforeEach(() => {
  world = new World()
})

const twice = { retry: { mode: 'breadth_first', max_attempts_per_phone: 2, interval_minutes: 1 } } as const

/** Answers after 5 s and talks for 20: too short to count as a conversation without its report. */
const brief = (): Behaviour => ({
  end: { afterMs: 25 * SECOND, reason: 'hangup', answered: true, talkMs: 20 * SECOND },
  events: (at) => [
    { after: 5 * SECOND, events: [{ type: 'answered', at: at + 5 * SECOND }] },
    { after: 6 * SECOND, events: [{ type: 'detected', at: at + 6 * SECOND, detection: 'human' }] },
    { after: 25 * SECOND, events: [ended(at + 25 * SECOND, 'hangup', at + 5 * SECOND)] },
    { after: 28 * SECOND, events: [reported(at + 28 * SECOND, 'INTERESTED')] },
  ],
})

function gate(): { passed: Promise<void>; open: () => void } {
  let open = (): void => undefined
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { passed, open }
}

/** Delivers everything the carrier has to say, without the loop: the result stands in memory. */
async function deliverAll(seat: Seat): Promise<{ attemptId: string; carrierCallId: string }> {
  const due = world.carrier.due.splice(0)
  for (const callback of due) {
    world.clock.at = Math.max(world.clock.at, callback.at)
    await seat.deliver(callback)
  }
  return due[0]!
}

/** The object dies while its results are on their way to the ledger. Returns what brings them there. */
async function crashInSettle(seat: Seat): Promise<() => Promise<void>> {
  let land = async (): Promise<void> => undefined
  await seat.in(async (engine) => {
    const { settle } = engine.deps.store
    const sent = new Promise<void>((resolve) => {
      engine.deps.store.settle = (...args) => {
        land = () => settle(...args)
        resolve()
        return new Promise(() => undefined)
      }
    })
    void workOff(engine)
    await sent
  })
  seat.crash()
  return land
}

/** Nobody was called a second time, and what the first reading of the call said stands. */
async function expectFirstResult(seat: Seat, count = 1): Promise<void> {
  expect(world.carrier.dialed).toHaveLength(count)
  for (const attempt of await seat.attempts()) expect(attempt).toMatchObject({ disposition: 'INTERESTED', counted: 1 })
  for (let i = 0; i < count; i++)
    expect(await seat.lead(i)).toMatchObject({ status: 'completed', disposition: 'INTERESTED', attempts: 1 })
  expect(await seat.stats()).toMatchObject({ attempts: count, s_completed: count, s_retry: 0, l_interested: count })
  expect(await seat.queued()).toEqual([])
}

describe('a word that comes while the result waits for the ledger', () => {
  const recording: CallEvent = { type: 'recorded', at: 0, url: 'https://records.example/1.mp3', durationSeconds: 60 }

  it('(its recording) is kept', async () => {
    const seat = await world.campaign({ leads: 1, settings: twice })
    world.carrier.otherwise = human('INTERESTED')
    await seat.work()
    const { attemptId, carrierCallId } = await deliverAll(seat)
    await seat.event(attemptId, carrierCallId, { ...recording, at: world.clock.at })
    await seat.work()
    expect(await seat.attempts()).toMatchObject([{ state: 'settled', recording_url: 'https://records.example/1.mp3' }])
  })

  it('(what a machine was told) is kept', async () => {
    const seat = await world.campaign({ leads: 1, settings: twice })
    world.carrier.otherwise = machine()
    await seat.work()
    const { attemptId, carrierCallId } = await deliverAll(seat)
    const report = reported(world.clock.at, 'VOICEMAIL', { transcriptKey: 'transcripts/1.json' })
    await seat.event(attemptId, carrierCallId, report)
    await seat.work()
    expect(await seat.attempts()).toMatchObject([
      { state: 'settled', disposition: 'VOICEMAIL', summary: 'said VOICEMAIL', transcript_key: 'transcripts/1.json' },
    ])
  })
})

describe('a look at the carrier’s log that takes long', () => {
  it('keeps no result from being stored, and nobody from being called', async () => {
    const seat = await world.campaign({ leads: 3, settings: { ...twice, max_concurrent_calls: 2 } })
    const [lost, brisk] = seat.leads.map((lead) => lead.phones[0]!)
    world.carrier.when(lost!, silent())
    await seat.work()
    const due = world.carrier.due.splice(0).find((callback) => callback.carrierCallId !== null)!
    expect(world.carrier.dialsOf(brisk!)).toHaveLength(1)
    world.clock.at += 10 * MINUTE
    const { findCall } = world.carrier
    const [asked, answered] = [gate(), gate()]
    world.carrier.findCall = async (id) => {
      asked.open()
      await answered.passed
      return findCall.call(world.carrier, id)
    }
    await seat.in(async (engine) => {
      const looking = workOff(engine)
      await asked.passed
      takeEvents(engine, due.attemptId, due.carrierCallId, due.events)
      await Promise.all([looking, workOff(engine)])
      await engine.stored(due.attemptId)
    })
    expect(world.carrier.dialsOf(seat.leads[2]!.phones[0]!)).toHaveLength(1)
    answered.open()
    await seat.play(2 * HOUR)
    expect(await seat.statuses()).toEqual(['failed', 'failed', 'failed'])
  }, 5_000)
})

describe('a result the ledger has', () => {
  it('is not read a second time from the log because the ledger did not answer the next life at once', async () => {
    // More than the watchdog looks at in one go, so that the loop goes on to write results.
    const count = 12
    const seat = await world.campaign({ leads: count, settings: { ...twice, max_concurrent_calls: 20 } })
    world.carrier.otherwise = brief()
    await seat.work()
    await deliverAll(seat)
    const land = await crashInSettle(seat)
    await land()
    world.clock.at += 30 * MINUTE
    world.fail('attemptStates', 'before', 1)
    await seat.play(HOUR)
    await expectFirstResult(seat, count)
  })

  it('stands although it came there after the next life had asked', async () => {
    const seat = await world.campaign({ leads: 1, settings: twice })
    world.carrier.otherwise = brief()
    await seat.work()
    await deliverAll(seat)
    const land = await crashInSettle(seat)
    await seat.work()
    expect(await seat.attempts()).toMatchObject([{ state: 'permitted' }])
    await land()
    await seat.play(HOUR)
    await expectFirstResult(seat)
  })
})

describe('a campaign cancelled', () => {
  it('while a conversation ends leaves nobody as called for ever', async () => {
    const seat = await world.campaign({ leads: 2, settings: { ...twice, completion_timeout_minutes: 60 } })
    world.carrier.otherwise = human('INTERESTED')
    await seat.work()
    const due = world.carrier.due.splice(0)
    await seat.set({ status: 'cancelled', job: 'cancel' })
    await seat.in((engine) => {
      const { leadsForBulk } = engine.deps.store
      let isFirst = true
      engine.deps.store.leadsForBulk = async (...args) => {
        const page = await leadsForBulk(...args)
        if (!isFirst) return page
        isFirst = false
        // The page was read and its leads are in a call; the call ends before the next step of the loop.
        queueMicrotask(() => {
          for (const { attemptId, carrierCallId, events, at } of due) {
            world.clock.at = Math.max(world.clock.at, at)
            takeEvents(engine, attemptId, carrierCallId, events)
          }
        })
        return page
      }
    })
    await seat.refresh()
    await seat.play(2 * HOUR)
    expect(await seat.statuses()).toEqual(['completed', 'completed'])
    expect(await seat.stats()).toMatchObject({ s_called: 0, s_completed: 2 })
    expect(await seat.queued()).toEqual([])
  })

  it('while a permit of an earlier life is looked for leaves nobody waiting', async () => {
    const seat = await world.campaign({ leads: 1, settings: twice })
    await seat.in((engine) => {
      const asked = new Promise<void>((resolve) => {
        engine.deps.store.permit = () => {
          resolve()
          return new Promise(() => undefined)
        }
      })
      void workOff(engine)
      return asked
    })
    seat.crash()
    await seat.work()
    await seat.bulk('cancel', 'cancelled')
    await seat.play(HOUR)
    expect(await seat.statuses()).toEqual(['canceled'])
    expect(await seat.stats()).toMatchObject({ s_pending: 0, s_canceled: 1 })
    expect(await seat.queued()).toEqual([])
  })
})

describe('a person who changes a lead that is in a call', () => {
  it('is told so, also by an object that has lost its storage', async () => {
    const seat = await world.campaign({ leads: 1, settings: twice })
    await seat.work()
    await seat.loseStorage()
    const lead = seat.leads[0]!
    expect(await seat.change(lead.id, 'disable')).toMatchObject({ ok: false })
    await seat.play(45 * SECOND)
    expect(await seat.change(lead.id, 'disable')).toMatchObject({ ok: true })
    await seat.play(HOUR)
    expect(world.carrier.dialed).toHaveLength(1)
    expect(await seat.statuses()).toEqual(['disabled'])
  })
})

describe('the sweep of the ledger', () => {
  it('comes to everybody, however many others have called within the hour', async () => {
    const now = world.clock.at
    const permit = async (orgId: string, at: number): Promise<string> => {
      const id = `${firstIdAt('att', at)}${orgId}`
      await execute(
        `INSERT INTO attempts (org_id, id, campaign_id, lead_id, contact_id, number_id, from_e164, phone, pass, position, day, permitted_at, state)
         VALUES (?1, ?2, 'cmp_gone', 'led_x', 'con_x', 'num_x', '+16465550100', '+12125550100', 1, 1, '2026-11-23', ?3, 'settled')`,
        orgId,
        id,
        at,
      )
      await execute('UPDATE organizations SET proof_sealed_to = ?2 WHERE id = ?1', orgId, id)
      return id
    }
    for (let i = 0; i < 101; i++) await permit(await makeOrganization(), now - MINUTE)
    const last = await makeOrganization()
    const id = await permit(last, now - 3 * HOUR)
    await sweepLedger({
      clock: world.clock,
      ledger: createLedgerStore(bindings.DB),
      dialing: createDialingStore(bindings.DB),
      dialers: { reconcile: async () => undefined },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined } as never,
    })
    expect(await row('SELECT reconciled_to FROM organizations WHERE id = ?1', last)).toEqual({ reconciled_to: id })
  })
})
