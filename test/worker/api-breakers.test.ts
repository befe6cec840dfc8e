import { beforeEach, describe, expect, it } from 'vitest'
import { createDialingStore } from '../../src/adapters/d1/dialing-store.ts'
import type { BreakerEvidence, BreakerKind } from '../../src/domain/breaker.ts'
import { addAttempt, addCampaign, addLeads, setStatus } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json, LOCAL, MONDAY_TEN, QUIET } from '../support/api-world.ts'

/** Breakers as the API shows them, and what a person does about one that has tripped. */

const HOUR = 3_600_000

let world: ApiWorld
let campaign: Json
let leads: Json[]
beforeEach(async () => {
  world = await createApiWorld()
  const settings = { budget: { per_day_cents: 1000, total_cents: 5000 } }
  campaign = await addCampaign(world, { settings })
  leads = await addLeads(world, campaign.id, 30)
})

const path = () => `/campaigns/${campaign.id}`
const breakers = () => world.get(`${path()}/breakers`)
const run = (sql: string, ...values: (string | number | null)[]) =>
  bindings.DB.prepare(sql)
    .bind(...values)
    .run()
const attemptId = (n: number) => `att_${String(n).padStart(6, '0')}`

/** Settled calls of the campaign, in order. */
async function addCalls(
  count: number,
  fields: (n: number) => Record<string, string | number | null | undefined>,
): Promise<void> {
  for (let n = 0; n < count; n++)
    await addAttempt({
      id: attemptId(n),
      campaign_id: campaign.id,
      lead_id: leads[n % leads.length].id,
      contact_id: leads[n % leads.length].contact_id,
      phone: leads[n % leads.length].phones[0].e164,
      permitted_at: MONDAY_TEN + n,
      state: 'settled',
      disposition: 'NO_ANSWER',
      answer_status: 'no_answer',
      end_reason: 'no_answer',
      ...fields(n),
    })
}

const addTalk = (at: number, seconds: number) =>
  run(
    'INSERT INTO campaign_hours (campaign_id, hour, attempts, talk_seconds) VALUES (?1, ?2, 1, ?3)',
    campaign.id,
    Math.floor(at / HOUR) * HOUR,
    seconds,
  )

/** As the campaign's object does it. */
async function trip(kind: BreakerKind, evidence: BreakerEvidence, at = MONDAY_TEN + HOUR): Promise<boolean> {
  await setStatus(campaign.id, 'active')
  const row = await bindings.DB.prepare('SELECT settings_version, breakers_from FROM campaigns WHERE id = ?1')
    .bind(campaign.id)
    .first<{ settings_version: number; breakers_from: number }>()
  return createDialingStore(bindings.DB).tripBreaker({
    id: world.deps.ids.next('brk'),
    auditId: world.deps.ids.next('aud'),
    orgId: LOCAL.orgId,
    campaignId: campaign.id,
    settingsVersion: row!.settings_version,
    breakersFrom: row!.breakers_from,
    kind,
    evidence,
    at,
  })
}

const FAILED: BreakerEvidence = {
  limit_percent: 30,
  measured_percent: 30,
  hits: 6,
  calls: 20,
  window: 50,
  attempt_ids: [0, 1, 2, 3, 4, 5].map(attemptId),
}
const SPENT: BreakerEvidence = {
  limit_cents: 1000,
  spent_cents: 900,
  worst_case_cents: 170,
  day: '2026-11-23',
  zone: 'America/New_York',
  attempt_ids: [],
}

