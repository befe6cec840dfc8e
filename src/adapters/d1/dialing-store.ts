import type {
  BulkLead,
  DialingCampaign,
  DialingStore,
  LeadChange,
  OpenAttempt,
  Settlement,
} from '../../dialer/store.ts'
import { createBreakerFactsStore } from './breaker-facts-store.ts'
import { ADD_CALL_BACK, COUNT_CALL_BACK, FIND_CALL_BACK } from './call-back-sql.ts'
import { SCHEDULE_COLUMNS, SCHEDULE_JOIN, scheduleOf } from './campaign-schedule.ts'
import { LEAD_COLUMNS, type LeadRow, toLead } from './dialing-lead.ts'
import { KEPT_EVENT, OPEN_ATTEMPTS } from './ledger-sql.ts'
import { permit } from './permit.ts'
import { revokeByCall } from './revoke-consent.ts'
import { PEOPLE_TO_CALL, SCRIPT_HEAD, scriptSource } from './script-sql.ts'
import {
  CLOSE_ATTEMPTS,
  FORGET_STATS,
  GIVE_BACK_NUMBER_DAYS,
  MARK_DEAD_PHONES,
  MARK_WRONG_NUMBER,
  SETTLE_ATTEMPTS,
  SETTLE_HOURS,
  SETTLE_LEADS,
  SETTLE_STATS,
  SUPPRESS_OPT_OUTS,
} from './settle-sql.ts'
import { createStuckStore } from './stuck-sql.ts'
import { createWebhookOutbox, type OnEmitted } from './webhook-outbox.ts'

