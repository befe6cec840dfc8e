import { beforeEach, describe, expect, it } from 'vitest'
import { firstIdAt } from '../../src/adapters/ids.ts'
import { createAgent } from '../../src/app/agents/create.ts'
import { createCampaign } from '../../src/app/campaigns/create.ts'
import { stopRegion } from '../../src/app/compliance/stop-region.ts'
import { addLeads } from '../../src/app/leads/add.ts'
import type { NewPerson } from '../../src/app/leads/person.ts'
import { createNumber } from '../../src/app/numbers/create.ts'
import { sealProofs } from '../../src/app/proof/seal.ts'
import { createSchedule } from '../../src/app/schedules/create.ts'
import { addSuppression } from '../../src/app/suppressions/add.ts'
import { defaultSettings } from '../../src/domain/campaign-settings.ts'
import { addAttempt } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json, MONDAY_TEN, OTHER } from '../support/api-world.ts'

/** Sealed by its id, which says when it was made. */
const ATTEMPT = `${firstIdAt('att', MONDAY_TEN)}${'7'.repeat(16)}`

/**
 * Everything here belongs to another organization than the key that asks. What no route that names a thing by its id may do is in
 * security-tenants.test.ts, for every operation of the document; this is what has to be looked at more closely.
 */

let world: ApiWorld
let theirs: Record<
  'agent' | 'number' | 'campaign' | 'lead' | 'contact' | 'attempt' | 'suppression' | 'schedule' | 'list' | 'dncList',
  string
>
beforeEach(async () => {
  world = await createApiWorld()
  const { deps } = world
  const agent = await createAgent(deps, OTHER, {
    name: 'Theirs',
    company: '',
    greeting: 'Hi.',
    prompt: 'x',
    voice: 'a.b',
    language: 'en-US',
    maxCallSeconds: 60,
    avatar: null,
    disclosure: true,
    disclosureText: null,
  })
  const number = await createNumber(deps, OTHER, {
    e164: '+12125550100',
    name: '',
    zone: 'America/New_York',
    enabled: true,
    spamScore: 0,
    weight: 1,
  })
  const { campaign } = await createCampaign(deps, OTHER, {
    name: 'Theirs',
    description: '',
    notes: '',
    type: 'one_time',
    direction: 'outbound',
    agentId: agent.id,
    numberIds: [number.id],
    scheduleId: null,
    startAt: null,
    endAt: null,
    settings: defaultSettings(),
  })
  const person: NewPerson = {
    name: 'Their person',
    phones: ['+13125550101'],
    email: null,
    zone: null,
    address: null,
    consent: null,
    tags: [],
    priority: 'normal',
    variables: {},
    externalId: 'crm-1',
  }
  const [lead] = await addLeads(deps, OTHER, campaign.id, { people: [{ person }], action: 'upsert', source: 'api' })
  const { suppression } = await addSuppression(deps, OTHER, { phone: '+13125550101', reason: 'theirs' })
  const { schedule } = await createSchedule(
    deps,
    OTHER,
    {
      name: 'Theirs',
      zone: 'recipient',
      days: { mon: [{ start: '09:00', end: '17:00' }], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] },
      exceptions: [],
    },
    true,
  )
  await stopRegion(deps, OTHER, { region: 'US-IL', reason: 'theirs', until: null })
  const made = `${OTHER.orgId}', 'theirs.csv', 'k', ${MONDAY_TEN}`
  await bindings.DB.batch([
    bindings.DB.prepare(
      `INSERT INTO suppression_imports (id, org_id, filename, file_key, created_at) VALUES ('dnc_theirs', '${made})`,
    ),
    bindings.DB.prepare(
      `INSERT INTO imports (id, campaign_id, org_id, filename, file_key, created_at) VALUES ('imp_theirs', '${campaign.id}', '${made})`,
    ),
  ])
  await addAttempt({
    id: ATTEMPT,
    org_id: OTHER.orgId,
    campaign_id: campaign.id,
    lead_id: lead?.leadId ?? '',
    contact_id: lead?.contactId ?? '',
    recording_url: 'https://files.swire.io/a.wav',
  })
  theirs = {
    agent: agent.id,
    number: number.id,
    campaign: campaign.id,
    lead: lead?.leadId ?? '',
    attempt: ATTEMPT,
    suppression: suppression.id,
    contact: lead?.contactId ?? '',
    schedule: schedule.id,
    list: 'imp_theirs',
    dncList: 'dnc_theirs',
  }
})

