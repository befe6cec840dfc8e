import { and, desc, eq, isNotNull, isNull, lt, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { StuckItem, StuckItemStore } from '../../app/stuck-items/store.ts'
import type { StuckKind } from '../../domain/stuck-item.ts'
import { auditIfChanged } from './audit-store.ts'
import { cutPage, decodeCursor } from './cursor.ts'
import { createDialingStore } from './dialing-store.ts'
import { readJson } from './json-column.ts'
import { stuckItems } from './schema-resilience.ts'
import { putStuckItem } from './stuck-sql.ts'

export function createStuckItemStore(d1: D1Database): StuckItemStore {
  const db = drizzle(d1)
  const open = (orgId: string, id: string) =>
    and(eq(stuckItems.orgId, orgId), eq(stuckItems.id, id), isNull(stuckItems.resolvedAt))
  return {
    async put(item) {
      return (await putStuckItem(d1, item).first<{ tries: number }>())?.tries ?? item.tries
    },
    async find(orgId, id) {
      const row = await db
        .select()
        .from(stuckItems)
        .where(and(eq(stuckItems.orgId, orgId), eq(stuckItems.id, id)))
        .get()
      return row ? toItem(row) : null
    },
    async list(orgId, { kind, campaignId, resolved, limit, cursor }) {
      const rows = await db
        .select()
        .from(stuckItems)
        .where(
          and(
            eq(stuckItems.orgId, orgId),
            kind && eq(stuckItems.kind, kind),
            campaignId === undefined ? undefined : eq(stuckItems.campaignId, campaignId),
            resolved === undefined
              ? undefined
              : resolved
                ? isNotNull(stuckItems.resolvedAt)
                : isNull(stuckItems.resolvedAt),
            cursor === null ? undefined : lt(stuckItems.id, String(decodeCursor(cursor, 1)[0])),
          ),
        )
        .orderBy(desc(stuckItems.id))
        .limit(limit + 1)
      return cutPage(rows, limit, toItem, (row) => [row.id])
    },
    async resolve(orgId, id, resolution, audit) {
      const [result] = await db.batch([
        db.update(stuckItems).set({ resolution, resolvedAt: audit.at }).where(open(orgId, id)),
        auditIfChanged(db, audit),
      ])
      return result.meta.changes > 0
    },
    async settle(orgId, id, at) {
      await db.update(stuckItems).set({ resolution: 'retried', resolvedAt: at }).where(open(orgId, id))
    },
    async failedAgain(orgId, id, error, at) {
      await db
        .update(stuckItems)
        .set({ error, lastAt: at, tries: sql`${stuckItems.tries} + 1` })
        .where(open(orgId, id))
    },
    async listEvents(before, maxTries, limit) {
      const { results } = await d1
        .prepare(
          `SELECT * FROM stuck_items INDEXED BY stuck_items_open
           WHERE resolved_at IS NULL AND kind = 'event' AND tries < ?2 AND last_at <= ?1 LIMIT ?3`,
        )
        .bind(before, maxTries, limit)
        .all<Record<string, unknown>>()
      return results.map((row) =>
        toItem({
          orgId: row.org_id as string,
          id: row.id as string,
          kind: row.kind as string,
          subject: row.subject as string,
          campaignId: row.campaign_id as string | null,
          error: row.error as string,
          payload: row.payload as string,
          tries: row.tries as number,
          firstAt: row.first_at as number,
          lastAt: row.last_at as number,
          resolvedAt: null,
          resolution: null,
        }),
      )
    },
    async orgOfCampaign(campaignId) {
      const row = await d1
        .prepare('SELECT org_id FROM campaigns WHERE id = ?1')
        .bind(campaignId)
        .first<{ org_id: string }>()
      return row?.org_id ?? null
    },
    async supplement(orgId, attemptId, words) {
      const text = (name: string): string | null => (typeof words[name] === 'string' ? words[name] : null)
      await createDialingStore(d1).supplement(orgId, attemptId, {
        summary: text('summary'),
        recordingUrl: text('recordingUrl'),
        transcriptKey: text('transcriptKey'),
      })
    },
  }
}

function toItem(row: typeof stuckItems.$inferSelect): StuckItem {
  return {
    ...row,
    kind: row.kind as StuckKind,
    resolution: row.resolution as StuckItem['resolution'],
    payload: readPayload(row.payload),
  }
}

/** Dead letters of before this table may hold anything. */
function readPayload(text: string): Record<string, unknown> {
  try {
    const value: unknown = readJson(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
    return { body: value }
  } catch {
    return { body: text }
  }
}
