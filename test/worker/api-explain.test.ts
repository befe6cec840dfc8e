import { beforeEach, describe, expect, it } from 'vitest'
import { addAttempt, addCampaign, addLeads, moveLead, setStatus } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json, QUIET } from '../support/api-world.ts'

let world: ApiWorld
let campaignId: string
let lead: Json
beforeEach(async () => {
  world = await createApiWorld()
  campaignId = (await addCampaign(world)).id
  lead = (await addLeads(world, campaignId, 1, { phones: ['+13125550101', '+12155550100'] }))[0]
})

const explain = () => world.get(`/leads/${lead.id}/explain`)
const explainCampaign = () => world.get(`/campaigns/${campaignId}/explain`)
const run = (sql: string, ...values: (string | number | null)[]) =>
  bindings.DB.prepare(sql)
    .bind(...values)
    .run()
/** Everything in order, and the object says this. */
const dialing = async (state: Partial<typeof QUIET> = {}) => {
  await setStatus(campaignId, 'active')
  world.dialers.state = { ...QUIET, because: 'dialing', ...state }
}

describe('a lead', () => {
  it('of a draft says what has to be done first, and what each of its phones would say', async () => {
    const answer = await explain()
    expect(answer).toMatchObject({
      lead_id: lead.id,
      status: 'pending',
      callable: false,
      because: { code: 'campaign_status', verdict: 'hold', rule_id: null, citation: null },
      earliest_at: null,
      would_change: ['Start the campaign.'],
      position: null,
      dialer: null,
    })
    expect(answer.phones).toMatchObject([
      {
        position: 1,
        e164: '+13125550101',
        state: 'live',
        zones: ['America/Chicago'],
        regions: ['US-IL'],
        evidence: 'phone_prefix',
        allowed: true,
        attempts_24h: 0,
        cap: 3,
      },
      { position: 2, e164: '+12155550100', regions: ['US-PA'] },
    ])
    expect(answer.phones[0].local_times['America/Chicago']).toMatch(/^2026-11-23T09:00:0\d$/)
  })

  it('in line says how many come first', async () => {
    const [urgent, next] = await addLeads(world, campaignId, 2)
    await run(`UPDATE leads SET priority = 'high' WHERE id = ?`, urgent.id)
    await moveLead(next, 'retry', { pass: 2 })
    await dialing()
    expect(await explain()).toMatchObject({
      callable: true,
      because: { code: 'next_in_line' },
      position: { ahead: 1 },
      dialer: { because: 'dialing', next_at: null },
    })
    expect((await world.get(`/leads/${next.id}/explain`)).position).toEqual({ ahead: 2 })
  })

  it('in a call is being called', async () => {
    const flight = {
      leadId: lead.id,
      attemptId: 'att_1',
      phone: '+1',
      from: '+1',
      state: 'ringing',
      since: 0,
      reconciling: false,
    }
    await dialing({ inFlight: [{ ...flight, pass: 1, position: 1 }] })
    expect(await explain()).toMatchObject({ status: 'dialing', callable: false, because: { code: 'in_call' } })
  })

  it('waits for the window of where the person is, with the rule and when it opens', async () => {
    await dialing({ because: 'outside_window' })
    await run(
      `UPDATE contacts SET address = '{"state":"PA","postal_code":null,"country":"US"}' WHERE id = ?`,
      lead.contact_id,
    )
    world.setTime(Date.parse('2026-11-25T23:30:00Z'))
    expect((await explain()).because.code).toBe('next_in_line')
    world.setTime(Date.parse('2026-11-26T17:00:00Z'))
    const holiday = await explain()
    expect(holiday.because).toMatchObject({ code: 'window', rule_id: 'US-PA.hours', until: '2026-11-27T14:00:00.000Z' })
    expect(holiday.earliest_at).toBe('2026-11-27T14:00:00.000Z')
    expect(holiday.phones[0].evidence).toBe('address')
  })

  it('that opted out names the entry', async () => {
    await dialing()
    await run(
      `INSERT INTO suppressions (org_id, kind, value, id, reason, source, contact_id, created_at) VALUES ('org_local', 'phone', '+12155550100', 'sup_1', 'stop it', 'call', ?, 1764000000000)`,
      lead.contact_id,
    )
    const answer = await explain()
    expect(answer.because).toMatchObject({ code: 'suppression', verdict: 'never', rule_id: 'suppression' })
    expect(answer.because.message).toMatch(/source: call.*stop it/)
    expect(answer.phones.map((phone: Json) => phone.state)).toEqual(['suppressed', 'suppressed'])
    expect(answer.earliest_at).toBeNull()
  })

  it('counts what all campaigns did to its phone today', async () => {
    await dialing()
    const now = Date.parse('2026-11-23T20:00:00Z')
    world.setTime(now)
    for (const n of [1, 2, 3])
      await addAttempt({
        id: `att_${n}`,
        campaign_id: 'cmp_other',
        lead_id: 'led_x',
        contact_id: 'con_x',
        phone: '+13125550101',
        state: 'settled',
        permitted_at: now - n * 60_000,
        settled_at: now - n * 60_000,
      })
    const answer = await explain()
    expect(answer.because).toMatchObject({ code: 'attempts', rule_id: 'attempts_24h' })
    expect(answer.phones[0].attempts_24h).toBe(3)
    expect(Date.parse(answer.earliest_at)).toBe(now - 3 * 60_000 + 86_400_000)
  })

  it('without a usable phone, and one that is not there', async () => {
    const { results } = await world.post(`/campaigns/${campaignId}/leads`, { name: 'A', phones: ['12'] })
    const answer = await world.get(`/leads/${results[0].lead_id}/explain`)
    expect(answer.because).toMatchObject({ code: 'lead_status', verdict: 'never' })
    expect(answer.checks.map((check: Json) => check.code)).toContain('no_phone')
    expect(answer.phones).toMatchObject([{ e164: null, state: 'dead', allowed: false, evidence: null }])
    expect((await world.request('GET', '/leads/led_none/explain')).status).toBe(404)
    expect((await world.request('GET', '/campaigns/cmp_none/explain')).status).toBe(404)
  })

  it('gets an answer also when the campaign does not give one', async () => {
    await dialing()
    world.dialers.broken.add('live')
    expect(await explain()).toMatchObject({ callable: true, dialer: null })
  })
})

