import { beforeEach, describe, expect, it } from 'vitest'
import { addAttempt, addCampaign, addLeads } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json } from '../support/api-world.ts'

let world: ApiWorld
beforeEach(async () => {
  world = await createApiWorld()
})

const ANN = {
  name: 'Ánn Lee',
  phones: ['(312) 555-0101'],
  email: 'Ann@Example.com',
  tags: ['vip', 'vip'],
  properties: { 'case number': 'A-1', empty: '' },
  time_zone: 'America/Chicago',
  address: { state: 'IL', country: 'us' },
  consent: { type: 'express', wording: 'yes', source: 'form', at: '2026-11-01T00:00:00Z' },
  external_id: 'crm-1',
}
const names = async (query: string) => (await world.get(`/contacts${query}`)).data.map((it: Json) => it.name)

describe('the address book', () => {
  it('keeps somebody added by hand as it keeps people from lists', async () => {
    const ann = await world.post('/contacts', ANN)
    expect(ann).toMatchObject({
      name: 'Ánn Lee',
      email: 'ann@example.com',
      phones: [{ position: 1, e164: '+13125550101', country: 'US', state: 'live', problem: null }],
      tags: ['vip'],
      properties: { CASE_NUMBER: 'A-1' },
      time_zone: 'America/Chicago',
      address: { state: 'IL', country: 'US', city: null },
      consent: { type: 'express', holds: true },
      external_id: 'crm-1',
      suppressed: false,
      merged_into: null,
      erased_at: null,
      leads: [],
      suppressions: [],
    })
    expect(await world.get(`/contacts/${ann.id}`)).toEqual(ann)
    const { leads: _leads, suppressions: _suppressions, ...row } = ann
    expect((await world.get('/contacts')).data).toEqual([row])
    const actions = (await world.get(`/audit-log?subject=${ann.id}`)).data.map((it: Json) => it.action)
    expect(actions).toEqual(['consent.recorded', 'contact.created'])
    // The same person as a lead is the same contact.
    const campaign = await addCampaign(world)
    const added = await world.post(`/campaigns/${campaign.id}/leads`, { phones: ['+13125550101'] })
    expect(added.results[0].contact_id).toBe(ann.id)
    expect((await world.get(`/contacts/${ann.id}`)).leads).toEqual([
      { lead_id: added.results[0].lead_id, campaign_id: campaign.id, campaign_name: campaign.name, status: 'pending' },
    ])
  })

  it('names the contact that has a phone or an external id, and lets an email be shared', async () => {
    const ann = await world.post('/contacts', ANN)
    const post = (body: object) => world.request('POST', '/contacts', body)
    const phone = await post({ phones: ['+1 312 555 0101'] })
    expect([phone.status, phone.body.details]).toEqual([409, { phone: '+13125550101', contact_id: ann.id }])
    const crm = await post({ phones: ['+13125550102'], external_id: 'crm-1' })
    expect([crm.status, crm.body.details]).toEqual([409, { contact_id: ann.id }])
    const nothing = await post({ name: 'Nobody' })
    expect([nothing.status, nothing.body.errors[0].pointer]).toEqual([422, '#/phones'])
    const bad = await post({ phones: ['12', '+13125550103', '312-555-0103'] })
    expect(bad.body.errors.map((it: Json) => it.pointer)).toEqual(['#/phones/0', '#/phones/2'])
    const bob = await world.post('/contacts', { name: 'Bob', email: 'ann@example.com' })
    expect(await names('?email=ANN@example.com')).toEqual(['Bob', 'Ánn Lee'])
    const taken = await world.request('PATCH', `/contacts/${bob.id}`, { external_id: 'crm-1' })
    expect([taken.status, taken.body.details]).toEqual([409, { contact_id: ann.id }])
    expect((await world.get('/contacts')).data).toHaveLength(2)
  })

  it('is found by what people type', async () => {
    const campaign = await addCampaign(world)
    await addLeads(world, campaign.id, 2, { tags: ['list'] })
    const ann = await world.post('/contacts', ANN)
    const found: [query: string, names: string[]][] = [
      ['?q=Ánn', ['Ánn Lee']],
      ['?q=LEE', ['Ánn Lee']],
      ['?q=ann@ex', ['Ánn Lee']],
      ['?q=312%20555%200101', ['Ánn Lee']],
      ['?q=555-01', ['Ánn Lee']],
      ['?q=crm-1', ['Ánn Lee']],
      ['?q=nobody', []],
      ['?phone=312-555-0101', ['Ánn Lee']],
      ['?phone=%2B13125550199', []],
      ['?external_id=crm-1', ['Ánn Lee']],
      ['?external_id=crm-1&phone=%2B13125550101', ['Ánn Lee']],
      ['?external_id=crm-1&tag=list', []],
      ['?tag=vip', ['Ánn Lee']],
      ['?state=il&country=us', ['Ánn Lee']],
      ['?state=ny', []],
      ['?has=consent', ['Ánn Lee']],
      ['?has=consent,email,phone', ['Ánn Lee']],
      [`?not_in_campaign_id=${campaign.id}`, ['Ánn Lee']],
      [`?created_from=${ann.created_at}`, ['Ánn Lee']],
      ['?suppressed=true', []],
    ]
    for (const [query, expected] of found) expect(await names(query), query).toEqual(expected)
    expect(await names(`?campaign_id=${campaign.id}`)).toHaveLength(2)
    expect(await names(`?created_to=${ann.created_at}`)).toHaveLength(2)
    expect(await names('?suppressed=false&has=phone')).toHaveLength(3)
    const pages = await world.get('/contacts?limit=2')
    expect(await names(`?limit=2&cursor=${pages.next_cursor}`)).toHaveLength(1)
    expect((await world.request('GET', '/contacts?phone=12')).body.errors[0].parameter).toBe('phone')
  })

  it('shows what holds for the phones, the email and the person', async () => {
    const ann = await world.post('/contacts', ANN)
    await world.post('/suppressions', { email: 'ann@example.com', reason: 'asked' })
    expect(await world.get(`/contacts/${ann.id}`)).toMatchObject({
      suppressed: true,
      phones: [{ state: 'live' }],
      suppressions: [{ kind: 'email', value: 'ann@example.com' }],
    })
    await world.post('/suppressions', { phone: '+13125550101', reason: 'asked' })
    expect((await world.get(`/contacts/${ann.id}`)).phones[0].state).toBe('suppressed')
    expect(await names('?suppressed=true')).toEqual(['Ánn Lee'])
  })
})

