import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addLeadOf, execute, migrate, nextPhone, row, rows } from '../support/factory.ts'
import { noAnswer } from '../support/fake-carrier.ts'
import { DAY, HOUR, MINUTE, MONDAY_TEN, SECOND } from '../support/fake-clock.ts'
import { type Seat, World } from '../support/harness.ts'

let world: World
beforeAll(migrate)
beforeEach(() => {
  world = new World()
})

const once = { retry: { mode: 'breadth_first', max_attempts_per_phone: 1, interval_minutes: 60 } } as const
const phonesCalled = () => world.carrier.dialed.map((d) => d.to)
/** What every change of schedules, stops and fallback zones does. */
const bump = (seat: Seat) =>
  execute('UPDATE organizations SET compliance_version = compliance_version + 1 WHERE id = ?1', seat.campaign.orgId)
const proofOf = async (seat: Seat, index = 0) => JSON.parse((await seat.attempts())[index]!.proof as string)

describe('rules of the region', () => {
  it('open the lanes of each state at its own time, and the proof names the rule', async () => {
    // Monday 10:00 in New York; Kentucky may be called from 10:00, Rhode Island from 9:00, Maine until 17:00.
    world.clock.at = MONDAY_TEN - HOUR
    const [kentucky, maine] = [nextPhone('502'), nextPhone('207')]
    const seat = await world.campaign({ leads: [{ phones: [kentucky] }, { phones: [maine] }], settings: once })
    await seat.play(59 * MINUTE)
    expect(phonesCalled()).toEqual([maine])
    expect((await proofOf(seat)).rules).toContainEqual(
      expect.objectContaining({ id: 'US-ME.ai_voice', citation: expect.stringContaining('1498') }),
    )
    await seat.play(2 * MINUTE)
    expect(phonesCalled()).toEqual([maine, kentucky])
  })

  it('skip, with their reason, those who may never be called by an artificial voice, unless those rules are off', async () => {
    const washington = nextPhone('206')
    const seat = await world.campaign({ leads: [{ phones: [washington] }], settings: once })
    await seat.play(MINUTE)
    expect(await seat.lead()).toMatchObject({ status: 'skipped', status_reason: 'never_opens' })
    const off = await world.campaign({
      leads: [{ phones: [nextPhone('206')] }],
      settings: { ...once, ai_voice_rules: false },
    })
    await off.play(4 * HOUR)
    expect(world.carrier.dialed).toHaveLength(1)
  })

  it('count attempts over every phone of the person, where the law counts persons', async () => {
    const phones = [nextPhone('305'), nextPhone('305')]
    const settings = { retry: { mode: 'per_contact', max_attempts_per_phone: 3, interval_minutes: 1 } } as const
    const seat = await world.campaign({ leads: [{ phones }], settings })
    await seat.play(5 * HOUR)
    expect(world.carrier.dialed).toHaveLength(3)
    const free = world.carrier.dialed[0]!.at + DAY
    expect((await seat.lead()).next_due_at).toBeGreaterThanOrEqual(free)
    await seat.play(20 * HOUR)
    expect(world.carrier.dialed.length).toBeGreaterThan(3)
    expect(world.carrier.dialed[3]!.at).toBeGreaterThan(free)
  })

  it('keep the longer pause of a state that wants one', async () => {
    const settings = { retry: { mode: 'per_contact', max_attempts_per_phone: 2, interval_minutes: 1 } } as const
    world.clock.at = MONDAY_TEN - HOUR
    const seat = await world.campaign({ leads: [{ phones: [nextPhone('207')] }], settings })
    await seat.play(7 * HOUR + 50 * MINUTE)
    expect(world.carrier.dialed).toHaveLength(1)
    await seat.play(DAY)
    expect(world.carrier.dialed).toHaveLength(2)
    expect(world.carrier.dialed[1]!.at - world.carrier.dialed[0]!.at).toBeGreaterThan(8 * HOUR)
  })
})

