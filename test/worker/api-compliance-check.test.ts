import { beforeEach, describe, expect, it } from 'vitest'
import { addAttempt, addCampaign, addLeads } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json, MONDAY_TEN } from '../support/api-world.ts'

let world: ApiWorld
beforeEach(async () => {
  world = await createApiWorld()
})

const HOUR = 3_600_000
const CHICAGO = '+13125550101'
const check = (body: object) => world.post('/compliance/check', body)
const refused = (body: unknown, path = '/compliance/check') => world.request('POST', path, body)
const verdict = (answer: Json, id: string): string | undefined =>
  answer.rules.find((rule: Json) => rule.id === id)?.verdict
const run = (sql: string, ...values: (string | number | null)[]) =>
  bindings.DB.prepare(sql)
    .bind(...values)
    .run()
const iso = (at: number): string => new Date(at).toISOString()

/** A person of a campaign, with a phone in Pennsylvania and one in Illinois. */
async function person(settings: object = {}): Promise<{ campaignId: string; lead: Json }> {
  const { id } = await addCampaign(world, { settings })
  const [lead] = await addLeads(world, id, 1, { phones: ['+12155550100', CHICAGO] })
  return { campaignId: id, lead }
}

describe('a check', () => {
  it('answers for a phone as people write it, with every rule, the clock there and the sentence that decides', async () => {
    const answer = await check({ phone: '(215) 555-0100', at: '2026-11-23T19:30:00-05:00' })
    expect(answer).toMatchObject({
      allowed: false,
      phone: '+12155550100',
      at: '2026-11-24T00:30:00.000Z',
      zones: ['America/New_York'],
      regions: ['US-PA'],
      evidence: 'phone_prefix',
      local_times: { 'America/New_York': '2026-11-23T19:30:00' },
      until: '2026-11-24T14:00:00.000Z',
      attempt_id: null,
    })
    expect(verdict(answer, 'US-PA.hours')).toBe('forbidden')
    expect(verdict(answer, 'federal')).toBe('allowed')
    expect(answer.because).toMatch(/^Forbidden: Pennsylvania.*\.$/)
  })

  it('is about now when no instant is given, and about the contact who has the phone', async () => {
    const { lead } = await person()
    await run('UPDATE contacts SET zone = ? WHERE id = ?', 'Pacific/Honolulu', lead.contact_id)
    const answer = await check({ phone: '+12155550100' })
    expect(answer).toMatchObject({ allowed: false, zones: ['Pacific/Honolulu'], evidence: 'contact_zone' })
    // The ids of the rows above have moved the clock by some milliseconds.
    expect(Date.parse(answer.at)).toBeGreaterThanOrEqual(MONDAY_TEN)
    expect(Date.parse(answer.at)).toBeLessThan(MONDAY_TEN + 1000)
  })

  it('takes another contact, or facts about somebody, instead', async () => {
    const { lead } = await person()
    const at = '2026-11-22T20:00:00Z'
    const UTAH = '+18015550100'
    expect((await check({ phone: UTAH, at })).allowed).toBe(false)
    const given = { consent: { type: 'written', at: '2026-01-01T00:00:00Z' } }
    expect((await check({ phone: UTAH, at, contact: given })).allowed).toBe(true)
    const consent = JSON.stringify({ type: 'express', at: null, expires_at: null, revoked_at: null })
    await run('UPDATE contacts SET consent = ? WHERE id = ?', consent, lead.contact_id)
    expect((await check({ phone: UTAH, at, contact: { id: lead.contact_id } })).allowed).toBe(true)
    const zone = await check({ phone: UTAH, at, contact: { time_zone: 'America/Chicago' } })
    expect(zone).toMatchObject({ zones: ['America/Chicago'], evidence: 'contact_zone' })
  })

  it('uses the settings, the schedule, the agent and the numbers of a campaign', async () => {
    const { campaignId } = await person({ calling_hours: { start: '12:00', end: '13:00' } })
    const at = '2026-11-23T16:30:00Z'
    expect((await check({ phone: CHICAGO, at })).allowed).toBe(true)
    const answer = await check({ phone: CHICAGO, at, campaign_id: campaignId })
    expect([answer.allowed, answer.until]).toEqual([false, '2026-11-23T18:00:00.000Z'])
    expect(verdict(answer, 'calling')).toBe('forbidden')
    expect(answer.rules.find((rule: Json) => rule.id === 'campaign_status').detail).toContain('draft')

    await run('UPDATE agents SET stopped_at = ?, stop_reason = ?', Date.parse(at), 'bad words')
    const noon = '2026-11-23T18:30:00Z'
    const stopped = await check({ phone: CHICAGO, at: noon, campaign_id: campaignId })
    expect([stopped.allowed, stopped.until, verdict(stopped, 'agent_stop')]).toEqual([false, null, 'forbidden'])
    expect(stopped.because).toContain('bad words')
    await run('UPDATE agents SET stopped_at = NULL')

    const days = { mon: [], tue: [{ start: '09:00', end: '17:00' }], wed: [], thu: [], fri: [], sat: [], sun: [] }
    await run(
      `INSERT INTO schedules (id, org_id, name, zone, days, created_at, updated_at) VALUES ('sch_1', 'org_local', 'Tuesdays', 'recipient', ?, 0, 0)`,
      JSON.stringify(days),
    )
    await run(`UPDATE campaigns SET schedule_id = 'sch_1' WHERE id = ?`, campaignId)
    const monday = await check({ phone: CHICAGO, at: noon, campaign_id: campaignId })
    expect([verdict(monday, 'schedule'), monday.until]).toEqual(['forbidden', '2026-11-24T18:00:00.000Z'])
    await run('DELETE FROM schedules')
    const gone = await check({ phone: CHICAGO, at: '2026-11-24T18:30:00Z', campaign_id: campaignId })
    expect([gone.allowed, verdict(gone, 'schedule')]).toEqual([false, 'forbidden'])

    await run('UPDATE numbers SET enabled = 0')
    const now = await check({ phone: CHICAGO, campaign_id: campaignId })
    expect(verdict(now, 'numbers')).toBe('forbidden')
  })

  it('looks at the suppression list, dead phones, stops and consent as they were then', async () => {
    const { campaignId, lead } = await person({ require_consent: true })
    const at = Date.parse('2026-11-23T17:00:00Z')
    const before = await check({ phone: CHICAGO, at: iso(at) })
    expect(before.allowed).toBe(true)
    // Opted out with the phone in Pennsylvania: the person is not called on the other one either.
    await run(
      `INSERT INTO suppressions (org_id, kind, value, id, reason, source, contact_id, created_at) VALUES ('org_local', 'phone', '+12155550100', 'sup_1', 'asked', 'call', ?, ?)`,
      lead.contact_id,
      at,
    )
    expect((await check({ phone: CHICAGO, at: iso(at - 1) })).until).toBe(iso(at))
    expect(verdict(await check({ phone: CHICAGO, at: iso(at) }), 'suppression')).toBe('forbidden')
    await run(`UPDATE suppressions SET channel = 'text'`)
    expect((await check({ phone: CHICAGO, at: iso(at) })).allowed).toBe(true)

    await run(`UPDATE contact_phones SET dead = 'invalid', dead_at = ? WHERE e164 = ?`, at, CHICAGO)
    expect((await check({ phone: CHICAGO, at: iso(at - 1) })).allowed).toBe(true)
    expect(verdict(await check({ phone: CHICAGO, at: iso(at) }), 'phone_dead')).toBe('forbidden')
    await run('UPDATE contact_phones SET dead = NULL, dead_at = NULL')

    await run(
      `INSERT INTO region_stops (org_id, region, reason, actor, stopped_at) VALUES ('org_local', 'US-IL', 'storm', 'key:local', ?)`,
      at,
    )
    const stopped = await check({ phone: CHICAGO, at: iso(at) })
    expect([stopped.allowed, stopped.until, verdict(stopped, 'US-IL.stop')]).toEqual([false, null, 'forbidden'])
    await run('DELETE FROM region_stops')

    await run(`UPDATE organizations SET stopped_at = ?, stop_reason = 'fire' WHERE id = 'org_local'`, at)
    expect((await check({ phone: CHICAGO, at: iso(at) })).because).toContain('fire')
    await run('UPDATE organizations SET stopped_at = NULL')

    expect(verdict(await check({ phone: CHICAGO, at: iso(at), campaign_id: campaignId }), 'consent')).toBe('forbidden')
  })

  it('counts the attempts of all campaigns, and not the call that is asked about', async () => {
    const { campaignId, lead } = await person()
    const rang = Date.parse('2026-11-23T17:00:00Z')
    world.setTime(rang + 30 * HOUR)
    const row = { campaign_id: campaignId, lead_id: lead.id, contact_id: lead.contact_id, phone: CHICAGO }
    for (const [id, hours] of [
      ['att_1', 3],
      ['att_2', 2],
      ['att_3', 0],
    ] as const) {
      const permitted = rang - hours * HOUR - 500
      const settled = { permitted_at: permitted, settled_at: permitted + HOUR / 2, state: 'settled' }
      await addAttempt({ ...row, ...settled, id, disposition: 'NO_ANSWER' })
    }
    const back = { permitted_at: rang - HOUR, settled_at: rang - HOUR, state: 'settled', counted: 0 }
    await addAttempt({ ...row, ...back, id: 'att_back' })
    const answer = await check({ phone: CHICAGO, at: iso(rang), campaign_id: campaignId })
    expect([answer.allowed, answer.attempt_id], answer.because).toEqual([true, 'att_3'])
    const after = await check({ phone: CHICAGO, at: iso(rang + HOUR) })
    expect([after.allowed, verdict(after, 'attempts_24h')]).toEqual([false, 'forbidden'])
    // Free before Illinois opens to artificial voices.
    expect(after.rules.find((rule: Json) => rule.id === 'attempts_24h').until).toBe(iso(rang + 21 * HOUR - 500))
    expect(after.until).toBe('2026-11-24T15:00:00.000Z')
  })

  it('knows nothing of another organization', async () => {
    const { campaignId, lead } = await person()
    await run(
      `INSERT INTO suppressions (org_id, kind, value, id, source, contact_id, created_at) VALUES ('org_other', 'phone', ?, 'sup_x', 'api', ?, 0)`,
      CHICAGO,
      lead.contact_id,
    )
    await run(
      `INSERT INTO region_stops (org_id, region, reason, actor, stopped_at) VALUES ('org_other', 'US-IL', 'x', 'x', 0)`,
    )
    const other = { org_id: 'org_other', campaign_id: campaignId, lead_id: lead.id, contact_id: lead.contact_id }
    for (const id of ['att_1', 'att_2', 'att_3'])
      await addAttempt({ ...other, id, phone: CHICAGO, permitted_at: MONDAY_TEN })
    expect((await check({ phone: CHICAGO, at: '2026-11-23T17:00:00Z' })).allowed).toBe(true)
    await run(`UPDATE campaigns SET org_id = 'org_other'`)
    await run(`UPDATE contacts SET org_id = 'org_other'`)
    expect((await refused({ phone: CHICAGO, campaign_id: campaignId })).body.errors[0].pointer).toBe('#/campaign_id')
    expect((await refused({ phone: CHICAGO, contact: { id: lead.contact_id } })).body.errors[0].pointer).toBe(
      '#/contact/id',
    )
  })

  it.each([
    [{ phone: '12' }, '#/phone'],
    [{ phone: CHICAGO, at: 'yesterday' }, '#/at'],
    [{ phone: CHICAGO, contact: { time_zone: 'Mars/Base' } }, '#/contact/time_zone'],
    [{ phone: CHICAGO, contact: { address: { country: 'Atlantis' } } }, '#/contact/address/country'],
    [{ phone: CHICAGO, contact: { id: 'con_1', time_zone: 'UTC' } }, '#/contact/id'],
    [{ phone: CHICAGO, when: 'now' }, '#/when'],
  ])('refuses %j at the field', async (body, pointer) => {
    const { status, body: answer } = await refused(body)
    expect([status, answer.errors[0].pointer]).toEqual([422, pointer])
  })
})

