import { beforeEach, describe, expect, it } from 'vitest'
import { createDialingStore } from '../../src/adapters/d1/dialing-store.ts'
import type { LeadStatus } from '../../src/domain/lead.ts'
import { addAttempt, addCampaign, moveLead } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json, MONDAY_TEN } from '../support/api-world.ts'

let world: ApiWorld
let campaign: Json
beforeEach(async () => {
  world = await createApiWorld()
  campaign = await addCampaign(world)
})

const A = '+13125550101'
const B = '+13125550102'
const contact = (fields: object) => world.post('/contacts', fields)
const merge = (id: string, other: string, more: object = {}) =>
  world.request('POST', `/contacts/${id}/merge`, { other_id: other, ...more })

/** Makes the contact with this phone a lead; returns its row. */
async function lead(campaignId: string, phone: string): Promise<Json> {
  const { results } = await world.post(`/campaigns/${campaignId}/leads`, { phones: [phone] })
  return await world.get(`/leads/${results[0].lead_id}`)
}
const row = async (id: string) =>
  (await bindings.DB.prepare('SELECT * FROM leads WHERE id = ?').bind(id).first<Record<string, unknown>>())!
const counted = async (id: string) => {
  const { leads } = await world.get(`/campaigns/${id}/stats`)
  return Object.fromEntries(Object.entries(leads.by_status).filter(([, count]) => count !== 0))
}
const inTable = async (id: string) => {
  const sql = 'SELECT status, count(*) AS n FROM leads WHERE campaign_id = ? GROUP BY status'
  const { results } = await bindings.DB.prepare(sql).bind(id).all<{ status: string; n: number }>()
  return Object.fromEntries(results.map((it) => [it.status, it.n]))
}

