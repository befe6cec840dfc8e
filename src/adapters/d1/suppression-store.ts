import { and, desc, eq, lt, or, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { Suppression, SuppressionStore } from '../../app/suppressions/store.ts'
import { auditIfChanged } from './audit-store.ts'
import { cutPage, decodeCursor } from './cursor.ts'
import { suppressions } from './schema.ts'

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
      if (query.q) {
        const part = query.q.toLowerCase()
        const digits = query.q.replaceAll(/\D/g, '')
        where.push(
          or(
            sql`instr(lower(${suppressions.value}), ${part}) > 0`,
            sql`instr(lower(${suppressions.reason}), ${part}) > 0`,
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
    async add(entries, audit) {
      const [result] = await db.batch([
        // In the table's column order.
        db
          .insert(suppressions)
          .select(
            sql`SELECT value->>'orgId', value->>'kind', value->>'value', value->>'id', value->>'reason', value->>'source',
              value->>'contactId', value->>'attemptId', value->>'createdAt'
            FROM json_each(${JSON.stringify(entries)}) WHERE value->>'orgId' = ${audit.orgId}`,
          )
          .onConflictDoNothing(),
        auditIfChanged(db, audit),
      ])
      return result.meta.changes
    },
    async remove(orgId, id, audit) {
      const [result] = await db.batch([db.delete(suppressions).where(one(orgId, id)), auditIfChanged(db, audit)])
      return result.meta.changes > 0
    },
  }
}

function fromRow(row: typeof suppressions.$inferSelect): Suppression {
  return { ...row, kind: row.kind === 'email' ? 'email' : 'phone' }
}
