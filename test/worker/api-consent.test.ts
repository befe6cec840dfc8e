import { beforeEach, describe, expect, it } from 'vitest'
import { createDialingStore } from '../../src/adapters/d1/dialing-store.ts'
import { addAttempt, addCampaign, addLeads } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json, MONDAY_TEN } from '../support/api-world.ts'

let world: ApiWorld
let campaignId: string
beforeEach(async () => {
  world = await createApiWorld()
  campaignId = (await addCampaign(world)).id
})

const GIVEN = { type: 'written', wording: 'You may call me.', source: 'form 7', at: '2026-03-01T00:00:00Z' }
const add = (body: Json, id = campaignId) =>
  world.request('POST', `/campaigns/${id}/leads`, { phones: ['+13125550101'], ...body })
const patch = (lead: Json, body: Json) => world.request('PATCH', `/leads/${lead.id}`, body)
const revoke = (lead: Json, body?: Json) => world.request('POST', `/leads/${lead.id}/revoke-consent`, body)
const versionOf = (lead: Json) =>
  bindings.DB.prepare('SELECT version FROM contacts WHERE id = ?1').bind(lead.contact_id).first<number>('version')

async function added(body: Json = {}): Promise<Json> {
  const { status, body: answer } = await add(body)
  if (status !== 200) throw new Error(JSON.stringify(answer))
  return await world.get(`/leads/${answer.results[0].lead_id}`)
}

async function audit(lead: Json): Promise<Json[]> {
  const { data } = await world.get(`/audit-log?subject=${lead.contact_id}`)
  return data.map((it: Json) => ({ action: it.action, actor: it.actor, ...it.details })).reverse()
}

describe('a lead', () => {
  it('comes with zone, address and consent, and says whether the consent holds now', async () => {
    const lead = await added({
      time_zone: 'America/Denver',
      address: { street: ' 9 Elm Ave ', state: 'CO', country: 'us' },
      consent: { ...GIVEN, expires_at: '2026-11-23T16:00:00Z' },
    })
    expect(lead).toMatchObject({
      time_zone: 'America/Denver',
      address: { street: '9 Elm Ave', city: null, state: 'CO', postal_code: null, country: 'US' },
      consent: { ...GIVEN, at: '2026-03-01T00:00:00.000Z', revoked_at: null, revoked_reason: null, holds: true },
    })
    world.setTime(MONDAY_TEN + 3_600_000)
    expect((await world.get(`/leads/${lead.id}`)).consent).toMatchObject({ holds: false })
    expect((await world.get(`/campaigns/${campaignId}/leads`)).data[0].consent).toMatchObject({ holds: false })
  })

  it('has none of it when nothing was said', async () => {
    expect(await added({ address: { city: '  ' } })).toMatchObject({ time_zone: null, address: null, consent: null })
  })

  it.each([
    ['an unknown zone', { time_zone: 'Mars/Olympus' }, '#/time_zone'],
    ['a country of three letters', { address: { country: 'USA' } }, '#/address/country'],
    ['a street too long', { address: { street: 'x'.repeat(201) } }, '#/address/street'],
    ['a part no address has', { address: { planet: 'Earth' } }, '#/address/planet'],
    ['a consent without its type', { consent: {} }, '#/consent/type'],
    ['a type nobody knows', { consent: { type: 'implied' } }, '#/consent/type'],
    ['a date that is none', { consent: { ...GIVEN, at: 'yesterday' } }, '#/consent/at'],
    ['an end before the beginning', { consent: { ...GIVEN, expires_at: GIVEN.at } }, '#/consent/expires_at'],
    ['wording too long', { consent: { ...GIVEN, wording: 'x'.repeat(2001) } }, '#/consent/wording'],
    ['a revocation as part of a consent', { consent: { ...GIVEN, revoked_at: GIVEN.at } }, '#/consent/revoked_at'],
  ])('refuses %s, at the field', async (_, body, pointer) => {
    const lead = await added()
    for (const answer of [await patch(lead, body), await add({ phones: ['+13125550102'], ...body })]) {
      expect(answer.status).toBe(422)
      expect(answer.body.errors[0].pointer).toBe(pointer)
    }
    expect(await versionOf(lead)).toBe(1)
  })
})

