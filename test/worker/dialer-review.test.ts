import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createOrganizationStore } from '../../src/adapters/d1/organization-store.ts'
import { createProofStore } from '../../src/adapters/d1/proof-store.ts'
import { sha256 } from '../../src/adapters/sha256.ts'
import { round } from '../../src/dialer/round.ts'
import { withdraw } from '../../src/dialer/withdraw.ts'
import { chainStart, sealBlock } from '../../src/domain/proof-chain.ts'
import { bindings, execute, migrate, nextPhone, row } from '../support/factory.ts'
import { HOUR, MINUTE, MONDAY_TEN, SECOND } from '../support/fake-clock.ts'
import { type Seat, World } from '../support/harness.ts'

let world: World
beforeAll(migrate)
beforeEach(() => {
  world = new World()
})

const once = { retry: { mode: 'breadth_first', max_attempts_per_phone: 1, interval_minutes: 60 } } as const
const phonesCalled = () => world.carrier.dialed.map((d) => d.to)
const bump = (seat: Seat) =>
  execute('UPDATE organizations SET compliance_version = compliance_version + 1 WHERE id = ?1', seat.campaign.orgId)
const stop = async (seat: Seat, region: string) => {
  await execute(
    `INSERT INTO region_stops (org_id, region, reason, actor, stopped_at, until) VALUES (?1, ?2, 'hurricane', 'key:x', 0, NULL)`,
    seat.campaign.orgId,
    region,
  )
  await bump(seat)
}
const EXPRESS = JSON.stringify({ type: 'express', at: 0 })

describe('many who may not be called', () => {
  it('do not keep the one behind them from being called', async () => {
    const leads = [...Array.from({ length: 1_300 }, () => ({})), { consent: { type: 'express', at: 0 } as const }]
    const seat = await world.campaign({ leads, status: 'paused', settings: { ...once, require_consent: true } })
    await seat.work()
    await seat.moveTo('active')
    await seat.play(MINUTE)
    expect(phonesCalled()).toEqual(seat.leads.at(-1)!.phones)
  }, 60_000)
})

describe('a refusal whose consequence cannot be written', () => {
  it.each([['pullLead'], ['settle']] as const)('(%s) loses nobody and holds up nobody', async (method) => {
    const seat = await world.campaign({ leads: 4, status: 'paused', settings: once })
    await seat.work()
    for (const { contactId, phones } of seat.leads.slice(0, 3)) {
      await execute('UPDATE contacts SET version = version + 1 WHERE id = ?1', contactId)
      if (method === 'settle')
        await execute(
          `INSERT INTO suppressions (org_id, kind, value, id, source, created_at) VALUES (?1, 'phone', ?2, ?2, 'api', 0)`,
          seat.campaign.orgId,
          phones[0]!,
        )
    }
    await seat.set({ status: 'active' })
    await seat.in((engine) => engine.load())
    world.fail(method)
    await seat.play(HOUR)
    expect(world.carrier.dialed).toHaveLength(method === 'settle' ? 1 : 4)
    expect(await seat.queued()).toEqual([])
    expect((await seat.statuses()).filter((status) => status === 'pending')).toEqual([])
    expect(await seat.status()).toMatchObject({ status: 'completed' })
  })
})

describe('an emergency stop', () => {
  it('does not keep everybody else from their second try', async () => {
    const [louisiana, texas] = [nextPhone('504'), nextPhone('214')]
    const retry = { mode: 'breadth_first', max_attempts_per_phone: 2, interval_minutes: 60 } as const
    const seat = await world.campaign({ leads: [{ phones: [louisiana] }, { phones: [texas] }], settings: { retry } })
    await stop(seat, 'US-LA')
    await seat.play(5 * HOUR)
    expect(phonesCalled()).toEqual([texas, texas])
    await execute('DELETE FROM region_stops WHERE org_id = ?1', seat.campaign.orgId)
    await bump(seat)
    await seat.play(HOUR)
    expect(phonesCalled().slice(2)).toEqual([louisiana])
  })

  it('that comes between permit and dial is seen by the placer', async () => {
    const seat = await world.campaign({ leads: [{ phones: [nextPhone('504')] }], settings: once })
    world.clock.at += 2 * HOUR
    const { deps, orgId, campaignId, item } = await permitted(seat)
    await stop(seat, 'US-LA')
    expect(await placedBy(deps, orgId, campaignId, item)).toBe('withdrawn')
  })
})

describe('a person changed between permit and dial', () => {
  it('is not called on what was known before', async () => {
    const seat = await world.campaign({ leads: [{ consent: { type: 'express', at: 0 } }], settings: once })
    const { deps, orgId, campaignId, item } = await permitted(seat)
    await execute(
      `UPDATE contacts SET consent = json_set(consent, '$.revoked_at', 1), version = version + 1 WHERE id = ?1`,
      seat.leads[0]!.contactId,
    )
    expect(await placedBy(deps, orgId, campaignId, item)).toBe('withdrawn')
  })
})

