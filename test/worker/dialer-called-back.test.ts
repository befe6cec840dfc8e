import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { calledBack } from '../../src/dialer/called-back.ts'
import type { CallBack } from '../../src/ports.ts'
import { execute, migrate, nextId, row } from '../support/factory.ts'
import { human, noAnswer } from '../support/fake-carrier.ts'
import { HOUR, MINUTE } from '../support/fake-clock.ts'
import { type Seat, World } from '../support/harness.ts'

/** People who call back: what it does to their lead while that waits, stands in its completion timeout, is in a call, or is final. */

let world: World
beforeAll(migrate)
beforeEach(() => {
  world = new World()
})

/** They have called us, and are talking unless `state` says otherwise. */
async function theyCall(seat: Seat, index = 0, state = 'answered'): Promise<string> {
  const id = nextId('cnv')
  const lead = seat.leads[index]!
  await execute(
    `INSERT INTO inbound_conversations (org_id, id, channel, carrier_id, number_id, to_e164, phone, contact_id, campaign_id, lead_id,
       state, matched, received_at, answered_at)
     VALUES (?1, ?2, 'call', ?2, ?3, '+12125550100', ?4, ?5, ?6, ?7, ?8, 'lead', ?9, ?9)`,
    seat.campaign.orgId,
    id,
    seat.campaign.numberIds[0]!,
    lead.phones[0]!,
    lead.contactId,
    seat.campaign.id,
    lead.id,
    state,
    world.clock.now(),
  )
  return id
}

function tell(seat: Seat, conversationId: string, more: Partial<CallBack> = {}, index = 0) {
  const lead = seat.leads[index]!
  const call = {
    conversationId,
    disposition: 'INTERESTED',
    at: world.clock.now(),
    callbackAt: null,
    phone: lead.phones[0]!,
    primaryGoal: 'achieved',
    goalScore: 90,
  }
  return seat.in((engine) => calledBack(engine, lead.id, { ...call, ...more } as CallBack))
}

const hangUp = (id: string) => execute(`UPDATE inbound_conversations SET state = 'ended' WHERE id = ?1`, id)
const counted = async (id: string) => (await row('SELECT counted FROM inbound_conversations WHERE id = ?1', id)).counted