describe('a contact', () => {
  it('is corrected for every campaign it is in, and each is told', async () => {
    const [one, two] = [await addCampaign(world), await addCampaign(world)]
    const ann = await world.post('/contacts', ANN)
    for (const { id } of [one, two]) await world.post(`/campaigns/${id}/leads`, { phones: ['+13125550101'] })
    world.dialers.calls.length = 0
    const body = { name: 'Ann', phones: ['+13125550102', '312 555 0101'], tags: [], external_id: null }
    const { status, body: changed } = await world.request('PATCH', `/contacts/${ann.id}`, body)
    expect([status, changed.name, changed.external_id, changed.tags]).toEqual([200, 'Ann', null, []])
    expect(changed.phones.map((it: Json) => it.e164)).toEqual(['+13125550102', '+13125550101'])
    expect(changed.properties).toEqual({ CASE_NUMBER: 'A-1' })
    expect(world.dialers.calls.filter(([verb]) => verb === 'leadChanged')).toHaveLength(2)
    for (const lead of changed.leads) expect((await world.get(`/leads/${lead.lead_id}`)).name).toBe('Ann')
    // What concerns no call disturbs no campaign.
    world.dialers.calls.length = 0
    await world.request('PATCH', `/contacts/${ann.id}`, { properties: { team: 'b' } })
    expect(world.dialers.calls).toEqual([])
    expect((await world.get(`/contacts/${ann.id}`)).properties).toEqual({ TEAM: 'b' })
  })

  it('keeps its phones while one of them is in a call', async () => {
    const campaign = await addCampaign(world)
    const [lead] = await addLeads(world, campaign.id, 1)
    const phone = lead.phones[0].e164
    await addAttempt({
      id: 'att_1',
      campaign_id: campaign.id,
      lead_id: lead.id,
      contact_id: lead.contact_id,
      phone,
      state: 'answered',
    })
    const patch = (body: object) => world.request('PATCH', `/contacts/${lead.contact_id}`, body)
    const refused = await patch({ phones: ['+13125559999'] })
    expect([refused.status, refused.body.detail]).toEqual([
      409,
      'The contact is in a call; change its phones when it has ended.',
    ])
    expect((await patch({ name: 'New' })).status).toBe(200)
    await bindings.DB.prepare("UPDATE attempts SET state = 'settled'").run()
    expect((await patch({ phones: ['+13125559999'] })).status).toBe(200)
  })

  it('forgets what was found out about a phone that is taken off', async () => {
    const ann = await world.post('/contacts', ANN)
    await bindings.DB.prepare("UPDATE contact_phones SET dead = 'wrong_number', dead_at = 1").run()
    expect((await world.get(`/contacts/${ann.id}`)).phones[0]).toMatchObject({ state: 'dead', problem: 'wrong_number' })
    for (const phones of [['+13125550109'], ['+13125550101']])
      await world.request('PATCH', `/contacts/${ann.id}`, { phones })
    expect((await world.get(`/contacts/${ann.id}`)).phones[0].state).toBe('live')
  })

  it('does not get a consent back that was revoked, unless it was given later', async () => {
    const campaign = await addCampaign(world)
    const ann = await world.post('/contacts', ANN)
    const added = await world.post(`/campaigns/${campaign.id}/leads`, { phones: ['+13125550101'] })
    await world.post(`/leads/${added.results[0].lead_id}/revoke-consent`)
    const refused = await world.request('PATCH', `/contacts/${ann.id}`, { consent: ANN.consent })
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([422, '#/consent/at'])
  })
})
