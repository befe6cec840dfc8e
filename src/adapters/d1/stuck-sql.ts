import type { NewStuckItem } from '../../app/stuck-items/store.ts'
import type { StuckStore } from '../../dialer/stuck-store.ts'
import { WAITING_LEAD_STATUSES } from '../../domain/lead.ts'
import { SETTLE_STATS } from './settle-sql.ts'

/**
 * Of one thing there is one row while it is stuck; once resolved it may get stuck again, as another row.
 * ?1 organization, ?2 id, ?3 kind, ?4 subject, ?5 campaign, ?6 error, ?7 payload, ?8 tries, ?9 now.
 */
export const PUT_STUCK_ITEM = `
INSERT INTO stuck_items (org_id, id, kind, subject, campaign_id, error, payload, tries, first_at, last_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)
ON CONFLICT (org_id, kind, subject) WHERE resolved_at IS NULL DO UPDATE SET
  error = excluded.error, payload = excluded.payload, last_at = excluded.last_at, tries = stuck_items.tries + 1
RETURNING tries`

/** ?1 lead, ?2 campaign, ?3 status, ?4 reason, ?5 now, ?6 the status it must still have. */
export const FAIL_LEAD = `
UPDATE leads SET status = ?3, status_reason = ?4, next_due_at = NULL, updated_at = ?5
WHERE id = ?1 AND campaign_id = ?2 AND status = ?6`

/** ?1 organization, ?2 day, ?3 JSON object of name → how often. */
export const ADD_COUNTS = `
INSERT INTO counters (org_id, day, name, n) SELECT ?1, ?2, key, value FROM json_each(?3) WHERE true
ON CONFLICT (org_id, day, name) DO UPDATE SET n = n + excluded.n`

export function putStuckItem(db: D1Database, item: NewStuckItem): D1PreparedStatement {
  const { orgId, id, kind, subject, campaignId, error, payload, tries, at } = item
  return db
    .prepare(PUT_STUCK_ITEM)
    .bind(orgId, id, kind, subject, campaignId, error, JSON.stringify(payload), tries, at)
}

/** The part of the dialing store that sets aside and counts. */
export function createStuckStore(db: D1Database): StuckStore {
  return {
    async setAside(item) {
      await putStuckItem(db, item).run()
    },
    async listLeadIds(campaignId, afterSeq, limit) {
      const { results } = await db
        .prepare('SELECT id, seq FROM leads WHERE campaign_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3')
        .bind(campaignId, afterSeq, limit)
        .all<{ id: string; seq: number }>()
      return results
    },
    async failLead({ orgId, campaignId }, leadId, now) {
      const before = await db
        .prepare('SELECT status FROM leads WHERE id = ?1 AND campaign_id = ?2')
        .bind(leadId, campaignId)
        .first<string>('status')
      const isWaiting = WAITING_LEAD_STATUSES.some((status) => status === before)
      if (before === null || (!isWaiting && before !== 'called')) return
      const status = isWaiting ? 'failed' : 'completed'
      await db.batch([
        // The difference to what the row still says, so before the row.
        db.prepare(SETTLE_STATS).bind(JSON.stringify([{ leadId, status }]), '[]', orgId, campaignId),
        db.prepare(FAIL_LEAD).bind(leadId, campaignId, status, isWaiting ? 'set_aside' : null, now, before),
      ])
    },
    async addCounts(orgId, day, counts) {
      await db
        .prepare(ADD_COUNTS)
        .bind(orgId, day, JSON.stringify(Object.fromEntries(counts)))
        .run()
    },
  }
}