describe('another organization', () => {
  it('is in no list, search or check', async () => {
    const lists = [
      '/agents',
      '/numbers',
      '/campaigns',
      '/campaigns?q=Theirs',
      '/conversations',
      '/suppressions',
      '/suppressions/imports',
      '/schedules',
      '/compliance/stops',
      '/compliance/proofs',
      '/compliance/proofs?phone=%2B13125550101',
      '/audit-log',
    ]
    for (const path of [
      ...lists,
      `/conversations?campaign_id=${theirs.campaign}`,
      `/conversations?lead_id=${theirs.lead}`,
      `/compliance/proofs?campaign_id=${theirs.campaign}`,
      `/suppressions?import_id=${theirs.dncList}`,
      `/audit-log?subject=${theirs.schedule}`,
    ])
      expect((await world.get(path)).data, path).toEqual([])
    expect((await world.get('/suppressions/check?phone=%2B13125550101')).suppressed).toBe(false)
    expect((await world.get('/organization')).id).toBe('org_local')
  })

  it('says nothing of its people, stops, opt-outs and calls in a check', async () => {
    const check = (fields: object = {}) => world.post('/compliance/check', { phone: '+13125550101', ...fields })
    const answer = await check()
    expect(answer).toMatchObject({ allowed: true, attempt_id: null })
    expect(JSON.stringify(answer)).not.toContain('theirs')
    await bindings.DB.prepare(`UPDATE organizations SET stopped_at = 1, stop_reason = 'theirs' WHERE id = ?`)
      .bind(OTHER.orgId)
      .run()
    expect((await check()).allowed).toBe(true)
    const [rule] = (await world.get('/compliance/rules?region=US-IL')).data
    expect(rule.stop).toBeNull()
    for (const [pointer, fields] of [
      ['#/campaign_id', { campaign_id: theirs.campaign }],
      ['#/contact/id', { contact: { id: theirs.contact } }],
    ] as const) {
      const refused = await world.request('POST', '/compliance/check', { phone: '+13125550101', ...fields })
      expect(refused.status).toBe(422)
      expect(refused.body.errors.map((it: Json) => it.pointer)).toEqual([pointer])
      const many = { checks: [{ phone: '+13125550101' }, { phone: '+13125550101', ...fields }] }
      const { body } = await world.request('POST', '/compliance/checks', many)
      expect(body.errors.map((it: Json) => it.pointer)).toEqual([pointer.replace('#', '#/checks/1')])
    }
  })

  it('has a chain of proofs of its own, which ours neither shows nor continues', async () => {
    world.setTime(MONDAY_TEN + 3_600_000)
    await bindings.DB.prepare('UPDATE organizations SET proof_due_at = ?1 WHERE id = ?2')
      .bind(MONDAY_TEN, OTHER.orgId)
      .run()
    await sealProofs(world.deps, OTHER.orgId, 1_000)
    expect(await world.deps.proofs.findHead(OTHER.orgId)).not.toBeNull()
    expect(await world.get('/compliance/verify')).toMatchObject({
      ok: true,
      checked: 0,
      head: null,
      unsealed: { count: 0 },
    })
    const { body } = await world.request('GET', '/compliance/proofs/export')
    expect(body).not.toContain(ATTEMPT)
  })

  it('lifts no stop of ours, nor we one of theirs', async () => {
    expect((await world.request('DELETE', '/compliance/stops/US-IL', { reason: 'x' })).status).toBe(404)
    expect(await world.deps.regionStops.list(OTHER.orgId, MONDAY_TEN)).toHaveLength(1)
    await world.post('/organization/stop', { reason: 'ours' })
    const row = await bindings.DB.prepare('SELECT stopped_at FROM organizations WHERE id = ?').bind(OTHER.orgId).first()
    expect(row?.stopped_at ?? null).toBeNull()
  })

  it('does not lend its schedule to a campaign of ours', async () => {
    const fields = { name: 'A', schedule_id: theirs.schedule }
    const { status, body } = await world.request('POST', '/campaigns', fields)
    expect(status).toBe(422)
    expect(body.errors.map((it: Json) => it.pointer)).toEqual(['#/schedule_id'])
    const ours = await world.post('/campaigns', { name: 'Ours' })
    expect(ours.schedule_id).toBeNull()
    expect((await world.request('PATCH', `/campaigns/${ours.id}`, { schedule_id: theirs.schedule })).status).toBe(422)
  })

  it('lends nothing: its agent and number cannot be used in a campaign of ours', async () => {
    const { status, body } = await world.request('POST', '/campaigns', {
      name: 'A',
      agent_id: theirs.agent,
      number_ids: [theirs.number],
    })
    expect(status).toBe(422)
    expect(body.errors.map((it: Json) => it.pointer)).toEqual(['#/agent_id', '#/number_ids/0'])
  })

  it('may have the same number and the same people', async () => {
    // Whether a phone still works they found out by calling it, and that is theirs too.
    await bindings.DB.prepare(`UPDATE contact_phones SET dead = 'invalid' WHERE org_id = ?`).bind(OTHER.orgId).run()
    const number = await world.post('/numbers', { e164: '+12125550100' })
    const campaign = await world.post('/campaigns', { name: 'Ours', number_ids: [number.id] })
    const { results } = await world.post(`/campaigns/${campaign.id}/leads`, { name: 'Ours', phones: ['+13125550101'] })
    expect(results[0].result).toBe('created')
    const lead = await world.get(`/leads/${results[0].lead_id}`)
    expect(lead.phones[0].state).toBe('live')
  })
})