describe('a schedule', () => {
  const nineToEleven = JSON.stringify({
    mon: [{ start: '09:00', end: '11:00' }],
    tue: [{ start: '09:00', end: '11:00' }],
  })
  async function scheduled(days: string): Promise<Seat> {
    const seat = await world.campaign({ leads: 2, settings: { ...once, call_interval_seconds: 1800 } })
    await execute(
      `INSERT INTO schedules (id, org_id, name, zone, days, created_at, updated_at) VALUES (?1, ?2, 'x', 'recipient', ?3, 0, 0)`,
      `sch_${seat.campaign.id}`,
      seat.campaign.orgId,
      days,
    )
    await seat.set({ schedule_id: `sch_${seat.campaign.id}` })
    return seat
  }

  it('keeps the campaign within its hours', async () => {
    world.clock.at = MONDAY_TEN + 2 * HOUR
    const seat = await scheduled(nineToEleven)
    await seat.play(20 * HOUR)
    expect(phonesCalled()).toEqual([])
    await seat.play(4 * HOUR)
    expect(world.carrier.dialed).toHaveLength(2)
    expect(world.carrier.dialed[0]!.at).toBe(MONDAY_TEN + 23 * HOUR)
  })

  it('that changes while the campaign runs holds from the very next dial, although nobody told the campaign', async () => {
    const seat = await scheduled(nineToEleven)
    await seat.play(MINUTE)
    expect(world.carrier.dialed).toHaveLength(1)
    await execute(
      `UPDATE schedules SET days = '{"tue":[{"start":"12:00","end":"13:00"}]}' WHERE org_id = ?1`,
      seat.campaign.orgId,
    )
    await bump(seat)
    await seat.play(3 * HOUR)
    expect(world.carrier.dialed).toHaveLength(1)
    await seat.play(DAY)
    expect(world.carrier.dialed[1]!.at).toBe(MONDAY_TEN + DAY + 2 * HOUR)
  })

  it('that is gone closes the campaign and ends its leads, instead of calling at any hour', async () => {
    const seat = await scheduled(nineToEleven)
    await execute('DELETE FROM schedules WHERE org_id = ?1', seat.campaign.orgId)
    await seat.play(MINUTE)
    expect(phonesCalled()).toEqual([])
    expect(await seat.statuses()).toEqual(['skipped', 'skipped'])
  })
})

describe('an emergency stop', () => {
  const stop = async (seat: Seat, region: string, until: number | null = null) => {
    await execute(
      `INSERT INTO region_stops (org_id, region, reason, actor, stopped_at, until) VALUES (?1, ?2, 'hurricane', 'key:x', 0, ?3)`,
      seat.campaign.orgId,
      region,
      until,
    )
    await bump(seat)
  }

  it('lets the people of the state wait, not end, and others be called; when it is lifted they are', async () => {
    const [louisiana, texas] = [nextPhone('504'), nextPhone('214')]
    const seat = await world.campaign({ leads: [{ phones: [louisiana] }, { phones: [texas] }], settings: once })
    await stop(seat, 'US-LA')
    await seat.play(HOUR)
    expect(phonesCalled()).toEqual([texas])
    expect(await seat.statuses()).toEqual(['pending', expect.any(String)])
    expect(await seat.status()).toMatchObject({ status: 'active' })
    await execute('DELETE FROM region_stops WHERE org_id = ?1', seat.campaign.orgId)
    await bump(seat)
    // Nobody tells the campaign: it looks by itself.
    await seat.play(6 * MINUTE)
    expect(phonesCalled()).toEqual([texas, louisiana])
  })

  it('that is set while the campaign dials holds from the very next dial', async () => {
    const seat = await world.campaign({
      leads: [{ phones: [nextPhone('504')] }, { phones: [nextPhone('504')] }],
      settings: { ...once, call_interval_seconds: 600 },
    })
    world.clock.at += 2 * HOUR
    await seat.play(MINUTE)
    expect(world.carrier.dialed).toHaveLength(1)
    await stop(seat, 'US-LA')
    await seat.play(3 * HOUR)
    expect(world.carrier.dialed).toHaveLength(1)
  })

  it('with an end opens the lane by itself when it is over', async () => {
    const seat = await world.campaign({ leads: [{ phones: [nextPhone('504')] }], settings: once })
    const end = MONDAY_TEN + 5 * HOUR
    await stop(seat, 'US-LA', end)
    await seat.play(6 * HOUR)
    expect(world.carrier.dialed.map((d) => d.at)).toEqual([end])
  })
})

