import { beforeEach, describe, expect, it } from 'vitest'
import { addAttempt, addCampaign, moveLead, setStatus } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json } from '../support/api-world.ts'

let world: ApiWorld
let campaignId: string
beforeEach(async () => {
  world = await createApiWorld()
  campaignId = (await addCampaign(world)).id
})

const send = (body: unknown, headers: Record<string, string> = {}) =>
  world.request('POST', `/campaigns/${campaignId}/leads`, body, headers)
const results = async (body: unknown): Promise<Json[]> => {
  const answer = await send(body)
  if (answer.status !== 200) throw new Error(JSON.stringify([answer.body, world.logged]))
  return answer.body.results
}
const phone = (n: number) => `+1312555${String(n).padStart(4, '0')}`
const leads = async () => (await world.get(`/campaigns/${campaignId}/leads?limit=500`)).data as Json[]
const counts = async () => (await world.get(`/campaigns/${campaignId}`)).counts

describe('people of a CRM', () => {
  it('are found by what it calls them, whatever else changed', async () => {
    const [first] = await results({ external_id: 4711, name: 'Ann', phones: [phone(1)] })
    expect(first).toMatchObject({ result: 'created', external_id: '4711' })
    const [again] = await results({
      leads: [{ external_id: '4711', name: 'Ann Lee', phones: [phone(2)], email: 'ann@example.com' }],
    })
    expect(again).toMatchObject({ result: 'updated', lead_id: first.lead_id, contact_id: first.contact_id })
    const [lead] = await leads()
    expect(lead.name).toBe('Ann Lee')
    expect(lead.phones.map((it: Json) => it.e164)).toEqual([phone(1), phone(2)])
  })

  it('need not be sent with a phone once they are known', async () => {
    const { results: known } = await world.post('/contacts/bulk', {
      contacts: [{ external_id: 'a', phones: [phone(1)] }],
    })
    const given = await results({
      leads: [
        { external_id: 'a', name: 'Ann' },
        { external_id: 'b', name: 'Bo' },
      ],
    })
    expect(given.map((it) => [it.result, it.contact_id, it.reasons])).toEqual([
      ['created', known[0].contact_id, []],
      ['rejected', null, ['no_phone']],
    ])
    const [lead] = await leads()
    expect([lead.name, lead.phones[0].e164]).toEqual(['Ann', phone(1)])
    expect((await results({ external_id: 'a', tags: ['vip'] }))[0].result).toBe('updated')
  })

  it('refuse nobody else when one of them cannot be read', async () => {
    const answer = await send({
      leads: [
        { name: 'A', phones: [phone(1)] },
        { external_id: 'x-2', name: 'B', phones: '+1' },
        { external_id: 'x-3', name: 'C', phone: phone(3), address: { country: 'USA' } },
        'D',
        { name: 'E', phones: [phone(5)], consent: { type: 'express', at: 'yesterday' } },
        { name: 'F', phones: [phone(6)] },
      ],
    })
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    const { body } = answer
    expect(body.counts).toEqual({
      created: 2,
      updated: 0,
      duplicate: 0,
      skipped: 0,
      disqualified: 0,
      rejected: 4,
      removed: 0,
      not_found: 0,
    })
    expect(body.results.map((it: Json) => [it.index, it.result, it.external_id])).toEqual([
      [0, 'created', null],
      [1, 'rejected', 'x-2'],
      [2, 'rejected', 'x-3'],
      [3, 'rejected', null],
      [4, 'rejected', null],
      [5, 'created', null],
    ])
    expect(body.results[1]).toMatchObject({
      reasons: ['invalid'],
      errors: [{ pointer: '#/leads/1/phones', message: 'must be a list' }],
    })
    expect(body.results[2].errors.map((it: Json) => it.pointer)).toEqual([
      '#/leads/2/address/country',
      '#/leads/2/phone',
    ])
    expect(body.results[3].errors).toEqual([{ pointer: '#/leads/3', message: 'must be an object' }])
    expect(body.results[4].errors[0].pointer).toBe('#/leads/4/consent/at')
    expect(await leads()).toHaveLength(2)
  })

  it('are refused as a whole only when the list itself is none, or somebody alone is wrong', async () => {
    const pointers = async (body: unknown) => {
      const answer = await send(body)
      expect([422, answer.body.code], JSON.stringify(answer.body)).toEqual([answer.status, 'unprocessable'])
      return answer.body.errors.map((it: Json) => it.pointer)
    }
    expect(await pointers({ leads: [] })).toEqual(['#/leads'])
    expect(await pointers({ leads: {} })).toEqual(['#/leads'])
    expect(await pointers({ leads: [{ name: 'A' }], actoin: 'remove' })).toEqual(['#/actoin'])
    expect(await pointers({ leads: [{ name: 'A' }], action: 'delete' })).toEqual(['#/action'])
    expect(await pointers({ name: 'A', phone: phone(1) })).toEqual(['#/phone'])
    expect(await pointers([{ name: 'A' }])).toEqual(['#'])
    expect(await pointers({ leads: Array.from({ length: 1001 }, () => ({})) })).toEqual(['#/leads'])
    expect((await send('{"leads": ')).status).toBe(400)
    expect(await leads()).toEqual([])
  })

  it('are only updated when asked so, and who is not there is said to be missing', async () => {
    await results({ external_id: 'a', name: 'Ann', phones: [phone(1)] })
    const given = await results({
      action: 'update_only',
      leads: [
        { external_id: 'a', name: 'Ann Lee', variables: { plan: 'gold' } },
        { external_id: 'b', name: 'Bo', phones: [phone(2)] },
        { name: 'Nobody' },
      ],
    })
    expect(given.map((it) => [it.result, it.external_id, it.reasons])).toEqual([
      ['updated', 'a', []],
      ['not_found', 'b', []],
      ['rejected', null, ['no_phone']],
    ])
    const all = await leads()
    expect(all.map((lead) => [lead.name, lead.variables])).toEqual([['Ann Lee', { PLAN: 'gold' }]])
  })

  it('are removed: whoever was never attempted is gone, the others are switched off, and the finished stay', async () => {
    const [fresh, tried, done] = await results({
      leads: ['a', 'b', 'c'].map((id, n) => ({ external_id: id, phones: [phone(n)] })),
    })
    const byId = new Map((await leads()).map((lead) => [lead.id, lead]))
    await moveLead(byId.get(tried.lead_id), 'retry', { attempts: 1 })
    await addAttempt({
      id: 'att_1',
      campaign_id: campaignId,
      lead_id: tried.lead_id,
      contact_id: tried.contact_id,
      state: 'settled',
    })
    await moveLead(byId.get(done.lead_id), 'completed', { attempts: 1 })
    const body = { action: 'remove', leads: ['a', 'b', 'c', 'd'].map((id) => ({ external_id: id })) }
    const given = await results(body)
    expect(given.map((it) => [it.result, it.reasons])).toEqual([
      ['removed', ['removed']],
      ['removed', ['removed']],
      ['updated', ['finished']],
      ['not_found', []],
    ])
    expect((await leads()).map((lead) => [lead.id, lead.status])).toEqual([
      [tried.lead_id, 'disabled'],
      [done.lead_id, 'completed'],
    ])
    expect((await counts()).by_status).toMatchObject({ pending: 0, disabled: 1, completed: 1 })
    expect(world.dialers.calls.map(([verb]) => verb)).toContain('leadsRemoved')
    expect((await world.request('GET', `/contacts/${fresh.contact_id}`)).status).toBe(200)
    // Once more changes nothing; given anew the one who was switched off goes on.
    const again = await results(body)
    expect(again.map((it) => it.result)).toEqual(['not_found', 'removed', 'updated', 'not_found'])
    const [back] = await results({ external_id: 'b', phones: [phone(1)] })
    expect(back).toMatchObject({ result: 'updated', lead_id: tried.lead_id })
    expect((await world.get(`/leads/${tried.lead_id}`)).status).toBe('retry')
  })

  it('who are finished, disqualified or opted out are never opened again, and that is said', async () => {
    const statuses = ['completed', 'no_conversation', 'failed', 'disqualified', 'do_not_call'] as const
    const people = statuses.map((status, n) => ({ external_id: status, phones: [phone(n)] }))
    const made = await results({ leads: people })
    const byId = new Map((await leads()).map((lead) => [lead.id, lead]))
    for (const [n, status] of statuses.entries()) await moveLead(byId.get(made[n].lead_id), status)
    const again = await results({ leads: people })
    expect(again.map((it) => [it.result, it.reasons])).toEqual([
      ['updated', ['finished']],
      ['updated', ['finished']],
      ['updated', ['finished']],
      ['updated', ['disqualified']],
      ['updated', ['do_not_call']],
    ])
    expect((await leads()).map((lead) => lead.status)).toEqual([...statuses])
  })

  it('who do not meet the criteria are disqualified, and the answer says by what', async () => {
    const eligibility = { match: 'all', conditions: [{ field: 'variable:AGE', op: 'gte', value: 18 }] }
    await world.request('PATCH', `/campaigns/${campaignId}`, { settings: { eligibility } })
    const [young, old] = await results({
      leads: [
        { name: 'Young', phones: [phone(1)], variables: { age: 17 } },
        { name: 'Old', phones: [phone(2)], variables: { age: 71 } },
      ],
    })
    expect(young).toMatchObject({
      result: 'disqualified',
      reasons: ['ineligible'],
      unmet: [{ field: 'variable:AGE', op: 'gte', value: 18, found: '17' }],
    })
    expect(old).toMatchObject({ result: 'created', unmet: [] })
  })

  it('keep their numbers, and their id, when somebody else is given them too', async () => {
    await results({
      leads: [
        { external_id: 'a', phones: [phone(1)] },
        { external_id: 'b', phones: [phone(2)] },
      ],
    })
    const [taken] = await results({ external_id: 'b', phones: [phone(3), phone(1)] })
    expect(taken).toMatchObject({ result: 'updated', reasons: ['phone_of_another_contact'] })
    const [other] = await results({ external_id: 'c', phones: [phone(2)] })
    expect(other).toMatchObject({
      result: 'updated',
      contact_id: taken.contact_id,
      reasons: ['external_id_of_another'],
    })
  })

  it('carry no control characters into what is said', async () => {
    await results({ name: 'An\u0000n\u0007', phones: [phone(1)], variables: { a: 'x\u0000y' }, tags: ['v\u0001ip'] })
    const [lead] = await leads()
    expect([lead.name, lead.variables, lead.tags]).toEqual(['Ann', { A: 'xy' }, ['vip']])
  })

  it('are a thousand in under a second, with texts of four megabytes together', async () => {
    const people = Array.from({ length: 1000 }, (_, n) => ({
      external_id: `crm-${n}`,
      name: `Person ${n}`,
      phones: [phone(n)],
      email: `p${n}@example.com`,
      variables: { notes: 'x'.repeat(1_900), more: 'y'.repeat(1_900) },
    }))
    const body = JSON.stringify({ leads: people })
    expect(body.length).toBeGreaterThan(3_900_000)
    const startedAt = performance.now()
    const { body: answer } = await send(body)
    console.log(`1,000 people of 4 kB: ${Math.round(performance.now() - startedAt)} ms`)
    expect(answer.counts.created).toBe(1000)
    const large = await send(JSON.stringify({ leads: [{ name: 'x'.repeat(4 * 1024 * 1024) }] }))
    expect([large.status, large.body.detail]).toEqual([
      413,
      'A JSON body of people may have 4 MB. Send more as lines: application/x-ndjson.',
    ])
  })

  it('are told the first answer again under the same Idempotency-Key', async () => {
    const body = { leads: [{ external_id: 'a', phones: [phone(1)] }] }
    const first = await send(body, { 'Idempotency-Key': 'k1' })
    const second = await send(body, { 'Idempotency-Key': 'k1' })
    expect(second.headers.get('Idempotency-Replayed')).toBe('true')
    expect(second.body).toEqual(first.body)
    expect((await send({ ...body, action: 'remove' }, { 'Idempotency-Key': 'k1' })).body.code).toBe(
      'idempotency_mismatch',
    )
  })

  it('who are sent twice at the same moment come in once', async () => {
    const body = { leads: Array.from({ length: 50 }, (_, n) => ({ external_id: `x-${n}`, phones: [phone(n)] })) }
    const answers = await Promise.all([send(body), send(body), send(body)])
    expect(answers.map((it) => it.status)).toEqual([200, 200, 200])
    const sum = (name: string) => answers.reduce((total, it) => total + it.body.counts[name], 0)
    expect([sum('created'), sum('updated')]).toEqual([50, 100])
    expect(await leads()).toHaveLength(50)
    const { data } = await world.get(`/campaigns/${campaignId}/arrivals`)
    expect(data[0]).toMatchObject({ requests: 3, created: 50, updated: 100 })
  })

  it('are recorded with who brought them, in the transaction that brings them', async () => {
    await results({ leads: [{ phones: [phone(1)] }, { phones: 7 }] })
    const { data } = await world.get(`/audit-log?subject=${campaignId}&action=campaign.leads_added`)
    expect(data[0]).toMatchObject({
      actor: 'key:local',
      details: { source: 'api', requests: 1, created: 1, rejected: 1 },
    })
    await bindings.DB.prepare('DROP TABLE audit_log').run()
    expect((await send({ phones: [phone(2)] })).status).toBe(500)
    expect(await leads()).toHaveLength(1)
  })
})

