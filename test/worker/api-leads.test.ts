import { beforeEach, describe, expect, it } from 'vitest'
import { addAttempt, addCampaign, addLeads, moveLead, setStatus } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json, MONDAY_TEN, QUIET } from '../support/api-world.ts'

let world: ApiWorld
let campaignId: string
beforeEach(async () => {
  world = await createApiWorld()
  campaignId = (await addCampaign(world)).id
})

const post = (body: unknown, id = campaignId) => world.request('POST', `/campaigns/${id}/leads`, body)
const ids = async (query: string): Promise<string[]> =>
  (await world.get(`/campaigns/${campaignId}/leads?${query}`)).data.map((lead: Json) => lead.id)
const names = async (query: string): Promise<string[]> =>
  (await world.get(`/campaigns/${campaignId}/leads?${query}`)).data.map((lead: Json) => lead.name)
const inCall = (leadId: string, attemptId = 'att_1') => {
  const call = {
    leadId,
    attemptId,
    phone: '+1',
    from: '+1',
    state: 'ringing',
    since: 0,
    pass: 1,
    position: 1,
    reconciling: false,
  }
  world.dialers.state = { ...QUIET, inFlight: [call] }
}

describe('adding people', () => {
  it('gives every one a result of its own', async () => {
    const { status, body } = await post({
      leads: [
        {
          name: ' Zoë  Q ',
          phones: ['(312) 555-0101', '312.555.0101', '+44 20 7946 0958'],
          email: 'Zoe@Example.com',
          variables: { 'case number': 7 },
        },
        { name: 'Same person', phones: ['+13125550101'] },
        { name: 'No phone', email: 'x@example.com' },
        { name: 'Bad phone', phones: ['12'] },
      ],
    })
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body.results.map((it: Json) => [it.result, it.duplicate_of])).toEqual([
      ['created', null],
      ['duplicate', 0],
      ['rejected', null],
      ['skipped', null],
    ])
    expect(body.results[2].reasons).toEqual(['no_phone'])
    expect(body.results[3].reasons).toContain('phone_not_usable')
    expect(body.counts).toMatchObject({ created: 1, updated: 0, duplicate: 1, skipped: 1, rejected: 1 })
    const lead = await world.get(`/leads/${body.results[0].lead_id}`)
    expect(lead).toMatchObject({
      name: 'Zoë Q',
      email: 'zoe@example.com',
      variables: { CASE_NUMBER: '7' },
      status: 'pending',
      phones: [
        { position: 1, e164: '+13125550101', country: 'US', state: 'live', attempts: 0 },
        { position: 2, e164: '+442079460958', country: 'GB', state: 'live' },
      ],
      attempts: [],
      attempt_count: 0,
    })
    expect(world.dialers.calls).toContainEqual(['more', campaignId])
  })

  it('takes one person without a list, and updates who is there already', async () => {
    const first = await post({ name: 'Ann', phones: ['+13125550101'] })
    const again = await post({ name: 'Ann Lee', phones: ['+13125550101'], tags: ['vip'] })
    expect(again.body.results[0]).toMatchObject({ result: 'updated', lead_id: first.body.results[0].lead_id })
    expect(await names('')).toEqual(['Ann Lee'])
    expect((await world.get(`/campaigns/${campaignId}`)).counts).toMatchObject({ total: 1, by_status: { pending: 1 } })
  })

  it('takes a thousand at once', async () => {
    const leads = Array.from({ length: 1000 }, (_, i) => ({
      name: `P${i}`,
      phones: [`+1312555${String(i).padStart(4, '0')}`],
    }))
    const { body } = await post({ leads })
    expect(body.counts.created).toBe(1000)
    expect((await world.get(`/campaigns/${campaignId}`)).counts.total).toBe(1000)
  })

  it('is refused for a cancelled campaign and one that is not there', async () => {
    await setStatus(campaignId, 'cancelled')
    expect((await post({ name: 'A', phones: ['+13125550101'] })).status).toBe(409)
    expect((await post({ name: 'A', phones: ['+13125550101'] }, 'cmp_none')).status).toBe(404)
  })
})

