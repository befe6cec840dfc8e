import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { LOG_FIELDS, logLine } from '../../src/adapters/log.ts'
import { addCampaign, addLeads } from '../support/api-rows.ts'
import { createApiWorld } from '../support/api-world.ts'
import { migrate } from '../support/factory.ts'
import { human, machine, noAnswer, refuses } from '../support/fake-carrier.ts'
import { HOUR, MINUTE } from '../support/fake-clock.ts'
import { World } from '../support/harness.ts'

/** Whatever is logged while people are called says nothing of who they are. */

const ALLOWED: ReadonlySet<string> = new Set(LOG_FIELDS)

describe('a whole campaign', () => {
  beforeAll(migrate)

  it('writes no name, phone, address, email or word of a person into its log', async () => {
    const world = new World()
    const people = Array.from({ length: 12 }, (_, i) => ({
      name: `Zebedee Quux${i}`,
      email: `zebedee${i}@quux.example`,
    }))
    const seat = await world.campaign({ leads: people, settings: { retry: { max_attempts_per_phone: 1 } } })
    const phones = seat.leads.flatMap((lead) => lead.phones)
    const said = { summary: 'Zebedee said the dog is called Rex.' }
    const behaviours = [noAnswer(), human('INTERESTED', said), human('OPT_OUT', said), machine(), refuses('rejected')]
    phones.forEach((phone, i) => void world.carrier.when(phone, behaviours[i % behaviours.length]!))
    // Errors quote what they were about.
    await seat.in((engine) => {
      const { settle } = engine.deps.store
      engine.deps.store.settle = async (scope, results, leads, now) => {
        if (results.some((r) => r.phone === phones[1] && r.summary !== null))
          throw new Error(`UNIQUE failed: ${phones[1]}, zebedee1@quux.example`)
        await settle(scope, results, leads, now)
      }
    })
    world.fail('permit', 'before', 1)
    await seat.play(20 * MINUTE)
    await seat.event('att_of_nobody', null, { type: 'ended', at: 0, answeredAt: null, reason: 'busy', rawReason: 'x' })
    await seat.play(HOUR)
    expect(world.logged.map(({ message }) => message)).toEqual(
      expect.arrayContaining(['result.not_stored', 'result.set_aside', 'campaign.completed']),
    )
    const told = phones.map((phone) => phone.slice(1)).join('|')
    const personal = new RegExp(`Zebedee|quux|Rex|${told}`, 'i')
    for (const { message, fields } of world.logged) {
      expect(
        Object.keys(fields ?? {}).filter((name) => !ALLOWED.has(name)),
        message,
      ).toEqual([])
      expect(JSON.stringify(logLine('error', message, fields))).not.toMatch(personal)
    }
    const info = world.logged.filter(({ message }) => message === 'campaign.completed')
    expect(JSON.stringify(info)).not.toMatch(personal)
  })
})

describe('a request', () => {
  let world: Awaited<ReturnType<typeof createApiWorld>>
  beforeEach(async () => {
    world = await createApiWorld()
  })

  it('is one line with its pattern, never its address', async () => {
    const campaign = await addCampaign(world)
    await addLeads(world, campaign.id, 1)
    world.served.length = 0
    await world.request('GET', `/campaigns/${campaign.id}/leads?q=Zebedee`, undefined, { 'X-Request-Id': 'req-1' })
    await world.request('GET', '/suppressions/check?phone=%2B12125550100')
    await world.request('GET', '/agents', undefined, { Authorization: 'Bearer nobody' })
    await world.request('GET', '/nowhere/Zebedee')
    expect(world.served).toEqual([
      {
        request_id: 'req-1',
        org_id: 'org_local',
        method: 'GET',
        route: '/campaigns/:id/leads',
        status: 200,
        ms: expect.any(Number),
      },
      expect.objectContaining({ route: '/suppressions/check', status: 200 }),
      expect.objectContaining({ status: 401, org_id: undefined }),
      expect.objectContaining({ status: 404 }),
    ])
    expect(JSON.stringify(world.served)).not.toMatch(/Zebedee|2125550100/)
  })
})