describe('a kill switch', () => {
  it.each([
    ['the organization', 'UPDATE organizations SET stopped_at = 1 WHERE id = ?1', (s: Seat) => s.campaign.orgId],
    ['the agent', 'UPDATE agents SET stopped_at = 1 WHERE id = ?1', (s: Seat) => s.campaign.agentId],
    ['the number', 'UPDATE numbers SET enabled = 0 WHERE id = ?1', (s: Seat) => s.campaign.numberIds[0]!],
  ])('for %s holds from the very next dial, although nobody told the campaign', async (_what, sql, id) => {
    const seat = await world.campaign({ leads: 2, settings: { ...once, call_interval_seconds: 600 } })
    await seat.play(MINUTE)
    expect(world.carrier.dialed).toHaveLength(1)
    await execute(sql, id(seat))
    await seat.play(HOUR)
    expect(world.carrier.dialed).toHaveLength(1)
    expect(await seat.lead(1)).toMatchObject({ status: 'pending', attempts: 0 })
    await execute(sql.replace(' = 1', ' = NULL').replace(' = 0', ' = 1'), id(seat))
    await seat.refresh()
    await seat.play(HOUR)
    expect(world.carrier.dialed).toHaveLength(2)
  })

  it('for one number leaves the campaign its others', async () => {
    const seat = await world.campaign({ leads: 4, numbers: 2, settings: { ...once, call_interval_seconds: 60 } })
    await seat.play(SECOND)
    await execute('UPDATE numbers SET enabled = 0 WHERE id = ?1', seat.campaign.numberIds[0]!)
    await seat.play(HOUR)
    const off = await row('SELECT e164 FROM numbers WHERE id = ?1', seat.campaign.numberIds[0]!)
    expect(world.carrier.dialed).toHaveLength(4)
    expect(world.carrier.dialed.slice(1).filter((d) => d.from === off.e164)).toEqual([])
  })
})

describe('what is known of a person', () => {
  it('decides at the very next dial, also when it was changed by another campaign', async () => {
    const seat = await world.campaign({ leads: 1, status: 'paused', settings: once })
    await seat.work()
    // Their address says Hawaii, where it is five in the morning.
    await execute(
      `UPDATE contacts SET address = '{"state":"HI","country":"US"}', version = version + 1 WHERE id = ?1`,
      seat.leads[0]!.contactId,
    )
    await seat.moveTo('active')
    await seat.play(HOUR)
    expect(phonesCalled()).toEqual([])
    await seat.play(4 * HOUR)
    expect(world.carrier.dialed.map((d) => d.at)).toEqual([MONDAY_TEN + 4 * HOUR])
    expect(await proofOf(seat)).toMatchObject({
      evidence: 'address',
      zones: ['Pacific/Honolulu'],
      regions: ['US-HI', 'US-NY'],
    })
  })

  it('lets a lead go whose person is gone', async () => {
    const seat = await world.campaign({ leads: 2, status: 'paused', settings: once })
    await seat.work()
    await execute('DELETE FROM leads WHERE id = ?1', seat.leads[0]!.id)
    await execute('DELETE FROM contacts WHERE id = ?1', seat.leads[0]!.contactId)
    await seat.moveTo('active')
    await seat.play(HOUR)
    expect(phonesCalled()).toEqual(seat.leads[1]!.phones)
  })
})

