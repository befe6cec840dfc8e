import { beforeEach, describe, expect, it } from 'vitest'
import { listRegionStops } from '../../src/app/compliance/list-region-stops.ts'
import { stopRegion } from '../../src/app/compliance/stop-region.ts'
import { RULES_VERSION } from '../../src/domain/regions/region-rules.ts'
import { addCampaign, setStatus } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json, MONDAY_TEN, OTHER } from '../support/api-world.ts'

let world: ApiWorld
beforeEach(async () => {
  world = await createApiWorld()
})

const ruleOf = async (region: string): Promise<Json> => (await world.get(`/compliance/rules?region=${region}`)).data[0]
const versionOf = async (orgId: string) =>
  (
    await bindings.DB.prepare('SELECT compliance_version AS v FROM organizations WHERE id = ?1')
      .bind(orgId)
      .first<{ v: number }>()
  )?.v
const refreshed = () => world.dialers.calls.filter(([verb]) => verb === 'refresh').map(([, id]) => id)
const auditOf = async (region: string): Promise<Json[]> =>
  (await world.get(`/audit-log?subject=${region}`)).data.reverse()

describe('GET /compliance/rules', () => {
  it('lists every state and country, with the version and the federal rules', async () => {
    const { version, federal, data } = await world.get('/compliance/rules')
    expect(version).toBe(RULES_VERSION)
    expect(federal).toMatchObject({
      days: { mon: [{ start: '08:00', end: '21:00' }], sun: [{ start: '08:00', end: '21:00' }] },
      citations: ['47 CFR 64.1200(c)(1)', '16 CFR 310.4(c)'],
    })
    expect(data).toHaveLength(65)
    expect(data.slice(0, 3).map((rule: Json) => rule.region)).toEqual(['US', 'US-AL', 'US-AK'])
    for (const rule of data) {
      expect(rule.name).not.toBe('')
      expect(rule.hours.filter((version: Json) => version.current)).toHaveLength(1)
      expect(rule.local_times.length).toBeGreaterThan(0)
    }
  })

  it('shows a state with both of its versions, its holidays, sources and doubts', async () => {
    const rule = await ruleOf('US-PA')
    expect(rule).toMatchObject({
      region: 'US-PA',
      name: 'Pennsylvania',
      country: 'US',
      hours: [
        {
          from: null,
          until: '2026-10-17',
          current: false,
          days: { sun: [{ start: '08:00', end: '21:00' }] },
          holiday: [],
        },
        {
          from: '2026-10-18',
          until: null,
          current: true,
          days: { mon: [{ start: '09:00', end: '19:00' }], sun: [] },
          holiday: [],
          text: 'Mon–Sat 09:00–19:00, not on Sundays or holidays',
          confidence: 'medium',
        },
      ],
      ai_voice: [],
      attempts: [],
      lifted_by_consent: false,
      confidence: 'medium',
      stop: null,
    })
    expect(rule.holidays.calendar).toBe('US-PA')
    expect(rule.holidays.next.slice(0, 3)).toEqual([
      { date: '2026-11-26', name: 'Thanksgiving Day', observed: false },
      { date: '2026-12-25', name: 'Christmas Day', observed: false },
      { date: '2027-01-01', name: "New Year's Day", observed: false },
    ])
    expect(rule.holidays.next).toContainEqual({ date: '2027-07-05', name: 'Independence Day', observed: true })
    expect(rule.disagreements.length).toBeGreaterThan(0)
    expect(rule.sources.length).toBeGreaterThan(0)
  })

  it.each([
    ['US-WA', { ai_voice: [{ days: 'prohibited', current: true, citation: 'RCW 80.36.400' }] }],
    ['US-NY', { hours: [{ days: 'federal', holiday: null }], ai_voice: [], holidays: { calendar: null, next: [] } }],
    ['US-MS', { hours: [{ also_in_zone: { zone: 'America/Regina', name: 'Central Standard Time' } }] }],
    ['US-IN', { confidence: 'medium', ai_voice: [{ confidence: 'low' }] }],
    ['US-ME', { attempts: [{ applies_to: 'ai_voice', counts: 'attempts', max: 1, window_hours: 8 }] }],
    ['US-NV', { attempts: [{ applies_to: 'ai_voice', counts: 'hang_ups', max: 1, window_hours: null }] }],
    ['FR', { lifted_by_consent: true, attempts: [{ max: 4, window_hours: 720 }, { counts: 'refusals' }] }],
    ['IT', { hours: [{ eve: [{ start: '10:00', end: '19:00' }] }] }],
    ['CA-BC', { region: 'CA' }],
  ])('shows what is particular to %s', async (region, expected) => {
    expect(await ruleOf(region)).toMatchObject(expected)
  })

  it('says whether an artificial voice may call there now, by each clock', async () => {
    // Monday, 10:00 in New York.
    expect(await ruleOf('US-NY')).toMatchObject({
      open_now: { open: true, until: '2026-11-24T02:00:00.000Z' },
      local_times: [{ zone: 'America/New_York', time: '2026-11-23T10:00:00', open: true }],
    })
    expect(await ruleOf('US-HI')).toMatchObject({
      open_now: { open: false, until: '2026-11-23T18:00:00.000Z' },
      local_times: [{ time: '2026-11-23T05:00:00', open: false, because: expect.stringContaining('08:00–21:00') }],
    })
    expect(await ruleOf('US-WA')).toMatchObject({
      open_now: { open: false, until: null, because: expect.stringContaining('no calls') },
    })
    // Most of Oregon is an hour behind its east, where it is 08:00.
    expect((await ruleOf('US-OR')).local_times).toHaveLength(2)
    expect((await ruleOf('US-OR')).open_now).toEqual({
      open: null,
      until: '2026-11-23T16:00:00.000Z',
      because: 'its clocks differ',
    })
  })

  it('finds by name, code and citation, and by nothing else', async () => {
    const found = async (query: string) =>
      (await world.get(`/compliance/rules?${query}`)).data.map((rule: Json) => rule.region)
    expect(await found('q=dakota')).toEqual(['US-ND', 'US-SD'])
    expect(await found('q=73%20p.s.')).toEqual(['US-PA'])
    expect(await found('q=us-wy')).toEqual(['US-WY'])
    expect(await found('q=no%20such%20place')).toEqual([])
    expect(await found('region=US-PA&q=texas')).toEqual([])
    expect(await found('region=JM')).toEqual([])
    expect(await found('region=US-XX')).toEqual(['US'])
    expect((await world.request('GET', '/compliance/rules?state=PA')).status).toBe(400)
  })
})