describe('consent', () => {
  it('of the first lead of a lane does not stand for the others, should a later rule ask for it', async () => {
    const seat = await world.campaign({
      leads: [{ consent: { type: 'express', at: 0 } }, {}],
      status: 'paused',
      settings: once,
    })
    await seat.work()
    const lanes = await seat.in((engine) => engine.lanes.all().map(({ key, consented }) => ({ key, consented })))
    expect(lanes).toEqual([{ key: 'America/New_York/US-NY', consented: false }])
  })

  it('ends before the call starts: the placer is told', async () => {
    const until = world.clock.at + 2 * SECOND
    const seat = await world.campaign({
      leads: [{ consent: { type: 'express', expires_at: until } }],
      settings: { ...once, require_consent: true },
    })
    const items: { notAfter: number | null }[] = []
    await seat.in((engine) => {
      const { place } = engine.deps
      engine.deps.place = (campaign, list) => {
        items.push(...list)
        return place(campaign, list)
      }
    })
    await seat.play(SECOND)
    expect(items.map(({ notAfter }) => notAfter)).toEqual([until - 1])
  })
})

describe('the lane of those whose whereabouts nobody can read', () => {
  it('stays closed when the table learns the zone of the first of them', async () => {
    const seat = await world.campaign({ leads: [{ zone: 'Mars/Olympus' }], status: 'paused', settings: once })
    await seat.work()
    const lanes = await seat.in((engine) => engine.lanes.all().map(({ key, zones }) => ({ key, zones })))
    expect(lanes).toEqual([{ key: 'closed', zones: [] }])
  })
})

describe('a lead with one phone that may never be called', () => {
  it('has its other phone tried as often as the others', async () => {
    const [newYork, washington] = [nextPhone('212'), nextPhone('206')]
    const retry = { mode: 'breadth_first', max_attempts_per_phone: 3, interval_minutes: 60 } as const
    const seat = await world.campaign({ leads: [{ phones: [newYork, washington] }], settings: { retry } })
    await seat.play(6 * HOUR)
    expect(phonesCalled()).toEqual([newYork, newYork, newYork])
    const other = await world.campaign({
      leads: [{ phones: [nextPhone('206'), nextPhone('206')] }],
      settings: { retry },
    })
    await other.play(MINUTE)
    expect(await other.lead()).toMatchObject({ status: 'skipped', status_reason: 'never_opens' })
  })
})

describe('fallback zones put right while the campaign was paused', () => {
  it('save those who stood in a lane that never opens', async () => {
    world.clock.at = MONDAY_TEN + 2 * HOUR
    const leads = Array.from({ length: 1_500 }, (_, i) => ({ phones: [`+1800${String(5_550_000 + i)}`] }))
    const seat = await world.campaign({ leads, status: 'paused', settings: once, numbers: [] })
    await execute(`UPDATE organizations SET fallback_zones = '[]' WHERE id = ?1`, seat.campaign.orgId)
    await seat.work()
    await execute(`UPDATE organizations SET fallback_zones = '["America/New_York"]' WHERE id = ?1`, seat.campaign.orgId)
    await bump(seat)
    await seat.moveTo('active')
    await seat.play(MINUTE)
    expect(new Set(await seat.statuses())).toEqual(new Set(['pending']))
  }, 60_000)
})

describe('calls that are taken back', () => {
  it('are ended although the object has forgotten that they were placed', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    await seat.work()
    const [attempt] = await seat.attempts()
    seat.crash()
    await seat.in((engine) => withdraw(engine, [attempt!.id as string]))
    expect(world.carrier.ended).toEqual([`call-${attempt!.id}`])
  })

  it('are ended although the carrier’s answer got lost; where the log does not know one it is said', async () => {
    const [known, unknown] = [nextPhone(), nextPhone()]
    world.carrier.when(known, { answer: null, logged: true }).when(unknown, { answer: null, logged: false })
    const seat = await world.campaign({ leads: [{ phones: [known] }, { phones: [unknown] }], settings: once })
    await seat.work()
    const ids = (await seat.attempts()).map(({ id }) => id as string)
    await seat.in((engine) => withdraw(engine, ids))
    expect(world.carrier.ended).toEqual([`call-${ids[0]}`])
    const silent = world.logged.filter(({ message }) => message === 'call.not_withdrawn')
    expect(silent).toEqual([expect.objectContaining({ fields: expect.objectContaining({ attempt_id: ids[1] }) })])
  })

  it('are ended although the object has lost its storage', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    await seat.work()
    const [attempt] = await seat.attempts()
    await seat.loseStorage()
    await seat.in((engine) => withdraw(engine, [attempt!.id as string]))
    expect(world.carrier.ended).toEqual([`call-${attempt!.id}`])
  })
})