describe('consent', () => {
  const needed = { ...once, require_consent: true }

  it('is needed where the campaign says so: who has none is skipped, who revoked it too', async () => {
    const seat = await world.campaign({
      leads: [
        {},
        { consent: { type: 'none' } },
        { consent: { type: 'express', at: 0, revoked_at: 5 } },
        { consent: { type: 'express', expires_at: MONDAY_TEN } },
        { consent: { type: 'written', at: 0 } },
      ],
      settings: needed,
    })
    await seat.play(HOUR)
    expect(phonesCalled()).toEqual(seat.leads[4]!.phones)
    expect((await seat.statuses()).slice(0, 4)).toEqual(['skipped', 'skipped', 'skipped', 'skipped'])
    expect(await seat.lead(0)).toMatchObject({ status_reason: 'no_consent', attempts: 0 })
    expect((await proofOf(seat)).consent).toMatchObject({ type: 'written', holds: true, required: true })
  })

  it('that begins later is waited for', async () => {
    const at = MONDAY_TEN + 2 * HOUR
    const seat = await world.campaign({ leads: [{ consent: { type: 'express', at } }], settings: needed })
    await seat.play(3 * HOUR)
    expect(world.carrier.dialed.map((d) => d.at)).toEqual([at])
  })

  it('that ran out between two attempts ends the lead by its history', async () => {
    const seat = await world.campaign({
      leads: [{ consent: { type: 'express', expires_at: MONDAY_TEN + 30 * MINUTE } }],
      settings: { require_consent: true },
    })
    await seat.play(5 * HOUR)
    expect(world.carrier.dialed).toHaveLength(1)
    expect(await seat.lead()).toMatchObject({ status: 'failed', status_reason: 'no_consent', attempts: 1 })
  })

  it('that was revoked while the lead waited is seen by the permit', async () => {
    const seat = await world.campaign({
      leads: [{ consent: { type: 'express', at: 0 } }],
      status: 'paused',
      settings: needed,
    })
    await seat.work()
    await execute(
      `UPDATE contacts SET consent = json_set(consent, '$.revoked_at', 1), version = version + 1 WHERE id = ?1`,
      seat.leads[0]!.contactId,
    )
    await seat.moveTo('active')
    await seat.play(HOUR)
    expect(phonesCalled()).toEqual([])
    expect(await seat.lead()).toMatchObject({ status: 'skipped', status_reason: 'no_consent' })
  })

  it('that is recorded for a skipped lead lets it be dialed; any other edit or a retry does not', async () => {
    const seat = await world.campaign({ leads: 1, settings: needed })
    await seat.play(MINUTE)
    const { id, contactId } = seat.leads[0]!
    expect(await seat.change(id, 'edit')).toMatchObject({ ok: true })
    expect(await seat.change(id, 'retry')).toMatchObject({ ok: false, message: expect.stringContaining('consent') })
    expect(await seat.lead()).toMatchObject({ status: 'skipped', status_reason: 'no_consent' })
    await execute(
      `UPDATE contacts SET consent = '{"type":"express","at":0}', version = version + 1 WHERE id = ?1`,
      contactId,
    )
    expect(await seat.change(id, 'edit')).toMatchObject({ ok: true })
    await seat.moveTo('active')
    await seat.play(MINUTE)
    expect(world.carrier.dialed).toHaveLength(1)
  })

  it('lifts the rules that say so, and only while it holds', async () => {
    // Utah closes on Sundays, but not for those who consented.
    world.clock.at = MONDAY_TEN - DAY + 2 * HOUR
    const [free, held] = [nextPhone('801'), nextPhone('801')]
    const seat = await world.campaign({
      leads: [{ phones: [free], consent: { type: 'express', expires_at: MONDAY_TEN + 30 * DAY } }, { phones: [held] }],
      settings: once,
    })
    await seat.play(HOUR)
    expect(phonesCalled()).toEqual([free])
    await seat.play(DAY)
    expect(phonesCalled()).toEqual([free, held])
  })
})

describe('a suppression', () => {
  it('of texts only does not stop calls', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    await execute(
      `INSERT INTO suppressions (org_id, kind, value, id, source, channel, created_at) VALUES (?1, 'phone', ?2, ?2, 'text', 'text', 0)`,
      seat.campaign.orgId,
      seat.leads[0]!.phones[0]!,
    )
    await seat.play(MINUTE)
    expect(world.carrier.dialed).toHaveLength(1)
  })
})

describe('calls that are taken back', () => {
  it('are ended when they ring, and left alone when they were answered', async () => {
    const seat = await world.campaign({ leads: 2, settings: once })
    await seat.work()
    const [ringing, answered] = await seat.attempts()
    await seat.event(answered!.id as string, `call-${answered!.id}`, { type: 'answered', at: world.clock.at } as never)
    await seat.in((engine) =>
      import('../../src/dialer/withdraw.ts').then(({ withdraw }) =>
        withdraw(engine, [ringing!.id as string, answered!.id as string, 'att_unknown']),
      ),
    )
    expect(world.carrier.ended).toEqual([`call-${ringing!.id}`])
  })
})