describe('a call back', () => {
  it('completes a lead that waits for its first call, which is then never made', async () => {
    const seat = await world.campaign({ leads: 2, status: 'paused' })
    await seat.work()
    const id = await theyCall(seat)
    expect(await tell(seat, id)).toEqual({ done: true, counted: true })
    expect(await seat.lead()).toMatchObject({
      status: 'completed',
      disposition: 'INTERESTED',
      attempts: 0,
      conversations: 1,
      answer_status: 'human',
    })
    expect(await seat.stats()).toMatchObject({
      s_pending: 1,
      s_completed: 1,
      l_interested: 1,
      reached: 1,
      goals_achieved: 1,
      conversations: 1,
      attempts: 0,
      d_interested: 0,
    })
    expect(await seat.queued()).toEqual([seat.leads[1]!.id])
    await hangUp(id)
    await seat.moveTo('active')
    await seat.play(HOUR)
    expect(world.carrier.dialed.map((it) => it.to)).toEqual([seat.leads[1]!.phones[0]])
  })

  it('counts once, however often it is told', async () => {
    const seat = await world.campaign({ leads: 1, status: 'paused' })
    await seat.work()
    const id = await theyCall(seat)
    for (let i = 0; i < 3; i++) await tell(seat, id)
    seat.crash()
    expect(await tell(seat, id)).toEqual({ done: true, counted: true })
    expect(await seat.lead()).toMatchObject({ status: 'completed', conversations: 1 })
    expect(await seat.stats()).toMatchObject({ reached: 1, conversations: 1, l_interested: 1, s_completed: 1 })
    expect(await counted(id)).toBe(1)
    // A second call of theirs finds the lead final.
    const again = await theyCall(seat)
    expect(await tell(seat, again, { disposition: 'NOT_INTERESTED' })).toEqual({ done: true, counted: false })
    expect(await seat.lead()).toMatchObject({ status: 'completed', disposition: 'INTERESTED' })
    expect(await counted(again)).toBe(0)
  })

  it('is heard by an object that was evicted, and by one that lost its storage', async () => {
    const seat = await world.campaign({ leads: 3, status: 'paused' })
    await seat.work()
    seat.crash()
    expect(await tell(seat, await theyCall(seat))).toEqual({ done: true, counted: true })
    await seat.loseStorage()
    expect(await tell(seat, await theyCall(seat, 1), { disposition: 'NOT_INTERESTED' }, 1)).toMatchObject({
      counted: true,
    })
    await seat.work()
    expect(await seat.queued()).toEqual([seat.leads[2]!.id])
    expect(await seat.statuses()).toEqual(['completed', 'completed', 'pending'])
  })

  it('that asks for a call reschedules the lead to the time, and then they are called', async () => {
    const seat = await world.campaign({ leads: 1, settings: { retry: { interval_minutes: 600 } } })
    world.carrier.otherwise = noAnswer()
    await seat.start()
    await seat.play(2 * MINUTE)
    expect(await seat.lead()).toMatchObject({ status: 'retry', attempts: 1 })
    const id = await theyCall(seat)
    const callbackAt = world.clock.now() + 90 * MINUTE
    expect(await tell(seat, id, { disposition: 'CALLBACK', callbackAt })).toMatchObject({ counted: true })
    expect(await seat.lead()).toMatchObject({ status: 'rescheduled', disposition: 'CALLBACK', next_due_at: callbackAt })
    // Told again it stays at that time.
    await tell(seat, id, { disposition: 'CALLBACK', callbackAt: null })
    expect(await seat.lead()).toMatchObject({ next_due_at: callbackAt })
    await hangUp(id)
    world.carrier.otherwise = human('INTERESTED')
    await seat.play(89 * MINUTE)
    expect(world.carrier.dialed).toHaveLength(1)
    await seat.play(10 * MINUTE)
    expect(world.carrier.dialed).toHaveLength(2)
    expect(world.carrier.dialed[1]!.at).toBeGreaterThanOrEqual(callbackAt)
    expect(await seat.stats()).toMatchObject({ reached: 1, conversations: 2, l_interested: 1, l_callback: 0 })
  })

  it('within the completion timeout decides about a lead that was called, and at once', async () => {
    const seat = await world.campaign({ leads: 1, settings: { completion_timeout_minutes: 60 } })
    world.carrier.otherwise = human('INTERESTED')
    await seat.start()
    await seat.play(5 * MINUTE)
    expect(await seat.lead()).toMatchObject({ status: 'called', disposition: 'INTERESTED' })
    const id = await theyCall(seat)
    expect(await tell(seat, id, { disposition: 'NOT_INTERESTED' })).toMatchObject({ counted: true })
    expect(await seat.lead()).toMatchObject({ status: 'completed', disposition: 'NOT_INTERESTED', conversations: 2 })
    expect(await seat.stats()).toMatchObject({
      l_interested: 0,
      l_not_interested: 1,
      reached: 1,
      s_called: 0,
      s_completed: 1,
    })
    await hangUp(id)
    await seat.play(2 * HOUR)
    expect(await seat.status()).toMatchObject({ status: 'completed' })
    expect(world.carrier.dialed).toHaveLength(1)
  })

  it('opts out, whatever the lead waits for', async () => {
    const seat = await world.campaign({ leads: 1, status: 'paused' })
    await seat.work()
    await tell(seat, await theyCall(seat), { disposition: 'OPT_OUT' })
    expect(await seat.lead()).toMatchObject({
      status: 'do_not_call',
      status_reason: 'opted_out',
      disposition: 'OPT_OUT',
    })
    expect(await seat.stats()).toMatchObject({ s_do_not_call: 1, l_opt_out: 1 })
    expect(await seat.queued()).toEqual([])
  })

  it.each(['NO_ANSWER', 'VOICEMAIL', 'FAILED', 'WRONG_NUMBER'] as const)(
    'that came to %s changes nothing',
    async (disposition) => {
      const seat = await world.campaign({ leads: 1, status: 'paused' })
      await seat.work()
      expect(await tell(seat, await theyCall(seat), { disposition })).toEqual({ done: true, counted: false })
      expect(await seat.lead()).toMatchObject({ status: 'pending', disposition: null })
      expect(await seat.queued()).toHaveLength(1)
    },
  )

  it('of somebody who is gone, or of a conversation nobody knows, changes nothing', async () => {
    const seat = await world.campaign({ leads: 1, status: 'paused' })
    await seat.work()
    expect(await tell(seat, 'cnv_nobody')).toEqual({ done: true, counted: false })
    const gone = await seat.in((engine) =>
      calledBack(engine, 'led_nobody', {
        conversationId: 'cnv_x',
        disposition: 'INTERESTED',
        at: 0,
        callbackAt: null,
        phone: '',
        primaryGoal: 'unknown',
        goalScore: null,
      }),
    )
    expect(gone).toEqual({ done: true, counted: false })
    expect(await seat.lead()).toMatchObject({ status: 'pending' })
  })
})

