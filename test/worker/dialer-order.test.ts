import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addLeads, migrate, nextPhone } from '../support/factory.ts'
import { busy, human, machine } from '../support/fake-carrier.ts'
import { DAY, HOUR, MINUTE, MONDAY_TEN, SECOND } from '../support/fake-clock.ts'
import { World } from '../support/harness.ts'

let world: World
beforeAll(migrate)
beforeEach(() => {
  world = new World()
})

const retry = (mode: 'breadth_first' | 'per_contact', max: number, minutes = 60) => ({
  retry: { mode, max_attempts_per_phone: max, interval_minutes: minutes },
  max_attempts_per_phone_per_day: 11,
})

describe('breadth first', () => {
  it('tries everybody on every phone before a second pass, which comes after the interval', async () => {
    const a = [nextPhone(), nextPhone(), nextPhone()]
    const b = [nextPhone(), nextPhone()]
    const seat = await world.campaign({
      leads: [{ phones: a }, { phones: b }],
      settings: { ...retry('breadth_first', 2), max_concurrent_calls: 1 },
    })
    await seat.play(6 * HOUR)
    const dials = world.carrier.dialed
    expect(dials.map((d) => d.to)).toEqual([a[0], b[0], a[1], b[1], a[2], a[0], b[0], a[1], b[1], a[2]])
    const [lastOfFirst, firstOfSecond] = [dials[4]!, dials[5]!]
    expect(firstOfSecond.at - (lastOfFirst.at + 30 * SECOND)).toBe(HOUR)
    expect(await seat.statuses()).toEqual(['failed', 'failed'])
    expect(await seat.lead(0)).toMatchObject({
      attempts: 6,
      phone_attempts: '[2,2,2]',
      status_reason: 'attempts_used_up',
    })
    expect(await seat.stats()).toMatchObject({ s_failed: 2, attempts: 10, d_no_answer: 10, a_no_answer: 10 })
    expect(await seat.status()).toMatchObject({ status: 'completed' })
  })

  it('dials by priority and then by order of import', async () => {
    const seat = await world.campaign({
      leads: [{ priority: 'low' }, { priority: 'normal' }, { priority: 'high' }, { priority: 'high' }],
      settings: { max_concurrent_calls: 1, ...retry('breadth_first', 1) },
    })
    await seat.play(HOUR)
    const [low, normal, high, later] = seat.leads.map((l) => l.phones[0])
    expect(world.carrier.dialed.map((d) => d.to)).toEqual([high, later, normal, low])
  })

  it('ends as no_conversation when a machine answered', async () => {
    const seat = await world.campaign({ leads: 1, settings: retry('breadth_first', 2) })
    world.carrier.when(seat.leads[0]!.phones[0]!, machine(), busy())
    await seat.play(3 * HOUR)
    expect(await seat.lead()).toMatchObject({
      status: 'no_conversation',
      disposition: 'NO_ANSWER',
      answer_status: 'busy',
      attempts: 2,
    })
  })
})

describe('per contact', () => {
  it('waits the interval after that contact’s own last attempt', async () => {
    const seat = await world.campaign({
      leads: 2,
      settings: { ...retry('per_contact', 2), call_interval_seconds: 600 },
    })
    await seat.play(4 * HOUR)
    const [a, b] = seat.leads.map((l) => world.carrier.dialsOf(l.phones[0]!).map((d) => d.at - MONDAY_TEN))
    expect(a).toEqual([0, 30 * SECOND + HOUR])
    expect(b).toEqual([10 * MINUTE, 10 * MINUTE + 30 * SECOND + HOUR])
  })
})

describe('callbacks', () => {
  it('are dialed when due, before everybody else', async () => {
    const seat = await world.campaign({
      leads: 30,
      settings: { max_concurrent_calls: 1, ...retry('breadth_first', 1) },
    })
    const phone = seat.leads[0]!.phones[0]!
    const callbackAt = MONDAY_TEN + 5 * MINUTE
    world.carrier.when(phone, human('CALLBACK', { callbackAt }), human('INTERESTED'))
    await seat.play(3 * MINUTE)
    expect(await seat.lead()).toMatchObject({ status: 'rescheduled', next_due_at: callbackAt })
    await seat.play(HOUR)
    const second = world.carrier.dialsOf(phone)[1]!
    expect(second.at).toBeGreaterThanOrEqual(callbackAt)
    expect(second.at).toBeLessThanOrEqual(callbackAt + 31 * SECOND)
    expect(await seat.lead()).toMatchObject({ status: 'completed', disposition: 'INTERESTED', attempts: 2 })
    expect(await seat.stats()).toMatchObject({
      l_callback: 0,
      l_interested: 1,
      d_callback: 1,
      d_interested: 1,
      reached: 1,
    })
  })
})

describe('pace', () => {
  it('never has more calls in progress than allowed, and fills every free line at once', async () => {
    const seat = await world.campaign({
      leads: 20,
      settings: { max_concurrent_calls: 3, ...retry('breadth_first', 1) },
    })
    await seat.work()
    expect(world.carrier.dialed).toHaveLength(3)
    await seat.play(HOUR)
    const starts = world.carrier.dialed.map((d) => d.at)
    for (const at of starts) expect(starts.filter((s) => s <= at && s > at - 30 * SECOND).length).toBeLessThanOrEqual(3)
    expect(starts).toHaveLength(20)
    expect(starts.at(-1)! - MONDAY_TEN).toBe(6 * 30 * SECOND)
  })

  it('keeps the call interval between any two calls', async () => {
    const seat = await world.campaign({
      leads: 5,
      settings: { call_interval_seconds: 20, ...retry('breadth_first', 1) },
    })
    await seat.play(HOUR)
    expect(world.carrier.dialed.map((d) => d.at - MONDAY_TEN)).toEqual([0, 20, 40, 60, 80].map((s) => s * SECOND))
  })

  it('starts no more calls than the line grants and comes back when it says', async () => {
    const seat = await world.campaign({ leads: 3 })
    const nextAt = MONDAY_TEN + 7 * SECOND
    world.grant = (want) =>
      world.carrier.dialed.length === 0
        ? { granted: 1, nextAt }
        : world.clock.at < nextAt
          ? { granted: 0, nextAt }
          : { granted: want, nextAt: null }
    await seat.play(10 * SECOND)
    expect(world.carrier.dialed.map((d) => d.at - MONDAY_TEN)).toEqual([0, 7000, 7000])
  })
})

