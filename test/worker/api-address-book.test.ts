import { beforeEach, describe, expect, it } from 'vitest'
import { addAgent, addCampaign, addNumber } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json } from '../support/api-world.ts'

let world: ApiWorld
beforeEach(async () => {
  world = await createApiWorld()
})

describe('agents', () => {
  it('are created, changed, listed and deleted', async () => {
    const agent = await addAgent(world, { name: 'Ann' })
    expect(agent).toMatchObject({ language: 'en-US', max_call_seconds: 600, company: '', avatar: null })
    const { body } = await world.request('PATCH', `/agents/${agent.id}`, {
      greeting: 'Good day.',
      max_call_seconds: 300,
    })
    expect(body).toMatchObject({ name: 'Ann', greeting: 'Good day.', max_call_seconds: 300 })
    expect((await world.get('/agents')).data).toEqual([body])
    expect((await world.request('DELETE', `/agents/${agent.id}`)).status).toBe(204)
    expect((await world.request('GET', `/agents/${agent.id}`)).status).toBe(404)
    const actions = (await world.get(`/audit-log?subject=${agent.id}`)).data.map((it: Json) => it.action)
    expect(actions).toEqual(['agent.deleted', 'agent.updated', 'agent.created'])
  })

  it('that change are known at once to the campaigns at work with them', async () => {
    const campaign = await addCampaign(world, { leads: 1 })
    await world.request('PATCH', `/agents/${campaign.agent_id}`, { prompt: 'New.' })
    expect(world.dialers.calls.filter(([verb]) => verb === 'refresh')).toEqual([])
    await world.post(`/campaigns/${campaign.id}/start`)
    world.dialers.calls.length = 0
    await world.request('PATCH', `/agents/${campaign.agent_id}`, { prompt: 'Newer.' })
    expect(world.dialers.calls).toEqual([['refresh', campaign.id]])
  })
})

describe('numbers', () => {
  it('are kept as E.164, once an organization', async () => {
    const number = await world.post('/numbers', { e164: '(212) 555-0100', name: 'Main' })
    expect(number).toMatchObject({
      e164: '+12125550100',
      zone: 'America/New_York',
      enabled: true,
      weight: 1,
      calls_today: 0,
    })
    const again = await world.request('POST', '/numbers', { e164: '+1 212 555 0100' })
    expect(again.status).toBe(409)
    const other = await addNumber(world)
    const taken = await world.request('PATCH', `/numbers/${other.id}`, { e164: '212-555-0100' })
    expect(taken.status).toBe(409)
    const bad = await world.request('POST', '/numbers', { e164: '555', zone: 'Mars/Olympus' })
    expect(bad.body.errors.map((it: Json) => it.pointer)).toEqual(['#/zone', '#/e164'])
  })

  it('count the calls of today by their own day', async () => {
    world.setTime(Date.parse('2026-11-24T02:00:00Z'))
    const east = await addNumber(world, { zone: 'America/New_York' })
    const tokyo = await addNumber(world, { zone: 'Asia/Tokyo' })
    const day = (id: string, on: string, calls: number) =>
      bindings.DB.prepare('INSERT INTO number_days (number_id, day, calls) VALUES (?, ?, ?)').bind(id, on, calls)
    await bindings.DB.batch([
      day(east.id, '2026-11-23', 5),
      day(east.id, '2026-11-24', 9),
      day(tokyo.id, '2026-11-23', 7),
      day(tokyo.id, '2026-11-24', 3),
    ])
    const { data } = await world.get('/numbers')
    expect(data.map((it: Json) => it.calls_today)).toEqual([5, 3])
    expect((await world.get(`/numbers/${tokyo.id}`)).calls_today).toBe(3)
  })
})

describe('suppressions', () => {
  it('are added once, found and checked, however the phone is written', async () => {
    const added = await world.request('POST', '/suppressions', { phone: '(312) 555-0101', reason: 'asked by letter' })
    expect(added.status).toBe(201)
    expect(added.body).toMatchObject({ kind: 'phone', value: '+13125550101', source: 'api' })
    const again = await world.request('POST', '/suppressions', { phone: '+13125550101', reason: 'again' })
    expect(again.status).toBe(200)
    expect(again.body).toEqual(added.body)
    await world.post('/suppressions', { email: 'Ann@Example.com', reason: 'by mail' })
    const values = async (query: string) => (await world.get(`/suppressions?${query}`)).data.map((it: Json) => it.value)
    expect(await values('')).toEqual(['ann@example.com', '+13125550101'])
    expect(await values('kind=phone')).toEqual(['+13125550101'])
    expect(await values('q=ANN')).toEqual(['ann@example.com'])
    expect(await values('q=555-0101')).toEqual(['+13125550101'])
    expect(await values('q=letter')).toEqual(['+13125550101'])
    const check = await world.get('/suppressions/check?phone=312-555-0101')
    expect(check).toMatchObject({ suppressed: true, value: '+13125550101', entry: { reason: 'asked by letter' } })
    expect(await world.get('/suppressions/check?email=bo@example.com')).toMatchObject({
      suppressed: false,
      entry: null,
    })
  })

  it('need exactly one of phone and email, and a reason', async () => {
    const bodies = [
      { reason: 'x' },
      { phone: '+13125550101', email: 'a@example.com', reason: 'x' },
      { phone: '+13125550101' },
      { phone: '12', reason: 'x' },
    ]
    for (const body of bodies)
      expect((await world.request('POST', '/suppressions', body)).status, JSON.stringify(body)).toBe(422)
    expect((await world.request('GET', '/suppressions/check')).status).toBe(400)
    expect((await world.request('GET', '/suppressions/check?phone=12')).status).toBe(422)
  })

  it('are taken off only with a reason, which the audit log keeps with the entry', async () => {
    const { id } = await world.post('/suppressions', { phone: '+13125550101', reason: 'asked' })
    expect((await world.request('DELETE', `/suppressions/${id}`)).status).toBe(422)
    expect((await world.request('DELETE', `/suppressions/${id}`, { reason: ' ' })).status).toBe(422)
    expect((await world.request('DELETE', `/suppressions/${id}`, { reason: 'wrote again to be called' })).status).toBe(
      204,
    )
    expect((await world.request('DELETE', `/suppressions/${id}`, { reason: 'x' })).status).toBe(404)
    const { data } = await world.get(`/audit-log?subject=${id}&action=suppression.removed`)
    expect(data).toHaveLength(1)
    expect(data[0].details).toMatchObject({
      reason: 'wrote again to be called',
      entry: { value: '+13125550101', reason: 'asked' },
    })
    expect((await world.get('/suppressions')).data).toEqual([])
  })
})

describe('the organization', () => {
  it('is read and changed, with zones that exist', async () => {
    const { body } = await world.request('PATCH', '/organization', {
      name: 'Acme',
      fallback_zones: ['America/Chicago'],
    })
    expect(body).toMatchObject({
      id: 'org_local',
      name: 'Acme',
      default_region: 'US',
      fallback_zones: ['America/Chicago'],
      stopped_at: null,
    })
    const bad = await world.request('PATCH', '/organization', { fallback_zones: ['America/Chicago', 'Nowhere'] })
    expect(bad.body.errors[0].pointer).toBe('#/fallback_zones/1')
    expect((await world.get('/audit-log')).data[0]).toMatchObject({
      action: 'organization.updated',
      subject: 'org_local',
    })
  })
})
