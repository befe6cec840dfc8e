import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createAttemptStore } from '../../src/adapters/d1/attempt-store.ts'
import { createContactStore } from '../../src/adapters/d1/contact-store.ts'
import { createErasureStore } from '../../src/adapters/d1/erasure-store.ts'
import { randomIds } from '../../src/adapters/ids.ts'
import { mergeContacts } from '../../src/app/contacts/merge.ts'
import type { Actor, Deps } from '../../src/app/deps.ts'
import { eraseContact } from '../../src/app/erasures/erase-contact.ts'
import type { PersonAction } from '../../src/dialer/lead-actions.ts'
import { bindings, migrate, rows } from '../support/factory.ts'
import { DAY } from '../support/fake-clock.ts'
import { type Seat, World } from '../support/harness.ts'

/** What becomes of leads in a campaign at work whose people are merged or erased. */

let world: World
beforeAll(migrate)
beforeEach(() => {
  world = new World()
})

/** @param isTold false: the object cannot be reached when it happens */
function depsOf(seat: Seat, isTold: boolean): { deps: Deps; actor: Actor } {
  const deps = {
    contacts: createContactStore(bindings.DB),
    erasures: createErasureStore(bindings.DB),
    attempts: createAttemptStore(bindings.DB),
    dialers: {
      leadChanged: async (_campaignId: string, leadId: string, action: PersonAction) => {
        if (!isTold) throw new Error('away')
        return await seat.change(leadId, action)
      },
    },
    queues: { deliver: async () => {}, erase: async () => {} },
    clock: world.clock,
    ids: randomIds(world.clock),
    log: { info: () => {}, warn: () => {}, error: () => {} },
  } as unknown as Deps
  return { deps, actor: { orgId: seat.campaign.orgId, name: 'user:test', role: 'owner' } }
}

const callsTo = (seat: Seat, index: number) =>
  world.carrier.dialed.filter((call) => call.to === seat.leads[index]!.phones[0]).length

describe.each([true, false])('a campaign at work (told: %s)', (isTold) => {
  it('dials a merged person no more than either, and the lead that ended never again', async () => {
    const settings = { retry: { mode: 'breadth_first', max_attempts_per_phone: 2, interval_minutes: 60 } } as const
    const seat = await world.campaign({ leads: 3, settings })
    await seat.start()
    // Everybody was rung once by now.
    await seat.play(30 * 60_000)
    expect([0, 1, 2].map((index) => callsTo(seat, index))).toEqual([1, 1, 1])
    const [mine, other] = seat.leads
    const { deps, actor } = depsOf(seat, isTold)
    await mergeContacts(deps, actor, mine!.contactId, { otherId: other!.contactId, preview: false })
    await seat.play(3 * DAY)
    expect([0, 1, 2].map((index) => callsTo(seat, index))).toEqual([2, 2, 2])
    const dialed = await rows(
      'SELECT lead_id, count(*) AS n FROM attempts WHERE campaign_id = ?1 GROUP BY lead_id',
      seat.campaign.id,
    )
    expect(Object.fromEntries(dialed.map((row) => [row.lead_id, row.n]))).toEqual({
      [mine!.id]: 3,
      [other!.id]: 1,
      [seat.leads[2]!.id]: 2,
    })
    expect(await seat.lead(1)).toMatchObject({ status: 'skipped', status_reason: 'merged' })
    expect(await seat.lead(0)).toMatchObject({ status: 'failed', phone_attempts: '[2,2]', attempts: 4 })
    expect(await seat.stats()).toMatchObject({ s_failed: 2, s_skipped: 1, s_retry: 0, s_pending: 0 })
    expect((await seat.status()).status).toBe('completed')
    for (const action of ['retry', 'do_not_call', 'edit'] as const) await seat.change(other!.id, action)
    expect(await seat.lead(1)).toMatchObject({ status: 'skipped', status_reason: 'merged' })
  })

  it('does not dial who was erased while they waited', async () => {
    const seat = await world.campaign({ leads: 3, status: 'paused' })
    await seat.work()
    const { deps, actor } = depsOf(seat, isTold)
    await eraseContact(deps, actor, seat.leads[1]!.contactId, { reason: 'asked' })
    await seat.moveTo('active')
    await seat.play(3 * DAY)
    expect(callsTo(seat, 1)).toBe(0)
    expect(await seat.lead(1)).toMatchObject({ status: 'skipped', status_reason: 'erased' })
    expect(await seat.stats()).toMatchObject({ s_skipped: 1, s_pending: 0, s_failed: 2 })
    await seat.change(seat.leads[1]!.id, 'edit')
    expect(await seat.lead(1)).toMatchObject({ status: 'skipped', status_reason: 'erased' })
    expect(await seat.queued()).toEqual([])
  })
})