describe('the table', () => {
  it('pages in every order without gap or repeat, empty values last', async () => {
    const leads = await addLeads(world, campaignId, 7)
    await moveLead(leads[2], 'retry', { last_called_at: 2000, next_due_at: 9000 })
    await moveLead(leads[4], 'retry', { last_called_at: 1000, next_due_at: 9000 })
    await moveLead(leads[6], 'retry', { last_called_at: 2000, next_due_at: null })
    const at = (...places: number[]) => places.map((place) => leads[place].id)
    const expected: Record<string, string[]> = {
      seq: at(0, 1, 2, 3, 4, 5, 6),
      '-seq': at(6, 5, 4, 3, 2, 1, 0),
      name: at(0, 1, 2, 3, 4, 5, 6),
      '-name': at(6, 5, 4, 3, 2, 1, 0),
      last_called_at: at(4, 2, 6, 0, 1, 3, 5),
      '-last_called_at': at(6, 2, 4, 5, 3, 1, 0),
      next_due_at: at(2, 4, 0, 1, 3, 5, 6),
      '-next_due_at': at(4, 2, 6, 5, 3, 1, 0),
    }
    for (const [sort, order] of Object.entries(expected)) {
      const seen: string[] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const page: Json = await world.get(
          `/campaigns/${campaignId}/leads?sort=${sort}&limit=2${cursor && `&cursor=${cursor}`}`,
        )
        seen.push(...page.data.map((lead: Json) => lead.id))
        cursor = page.next_cursor
      }
      expect(seen, sort).toEqual(order)
    }
  })

  it('finds by status, disposition, priority, tag and text', async () => {
    await post({
      leads: [
        {
          name: 'Ana María',
          phones: ['(312) 555-0101'],
          email: 'ana@example.com',
          tags: ['vip', 'west'],
          priority: 'high',
        },
        { name: 'Bo', phones: ['+13125550102'], tags: ['west'] },
        { name: '陳大文', phones: ['+13125550103'] },
      ],
    })
    const [, bo] = (await world.get(`/campaigns/${campaignId}/leads`)).data
    await moveLead(bo, 'completed', { disposition: 'INTERESTED', conversations: 1 })
    expect(await names('status=completed')).toEqual(['Bo'])
    expect(await names('status=completed,pending')).toHaveLength(3)
    expect(await names('disposition=INTERESTED')).toEqual(['Bo'])
    expect(await names('priority=high')).toEqual(['Ana María'])
    expect(await names('tag=west')).toEqual(['Ana María', 'Bo'])
    expect(await names(`q=${encodeURIComponent('MARÍA')}`)).toEqual(['Ana María'])
    expect(await names('q=ANA@')).toEqual(['Ana María'])
    expect(await names(`q=${encodeURIComponent('陳大')}`)).toEqual(['陳大文'])
    expect(await names(`q=${encodeURIComponent('(312) 555-0102')}`)).toEqual(['Bo'])
    expect(await names('q=%25')).toEqual([])
    expect((await world.request('GET', `/campaigns/${campaignId}/leads?limit=501`)).status).toBe(400)
    expect(await names('limit=500')).toHaveLength(3)
  })

  it('shows and finds a lead in a call as dialing, and only as that', async () => {
    const [a, b, c] = await addLeads(world, campaignId, 3)
    await world.post(`/campaigns/${campaignId}/start`)
    inCall(b.id)
    expect(await ids('status=dialing')).toEqual([b.id])
    expect(await ids('status=pending')).toEqual([a.id, c.id])
    expect(await ids('status=pending,dialing')).toEqual([a.id, b.id, c.id])
    const { data } = await world.get(`/campaigns/${campaignId}/leads`)
    expect(data.map((lead: Json) => lead.status)).toEqual(['pending', 'dialing', 'pending'])
  })
})

describe('a lead whose row is broken', () => {
  it('is shown without what cannot be read, and hides nobody', async () => {
    const [spoilt, sound] = await addLeads(world, campaignId, 2)
    await bindings.DB.prepare(
      "UPDATE contacts SET phones = '[{', tags = '[{', address = '{', consent = '{' WHERE id = ?1",
    )
      .bind(spoilt.contact_id)
      .run()
    await bindings.DB.prepare("UPDATE leads SET variables = '{', phone_attempts = '[' WHERE id = ?1")
      .bind(spoilt.id)
      .run()
    expect(await ids('')).toEqual([spoilt.id, sound.id])
    expect(await ids('tag=none')).toEqual([])
    expect(await world.get(`/leads/${spoilt.id}`)).toMatchObject({ phones: [], tags: [], variables: {}, consent: null })
  })
})

