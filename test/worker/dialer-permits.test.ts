import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addLeadOf, execute, makeOrganization, migrate, nextPhone, rows } from '../support/factory.ts'
import { human, noAnswer } from '../support/fake-carrier.ts'
import { DAY, HOUR, MINUTE, MONDAY_TEN, SECOND } from '../support/fake-clock.ts'
import { type Seat, World } from '../support/harness.ts'

let world: World
beforeAll(migrate)
beforeEach(() => {
  world = new World()
})

const suppress = (seat: Seat, phone: string) =>
  execute(
    `INSERT INTO suppressions (org_id, kind, value, id, source, created_at) VALUES (?1, 'phone', ?2, ?2, 'person', 0)`,
    seat.campaign.orgId,
    phone,
  )
/** Two campaigns of one organization with the same people. */
async function pair(count: number, settings: Parameters<World['campaign']>[0] = {}): Promise<[Seat, Seat]> {
  const a = await world.campaign({ leads: count, ...settings })
  const b = await world.campaign({ orgId: a.campaign.orgId, ...settings, leads: 0 })
  for (const lead of [...a.leads]) await addLeadOf(b.campaign, lead)
  return [a, b]
}
const once = { retry: { mode: 'breadth_first', max_attempts_per_phone: 1, interval_minutes: 60 } } as const

