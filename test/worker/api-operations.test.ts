import { beforeEach, describe, expect, it } from 'vitest'
import * as operations from '../../src/adapters/d1/operations-store.ts'
import { addAttempt, addCampaign, addLeads, setStatus } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, LOCAL, MONDAY_TEN, OTHER, QUIET } from '../support/api-world.ts'

const HOUR = 3_600_000

let world: ApiWorld
beforeEach(async () => {
  world = await createApiWorld()
})

const run = (sql: string, ...values: unknown[]) =>
  bindings.DB.prepare(sql)
    .bind(...values)
    .run()

describe('the overview of operations', () => {
  it('is empty when nothing happens', async () => {
    expect(await world.get('/operations')).toMatchObject({
      campaigns: [],
      reconciling: [],
      breakers: [],
      stuck: { by_kind: {}, items: [] },
      imports: [],
      webhooks: [],
      counters: { today: {}, days: [] },
      jobs: [],
      cron_late: true,
    })
  })

  it('shows why campaigns stand still, which of them oversleep, and which do not answer', async () => {
    const active = await addCampaign(world)
    await setStatus(active.id, 'active', { next_wake_at: MONDAY_TEN - HOUR })
    const paused = await addCampaign(world)
    await setStatus(paused.id, 'paused')
    await run("UPDATE campaigns SET status_reason = 'carrier_balance' WHERE id = ?1", paused.id)
    await addCampaign(world)
    world.dialers.state = { ...QUIET, because: 'window' }
    expect((await world.get('/operations')).campaigns).toMatchObject([
      { id: paused.id, status: 'paused', status_reason: 'carrier_balance', because: null, silent: false },
      { id: active.id, because: 'window', overdue_since: new Date(MONDAY_TEN - HOUR).toISOString(), silent: false },
    ])
    world.dialers.broken.add('live')
    expect((await world.get('/operations')).campaigns[1]).toMatchObject({ silent: true, because: null })
  })

  it('shows attempts that are open for longer than a call can last', async () => {
    const campaign = await addCampaign(world)
    const [lead] = await addLeads(world, campaign.id, 1)
    const open = (at: number) => {
      world.setTime(at)
      const id = world.deps.ids.next('att')
      const about = { campaign_id: campaign.id, lead_id: lead.id, contact_id: lead.contact_id }
      return addAttempt({ id, ...about, state: 'placed', permitted_at: at }).then(() => id)
    }
    const late = await open(MONDAY_TEN - 2 * HOUR)
    await open(MONDAY_TEN - 60_000)
    world.setTime(MONDAY_TEN)
    expect((await world.get('/operations')).reconciling).toEqual([
      {
        attempt_id: late,
        campaign_id: campaign.id,
        lead_id: lead.id,
        permitted_at: new Date(MONDAY_TEN - 2 * HOUR).toISOString(),
      },
    ])
    await run('UPDATE organizations SET reconciled_to = ?2 WHERE id = ?1', LOCAL.orgId, late)
    expect((await world.get('/operations')).reconciling).toEqual([])
  })

  it('shows what is stuck, tripped, failed and counted, of this organization alone', async () => {
    const campaign = await addCampaign(world)
    for (const { orgId } of [LOCAL, OTHER]) {
      await run(
        `INSERT INTO breaker_trips (campaign_id, id, org_id, kind, tripped_at) VALUES (?1, ?2, ?3, 'opt_outs', ?4)`,
        campaign.id,
        `trp_${orgId}`,
        orgId,
        MONDAY_TEN,
      )
      await run(
        `INSERT INTO webhook_endpoints (org_id, id, url, secret, failing_since, created_at, updated_at)
         VALUES (?1, 'whe_1', 'https://example.test/hook', 'whsec_x', ?2, 1, 1)`,
        orgId,
        MONDAY_TEN,
      )
      await run(
        `INSERT INTO suppression_imports (id, org_id, filename, file_key, status, failure, created_at, finished_at)
         VALUES (?1, ?2, 'dnc.csv', 'k', 'failed', 'Upload it again.', ?3, ?3)`,
        `dnc_${orgId}`,
        orgId,
        MONDAY_TEN,
      )
      await world.deps.stuckItems.put({
        id: `stk_${orgId}`,
        orgId,
        kind: 'lead',
        subject: 'led_1',
        campaignId: campaign.id,
        error: 'x',
        payload: {},
        tries: 5,
        at: MONDAY_TEN,
      })
      for (const [day, n] of [
        ['2026-11-10', 1],
        ['2026-11-22', 5],
        ['2026-11-23', 7],
      ] as const)
        await run('INSERT INTO counters (org_id, day, name, n) VALUES (?1, ?2, ?3, ?4)', orgId, day, 'dials', n)
    }
    await run(
      `INSERT INTO imports (id, org_id, campaign_id, filename, file_key, status, failure, created_at, finished_at)
       VALUES ('imp_1', ?1, ?2, 'leads.csv', 'k', 'failed', 'Upload it again.', ?3, ?3)`,
      LOCAL.orgId,
      campaign.id,
      MONDAY_TEN,
    )
    await world.deps.operations.saveRun({
      name: 'sweep',
      startedAt: MONDAY_TEN,
      finishedAt: MONDAY_TEN,
      error: 'about another tenant',
      details: {},
    })
    const answer = await world.get('/operations')
    expect(answer).toMatchObject({
      breakers: [{ id: 'trp_org_local', campaign_id: campaign.id, campaign_name: campaign.name, kind: 'opt_outs' }],
      stuck: { by_kind: { lead: 1 }, items: [{ id: 'stk_org_local' }] },
      imports: [
        { id: 'imp_1', kind: 'leads', campaign_id: campaign.id, filename: 'leads.csv', failure: 'Upload it again.' },
        { id: 'dnc_org_local', kind: 'suppressions', campaign_id: null },
      ],
      webhooks: [{ id: 'whe_1', url: 'https://example.test/hook' }],
      counters: {
        today: { dials: 7 },
        days: [
          { day: '2026-11-22', counts: { dials: 5 } },
          { day: '2026-11-23', counts: { dials: 7 } },
        ],
      },
      jobs: [{ name: 'sweep', failed: true }],
      cron_late: false,
    })
    expect(JSON.stringify(answer)).not.toMatch(/org_other|another tenant|whsec/)
  })

  it('reads nothing that grows with the number of calls', async () => {
    const queries: [string, unknown[]][] = [
      [operations.HEALTH, [1]],
      [operations.CAMPAIGNS_AT_WORK, ['o']],
      [operations.LATE_ATTEMPTS, ['o', 'att_', 1]],
      [operations.OPEN_TRIPS, ['o']],
      [operations.STUCK_BY_KIND, ['o']],
      [operations.FAILED_IMPORTS, ['o', 1]],
      [operations.FAILED_LISTS, ['o', 1]],
      [operations.FAILING_ENDPOINTS, ['o']],
    ]
    for (const [sql, values] of queries) {
      const plan = await bindings.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .bind(...values)
        .all<{ detail: string }>()
      const scans = plan.results
        .map((it) => it.detail)
        .filter((it) => /SCAN (?!CONSTANT|\(|.*stuck_items|webhook_endpoints)/.test(it))
      expect(scans, sql).toEqual([])
    }
  })
})