describe('a hundred checks', () => {
  it('are answered in their order in a handful of round trips', async () => {
    const { campaignId } = await person()
    let trips = 0
    const { complianceFacts } = world.deps
    world.deps.complianceFacts = {
      ...complianceFacts,
      gather: (...args) => {
        trips += 1
        return complianceFacts.gather(...args)
      },
    }
    const checks = Array.from({ length: 100 }, (_, i) => ({
      phone: `+1312555${String(i).padStart(4, '0')}`,
      at: iso(Date.parse('2026-11-23T00:00:00Z') + i * HOUR),
      campaign_id: campaignId,
    }))
    const { data } = await world.post('/compliance/checks', { checks })
    expect(data.map((it: Json) => [it.phone, it.at])).toEqual(checks.map((it) => [it.phone, it.at]))
    expect(new Set(data.map((it: Json) => it.allowed))).toEqual(new Set([true, false]))
    expect(trips).toBe(1)
  })

  it('point at the one that cannot be understood, and are no more than a hundred', async () => {
    const one = await refused({ checks: [{ phone: CHICAGO }, { phone: '1' }] }, '/compliance/checks')
    expect([one.status, one.body.errors[0].pointer]).toEqual([422, '#/checks/1/phone'])
    const many = await refused(
      { checks: Array.from({ length: 101 }, () => ({ phone: CHICAGO })) },
      '/compliance/checks',
    )
    expect(many.status).toBe(422)
  })
})