describe('emergency stops', () => {
  const stop = (region: string, body: unknown) => world.request('PUT', `/compliance/stops/${region}`, body)

  it('are named as people write them, and lifted without a DELETE too', async () => {
    expect((await stop('us-la', { reason: 'hurricane' })).body).toMatchObject({ region: 'US-LA', name: 'Louisiana' })
    expect((await world.request('POST', '/compliance/stops/us-la/release', {})).status).toBe(422)
    expect((await world.request('POST', '/compliance/stops/us-la/release', { reason: 'over' })).status).toBe(204)
    expect((await world.get('/compliance/stops')).data).toEqual([])
  })

  it('stand until they are lifted, are shown with the rules, and are in the audit log', async () => {
    const put = await stop('US-LA', { reason: ' Hurricane ' })
    expect(put).toMatchObject({
      status: 200,
      body: { region: 'US-LA', name: 'Louisiana', reason: 'Hurricane', until: null, by: 'key:local' },
    })
    expect(Date.parse(put.body.stopped_at) - MONDAY_TEN).toBeLessThan(1_000)
    expect((await world.get('/compliance/stops')).data).toEqual([put.body])
    const rule = await ruleOf('US-LA')
    expect(rule.stop).toEqual(put.body)
    expect(rule.open_now).toEqual({ open: false, until: null, because: 'calls to US-LA are stopped: Hurricane' })
    expect((await ruleOf('US-TX')).stop).toBeNull()

    expect((await world.request('DELETE', '/compliance/stops/US-LA', { reason: 'Order lifted' })).status).toBe(204)
    expect((await world.get('/compliance/stops')).data).toEqual([])
    expect(await auditOf('US-LA')).toMatchObject([
      { action: 'region.stopped', actor: 'key:local', details: { reason: 'Hurricane', until: null } },
      {
        action: 'region.released',
        details: { reason: 'Order lifted', stopped_because: 'Hurricane', stopped_at: put.body.stopped_at },
      },
    ])
  })

  it('of a country are shown with its states, and of a state with the state unknown', async () => {
    await stop('US', { reason: 'Everywhere' })
    expect((await ruleOf('US-LA')).stop).toMatchObject({ region: 'US' })
    await stop('US-LA', { reason: 'Hurricane' })
    expect((await ruleOf('US-LA')).stop).toMatchObject({ region: 'US-LA' })
    await world.request('DELETE', '/compliance/stops/US', { reason: 'over' })
    expect((await ruleOf('US')).stop).toMatchObject({ region: 'US-LA' })
    expect((await ruleOf('US-TX')).stop).toBeNull()
  })

  it('raise the version permits are asked for under, with every change and only with one', async () => {
    const before = (await versionOf('org_local'))!
    await stop('US-LA', { reason: 'Hurricane' })
    expect(await versionOf('org_local')).toBe(before + 1)
    await stop('US-LA', { reason: 'Hurricane' })
    expect(await versionOf('org_local')).toBe(before + 1)
    await stop('US-LA', { reason: 'Hurricane', until: '2026-12-01T00:00:00Z' })
    expect(await versionOf('org_local')).toBe(before + 2)
    await world.request('DELETE', '/compliance/stops/US-LA', { reason: 'over' })
    expect(await versionOf('org_local')).toBe(before + 3)
    expect(await versionOf('org_other')).toBe(before)
    expect(await auditOf('US-LA')).toHaveLength(3)
  })

  it('keep since when and by whom when reason or end change', async () => {
    const first = (await stop('US-NY', { reason: 'Blizzard' })).body
    world.setTime(MONDAY_TEN + 3_600_000)
    const second = (await stop('US-NY', { reason: 'Blizzard, second day', until: '2026-11-25T00:00:00-05:00' })).body
    expect(second).toEqual({ ...first, reason: 'Blizzard, second day', until: '2026-11-25T05:00:00.000Z' })
  })

  it('end by themselves, after which the next one is a new one', async () => {
    await stop('US-NY', { reason: 'Blizzard', until: '2026-11-24T00:00:00Z' })
    world.setTime(Date.parse('2026-11-24T00:00:00Z'))
    expect((await world.get('/compliance/stops')).data).toEqual([])
    expect((await ruleOf('US-NY')).stop).toBeNull()
    expect((await world.request('DELETE', '/compliance/stops/US-NY', { reason: 'x' })).status).toBe(404)
    const next = (await stop('US-NY', { reason: 'Blizzard' })).body
    expect(Date.parse(next.stopped_at)).toBeGreaterThanOrEqual(Date.parse('2026-11-24T00:00:00Z'))
    expect((await world.get('/compliance/stops')).data).toEqual([next])
  })

  it('tell every campaign that is at work, and stand also when one cannot be told', async () => {
    const [draft, active, paused] = [await addCampaign(world), await addCampaign(world), await addCampaign(world)]
    await setStatus(active.id, 'active')
    await setStatus(paused.id, 'paused')
    world.dialers.calls.length = 0
    world.dialers.broken.add('refresh')
    expect((await stop('US-LA', { reason: 'Hurricane' })).status).toBe(200)
    expect(refreshed()).toContain(active.id)
    expect(refreshed()).not.toContain(draft.id)
    expect((await world.get('/compliance/stops')).data).toHaveLength(1)
    world.dialers.broken.clear()
    world.dialers.calls.length = 0
    await world.request('DELETE', '/compliance/stops/US-LA', { reason: 'over' })
    expect(refreshed()).toContain(active.id)
  })

  it.each([
    ['US', 'United States'],
    ['US-LA', 'Louisiana'],
    ['CA-BC', 'British Columbia'],
    ['FR', 'France'],
    ['JM', 'Jamaica'],
  ])('name %s as all of it: %s', async (region, name) => {
    expect((await stop(region, { reason: 'x' })).body.name).toBe(name)
  })

  it.each(['US-LA', 'US-PR', 'US', 'CA', 'CA-BC', 'FR', 'JM'])('take %s for a region', async (region) => {
    expect((await stop(region, { reason: 'x' })).body).toMatchObject({ region })
  })

  it.each([
    ['US-XX', { reason: 'x' }, '#/region'],
    ['Louisiana', { reason: 'x' }, '#/region'],
    ['ZZ', { reason: 'x' }, '#/region'],
    ['US-LA', { reason: 'x', until: '2026-11-23T14:00:00Z' }, '#/until'],
    ['US-LA', { reason: 'x', until: 'tomorrow' }, '#/until'],
    ['US-LA', { reason: '  ' }, '#/reason'],
    ['US-LA', {}, '#/reason'],
  ])('refuse %s with %j, naming %s', async (region, body, pointer) => {
    const answer = await stop(region, body)
    expect(answer.status).toBe(422)
    expect(answer.body.errors.map((error: Json) => error.pointer)).toContain(pointer)
    expect((await world.get('/compliance/stops')).data).toEqual([])
  })

  it('of other organizations are neither seen nor lifted', async () => {
    await stopRegion(world.deps, OTHER, { region: 'US-LA', reason: 'Theirs', until: null })
    expect((await world.get('/compliance/stops')).data).toEqual([])
    expect((await ruleOf('US-LA')).stop).toBeNull()
    expect((await world.request('DELETE', '/compliance/stops/US-LA', { reason: 'x' })).status).toBe(404)
    expect(await listRegionStops(world.deps, OTHER)).toHaveLength(1)
    expect(await auditOf('US-LA')).toEqual([])
  })
})