describe('a campaign', () => {
  it('that is a draft says what is missing', async () => {
    expect(await explainCampaign()).toMatchObject({
      campaign_id: campaignId,
      status: 'draft',
      dialing: false,
      waiting: 1,
      lanes: [],
      blocked: [],
      would_change: ['Start the campaign.'],
    })
    const bare = await world.post('/campaigns', { name: 'Bare' })
    const answer = await world.get(`/campaigns/${bare.id}/explain`)
    expect(answer.blocked.map((it: Json) => it.code)).toEqual(['agent', 'numbers', 'leads'])
  })

  it('says what it waits for, lane by lane', async () => {
    const lane = {
      zones: ['America/Chicago'],
      regions: ['US-IL'],
      waiting: 1,
      open: false,
      until: Date.parse('2026-11-24T15:00:00Z'),
      because: 'Illinois',
    }
    await dialing({ because: 'outside_window', nextAt: lane.until, lanes: [lane] })
    expect(await explainCampaign()).toMatchObject({
      status: 'active',
      because: { code: 'outside_window' },
      next_at: '2026-11-24T15:00:00.000Z',
      lanes: [{ ...lane, until: '2026-11-24T15:00:00.000Z' }],
    })
    await run(
      `INSERT INTO region_stops (org_id, region, reason, actor, stopped_at) VALUES ('org_local', 'US-IL', 'storm', 'x', 0)`,
    )
    expect((await explainCampaign()).blocked).toMatchObject([{ code: 'region_stop', until: null }])
  })

  it('names kill switches and numbers that are off', async () => {
    await dialing()
    await run(`UPDATE organizations SET stopped_at = 1764000000000, stop_reason = 'fire' WHERE id = 'org_local'`)
    await run('UPDATE agents SET stopped_at = 1764000000000')
    await run('UPDATE numbers SET enabled = 0')
    const answer = await explainCampaign()
    expect(answer.because).toMatchObject({ code: 'organization_stop', message: expect.stringContaining('fire') })
    expect(answer.blocked.map((it: Json) => it.code)).toEqual(['organization_stop', 'agent_stop', 'numbers'])
  })

  it('whose numbers made their calls says when the day of the first begins', async () => {
    await dialing()
    const { number_ids } = await world.get(`/campaigns/${campaignId}`)
    await run(`INSERT INTO number_days (number_id, day, calls) VALUES (?, '2026-11-23', 100)`, number_ids[0])
    expect(await explainCampaign()).toMatchObject({
      because: { code: 'numbers' },
      blocked: [{ code: 'numbers', until: '2026-11-24T05:00:00.000Z' }],
    })
  })
})