describe('one lead', () => {
  it('comes with its attempts and their proof, and the state of the call in progress', async () => {
    const [lead] = await addLeads(world, campaignId, 1)
    await world.post(`/campaigns/${campaignId}/start`)
    const of = { campaign_id: campaignId, lead_id: lead.id, contact_id: lead.contact_id }
    await addAttempt({
      id: 'att_1',
      ...of,
      state: 'settled',
      answer_status: 'no_answer',
      disposition: 'NO_ANSWER',
      end_reason: 'no_answer',
    })
    await addAttempt({ id: 'att_2', ...of, state: 'settled', counted: 0 })
    await addAttempt({ id: 'att_3', ...of })
    inCall(lead.id, 'att_3')
    const { status, attempts } = await world.get(`/leads/${lead.id}`)
    expect(status).toBe('dialing')
    expect(attempts.map((it: Json) => [it.id, it.state])).toEqual([
      ['att_1', 'settled'],
      ['att_3', 'ringing'],
    ])
    expect(attempts[0]).toMatchObject({
      from: '+12125550100',
      to: '+13125550100',
      disposition: 'NO_ANSWER',
      proof: { local_time: '09:00' },
      permitted_at: '2026-11-23T15:00:00.000Z',
    })
  })

  it('is moved by its campaign: a person’s wish is judged, passed on and logged', async () => {
    const [lead] = await addLeads(world, campaignId, 1)
    world.dialers.onLeadChanged = async () => await moveLead(lead, 'disabled')
    const disabled = await world.post(`/leads/${lead.id}/disable`)
    expect(disabled.status).toBe('disabled')
    expect(world.dialers.calls).toContainEqual(['leadChanged', campaignId, lead.id, 'disable'])
    const { data } = await world.get(`/audit-log?subject=${lead.id}`)
    expect(data[0]).toMatchObject({
      action: 'lead.disabled',
      actor: 'key:local',
      details: { from: 'pending', to: 'disabled' },
    })
    const again = await world.request('POST', `/leads/${lead.id}/disable`)
    expect(again.status).toBe(409)
    expect(again.body.details.status).toBe('disabled')
  })

  it('is not switched off during its call, nor when the campaign refuses', async () => {
    const [lead] = await addLeads(world, campaignId, 1)
    await world.post(`/campaigns/${campaignId}/start`)
    inCall(lead.id)
    expect((await world.request('POST', `/leads/${lead.id}/disable`)).body.detail).toContain('when the call has ended')
    world.dialers.state = QUIET
    world.dialers.answer = { ok: false, message: 'The lead is in a call; try again when it has ended.' }
    expect((await world.request('POST', `/leads/${lead.id}/disable`)).status).toBe(409)
    world.dialers.broken.add('leadChanged')
    expect((await world.request('POST', `/leads/${lead.id}/disable`)).status).toBe(503)
    const { data } = await world.get(`/audit-log?subject=${lead.id}`)
    expect(data).toEqual([])
  })

  it('is not retried without a phone that can be called', async () => {
    const [lead] = await addLeads(world, campaignId, 1)
    await moveLead(lead, 'failed')
    await bindings.DB.prepare("UPDATE contact_phones SET dead = 'wrong_number' WHERE contact_id = ?")
      .bind(lead.contact_id)
      .run()
    const refused = await world.request('POST', `/leads/${lead.id}/retry`)
    expect(refused.body).toMatchObject({
      code: 'missing_requirements',
      details: { missing: ['phone'], reason: 'wrong_numbers' },
    })
    expect(world.dialers.calls.some(([verb]) => verb === 'leadChanged')).toBe(false)
    const corrected = { phones: ['+13125559999'] }
    expect((await world.request('PATCH', `/leads/${lead.id}`, corrected)).status).toBe(200)
    expect((await world.request('POST', `/leads/${lead.id}/retry`)).status).toBe(200)
  })

  it('that asked not to be called has every phone suppressed, before anything else', async () => {
    const [lead] = await addLeads(world, campaignId, 1, { phones: ['+13125550101', '+13125550102'] })
    world.dialers.broken.add('leadChanged')
    const failed = await world.request('POST', `/leads/${lead.id}/do-not-call`, {
      reason: 'told Ann at the desk',
      email: true,
    })
    expect(failed.status).toBe(503)
    const { data } = await world.get('/suppressions')
    expect(data.map((it: Json) => it.value).sort()).toEqual(['+13125550101', '+13125550102', lead.email])
    expect(data[0]).toMatchObject({ reason: 'told Ann at the desk', source: 'person', contact_id: lead.contact_id })
    world.dialers.broken.clear()
    world.dialers.onLeadChanged = async () => await moveLead(lead, 'do_not_call')
    expect((await world.post(`/leads/${lead.id}/do-not-call`)).status).toBe('do_not_call')
    expect((await world.request('POST', `/leads/${lead.id}/do-not-call`)).status).toBe(200)
    expect((await world.get('/suppressions')).data).toHaveLength(3)
  })
})