/** The object's view of D1: permits, results and the rows it pulls. All SQL of dialing is here and in the two files beside it. */
export function createDialingStore(db: D1Database, onEmitted: OnEmitted = async () => {}): DialingStore {
  const outbox = createWebhookOutbox(db, onEmitted)
  const leadsAfter = (campaignId: string, afterSeq: number, limit: number): Promise<BulkLead[]> =>
    db
      .prepare(
        `SELECT ${LEAD_COLUMNS} FROM leads l JOIN contacts c ON c.id = l.contact_id AND c.org_id = l.org_id
         WHERE l.campaign_id = ?1 AND l.seq > ?2 ORDER BY l.seq LIMIT ?3`,
      )
      .bind(campaignId, afterSeq, limit)
      .all<LeadRow>()
      .then(({ results }) => results.map(toLead))

  return {
    ...createBreakerFactsStore(db, outbox),
    ...createStuckStore(db),
    async loadCampaign(campaignId) {
      const row = await db
        .prepare(
          `SELECT c.*, o.fallback_zones, o.stopped_at, o.compliance_version, a.stopped_at AS agent_stopped_at, a.max_call_seconds,
             ${SCHEDULE_COLUMNS},
             (SELECT json_group_array(json_object('region', r.region, 'reason', r.reason, 'until', r.until))
              FROM region_stops r WHERE r.org_id = c.org_id) AS region_stops,
             (SELECT json_group_array(json_object('id', n.id, 'e164', n.e164, 'zone', n.zone, 'enabled', n.enabled,
                'spam', n.spam_score, 'weight', n.weight) ORDER BY i.key)
              FROM json_each(c.number_ids) i JOIN numbers n ON n.id = i.value AND n.org_id = c.org_id) AS numbers
           FROM campaigns c JOIN organizations o ON o.id = c.org_id LEFT JOIN agents a ON a.id = c.agent_id AND a.org_id = c.org_id
             ${SCHEDULE_JOIN}
           WHERE c.id = ?1`,
        )
        .bind(campaignId)
        .first<Record<string, unknown>>()
      return row ? toCampaign(row) : null
    },

    pullLeads: leadsAfter,
    leadsForBulk: leadsAfter,

    async pullLead(campaignId, leadId) {
      const row = await db
        .prepare(
          `SELECT ${LEAD_COLUMNS} FROM leads l JOIN contacts c ON c.id = l.contact_id AND c.org_id = l.org_id
           WHERE l.id = ?1 AND l.campaign_id = ?2`,
        )
        .bind(leadId, campaignId)
        .first<LeadRow>()
      return row ? toLead(row) : null
    },

    async findMissingLeads(campaignId, leads) {
      const { results } = await db
        .prepare(
          `SELECT j.value->>'id' AS id FROM json_each(?1) j LEFT JOIN leads l ON l.id = j.value->>'id' AND l.campaign_id = ?2
           WHERE l.seq IS NOT j.value->>'seq' OR l.status = 'disabled'`,
        )
        .bind(JSON.stringify(leads), campaignId)
        .all<{ id: string }>()
      return new Set(results.map((row) => row.id))
    },

    async findChangedLeads(orgId, leads) {
      const { results } = await db
        .prepare(
          `SELECT j.value->>'leadId' AS id FROM json_each(?1) j LEFT JOIN contacts c ON c.id = j.value->>'contactId' AND c.org_id = ?2
           WHERE c.version IS NOT j.value->>'contactVersion'`,
        )
        .bind(JSON.stringify(leads), orgId)
        .all<{ id: string }>()
      return new Set(results.map((r) => r.id))
    },

    async openAttempts(orgId, campaignId) {
      const { results } = await db
        .prepare(OPEN_ATTEMPTS)
        .bind(campaignId, orgId)
        .all<OpenAttempt & Record<string, unknown>>()
      return results
    },

    permit: (context, requests) => permit(db, context, requests),

    async attemptStates(orgId, attemptIds) {
      const { results } = await db
        .prepare(
          `SELECT a.id, a.state = 'settled' AS settled FROM json_each(?2) i CROSS JOIN attempts a ON a.org_id = ?1 AND a.id = i.value`,
        )
        .bind(orgId, JSON.stringify(attemptIds))
        .all<{ id: string; settled: number }>()
      return new Map(results.map((r) => [r.id, r.settled === 1 ? 'settled' : 'open']))
    },

    async settle({ orgId, campaignId }, results, leads, now) {
      const attempts = JSON.stringify(results.map(settlementRow))
      const changes = JSON.stringify(leads.map(leadRow))
      // The order matters: what is counted is the difference to what still stands in the tables.
      const statements = [
        ...outbox.settled({ orgId, campaignId }, results, leads, { attempts, changes }, now),
        db.prepare(SETTLE_STATS).bind(changes, attempts, orgId, campaignId),
        ...(leads.some((l) => l.forget) ? [db.prepare(FORGET_STATS).bind(changes, campaignId)] : []),
        db.prepare(SETTLE_LEADS).bind(changes, campaignId, now, orgId),
      ]
      if (results.some((r) => !r.counted)) statements.push(db.prepare(GIVE_BACK_NUMBER_DAYS).bind(attempts, orgId))
      if (results.some((r) => r.counted)) statements.push(db.prepare(SETTLE_HOURS).bind(attempts, orgId, campaignId))
      if (results.length > 0) statements.push(db.prepare(SETTLE_ATTEMPTS).bind(attempts, orgId, now))
      if (results.some((r) => r.deadPhone)) statements.push(db.prepare(MARK_DEAD_PHONES).bind(attempts, orgId, now))
      const optOuts = results.filter((r) => r.optOut)
      if (optOuts.length > 0) statements.push(db.prepare(SUPPRESS_OPT_OUTS).bind(JSON.stringify(optOuts), orgId, now))
      if (optOuts.length > 0) statements.push(...revokeByCall(db, orgId, JSON.stringify(optOuts), now))
      if (optOuts.length > 0) statements.push(...outbox.optedOut(orgId, optOuts, now))
      await outbox.batch(statements)
    },

    async findCallBack(orgId, conversationId) {
      const row = await db.prepare(FIND_CALL_BACK).bind(orgId, conversationId).first<{ counted: number }>()
      return row && { counted: row.counted === 1 }
    },

    async settleCallBack({ orgId, campaignId }, conversationId, change, now) {
      const changes = JSON.stringify([leadRow(change)])
      const scoped = { orgId, campaignId }
      await outbox.batch([
        ...outbox.settled(scoped, [], [change], { attempts: '[]', changes }, now),
        db.prepare(SETTLE_STATS).bind(changes, '[]', orgId, campaignId),
        db.prepare(ADD_CALL_BACK).bind(campaignId, orgId, conversationId, change.outcome?.conversation ? 1 : 0),
        db.prepare(SETTLE_LEADS).bind(changes, campaignId, now, orgId),
        db.prepare(COUNT_CALL_BACK).bind(orgId, conversationId),
      ])
    },

    async hasKeptEvent(orgId, attemptId) {
      const row = await db.prepare(KEPT_EVENT).bind(orgId, `${attemptId}/`, `${attemptId}0`).first()
      return row !== null
    },

    async suppressOptOut(orgId, attemptId, optOut, now) {
      const row = JSON.stringify([
        { attemptId, optOut: { phones: optOut.phones, email: optOut.email }, summary: optOut.reason },
      ])
      await outbox.batch([
        db.prepare(SUPPRESS_OPT_OUTS).bind(row, orgId, now),
        ...revokeByCall(db, orgId, row, now),
        ...outbox.optedOut(orgId, [{ attemptId, summary: optOut.reason }], now),
      ])
    },

    async moveCampaign(campaignId, from, to, reason, now, job = null, seenSeq = null) {
      const move = db
        .prepare(
          `UPDATE campaigns SET status = ?2, status_reason = ?3, updated_at = ?4, job = coalesce(?6, job),
             started_at = CASE WHEN ?2 = 'active' THEN coalesce(started_at, ?4) ELSE started_at END,
             finished_at = CASE WHEN ?2 IN ('completed', 'cancelled') THEN ?4 ELSE NULL END
           WHERE id = ?1 AND status IN (SELECT value FROM json_each(?5))
             AND (?7 IS NULL OR (lead_seq <= ?7 AND NOT EXISTS (
               SELECT 1 FROM imports i WHERE i.campaign_id = ?1 AND i.status IN ('queued', 'running'))))`,
        )
        .bind(campaignId, to, reason, now, JSON.stringify(from), job, seenSeq)
      const [result] = await outbox.batch([move, ...outbox.moved(campaignId, to, reason, now)])
      return result!.meta.changes > 0
    },

    async finishJob(campaignId, job) {
      await db.prepare('UPDATE campaigns SET job = NULL WHERE id = ?1 AND job = ?2').bind(campaignId, job).run()
    },

    async closeAttempts(campaignId, now) {
      await db.prepare(CLOSE_ATTEMPTS).bind(campaignId, now).run()
    },

    async knownCalls(orgId, phone, exceptAttemptId) {
      const { results } = await db
        .prepare(
          'SELECT carrier_call_id AS id FROM attempts INDEXED BY attempts_by_phone WHERE org_id = ?1 AND phone = ?2 AND id <> ?3 AND carrier_call_id IS NOT NULL',
        )
        .bind(orgId, phone, exceptAttemptId)
        .all<{ id: string }>()
      return new Set(results.map((r) => r.id))
    },

    async orgOfAttempt(campaignId, attemptId) {
      const row = await db
        .prepare('SELECT org_id AS orgId FROM attempts WHERE campaign_id = ?1 AND id = ?2 LIMIT 1')
        .bind(campaignId, attemptId)
        .first<{ orgId: string }>()
      return row?.orgId ?? null
    },

    async supplement(orgId, attemptId, late) {
      await db
        .prepare(
          `UPDATE attempts SET recording_url = coalesce(recording_url, ?3), summary = coalesce(nullif(summary, ''), ?4),
             transcript_key = coalesce(transcript_key, ?5) WHERE org_id = ?1 AND id = ?2`,
        )
        .bind(orgId, attemptId, late.recordingUrl, late.summary, late.transcriptKey)
        .run()
    },

    async markWrongNumber(orgId, attemptId, now) {
      await db.prepare(MARK_WRONG_NUMBER).bind(attemptId, orgId, now).run()
    },

    async dueCampaigns(now, limit) {
      const { results } = await db
        .prepare(
          'SELECT id FROM campaigns WHERE next_wake_at IS NOT NULL AND next_wake_at <= ?1 ORDER BY next_wake_at LIMIT ?2',
        )
        .bind(now, limit)
        .all<{ id: string }>()
      return results.map((row) => row.id)
    },

    async setNextWake(campaignId, at) {
      await db.prepare('UPDATE campaigns SET next_wake_at = ?2 WHERE id = ?1').bind(campaignId, at).run()
    },

    async loadScripts(orgId, campaignId, items) {
      const [head, people] = await db.batch<Record<string, unknown>>([
        db.prepare(SCRIPT_HEAD).bind(campaignId, orgId),
        db.prepare(PEOPLE_TO_CALL).bind(JSON.stringify(items), orgId),
      ])
      const first = head?.results[0]
      return first ? scriptSource(first, people?.results ?? []) : null
    },
  }
}

