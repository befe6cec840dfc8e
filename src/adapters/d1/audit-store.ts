import { and, desc, eq, type SQL, sql } from 'drizzle-orm'
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1'
import type { AuditEntry, AuditStore } from '../../app/audit/store.ts'
import { readJson } from './json-column.ts'
import { auditLog } from './schema.ts'
import { walkNewest } from './walk.ts'

export function createAuditStore(d1: D1Database): AuditStore {
  const db = drizzle(d1)
  return {
    async append(entries) {
      const [first, ...rest] = entries.map((entry) => db.insert(auditLog).values(toRow(entry)))
      if (first) await db.batch([first, ...rest])
    },
    async list(orgId, query) {
      const { subject, action } = query
      const page = await walkNewest<typeof auditLog.$inferSelect>(db, query, {
        table: subject ? sql`${auditLog} INDEXED BY audit_by_subject` : sql`${auditLog}`,
        id: auditLog.id,
        scope: [eq(auditLog.orgId, orgId), subject ? eq(auditLog.subject, subject) : undefined],
        filters: [action ? eq(auditLog.action, action) : undefined],
        read: (ids) =>
          db
            .select()
            .from(auditLog)
            .where(and(eq(auditLog.orgId, orgId), sql`${auditLog.id} IN (${ids})`))
            .orderBy(desc(auditLog.id)),
        idOf: (row) => row.id,
      })
      const items = page.items.map((row) => ({ ...row, details: readJson<Record<string, unknown>>(row.details) }))
      return { items, nextCursor: page.nextCursor }
    },
  }
}

/**
 * For a batch, right after the change it records: writes the entry only if that statement changed a row. The batch is one transaction,
 * so the log holds exactly what happened.
 */
export function auditIfChanged(db: DrizzleD1Database, entry: AuditEntry) {
  return auditIf(db, entry, sql`changes() > 0`)
}

/** For a batch: writes the entry only if the condition holds. */
export function auditIf(db: DrizzleD1Database, entry: AuditEntry, condition: SQL) {
  const row = toRow(entry)
  // Not `db.run(sql…)`: drizzle cannot batch a raw statement with parameters on D1. The values stand in the table's column order.
  return db
    .insert(auditLog)
    .select(
      sql`SELECT ${row.orgId}, ${row.id}, ${row.actor}, ${row.action}, ${row.subject}, ${row.details}, ${row.at} WHERE ${condition}`,
    )
}

function toRow(entry: AuditEntry) {
  return { ...entry, details: JSON.stringify(entry.details) }
}