describe('a permit', () => {
  it('is refused for a suppressed phone, which sends the lead to its next one', async () => {
    const [bad, good] = [nextPhone(), nextPhone()]
    const seat = await world.campaign({ leads: [{ phones: [bad, good] }], status: 'paused', settings: once })
    await seat.work()
    await suppress(seat, bad)
    await seat.moveTo('active')
    await seat.play(HOUR)
    expect(world.carrier.dialed.map((d) => d.to)).toEqual([good])
    expect(await seat.lead()).toMatchObject({ status: 'failed', attempts: 1, phone_attempts: '[0,1]' })
  })

  it('is refused when the last phone is suppressed, and the lead is do_not_call without an attempt', async () => {
    const seat = await world.campaign({ leads: 1, status: 'paused' })
    await seat.work()
    await suppress(seat, seat.leads[0]!.phones[0]!)
    await seat.moveTo('active')
    expect(world.carrier.dialed).toEqual([])
    expect(await seat.lead()).toMatchObject({ status: 'do_not_call', status_reason: 'suppressed', attempts: 0 })
    expect(await seat.attempts()).toEqual([])
    expect(await seat.stats()).toMatchObject({ s_pending: 0, s_do_not_call: 1, attempts: 0 })
    expect(await seat.status()).toMatchObject({ status: 'completed' })
  })

  it('is refused for every phone of a person who opted out, also one that was learned of later', async () => {
    const seat = await world.campaign({ leads: [{ phones: [nextPhone()] }], status: 'paused' })
    await seat.work()
    const { phones, contactId } = seat.leads[0]!
    const earlier = nextPhone('305')
    await suppress(seat, earlier)
    await execute(`UPDATE suppressions SET contact_id = ?1, source = 'call' WHERE value = ?2`, contactId, earlier)
    await seat.moveTo('active')
    expect(phones).toHaveLength(1)
    expect(world.carrier.dialed).toEqual([])
    expect(await seat.lead()).toMatchObject({ status: 'do_not_call', attempts: 0 })
  })

  it('is refused for a phone that somebody else found to be wrong', async () => {
    const seat = await world.campaign({ leads: 1, status: 'paused' })
    await seat.work()
    await execute(`UPDATE contact_phones SET dead = 'wrong_number' WHERE e164 = ?1`, seat.leads[0]!.phones[0]!)
    await seat.moveTo('active')
    expect(world.carrier.dialed).toEqual([])
    expect(await seat.lead()).toMatchObject({ status: 'skipped', status_reason: 'wrong_numbers' })
  })

  it('is refused while the phone is in a call of another campaign, and asked for again a minute later', async () => {
    const [a, b] = await pair(1, { settings: once })
    await a.work()
    await b.work()
    expect(world.carrier.dialed).toHaveLength(1)
    expect(await b.lead()).toMatchObject({ status: 'pending', attempts: 0 })
    await world.play([a, b], MONDAY_TEN + 5 * MINUTE)
    expect(world.carrier.dialed.map((d) => d.at - MONDAY_TEN)).toEqual([0, MINUTE])
    expect(await b.lead()).toMatchObject({ status: 'failed', attempts: 1 })
  })

  it('is refused over the attempts of 24 h across campaigns, until the cap frees', async () => {
    const [a, b] = await pair(1, { settings: { ...once, max_attempts_per_phone_per_day: 1 } })
    await world.play([a], MONDAY_TEN + MINUTE)
    await b.work()
    expect(world.carrier.dialed).toHaveLength(1)
    const due = (await b.lead()).next_due_at as number
    expect(due).toBeGreaterThan(MONDAY_TEN + DAY)
    expect(due).toBeLessThan(MONDAY_TEN + DAY + MINUTE)
    await world.play([b], MONDAY_TEN + 2 * DAY)
    expect(world.carrier.dialed[1]!.at).toBe(due)
    expect(await b.lead()).toMatchObject({ status: 'failed', attempts: 1 })
  })

  it('keeps a capped callback a callback', async () => {
    const seat = await world.campaign({ leads: 1, settings: { max_attempts_per_phone_per_day: 1 } })
    world.carrier.when(
      seat.leads[0]!.phones[0]!,
      human('CALLBACK', { callbackAt: MONDAY_TEN + HOUR }),
      human('INTERESTED'),
    )
    await seat.play(2 * HOUR)
    expect(world.carrier.dialed).toHaveLength(1)
    expect(await seat.lead()).toMatchObject({ status: 'rescheduled' })
    await seat.play(2 * DAY)
    expect(await seat.lead()).toMatchObject({ status: 'completed' })
  })

  it('is refused over the calls of a number a day; the rest waits for the number’s next day', async () => {
    const seat = await world.campaign({
      leads: 5,
      settings: { ...once, rotation: { max_calls_per_number_per_day: 2 } },
    })
    await seat.play(8 * HOUR)
    expect(world.carrier.dialed).toHaveLength(2)
    await seat.play(DAY)
    expect(world.carrier.dialed).toHaveLength(4)
  })

  it('keeps two campaigns that share a number under its cap together, however they race', async () => {
    const first = await world.campaign({
      leads: 4,
      settings: { ...once, rotation: { max_calls_per_number_per_day: 5 } },
    })
    const second = await world.campaign({
      orgId: first.campaign.orgId,
      numbers: first.campaign.numberIds,
      leads: 4,
      settings: { ...once, rotation: { max_calls_per_number_per_day: 5 } },
    })
    await first.in((engine) => engine.load())
    await second.in((engine) => engine.load())
    await first.work()
    await second.work()
    await world.play([first, second], MONDAY_TEN + 8 * HOUR)
    expect(world.carrier.dialed).toHaveLength(5)
    expect(await rows('SELECT calls FROM number_days WHERE number_id = ?1', first.campaign.numberIds[0])).toEqual([
      { calls: 5 },
    ])
  })

  it('uses a shared number up to the last call although requests before it were refused', async () => {
    const first = await world.campaign({
      leads: 1,
      settings: { ...once, rotation: { max_calls_per_number_per_day: 3 } },
    })
    await first.work()
    const second = await world.campaign({
      orgId: first.campaign.orgId,
      numbers: first.campaign.numberIds,
      leads: 3,
      status: 'paused',
      settings: { ...once, rotation: { max_calls_per_number_per_day: 3 } },
    })
    await second.work()
    await suppress(second, second.leads[0]!.phones[0]!)
    await second.moveTo('active')
    await second.play(MINUTE)
    expect(world.carrier.dialed).toHaveLength(3)
  })

  it('is refused once the campaign is paused, whatever the object still believes, and the lead stays where it was', async () => {
    const seat = await world.campaign({ leads: 3, settings: { max_concurrent_calls: 1 } })
    await seat.in((engine) => engine.load())
    await seat.set({ status: 'paused' })
    await seat.work()
    expect(world.carrier.dialed).toEqual([])
    expect(await seat.attempts()).toEqual([])
    expect(await seat.statuses()).toEqual(['pending', 'pending', 'pending'])
    await seat.moveTo('active')
    expect(world.carrier.dialed.map((d) => d.to)).toEqual([seat.leads[0]!.phones[0]])
  })

  it('is refused while the organization is stopped, and given when it goes on without a further word', async () => {
    const seat = await world.campaign({ leads: 1 })
    await seat.in((engine) => engine.load())
    await execute('UPDATE organizations SET stopped_at = 1 WHERE id = ?1', seat.campaign.orgId)
    await seat.work()
    expect(world.carrier.dialed).toEqual([])
    await seat.play(HOUR)
    expect(world.carrier.dialed).toEqual([])
    await execute('UPDATE organizations SET stopped_at = NULL WHERE id = ?1', seat.campaign.orgId)
    await seat.play(10 * MINUTE)
    expect(world.carrier.dialed).toHaveLength(1)
  })

  it('asks the database once, not once for every lead, when the campaign turns out to be paused', async () => {
    const seat = await world.campaign({ leads: 30, settings: { max_concurrent_calls: 30 } })
    let loads = 0
    await seat.in(async (engine) => {
      await engine.load()
      const load = engine.deps.store.loadCampaign
      engine.deps.store.loadCampaign = (id) => {
        loads += 1
        return load(id)
      }
    })
    await seat.set({ status: 'paused' })
    await seat.work()
    expect(loads).toBeLessThanOrEqual(2)
  })

  it('carries the proof of why the call was allowed', async () => {
    const seat = await world.campaign({ leads: 1 })
    await seat.work()
    const [attempt] = await seat.attempts()
    expect(JSON.parse(attempt!.proof as string)).toMatchObject({
      attempts_24h: 0,
      suppression_checked_at: MONDAY_TEN,
      zones: ['America/New_York'],
      settings_version: 1,
    })
  })
})