describe('an edit', () => {
  it('of zone, address or consent is told to every campaign the contact is in', async () => {
    const other = (await addCampaign(world)).id
    const lead = await added()
    const twin = (await add({}, other)).body.results[0].lead_id
    for (const change of [{ time_zone: 'America/Denver' }, { address: { state: 'CO' } }, { consent: GIVEN }]) {
      world.dialers.calls.length = 0
      expect((await patch(lead, change)).status).toBe(200)
      expect(world.dialers.calls).toContainEqual(['leadChanged', campaignId, lead.id, 'edit'])
      expect(world.dialers.calls).toContainEqual(['leadChanged', other, twin, 'edit'])
    }
    expect(await world.get(`/leads/${twin}`)).toMatchObject({ time_zone: 'America/Denver', consent: { holds: true } })
  })

  it('raises the version of the contact when something really changed, and only then', async () => {
    const lead = await added({ time_zone: 'America/Denver' })
    const steps: [Json, number][] = [
      [{ name: 'Ann', priority: 'high', tags: ['vip'] }, 1],
      [{ time_zone: 'America/Denver' }, 1],
      [{ time_zone: null }, 2],
      [{ address: { state: 'CO' } }, 3],
      [{ address: { state: 'CO', city: '' } }, 3],
      [{ consent: GIVEN }, 4],
      [{ consent: GIVEN }, 4],
      [{ phones: ['+13125550101'] }, 4],
      [{ phones: ['+13125550101', '+13125550109'] }, 5],
      [{ address: null, consent: null, time_zone: 'America/Boise' }, 6],
    ]
    for (const [change, version] of steps) {
      expect((await patch(lead, change)).status).toBe(200)
      expect([change, await versionOf(lead)]).toEqual([change, version])
    }
  })

  it('of consent stands in the audit log with what it was', async () => {
    const lead = await added()
    await patch(lead, { consent: GIVEN })
    await patch(lead, { consent: GIVEN })
    await patch(lead, { consent: null })
    expect(await audit(lead)).toMatchObject([
      { action: 'consent.recorded', actor: 'key:local', lead_id: lead.id, from: null, to: { type: 'written' } },
      { action: 'consent.cleared', from: { type: 'written', source: 'form 7' }, to: null },
    ])
  })

  it('does not overwrite a revocation that came meanwhile', async () => {
    const lead = await added({ consent: GIVEN })
    const read = await world.deps.leads.find('org_local', lead.id)
    await revoke(lead)
    const entry = {
      orgId: 'org_local',
      id: 'aud_x',
      actor: 'x',
      action: 'lead.updated',
      subject: lead.id,
      details: {},
      at: 1,
    }
    const result = await world.deps.leads.update(read!, { consent: read!.consent }, MONDAY_TEN, [entry])
    expect(result).toEqual({ ok: false, why: 'changed' })
    expect((await world.get(`/leads/${lead.id}`)).consent).toMatchObject({ holds: false })
  })
})