describe('somebody who talks to us', () => {
  it('is not dialed meanwhile, and is dialed afterwards', async () => {
    const seat = await world.campaign({ leads: 1 })
    const id = await theyCall(seat)
    await seat.play(10 * MINUTE)
    expect(world.carrier.dialed).toHaveLength(0)
    expect(await seat.lead()).toMatchObject({ status: 'pending', attempts: 0 })
    await hangUp(id)
    await seat.play(2 * MINUTE)
    expect(world.carrier.dialed).toHaveLength(1)
  })

  it('is not dialed from the first moment on, before anybody knows who it is', async () => {
    const seat = await world.campaign({ leads: 1 })
    const id = await theyCall(seat, 0, 'received')
    await execute('UPDATE inbound_conversations SET contact_id = NULL, lead_id = NULL WHERE id = ?1', id)
    await seat.play(10 * MINUTE)
    expect(world.carrier.dialed).toHaveLength(0)
    await hangUp(id)
    await seat.play(2 * MINUTE)
    expect(world.carrier.dialed).toHaveLength(1)
  })

  it('is dialed on no other phone of theirs either', async () => {
    const seat = await world.campaign({ leads: [{ phones: ['+12125559301', '+12125559302'] }] })
    const id = await theyCall(seat)
    await execute(`UPDATE inbound_conversations SET phone = '+12125559302' WHERE id = ?1`, id)
    await seat.play(10 * MINUTE)
    expect(world.carrier.dialed).toHaveLength(0)
  })

  it('holds up nobody else', async () => {
    const seat = await world.campaign({ leads: 3 })
    await theyCall(seat)
    await seat.play(MINUTE)
    expect(world.carrier.dialed.map((it) => it.to).sort()).toEqual(
      [seat.leads[1]!.phones[0], seat.leads[2]!.phones[0]].sort(),
    )
  })

  it.each([
    [
      'nobody answered',
      noAnswer(),
      true,
      { status: 'completed', disposition: 'NOT_INTERESTED', attempts: 1, conversations: 1 },
    ],
    [
      'they were reached',
      human('INTERESTED'),
      false,
      { status: 'completed', disposition: 'INTERESTED', attempts: 1, conversations: 1 },
    ],
  ] as const)(
    'while we call them: the result of our call comes first (%s)',
    async (_title, behaviour, decides, lead) => {
      const seat = await world.campaign({ leads: 1 })
      world.carrier.otherwise = behaviour
      await seat.start()
      const id = await theyCall(seat)
      expect(await tell(seat, id, { disposition: 'NOT_INTERESTED' })).toEqual({ done: false, counted: false })
      // Nothing but our own call may touch the lead until its result is stored; the conversation stays open, so nobody dials in between.
      await seat.play(5 * MINUTE)
      expect(await tell(seat, id, { disposition: 'NOT_INTERESTED' })).toEqual({ done: true, counted: decides })
      await seat.play(HOUR)
      expect(await seat.lead()).toMatchObject(lead)
      expect(await seat.stats()).toMatchObject({ s_completed: 1, reached: 1, conversations: 1, attempts: 1 })
      expect(world.carrier.dialed).toHaveLength(1)
      expect(await counted(id)).toBe(decides ? 1 : 0)
    },
  )
})

describe('when the database fails', () => {
  it('before anything was written, the lead keeps its place and is told again', async () => {
    const seat = await world.campaign({ leads: 1, status: 'paused' })
    await seat.work()
    const id = await theyCall(seat)
    world.fail('settleCallBack')
    await expect(tell(seat, id)).rejects.toThrow('D1 is away')
    expect(await seat.queued()).toHaveLength(1)
    expect(await tell(seat, id)).toMatchObject({ counted: true })
    expect(await seat.queued()).toEqual([])
  })

  it('after everything was written, a promised call is still in the queue when it is told again', async () => {
    const seat = await world.campaign({ leads: 1, status: 'paused' })
    await seat.work()
    const id = await theyCall(seat)
    const callbackAt = world.clock.now() + HOUR
    world.fail('settleCallBack', 'after')
    await expect(tell(seat, id, { disposition: 'CALLBACK', callbackAt })).rejects.toThrow('got lost')
    seat.crash()
    expect(await tell(seat, id, { disposition: 'CALLBACK', callbackAt })).toMatchObject({ done: true, counted: true })
    expect(await seat.queued()).toHaveLength(1)
    expect(await seat.stats()).toMatchObject({ s_rescheduled: 1, l_callback: 1, reached: 1, conversations: 1 })
    await hangUp(id)
    await seat.moveTo('active')
    await seat.play(HOUR + 5 * MINUTE)
    expect(world.carrier.dialed.length).toBeGreaterThan(0)
    expect(world.carrier.dialed[0]!.at).toBeGreaterThanOrEqual(callbackAt)
  })

  it('a restart of the campaign takes back what a call back had counted', async () => {
    const seat = await world.campaign({ leads: 1, status: 'paused' })
    await seat.work()
    await tell(seat, await theyCall(seat))
    await seat.bulk('restart')
    expect(await seat.lead()).toMatchObject({ status: 'pending', disposition: null, conversations: 0 })
    expect(await seat.stats()).toMatchObject({ reached: 0, conversations: 0, l_interested: 0, s_pending: 1 })
  })
})