describe('the breakers of a campaign', () => {
  it('have limits by default, and nothing measured before the first call', async () => {
    expect(await breakers()).toEqual({
      technical_failures: {
        limit_percent: 30,
        measured_percent: null,
        hits: 0,
        calls: 0,
        window: 50,
        at_least_calls: 20,
        at_least_hits: 1,
        tripped: false,
      },
      opt_outs: {
        limit_percent: 25,
        measured_percent: null,
        hits: 0,
        calls: 0,
        window: 100,
        at_least_calls: 1,
        at_least_hits: 5,
        tripped: false,
      },
      budget: {
        day: {
          limit_cents: 1000,
          spent_cents: 0,
          tripped: false,
          date: '2026-11-23',
          zone: 'America/New_York',
          resets_at: '2026-11-24T05:00:00.000Z',
        },
        total: { limit_cents: 5000, spent_cents: 0, tripped: false },
        reserved_cents: 0,
        worst_case_cents: 170,
      },
      open: null,
      trips: [],
    })
    expect((await world.get(path())).breaker).toBeNull()
  })

  it('measure the latest calls: failures that are nobody’s but ours, and opt-outs of those who answered', async () => {
    await addCalls(20, (n) => {
      if (n < 4) return { disposition: 'FAILED', answer_status: 'failed', end_reason: 'not_routable' }
      if (n === 4) return { disposition: 'FAILED', answer_status: 'failed', end_reason: 'invalid_pstn_destination' }
      if (n === 5) return { disposition: 'FAILED', answer_status: 'failed', end_reason: 'not_found' }
      if (n < 16) return { disposition: n === 6 ? 'OPT_OUT' : 'INTERESTED', answer_status: 'human' }
      return n === 16 ? { counted: 0, disposition: null } : {}
    })
    await run(`UPDATE contact_phones SET dead = 'invalid' WHERE e164 = ?1`, leads[4].phones[0].e164)
    expect(await breakers()).toMatchObject({
      technical_failures: { hits: 4, calls: 19, measured_percent: 21.1 },
      opt_outs: { hits: 1, calls: 10, measured_percent: 10 },
    })
  })

  it('say what is spent today, in all, and set aside for calls in progress', async () => {
    await addTalk(MONDAY_TEN - 24 * HOUR, 600)
    await addTalk(MONDAY_TEN, 60)
    await setStatus(campaign.id, 'active')
    const call = { leadId: leads[0].id, attemptId: 'att_x', phone: '+1', from: '+1', state: 'placed' }
    const inFlight = [1, 2].map(() => ({ ...call, since: MONDAY_TEN, pass: 1, position: 1 }))
    world.dialers.state = { ...QUIET, inFlight: inFlight as never }
    expect((await breakers()).budget).toMatchObject({
      day: { spent_cents: 17 },
      total: { spent_cents: 187 },
      reserved_cents: 340,
    })
    world.dialers.broken.add('live')
    expect((await breakers()).budget.reserved_cents).toBeNull()
  })
})

describe('a breaker that has tripped', () => {
  it('is shown with its evidence and the calls that tripped it', async () => {
    await addCalls(20, (n) =>
      n < 6 ? { disposition: 'FAILED', answer_status: 'failed', end_reason: 'not_routable' } : {},
    )
    expect(await trip('technical_failures', FAILED)).toBe(true)
    const message = '6 of the last 20 calls failed for technical reasons; the limit is 30 %.'
    const shown = await world.get(path())
    expect(shown).toMatchObject({
      status: 'paused',
      status_reason: 'breaker_technical_failures',
      breaker: { kind: 'technical_failures', message, tripped_at: '2026-11-23T16:00:00.000Z' },
    })
    expect((await world.get('/campaigns')).data[0].breaker).toEqual(shown.breaker)
    const { open, trips, technical_failures } = await breakers()
    expect(open).toEqual(shown.breaker)
    expect(technical_failures.tripped).toBe(true)
    expect(trips).toMatchObject([{ ...shown.breaker, resumed_at: null, resumed_by: null, evidence: FAILED }])
    expect(trips[0].calls).toHaveLength(6)
    expect(trips[0].calls[0]).toEqual({
      attempt_id: attemptId(0),
      lead_id: leads[0].id,
      contact_name: leads[0].name,
      to: leads[0].phones[0].e164,
      permitted_at: new Date(MONDAY_TEN).toISOString(),
      disposition: 'FAILED',
      answer_status: 'failed',
      end_reason: 'not_routable',
      talk_seconds: 0,
    })
  })

  it('is what the campaign names when it is asked why nobody is called', async () => {
    await trip('budget_day', SPENT)
    const { because, would_change } = await world.get(`${path()}/explain`)
    expect(because).toEqual({
      code: 'breaker',
      message:
        'It has paused itself: its budget for the day is used up. $9.00 of the budget of $10.00 a day are spent on 2026-11-23 (America/New_York), and one more call may cost $1.70.',
    })
    expect(would_change).toEqual(['Raise its budget a day, or wait for tomorrow; then resume the campaign.'])
  })

  it('is in the audit log as the system’s doing', async () => {
    await trip('technical_failures', FAILED)
    const { data } = await world.get(`/audit-log?subject=${campaign.id}&action=breaker.tripped`)
    expect(data).toMatchObject([{ actor: 'system', details: { kind: 'technical_failures' } }])
  })

  it('is closed by the person who resumes, and gives the campaign a fresh window', async () => {
    await addCalls(20, () => ({ disposition: 'FAILED', answer_status: 'failed', end_reason: 'not_routable' }))
    await trip('technical_failures', FAILED)
    world.setTime(MONDAY_TEN + 2 * HOUR)
    const resumed = await world.post(`${path()}/resume`)
    expect(resumed).toMatchObject({ status: 'active', status_reason: null, breaker: null })
    expect(await breakers()).toMatchObject({
      technical_failures: { calls: 0, measured_percent: null, tripped: false },
      open: null,
      trips: [{ resumed_by: 'key:local' }],
    })
    const [{ resumed_at }] = (await breakers()).trips
    expect(Date.parse(resumed_at)).toBeGreaterThanOrEqual(MONDAY_TEN + 2 * HOUR)
    // Paused by hand later on, it does not stand for that breaker any more.
    await world.post(`${path()}/pause`)
    expect((await world.get(path())).breaker).toBeNull()
  })

  it('is closed by a restart too', async () => {
    await trip('technical_failures', FAILED)
    await world.post(`${path()}/restart`)
    expect((await breakers()).trips).toMatchObject([{ resumed_by: 'key:local' }])
  })

  it('does not trip a campaign that a person has paused, or resumed, in the meantime', async () => {
    await setStatus(campaign.id, 'active')
    const trip = {
      id: 'brk_1',
      auditId: 'aud_1',
      orgId: LOCAL.orgId,
      campaignId: campaign.id,
      settingsVersion: 1,
      breakersFrom: 0,
      kind: 'technical_failures' as const,
      evidence: FAILED,
      at: MONDAY_TEN,
    }
    await world.post(`${path()}/pause`)
    const store = createDialingStore(bindings.DB)
    expect(await store.tripBreaker(trip)).toBe(false)
    await world.post(`${path()}/resume`)
    expect(await store.tripBreaker(trip)).toBe(false)
    expect(await world.get(path())).toMatchObject({ status: 'active', breaker: null })
    expect((await breakers()).trips).toEqual([])
    expect((await world.get(`/audit-log?subject=${campaign.id}&action=breaker.tripped`)).data).toEqual([])
  })

  it('goes with its campaign', async () => {
    await trip('technical_failures', FAILED)
    expect((await world.request('DELETE', path())).status).toBe(204)
    const left = await bindings.DB.prepare('SELECT count(*) AS n FROM breaker_trips').first<{ n: number }>()
    expect(left?.n).toBe(0)
  })
})