describe('contacts in bulk', () => {
  const bulk = (body: unknown) => world.request('POST', '/contacts/bulk', body)

  it('come into the address book and into no campaign', async () => {
    const { status, body } = await bulk({
      contacts: [
        { external_id: 'a', name: 'Ann', phones: [phone(1)], properties: { 'case number': 7 } },
        { external_id: 'b', email: 'bo@example.com' },
        { external_id: 'c' },
        { external_id: 'd', phones: [phone(4)], priority: 'high' },
      ],
    })
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body.results.map((it: Json) => [it.result, it.lead_id, it.reasons])).toEqual([
      ['created', null, []],
      ['created', null, []],
      ['rejected', null, ['no_phone_or_email']],
      ['rejected', null, ['invalid']],
    ])
    const ann = await world.get(`/contacts/${body.results[0].contact_id}`)
    expect(ann).toMatchObject({ name: 'Ann', external_id: 'a', properties: { CASE_NUMBER: '7' }, leads: [] })
    expect(await leads()).toEqual([])
  })

  it('are updated, and added only when that is wanted', async () => {
    await bulk({ contacts: [{ external_id: 'a', phones: [phone(1)], properties: { one: '1' } }] })
    const { body } = await bulk({
      action: 'update_only',
      contacts: [
        { external_id: 'a', name: 'Ann', properties: { two: '2' } },
        { external_id: 'z', phones: [phone(9)] },
      ],
    })
    expect(body.results.map((it: Json) => it.result)).toEqual(['updated', 'not_found'])
    const ann = await world.get(`/contacts/${body.results[0].contact_id}`)
    expect([ann.name, ann.properties]).toEqual(['Ann', { ONE: '1', TWO: '2' }])
  })

  it('are not taken out of the address book by a list', async () => {
    const { status, body } = await bulk({ action: 'remove', contacts: [{ external_id: 'a' }] })
    expect([status, body.errors[0].pointer]).toEqual([422, '#/action'])
  })
})