describe('a permit that is refused', () => {
  it('costs no call interval', async () => {
    const seat = await world.campaign({
      leads: 3,
      status: 'paused',
      settings: { ...once, call_interval_seconds: 1800 },
    })
    await seat.work()
    for (const { contactId } of seat.leads.slice(0, 2))
      await execute(`UPDATE contacts SET consent = ?2, version = version + 1 WHERE id = ?1`, contactId, EXPRESS)
    await seat.moveTo('active')
    await seat.play(MINUTE)
    expect(world.carrier.dialed).toHaveLength(1)
  })
})

describe('looking again at the lanes', () => {
  it('reads each lead once, however many there are', async () => {
    const seat = await world.campaign({ leads: 0 })
    await seat.work()
    const read = await seat.in((engine, state) => {
      for (let seq = 1; seq <= 5_000; seq++)
        state.storage.sql.exec(`INSERT INTO queue VALUES (1 + ?1 % 3, 10, 0, ?1, '{}', NULL)`, seq)
      let total = 0
      let after = { place: 0, rank: Number.MAX_SAFE_INTEGER, dueAt: 0, seq: 0 }
      const queue = engine.queue as unknown as {
        sql: { exec: (...args: unknown[]) => { rowsRead: number; toArray: () => unknown[] } }
      }
      const original = queue.sql
      queue.sql = {
        exec: (...args: unknown[]) => {
          const cursor = original.exec(...args)
          const list = cursor.toArray()
          total += cursor.rowsRead
          return { ...cursor, rowsRead: cursor.rowsRead, toArray: () => list }
        },
      }
      for (;;) {
        const rows = engine.queue.readyAfter(after, 500)
        const last = rows.at(-1)
        if (!last) break
        after = { place: last.place, rank: last.rank, dueAt: last.dueAt, seq: last.seq }
      }
      return total
    })
    expect(read).toBeLessThan(6_000)
  })
})

describe('what was recorded by another campaign while the lead waited', () => {
  const waiting = async (spec: Parameters<World['campaign']>[0], change: string) => {
    const seat = await world.campaign({ ...spec, status: 'paused' })
    await seat.work()
    await execute(`UPDATE contacts SET ${change}, version = version + 1 WHERE id = ?1`, seat.leads[0]!.contactId)
    await seat.moveTo('active')
    await seat.play(MINUTE)
    return seat
  }

  it('(consent) keeps a lead from being skipped for want of it', async () => {
    const seat = await waiting({ leads: 2, settings: { ...once, require_consent: true } }, `consent = '${EXPRESS}'`)
    expect(phonesCalled()).toEqual(seat.leads[0]!.phones)
    expect(await seat.lead(1)).toMatchObject({ status: 'skipped', status_reason: 'no_consent' })
  })

  it('(a zone that can be read) keeps a lead from being skipped as never to be called', async () => {
    const zone = 'Mars/Olympus'
    const seat = await waiting({ leads: [{ zone }, { zone }], settings: once }, `zone = 'America/New_York'`)
    expect(phonesCalled()).toEqual(seat.leads[0]!.phones)
    expect(await seat.lead(1)).toMatchObject({ status: 'skipped', status_reason: 'unknown_zone' })
  })
})

describe('other fallback zones', () => {
  it('are a change of the rules: a permit asked for under the old ones is refused', async () => {
    const seat = await world.campaign({ leads: 0 })
    const { orgId } = seat.campaign
    const version = async () =>
      (await row('SELECT compliance_version FROM organizations WHERE id = ?1', orgId)).compliance_version
    const entry = (n: number) => ({
      id: `aud_${orgId}${n}`,
      orgId,
      actor: 'key:x',
      action: 'organization.updated',
      subject: orgId,
      details: {},
      at: 1,
    })
    const store = createOrganizationStore(bindings.DB)
    await store.update(orgId, { fallbackZones: ['Pacific/Honolulu'] }, entry(1))
    expect(await version()).toBe(2)
    await store.update(orgId, { fallbackZones: ['Pacific/Honolulu'], name: 'Acme' }, entry(2))
    expect(await version()).toBe(2)
  })
})