describe('correcting a lead', () => {
  const patch = (id: string, body: unknown) => world.request('PATCH', `/leads/${id}`, body)

  it('changes the details and tells the campaign', async () => {
    const [lead] = await addLeads(world, campaignId, 1)
    const { body } = await patch(lead.id, {
      name: 'New name',
      email: 'New@Example.com',
      priority: 'high',
      variables: { 'case number': 'X' },
      tags: ['a'],
    })
    expect(body).toMatchObject({
      name: 'New name',
      email: 'new@example.com',
      priority: 'high',
      variables: { CASE_NUMBER: 'X' },
      tags: ['a'],
    })
    expect(world.dialers.calls).toContainEqual(['leadChanged', campaignId, lead.id, 'edit'])
  })

  it('moves attempts with their phone, in every campaign, and forgets what was found out about a number taken off', async () => {
    const second = await addCampaign(world)
    const people = { leads: [{ name: 'A', phones: ['+13125550101', '+13125550102', '+13125550103'] }] }
    const { body: here } = await post(people)
    const { body: there } = await post(people, second.id)
    const [lead, other] = [here.results[0].lead_id, there.results[0].lead_id]
    await bindings.DB.batch([
      bindings.DB.prepare("UPDATE leads SET phone_attempts = '[1,2,3]'"),
      bindings.DB.prepare(
        "UPDATE contact_phones SET dead = 'wrong_number' WHERE e164 IN ('+13125550101', '+13125550103')",
      ),
    ])
    const { body } = await patch(lead, { phones: ['312-555-0103', '+13125550199', '+13125550102'] })
    expect(body.phones.map((it: Json) => [it.e164, it.state, it.attempts])).toEqual([
      ['+13125550103', 'dead', 3],
      ['+13125550199', 'live', 0],
      ['+13125550102', 'live', 2],
    ])
    const elsewhere = await world.get(`/leads/${other}`)
    expect(elsewhere.phones.map((it: Json) => it.attempts)).toEqual([3, 0, 2])
    expect(world.dialers.calls).toContainEqual(['leadChanged', second.id, other, 'edit'])
    const { body: back } = await patch(lead, { phones: ['+13125550101'] })
    expect(back.phones[0]).toMatchObject({ state: 'live', attempts: 0 })
  })

  it('refuses a phone that is none, one that is there twice, and one of somebody else, and changes nothing', async () => {
    const [lead, other] = await addLeads(world, campaignId, 2)
    const bad = await patch(lead.id, { name: 'X', phones: ['12', '+13125550101', '(312) 555-0101'] })
    expect(bad.status).toBe(422)
    expect(bad.body.errors.map((it: Json) => it.pointer)).toEqual(['#/phones/0', '#/phones/2'])
    const taken = await patch(lead.id, { name: 'X', phones: [other.phones[0].e164] })
    expect(taken.status).toBe(409)
    expect(taken.body.details).toEqual({ phone: other.phones[0].e164, contact_id: other.contact_id })
    const now = await world.get(`/leads/${lead.id}`)
    expect(now.name).toBe(lead.name)
    expect(now.phones).toEqual(lead.phones)
    expect((await world.get(`/audit-log?subject=${lead.id}`)).data).toEqual([])
  })

  it('stands when the campaign cannot be told', async () => {
    const [lead] = await addLeads(world, campaignId, 1)
    world.dialers.broken.add('leadChanged')
    expect((await patch(lead.id, { name: 'X' })).status).toBe(200)
    expect(world.logged).toHaveLength(1)
  })
})

describe('a due date', () => {
  it('is shown as an instant in UTC', async () => {
    const [lead] = await addLeads(world, campaignId, 1)
    await moveLead(lead, 'rescheduled', { next_due_at: MONDAY_TEN + 1234 })
    expect((await world.get(`/leads/${lead.id}`)).next_due_at).toBe('2026-11-23T15:00:01.234Z')
  })
})