describe('a campaign whose budget is used up', () => {
  const resume = () => world.request('POST', `${path()}/resume`)

  it('is not resumed before it is raised', async () => {
    await addTalk(MONDAY_TEN, 3_200)
    await trip('budget_day', SPENT)
    const refused = await resume()
    expect(refused.status).toBe(409)
    expect(refused.body).toMatchObject({ code: 'missing_requirements', details: { missing: ['budget'] } })
    expect(refused.body.detail).toBe(
      'The campaign cannot call anybody: $9.07 of the budget of $10.00 a day are spent on 2026-11-23 (America/New_York), and one more call may cost $1.70. Raise the budget a day first, or wait for tomorrow.',
    )
    expect((await world.get(path())).status).toBe('paused')
    await world.request('PATCH', path(), { settings: { budget: { per_day_cents: 1200, total_cents: 5000 } } })
    expect(await world.post(`${path()}/resume`)).toMatchObject({ status: 'active', breaker: null })
  })

  it('is resumed on the next day', async () => {
    await addTalk(MONDAY_TEN, 3_200)
    await trip('budget_day', SPENT)
    world.setTime(MONDAY_TEN + 24 * HOUR)
    expect((await resume()).status).toBe(200)
  })

  it('neither starts nor restarts nor retries: it would pause again at once', async () => {
    await addTalk(MONDAY_TEN - 72 * HOUR, 17_600)
    const start = await world.request('POST', `${path()}/start`)
    expect([start.status, start.body.details?.missing]).toEqual([409, ['budget']])
    expect(start.body.detail).toMatch(/of the budget of \$50\.00 in all are spent.*Raise the budget first\.$/)
    await setStatus(campaign.id, 'completed', { finished_at: MONDAY_TEN })
    const restart = await world.request('POST', `${path()}/restart`)
    expect([restart.status, restart.body.details?.missing]).toEqual([409, ['budget']])
    await run('UPDATE campaign_stats SET s_failed = 1 WHERE campaign_id = ?1', campaign.id)
    const retry = await world.request('POST', `${path()}/retry-failed`)
    expect([retry.status, retry.body.details?.missing]).toEqual([409, ['budget']])
  })

  it('below the price of one call is told so: waiting would not help', async () => {
    const settings = { budget: { per_day_cents: 100, total_cents: null } }
    await world.request('PATCH', path(), { settings })
    const { body } = await world.request('POST', `${path()}/start`)
    expect(body.detail).toMatch(/one more call may cost \$1\.70\. Raise the budget first\.$/)
  })
})