function toCampaign(row: Record<string, unknown>): DialingCampaign {
  const numbers = JSON.parse(row.numbers as string) as {
    id: string
    e164: string
    zone: string
    enabled: number
    spam: number
    weight: number
  }[]
  return {
    id: row.id as string,
    orgId: row.org_id as string,
    status: row.status as DialingCampaign['status'],
    type: row.type as string,
    startAt: row.start_at as number | null,
    endAt: row.end_at as number | null,
    settings: JSON.parse(row.settings as string),
    settingsVersion: row.settings_version as number,
    scheduleId: row.schedule_id as string | null,
    schedule: scheduleOf(row),
    agentId: row.agent_id as string | null,
    maxCallSeconds: (row.max_call_seconds as number | null) ?? 600,
    numbers: numbers.map((n) => ({
      id: n.id,
      e164: n.e164,
      zone: n.zone,
      enabled: n.enabled === 1,
      spamScore: n.spam,
      weight: n.weight,
    })),
    fallbackZones: JSON.parse(row.fallback_zones as string),
    stopped: row.stopped_at !== null ? 'organization' : row.agent_stopped_at !== null ? 'agent' : null,
    regionStops: JSON.parse(row.region_stops as string),
    complianceVersion: row.compliance_version as number,
    leadSeq: row.lead_seq as number,
    nextWakeAt: row.next_wake_at as number | null,
    job: row.job as DialingCampaign['job'],
    breakersFrom: row.breakers_from as number,
  }
}

function settlementRow(r: Settlement): Record<string, unknown> {
  return { ...r, counted: r.counted ? 1 : 0, conversation: r.conversation ? 1 : 0 }
}

function leadRow(l: LeadChange): Record<string, unknown> {
  const { outcome, ...rest } = l
  return {
    ...rest,
    phoneAttempts: JSON.stringify(l.phoneAttempts),
    everAnswered: l.everAnswered ? 1 : 0,
    forget: l.forget ? 1 : 0,
    ...(outcome ? { ...outcome, conversation: outcome.conversation ? 1 : 0 } : {}),
  }
}
