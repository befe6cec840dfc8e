import { and, desc, eq, lt, or, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { AuditEntry } from '../../app/audit/store.ts'
import type { Suppression, SuppressionStore } from '../../app/suppressions/store.ts'
import type { SuppressionChannel, SuppressionSource } from '../../domain/suppression.ts'
import { auditIfChanged } from './audit-store.ts'
import { cutPage, decodeCursor } from './cursor.ts'
import { bindList } from './json-column.ts'
import { suppressions } from './schema.ts'
import { AUDIT_IF_CHANGED, AUDIT_UNLESS, INSERT_ENTRIES, WIDEN_ENTRIES } from './suppression-sql.ts'

export function createSuppressionStore(d1: D1Database): SuppressionStore {
  const db = drizzle(d1)
  const one = (orgId: string, id: string) => and(eq(suppressions.orgId, orgId), eq(suppressions.id, id))
  return {
    async find(orgId, id) {
      const row = await db.select().from(suppressions).where(one(orgId, id)).get()
      return row ? fromRow(row) : null
    },
    async findByValue(orgId, kind, value) {
      const row = await db
        .select()
        .from(suppressions)
        .where(and(eq(suppressions.orgId, orgId), eq(suppressions.kind, kind), eq(suppressions.value, value)))
        .get()
      return row ? fromRow(row) : null
    },
    async list(orgId, query) {
      const where: (SQL | undefined)[] = [eq(suppressions.orgId, orgId)]
      if (query.kind) where.push(eq(suppressions.kind, query.kind))
      if (query.channel) where.push(eq(suppressions.channel, query.channel))
      if (query.source) where.push(eq(suppressions.source, query.source))
      if (query.importId) where.push(eq(suppressions.importId, query.importId))
      if (query.q) {
        const part = query.q.toLowerCase()
        const digits = query.q.replaceAll(/\D/g, '')
        where.push(
          or(
            sql`instr(lower(${suppressions.value}), ${part}) > 0`,
            sql`instr(lower(${suppressions.reason}), ${part}) > 0`,
            sql`instr(lower(${suppressions.evidence}), ${part}) > 0`,
            digits.length >= 3 ? sql`instr(${suppressions.value}, ${digits}) > 0` : undefined,
          ),
        )
      }
      if (query.cursor) where.push(lt(suppressions.id, String(decodeCursor(query.cursor, 1)[0])))
      const rows = await db
        .select()
        .from(suppressions)
        .where(and(...where))
        .orderBy(desc(suppressions.id))
        .limit(query.limit + 1)
      return cutPage(rows, query.limit, fromRow, (row) => [row.id])
    },
    async add(entries, { added, widened, repeated }) {
      const list = JSON.stringify(entries)
      const { orgId } = added
      const audited = (sql: string, entry: AuditEntry, ...more: string[]) =>
        d1
          .prepare(sql)
          .bind(
            entry.orgId,
            entry.id,
            entry.actor,
            entry.action,
            entry.subject,
            JSON.stringify(entry.details),
            entry.at,
            ...more,
          )
      const [inserted, , changed] = await d1.batch([
        d1.prepare(INSERT_ENTRIES).bind(list, orgId),
        audited(AUDIT_IF_CHANGED, added),
        d1.prepare(WIDEN_ENTRIES).bind(list, orgId),
        audited(AUDIT_IF_CHANGED, widened),
        audited(AUDIT_UNLESS, repeated, bindList([added.id, widened.id])),
      ])
      return { created: inserted!.meta.changes, widened: changed!.meta.changes }
    },
    async remove(orgId, id, audit) {
      const [result] = await db.batch([db.delete(suppressions).where(one(orgId, id)), auditIfChanged(db, audit)])
      return result.meta.changes > 0
    },
  }
}

function fromRow(row: typeof suppressions.$inferSelect): Suppression {
  return {
    ...row,
    kind: row.kind === 'email' ? 'email' : 'phone',
    channel: row.channel as SuppressionChannel,
    source: row.source as SuppressionSource,
  }
}