describe('two campaigns after the same people', () => {
  it('never have one phone in two calls, and each reaches everybody in the end', async () => {
    const [a, b] = await pair(20, { settings: once })
    await world.play([a, b], MONDAY_TEN + 2 * HOUR)
    for (const lead of a.leads) {
      const dials = world.carrier.dialsOf(lead.phones[0]!)
      expect(dials.map((d) => d.campaignId).sort()).toEqual([a.campaign.id, b.campaign.id].sort())
      expect(Math.abs(dials[1]!.at - dials[0]!.at)).toBeGreaterThanOrEqual(30 * SECOND)
    }
    for (const seat of [a, b]) expect(await seat.stats()).toMatchObject({ s_failed: 20, attempts: 20 })
  })

  it('of different organizations do not stand in each other’s way', async () => {
    const phone = nextPhone()
    const a = await world.campaign({ leads: [{ phones: [phone] }] })
    const b = await world.campaign({ orgId: await makeOrganization(), leads: [{ phones: [phone] }] })
    await a.work()
    await b.work()
    expect(world.carrier.dialsOf(phone)).toHaveLength(2)
  })
})

describe('an opt-out', () => {
  it('heard in a call suppresses every phone of the person before the carrier has its answer', async () => {
    const phones = [nextPhone(), nextPhone(), nextPhone()]
    const seat = await world.campaign({ leads: [{ phones, email: 'Grace@Example.org' }] })
    world.carrier.otherwise = noAnswer()
    const other = await world.campaign({ orgId: seat.campaign.orgId, leads: 0 })
    await addLeadOf(other.campaign, seat.leads[0]!)
    await seat.work()
    const [attempt] = await seat.attempts()
    const event = { type: 'opted_out', at: world.clock.at, email: true, reason: 'take me off' } as const
    await seat.event(attempt!.id as string, 'call', event)
    const found = await rows(
      'SELECT kind, value, source, reason FROM suppressions WHERE org_id = ?1 ORDER BY value',
      seat.campaign.orgId,
    )
    expect(found.map((s) => s.value)).toEqual([...phones, 'grace@example.org'].sort())
    expect(found[0]).toMatchObject({ source: 'call', reason: 'take me off' })
    await other.work()
    expect(world.carrier.dialed).toHaveLength(1)
    expect(await other.lead()).toMatchObject({ status: 'do_not_call' })
    await seat.play(10 * MINUTE)
    expect(await seat.lead()).toMatchObject({
      status: 'do_not_call',
      disposition: 'OPT_OUT',
      status_reason: 'opted_out',
    })
    await seat.event(attempt!.id as string, 'call', event)
    expect(await rows('SELECT 1 FROM suppressions WHERE org_id = ?1', seat.campaign.orgId)).toHaveLength(4)
  })

  it('is honoured long after the attempt was settled, by an object that has forgotten everything', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    await seat.play(HOUR)
    const [attempt] = await seat.attempts()
    seat.crash()
    expect(
      await seat.event(attempt!.id as string, 'call', { type: 'opted_out', at: 1, email: false, reason: '' }),
    ).toBe(false)
    expect(await rows('SELECT value FROM suppressions WHERE org_id = ?1', seat.campaign.orgId)).toEqual([
      { value: seat.leads[0]!.phones[0] },
    ])
  })
})