describe('merging two contacts', () => {
  it('makes one person of them, and leaves a tombstone that says which', async () => {
    const ann = await contact({ name: 'Ann', phones: [A], tags: ['a'], properties: { team: 'x' } })
    const other = await contact({
      name: 'Anna',
      phones: [B],
      email: 'a@example.com',
      tags: ['b'],
      external_id: 'crm-1',
    })
    const { status, body } = await merge(ann.id, other.id)
    expect([status, body]).toMatchObject([
      200,
      {
        id: ann.id,
        name: 'Ann',
        email: 'a@example.com',
        tags: ['a', 'b'],
        properties: { TEAM: 'x' },
        external_id: 'crm-1',
        phones: [
          { position: 1, e164: A },
          { position: 2, e164: B },
        ],
        merge: { phones_added: [B], leads_moved: [], leads_joined: [] },
      },
    ])
    expect(await world.get(`/contacts/${other.id}`)).toMatchObject({
      name: 'Anna',
      merged_into: ann.id,
      phones: [],
      email: null,
      external_id: null,
      tags: [],
      properties: {},
    })
    expect((await world.get('/contacts')).data.map((it: Json) => it.id)).toEqual([ann.id])
    expect((await world.get(`/contacts?phone=${encodeURIComponent(B)}`)).data[0].id).toBe(ann.id)
    // Whoever comes in with the phone is this person from now on.
    expect((await lead(campaign.id, B)).contact_id).toBe(ann.id)
    for (const again of [await merge(ann.id, other.id), await merge(other.id, ann.id)]) {
      expect([again.status, again.body.details]).toEqual([409, { merged_into: ann.id }])
    }
    const edited = await world.request('PATCH', `/contacts/${other.id}`, { name: 'x' })
    expect([edited.status, edited.body.details]).toEqual([409, { merged_into: ann.id }])
  })

  it('says beforehand what would come of it, and changes nothing', async () => {
    const [ann, bea] = [await contact({ name: 'Ann', phones: [A] }), await contact({ phones: [B] })]
    const moved = await lead(campaign.id, B)
    const before = await world.get(`/contacts/${bea.id}`)
    const { body } = await merge(ann.id, bea.id, { preview: true })
    expect(body).toMatchObject({
      phones: [{ e164: A }, { e164: B, state: 'live' }],
      leads: [{ lead_id: moved.id }],
      merge: { phones_added: [B], leads_moved: [{ lead_id: moved.id }] },
    })
    expect(await world.get(`/contacts/${bea.id}`)).toEqual(before)
    expect((await world.get(`/leads/${moved.id}`)).contact_id).toBe(bea.id)
  })

  it('moves a lead with its attempts to the phones they were made to', async () => {
    const [ann, bea] = [await contact({ phones: [A] }), await contact({ phones: [B, '+13125550103'] })]
    const moved = await lead(campaign.id, B)
    await moveLead(moved, 'retry', { phone_attempts: '[2,1]', attempts: 3, phone_position: 2, pass: 2 })
    await merge(ann.id, bea.id)
    expect(await row(moved.id)).toMatchObject({
      contact_id: ann.id,
      phone_attempts: '[0,2,1]',
      phone_position: 3,
      attempts: 3,
      status: 'retry',
    })
    expect(world.dialers.calls).toContainEqual(['leadChanged', campaign.id, moved.id, 'edit'])
  })

  const matrix: [mine: LeadStatus, others: LeadStatus, kept: 'mine' | 'others'][] = [
    ['pending', 'pending', 'mine'],
    ['pending', 'retry', 'others'],
    ['retry', 'pending', 'mine'],
    ['retry', 'completed', 'others'],
    ['completed', 'retry', 'mine'],
    ['rescheduled', 'failed', 'mine'],
    ['pending', 'failed', 'others'],
    ['completed', 'do_not_call', 'others'],
    ['disabled', 'pending', 'mine'],
    ['skipped', 'pending', 'others'],
    ['pending', 'skipped', 'mine'],
    ['disqualified', 'retry', 'mine'],
  ]
  it.each(matrix)('in a campaign both are in: %s and %s, %s goes on', async (mine, others, kept) => {
    const [ann, bea] = [await contact({ phones: [A] }), await contact({ phones: [B] })]
    const leads = { mine: await lead(campaign.id, A), others: await lead(campaign.id, B) }
    await bindings.DB.prepare("UPDATE leads SET phone_attempts = '[1]', attempts = 1").run()
    if (mine !== 'pending') await moveLead(leads.mine, mine)
    if (others !== 'pending') await moveLead(leads.others, others)
    const given = kept === 'mine' ? leads.others : leads.mine
    const { status, body } = await merge(ann.id, bea.id)
    expect([status, body.merge?.leads_joined]).toEqual([
      200,
      [{ campaign_id: campaign.id, kept_lead_id: leads[kept].id, skipped_lead_id: given.id }],
    ])
    const phoneAttempts = '[1,1]'
    expect(await row(leads[kept].id)).toMatchObject({
      contact_id: ann.id,
      status: kept === 'mine' ? mine : others,
      phone_attempts: phoneAttempts,
      attempts: 2,
    })
    expect(await row(given.id)).toMatchObject({
      contact_id: bea.id,
      status: 'skipped',
      status_reason: 'merged',
      next_due_at: null,
    })
    expect(await counted(campaign.id)).toEqual(await inTable(campaign.id))
  })

  it('never loses a suppression: who opted out is not called on any phone of the merged person', async () => {
    const [ann, bea] = [await contact({ phones: [A] }), await contact({ phones: [B] })]
    const theirs = await lead(campaign.id, B)
    await world.post(`/leads/${theirs.id}/do-not-call`)
    const list = async () => (await world.get('/suppressions')).data.map((it: Json) => `${it.kind} ${it.value}`).sort()
    const before = await list()
    await merge(ann.id, bea.id)
    const merged = await world.get(`/contacts/${ann.id}`)
    expect(merged.phones.map((it: Json) => it.state)).toEqual(['suppressed', 'suppressed'])
    expect(merged.suppressions).toMatchObject([{ value: B, contact_id: ann.id }])
    expect(await list()).toEqual(before)
  })

  it('keeps a phone dead, and a consent revoked', async () => {
    const consent = { type: 'express', wording: 'y', source: 'f', at: '2026-11-01T00:00:00Z' }
    const [ann, bea] = [await contact({ phones: [A], consent }), await contact({ phones: [B], consent })]
    await world.post(`/leads/${(await lead(campaign.id, B)).id}/revoke-consent`)
    await bindings.DB.prepare(`UPDATE contact_phones SET dead = 'invalid', dead_at = 1 WHERE e164 = '${B}'`).run()
    const { body } = await merge(ann.id, bea.id)
    expect(body.phones.map((it: Json) => it.state)).toEqual(['live', 'dead'])
    expect(body.consent).toMatchObject({ holds: false, revoked_reason: 'revoked by the person' })
    const actions = (await world.get(`/audit-log?subject=${ann.id}`)).data.map((it: Json) => it.action)
    expect(actions).toEqual(['consent.recorded', 'contact.merged', 'consent.recorded', 'contact.created'])
  })

  it('is refused while either is in a call, with more than ten phones, and for nobody', async () => {
    const phones = Array.from({ length: 9 }, (_, i) => `+1312555020${i}`)
    const [ann, bea] = [await contact({ phones }), await contact({ phones: [A, B] })]
    const many = await merge(ann.id, bea.id)
    expect([many.status, many.body.details]).toEqual([409, { too_many: 1, phones_of_other: [A, B] }])
    await world.request('PATCH', `/contacts/${bea.id}`, { phones: [B] })
    const theirs = await lead(campaign.id, B)
    await addAttempt({
      id: 'att_1',
      campaign_id: campaign.id,
      lead_id: theirs.id,
      contact_id: bea.id,
      phone: B,
      state: 'ringing',
    })
    for (const [one, two] of [
      [ann, bea],
      [bea, ann],
    ])
      expect(await merge(one.id, two.id)).toMatchObject({ status: 409, body: { details: { status: 'dialing' } } })
    const self = await merge(ann.id, ann.id)
    expect([self.status, self.body.errors[0].pointer]).toEqual([422, '#/other_id'])
    expect((await merge(ann.id, 'con_none')).status).toBe(422)
    expect((await merge('con_none', ann.id)).status).toBe(404)
  })

  it('follows: who was merged into the one that goes points at the one that stays', async () => {
    const people = [
      await contact({ phones: [A] }),
      await contact({ phones: [B] }),
      await contact({ email: 'c@example.com' }),
    ]
    const [first, second, third] = people.map((it) => it.id)
    await merge(second, first)
    await merge(third, second)
    for (const id of [first, second]) expect((await world.get(`/contacts/${id}`)).merged_into).toBe(third)
    expect((await world.get(`/contacts/${third}`)).phones.map((it: Json) => it.e164)).toEqual([B, A])
  })

  it('loses nothing when both ways are asked for at once, and people come in meanwhile', async () => {
    const [ann, bea] = [await contact({ phones: [A] }), await contact({ phones: [B] })]
    const answers = await Promise.all([
      merge(ann.id, bea.id),
      merge(bea.id, ann.id),
      world.request('POST', `/campaigns/${campaign.id}/leads`, { leads: [{ phones: [B] }, { phones: [A] }] }),
      world.request('PATCH', `/contacts/${ann.id}`, { tags: ['new'] }),
    ])
    expect(
      answers
        .slice(0, 2)
        .map((it) => it.status)
        .sort(),
    ).toEqual([200, 409])
    const { data } = await world.get('/contacts')
    expect(data).toHaveLength(1)
    expect(data[0].phones.map((it: Json) => it.e164).sort()).toEqual([A, B])
    const { results } = await bindings.DB.prepare("SELECT contact_id FROM leads WHERE status <> 'skipped'").all()
    expect(results).toEqual([{ contact_id: data[0].id }])
    expect(await counted(campaign.id)).toEqual(await inTable(campaign.id))
  })

  it('tells customers of the lead that ends', async () => {
    await world.post('/webhook-endpoints', { url: 'https://hooks.example.org/', events: ['campaign.lead.updated'] })
    const [ann, bea] = [await contact({ phones: [A] }), await contact({ phones: [B] })]
    await lead(campaign.id, A)
    const theirs = await lead(campaign.id, B)
    await merge(ann.id, bea.id)
    const { results } = await bindings.DB.prepare('SELECT data FROM webhook_events').all<{ data: string }>()
    expect(results.map((it) => JSON.parse(it.data))).toMatchObject([
      { lead_id: theirs.id, status: 'skipped', status_reason: 'merged', previous_status: 'pending' },
    ])
  })

  it('takes an opt-out that is heard of late for all phones of the merged person', async () => {
    await world.post('/webhook-endpoints', { url: 'https://hooks.example.org/', events: ['suppression.added'] })
    const consent = { type: 'express', wording: 'y', source: 'f', at: '2026-11-01T00:00:00Z' }
    const [ann, bea] = [await contact({ phones: [A], consent }), await contact({ phones: [B], email: 'b@example.com' })]
    const theirs = await lead(campaign.id, B)
    const call = { campaign_id: campaign.id, lead_id: theirs.id, contact_id: bea.id, phone: B, state: 'settled' }
    await addAttempt({ ...call, id: 'att_late' })
    await merge(ann.id, bea.id)
    const optOut = { phones: true, email: true, reason: 'stop' }
    await createDialingStore(bindings.DB).suppressOptOut('org_local', 'att_late', optOut, MONDAY_TEN)
    const merged = await world.get(`/contacts/${ann.id}`)
    expect(merged.suppressions.map((it: Json) => [it.value, it.contact_id]).sort()).toEqual([
      [A, ann.id],
      [B, ann.id],
      ['b@example.com', ann.id],
    ])
    expect(merged.consent.holds).toBe(false)
    const event = await bindings.DB.prepare('SELECT data FROM webhook_events').first<{ data: string }>()
    expect(JSON.parse(event!.data).values.sort()).toEqual([A, B, 'b@example.com'])
  })
})