describe('lanes', () => {
  it('open and close without a row written for any lead', async () => {
    const west = () => nextPhone('213')
    const seat = await world.campaign({
      leads: Array.from({ length: 200 }, () => ({ phones: [west()] })),
      settings: { max_concurrent_calls: 1 },
    })
    await seat.work()
    expect(world.carrier.dialed).toEqual([])
    expect(seat.wakeAt).toBe(Date.parse('2026-11-23T17:00:00Z'))
    const before = seat.objectRows
    world.clock.at = seat.wakeAt!
    await seat.work()
    expect(world.carrier.dialed).toHaveLength(1)
    expect(seat.objectRows - before).toBeLessThan(10)
    await seat.play(30 * SECOND)
    // Closing, too.
    world.clock.at = Date.parse('2026-11-24T04:00:00Z')
    const dialed = world.carrier.dialed.length
    const atClosing = seat.objectRows
    world.carrier.due.length = 0
    await seat.work()
    expect(world.carrier.dialed).toHaveLength(dialed)
    expect(seat.objectRows - atClosing).toBeLessThan(15)
    expect(seat.wakeAt).not.toBeNull()
  })

  it('dials whom it may now and the others when their window opens', async () => {
    const seat = await world.campaign({
      leads: [{ phones: [nextPhone('213')] }, { phones: [nextPhone('212')] }],
      settings: retry('breadth_first', 1),
    })
    await seat.play(HOUR)
    expect(world.carrier.dialed.map((d) => d.to)).toEqual([seat.leads[1]!.phones[0]])
    await seat.play(2 * HOUR)
    expect(world.carrier.dialed[1]!.at).toBe(Date.parse('2026-11-23T17:00:00Z'))
    expect(await seat.status()).toMatchObject({ status: 'completed' })
  })

  it('skips with its reason who can never be called, and the campaign ends', async () => {
    const seat = await world.campaign({ leads: [{ zone: 'Mars/Olympus' }, {}], settings: retry('breadth_first', 1) })
    await seat.play(DAY)
    expect(world.carrier.dialed).toHaveLength(1)
    expect(await seat.lead(0)).toMatchObject({ status: 'skipped', status_reason: 'unknown_zone' })
    expect(await seat.status()).toMatchObject({ status: 'completed' })
  })
})

describe('the completion timeout', () => {
  it('shows a lead as called until it has passed, and completes campaign and lead then', async () => {
    world.carrier.otherwise = human('INTERESTED')
    const seat = await world.campaign({ leads: 1, settings: { completion_timeout_minutes: 30 } })
    await seat.play(10 * MINUTE)
    expect(await seat.lead()).toMatchObject({ status: 'called' })
    expect(await seat.status()).toMatchObject({ status: 'active' })
    await seat.play(HOUR)
    expect(await seat.lead()).toMatchObject({ status: 'completed', next_due_at: null })
    expect(await seat.stats()).toMatchObject({ s_called: 0, s_completed: 1 })
    expect(await seat.status()).toMatchObject({ status: 'completed' })
  })

  it('ends also while the campaign is paused, and when it is cancelled', async () => {
    world.carrier.otherwise = human('INTERESTED')
    const seat = await world.campaign({ leads: 1, settings: { completion_timeout_minutes: 30 } })
    await seat.play(10 * MINUTE)
    await seat.moveTo('paused')
    await seat.play(HOUR)
    expect(await seat.lead()).toMatchObject({ status: 'completed' })
    const other = await world.campaign({ leads: 1, settings: { completion_timeout_minutes: 30 } })
    await other.play(10 * MINUTE)
    await other.bulk('cancel', 'cancelled')
    expect(await other.lead()).toMatchObject({ status: 'completed', next_due_at: null })
  })

  it('of a lead whose timeout passed before its result could be stored ends too', async () => {
    world.carrier.otherwise = human('INTERESTED')
    const seat = await world.campaign({ leads: 1, settings: { completion_timeout_minutes: 1 } })
    await seat.work()
    world.fail('settle', 'before', 40)
    await seat.play(5 * MINUTE)
    world.faults.length = 0
    await seat.play(MINUTE)
    expect(await seat.lead()).toMatchObject({ status: 'completed' })
  })
})

describe('a lead that joins late', () => {
  it('waits its own retry interval although the next pass opens before', async () => {
    const seat = await world.campaign({ leads: 1, settings: retry('breadth_first', 2) })
    await seat.play(50 * MINUTE)
    const [late] = await addLeads(seat.campaign, [{}])
    await seat.more()
    await seat.play(4 * HOUR)
    const [first, second] = world.carrier.dialsOf(late!.phones[0]!)
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(HOUR)
    expect(world.carrier.dialsOf(seat.leads[0]!.phones[0]!)).toHaveLength(2)
  })
})