describe('arrivals', () => {
  it('count every way in but lists, by day', async () => {
    await results({ leads: [{ phones: [phone(1)] }, { phones: [phone(1)] }, { phones: ['12'] }, { name: 3 }] })
    await send({ phones: [phone(2)] }, { 'X-Sundial-Source': 'hand' })
    await results({ leads: [{ phones: 1 }] })
    await results({ action: 'remove', leads: [{ phones: [phone(1)] }] })
    await world.post('/contacts/bulk', { contacts: [{ phones: [phone(3)] }] })
    world.setTime(Date.parse('2026-11-24T23:59:59Z'))
    await results({ phones: [phone(1)] })
    const { data } = await world.get(`/campaigns/${campaignId}/arrivals`)
    const zero = { created: 0, updated: 0, duplicate: 0, skipped: 0, disqualified: 0, rejected: 0, removed: 0 }
    expect(data.map(({ last_at: _, ...it }: Json) => it)).toEqual([
      { campaign_id: campaignId, day: '2026-11-24', source: 'api', ...zero, requests: 1, created: 1 },
      { campaign_id: campaignId, day: '2026-11-23', source: 'hand', ...zero, requests: 1, created: 1 },
      {
        campaign_id: campaignId,
        day: '2026-11-23',
        source: 'api',
        ...zero,
        requests: 3,
        created: 1,
        duplicate: 1,
        skipped: 1,
        rejected: 2,
        removed: 1,
      },
    ])
    const all = await world.get('/arrivals?limit=3')
    const rest = await world.get(`/arrivals?limit=3&cursor=${all.next_cursor}`)
    expect([...all.data, ...rest.data].map((it: Json) => [it.day, it.campaign_id, it.source])).toEqual([
      ['2026-11-24', campaignId, 'api'],
      ['2026-11-23', campaignId, 'hand'],
      ['2026-11-23', campaignId, 'api'],
      ['2026-11-23', null, 'api'],
    ])
    expect((await world.request('GET', '/campaigns/cmp_none/arrivals')).status).toBe(404)
  })
})

describe('a campaign that is over for good', () => {
  it('takes nobody, whichever way they come', async () => {
    await setStatus(campaignId, 'cancelled')
    expect((await send({ phones: [phone(1)] })).status).toBe(409)
    const lines = await world.request('POST', `/campaigns/${campaignId}/leads`, '{"phones":["+13125550101"]}\n', {
      'Content-Type': 'application/x-ndjson',
    })
    expect([lines.status, lines.body.code]).toEqual([409, 'not_allowed'])
    const contacts = await world.request('POST', `/campaigns/${campaignId}/leads/from-contacts`, { filter: {} })
    expect(contacts.status).toBe(409)
  })
})