describe('the storage of an object of an earlier version', () => {
  it('is read, and everybody in it is called by what is known of them now', async () => {
    const leads = [{}, { address: { state: 'HI', country: 'US' } }]
    const seat = await world.campaign({ leads, status: 'paused', settings: once })
    await seat.work()
    await seat.in((_engine, { storage: { sql } }) => {
      sql.exec(`UPDATE queue SET place = 1, lead = json_remove(lead, '$.address', '$.consent', '$.contactVersion')`)
      sql.exec(`UPDATE meta SET state = json_remove(state, '$.lanesVersion', '$.relaneAfter')`)
      sql.exec('ALTER TABLE lanes DROP COLUMN consented')
    })
    seat.crash()
    await seat.moveTo('active')
    await seat.play(HOUR)
    expect(phonesCalled()).toEqual(seat.leads[0]!.phones)
    expect(await seat.queued()).toEqual([seat.leads[1]!.id])
    await seat.play(4 * HOUR)
    expect(world.carrier.dialed.map(({ at }) => at)).toEqual([MONDAY_TEN, MONDAY_TEN + 4 * HOUR])
  })
})

describe('a call that is being placed when somebody opts out', () => {
  it('is waited for, and ended before the opt-out is answered', async () => {
    const seat = await world.campaign({ leads: 1, settings: once })
    const order: string[] = []
    let release = () => {}
    await seat.in(async (engine) => {
      const { place } = engine.deps
      const held = new Promise<void>((resolve) => {
        release = resolve
      })
      engine.deps.place = async (campaign, items) => {
        await held
        order.push('placed')
        return place(campaign, items)
      }
      await engine.exclusive(() => engine.load())
      const { intake } = await import('../../src/dialer/intake.ts')
      await intake(engine)
      await round(engine)
      const [attempt] = [...engine.flights.keys()]
      const withdrawn = withdraw(engine, [attempt!]).then(() => order.push('withdrawn'))
      await Promise.resolve()
      release()
      await withdrawn
      expect(world.carrier.ended).toEqual([`call-${attempt}`])
    })
    expect(order).toEqual(['placed', 'withdrawn'])
  })
})

describe('a block of the proof chain', () => {
  it('is not written over a permit that came in while it was made', async () => {
    const seat = await world.campaign({ leads: 3, settings: once })
    const { orgId } = seat.campaign
    await seat.work()
    const [first, second, third] = (await seat.attempts()).map(({ id }) => id as string)
    await execute(`UPDATE attempts SET org_id = 'org_elsewhere' WHERE id = ?1`, second!)
    const store = createProofStore(bindings.DB)
    const tail = await store.readLedger(orgId, '', third!, 10)
    expect(tail.map(({ id }) => id)).toEqual([first, third])
    const block = await sealBlock(sha256, await chainStart(sha256, orgId), tail, 1)
    await execute(`UPDATE attempts SET org_id = ?2 WHERE id = ?1`, second!, orgId)
    expect(await store.append(orgId, '', block)).toBe(false)
    const whole = await store.readLedger(orgId, '', third!, 10)
    expect(await store.append(orgId, '', await sealBlock(sha256, await chainStart(sha256, orgId), whole, 1))).toBe(true)
  })
})

describe('a campaign whose settings were saved before there were rules for artificial voices', () => {
  it('keeps to them, the limits on attempts too', async () => {
    const retry = { mode: 'per_contact', max_attempts_per_phone: 2, interval_minutes: 1 } as const
    const seat = await world.campaign({
      leads: [{ phones: [nextPhone('207')] }],
      status: 'paused',
      settings: { retry },
    })
    await execute(
      `UPDATE campaigns SET settings = json_remove(settings, '$.ai_voice_rules') WHERE id = ?1`,
      seat.campaign.id,
    )
    await seat.moveTo('active')
    await seat.play(5 * HOUR)
    expect(world.carrier.dialed).toHaveLength(1)
    const proof = JSON.parse((await seat.attempts())[0]!.proof as string)
    expect(proof).toMatchObject({ ai_voice_rules: true })
  })
})

/** Asks for a permit as the object does and stops in the moment before the placer is called. */
async function permitted(seat: Seat) {
  let caught: unknown
  await seat.in((engine) => {
    engine.deps.place = async (_campaign, items) => {
      caught = items[0]
      return items.map(({ attemptId }) => ({
        attemptId,
        result: { ok: true as const, carrierCallId: `call-${attemptId}` },
      }))
    }
  })
  await seat.work()
  const deps = await seat.in((engine) => engine.deps)
  const { orgId, id } = seat.campaign
  return { deps, orgId, campaignId: id, item: caught as never }
}

async function placedBy(deps: never | object, orgId: string, campaignId: string, item: never): Promise<string> {
  const { placeCalls } = await import('../../src/dialer/place-calls.ts')
  const [answer] = await placeCalls({ ...(deps as Parameters<typeof placeCalls>[0]) }, { orgId, campaignId }, [item])
  return answer!.result.ok ? 'placed' : answer!.result.error.code
}