describe('consent that is taken back', () => {
  it('stays on file as revoked, is told to the campaigns, and saying it twice changes nothing', async () => {
    const lead = await added({ consent: GIVEN })
    world.dialers.calls.length = 0
    const { status, body } = await revoke(lead, { reason: 'told the front desk' })
    expect(status).toBe(200)
    expect(body.consent).toMatchObject({
      ...GIVEN,
      at: '2026-03-01T00:00:00.000Z',
      revoked_reason: 'told the front desk',
      holds: false,
    })
    expect(world.dialers.calls).toContainEqual(['leadChanged', campaignId, lead.id, 'edit'])
    const { revoked_at } = body.consent
    expect((await revoke(lead, { reason: 'again' })).body.consent).toMatchObject({
      revoked_at,
      revoked_reason: 'told the front desk',
    })
    expect(await versionOf(lead)).toBe(2)
    expect(await audit(lead)).toMatchObject([
      {
        action: 'consent.revoked',
        actor: 'key:local',
        reason: 'told the front desk',
        from: { type: 'written', revoked_at: null },
      },
    ])
  })

  it('is only replaced by one given after it', async () => {
    const lead = await added({ consent: GIVEN })
    const { body } = await revoke(lead)
    for (const consent of [GIVEN, { type: 'express' }, { type: 'none' }]) {
      const answer = await patch(lead, { consent })
      expect(answer.status).toBe(422)
      expect(answer.body.errors[0].pointer).toBe('#/consent/at')
    }
    expect((await add({ consent: GIVEN })).body.results[0].reasons).toEqual(['consent_revoked'])
    const at = new Date(Date.parse(body.consent.revoked_at) + 1).toISOString()
    expect((await patch(lead, { consent: { ...GIVEN, at } })).body.consent).toMatchObject({ revoked_at: null, at })
  })

  it('must have been there', async () => {
    const lead = await added()
    expect((await revoke(lead)).status).toBe(409)
    await patch(lead, { consent: { type: 'none' } })
    expect((await revoke(lead)).status).toBe(409)
    expect((await world.request('POST', '/leads/led_none/revoke-consent')).status).toBe(404)
  })

  it('is taken back by an opt-out too, which no later consent lifts', async () => {
    const lead = await added({ consent: GIVEN })
    await world.post(`/leads/${lead.id}/do-not-call`, { reason: 'wrote a letter' })
    const after = await world.get(`/leads/${lead.id}`)
    expect(after).toMatchObject({ consent: { holds: false, revoked_reason: 'wrote a letter' } })
    const at = new Date(Date.parse(after.consent.revoked_at) + 1000).toISOString()
    expect((await patch(lead, { consent: { ...GIVEN, at } })).body.phones).toMatchObject([{ state: 'suppressed' }])
  })

  it('by an opt-out heard in a call, once, with the call in the audit log', async () => {
    const lead = await added({ consent: GIVEN })
    const silent = (await addLeads(world, campaignId, 1))[0]
    for (const [id, it] of [
      ['att_1', lead],
      ['att_2', silent],
    ] as const)
      await addAttempt({ id, campaign_id: campaignId, lead_id: it.id, contact_id: it.contact_id })
    const store = createDialingStore(bindings.DB)
    const optOut = { phones: true, email: false, reason: 'take me off your list' }
    for (const id of ['att_1', 'att_1', 'att_2']) await store.suppressOptOut('org_local', id, optOut, MONDAY_TEN)
    expect((await world.get(`/leads/${lead.id}`)).consent).toMatchObject({
      revoked_at: new Date(MONDAY_TEN).toISOString(),
      revoked_reason: 'take me off your list',
      holds: false,
    })
    expect((await world.get(`/leads/${silent.id}`)).consent).toBeNull()
    expect(await versionOf(lead)).toBe(2)
    expect(await audit(lead)).toMatchObject([{ action: 'consent.revoked', actor: 'call:att_1', lead_id: lead.id }])
  })
})

describe('a campaign that requires consent', () => {
  it('takes in whoever gave none as skipped, and says why', async () => {
    const strict = (await addCampaign(world, { settings: { require_consent: true } })).id
    const { body } = await world.request('POST', `/campaigns/${strict}/leads`, {
      leads: [
        { phones: ['+13125550101'] },
        { phones: ['+13125550102'], consent: GIVEN },
        { phones: ['+13125550103'], consent: { ...GIVEN, expires_at: '2026-11-01T00:00:00Z' } },
        { phones: ['12'] },
      ],
    })
    expect(body.results.map((it: Json) => [it.result, it.reasons])).toEqual([
      ['skipped', ['no_consent']],
      ['created', []],
      ['skipped', ['no_consent']],
      ['skipped', ['numbers_invalid', 'phone_not_usable']],
    ])
  })
})

it('of another organization is out of reach', async () => {
  const lead = await added({ consent: GIVEN })
  const actor = { orgId: 'org_other', name: 'key:other', role: 'owner' as const }
  const { revokeConsent } = await import('../../src/app/leads/revoke-consent.ts')
  await expect(revokeConsent(world.deps, actor, lead.id, { reason: 'x' })).rejects.toMatchObject({ code: 'not_found' })
  expect((await world.get(`/leads/${lead.id}`)).consent).toMatchObject({ holds: true })
})