describe('the proof chain', () => {
  it('takes no permit behind what is sealed, and the lead is dialed with a later one', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    await execute(`UPDATE organizations SET proof_sealed_to = 'att_zzz' WHERE id = ?1`, seat.campaign.orgId)
    await seat.play(MINUTE)
    expect(phonesCalled()).toEqual([])
    expect(await seat.attempts()).toEqual([])
    await execute(`UPDATE organizations SET proof_sealed_to = '' WHERE id = ?1`, seat.campaign.orgId)
    await seat.play(MINUTE)
    expect(world.carrier.dialed).toHaveLength(1)
  })

  it('is told that there is something to seal', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    await seat.play(SECOND)
    const organization = await row('SELECT proof_due_at FROM organizations WHERE id = ?1', seat.campaign.orgId)
    expect(organization.proof_due_at).toBe(MONDAY_TEN)
  })
})

describe('lanes', () => {
  it('are made anew for people of unknown whereabouts when the fallback zones change', async () => {
    world.clock.at = MONDAY_TEN + 2 * HOUR
    const seat = await world.campaign({ leads: [{ phones: ['+18005550123'] }], status: 'paused', settings: once })
    await seat.work()
    await execute(`UPDATE organizations SET fallback_zones = '["America/New_York"]' WHERE id = ?1`, seat.campaign.orgId)
    await bump(seat)
    await seat.moveTo('active')
    await seat.play(MINUTE)
    // Toll-free: Monday noon in New York is within every state's rules, in Honolulu it would not be.
    expect(phonesCalled()).toEqual(['+18005550123'])
  })

  it('cost a write a lane when a window opens or closes, whatever the number of leads', async () => {
    world.clock.at = MONDAY_TEN - 3 * HOUR
    const leads = Array.from({ length: 300 }, () => ({ phones: [nextPhone('213')] }))
    const seat = await world.campaign({ leads, numbers: [], settings: once })
    await seat.play(MINUTE)
    const before = seat.objectRows
    await seat.play(16 * HOUR)
    expect(seat.objectRows - before).toBeLessThan(10)
  })
})

describe('two campaigns that race for the same thousand phones', () => {
  it('never call one twice at once or over its cap, and an opt-out in one stops the other', async () => {
    world.carrier.otherwise = noAnswer()
    const settings = {
      max_concurrent_calls: 100,
      retry: { mode: 'per_contact', max_attempts_per_phone: 5, interval_minutes: 5 },
      rotation: { strategy: 'round_robin', max_calls_per_number_per_day: 1000 },
    } as const
    const leads = Array.from({ length: 1_000 }, () => ({}))
    const a = await world.campaign({ leads, numbers: 10, settings })
    const b = await world.campaign({ orgId: a.campaign.orgId, numbers: 10, settings, leads: 0 })
    for (const lead of [...a.leads]) await addLeadOf(b.campaign, lead)
    await world.play([a, b], MONDAY_TEN + 20 * MINUTE)
    const optedOut = a.leads.filter((_lead, i) => i % 10 === 0)
    for (const { phones, contactId } of optedOut)
      await execute(
        `INSERT INTO suppressions (org_id, kind, value, id, source, contact_id, created_at) VALUES (?1, 'phone', ?2, ?2, 'call', ?3, ?4)`,
        a.campaign.orgId,
        phones[0]!,
        contactId,
        world.clock.at,
      )
    const accepted = world.clock.at
    await world.play([a, b], MONDAY_TEN + 10 * HOUR)
    const byPhone = new Map<string, typeof world.carrier.dialed>()
    for (const dial of world.carrier.dialed) byPhone.set(dial.to, [...(byPhone.get(dial.to) ?? []), dial])
    expect(byPhone.size).toBe(1_000)
    for (const [phone, dials] of byPhone) {
      for (const [i, dial] of dials.entries()) {
        const next = dials[i + 1]
        if (next) expect(next.at - dial.at, `${phone} at once`).toBeGreaterThanOrEqual(30 * SECOND)
      }
      expect(dials.length, `${phone} over its cap`).toBeLessThanOrEqual(3)
    }
    const silent = new Set(optedOut.map((lead) => lead.phones[0]!))
    expect(world.carrier.dialed.filter((d) => silent.has(d.to) && d.at > accepted)).toEqual([])
    const both = await rows('SELECT DISTINCT campaign_id FROM attempts WHERE org_id = ?1', a.campaign.orgId)
    expect(both).toHaveLength(2)
  }, 120_000)
})
