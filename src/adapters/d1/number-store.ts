import { and, eq, gt, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { CallerNumber, NumberStore } from '../../app/numbers/store.ts'
import { auditIfChanged } from './audit-store.ts'
import { cutPage, decodeCursor } from './cursor.ts'
import { bindList } from './json-column.ts'
import { numbers } from './schema.ts'

export function createNumberStore(d1: D1Database): NumberStore {
  const db = drizzle(d1)
  const one = (orgId: string, id: string) => and(eq(numbers.orgId, orgId), eq(numbers.id, id))
  return {
    async find(orgId, id) {
      const row = await db.select().from(numbers).where(one(orgId, id)).get()
      return row ? fromRow(row) : null
    },
    async findMany(orgId, ids) {
      const rows = await db
        .select()
        .from(numbers)
        .where(and(eq(numbers.orgId, orgId), sql`${numbers.id} IN (SELECT value FROM json_each(${bindList(ids)}))`))
      return rows.map(fromRow)
    },
    async list(orgId, page) {
      const where: SQL[] = [eq(numbers.orgId, orgId)]
      if (page.cursor) where.push(gt(numbers.id, String(decodeCursor(page.cursor, 1)[0])))
      const rows = await db
        .select()
        .from(numbers)
        .where(and(...where))
        .orderBy(numbers.id)
        .limit(page.limit + 1)
      return cutPage(rows, page.limit, fromRow, (row) => [row.id])
    },
    async create(number, audit) {
      const [result] = await db.batch([
        db
          .insert(numbers)
          .values({ ...number, enabled: number.enabled ? 1 : 0 })
          .onConflictDoNothing(),
        auditIfChanged(db, audit),
      ])
      return result.meta.changes > 0
    },
    async update(orgId, id, changes, at, audit) {
      const { enabled, ...rest } = changes
      const set = { ...rest, ...(enabled !== undefined && switched(enabled, at)), updatedAt: at }
      const [result, , taken] = await db.batch([
        db
          .update(numbers)
          .set(set)
          .where(
            and(
              one(orgId, id),
              sql`NOT EXISTS (SELECT 1 FROM numbers n WHERE n.org_id = ${orgId} AND n.e164 = ${changes.e164 ?? ''} AND n.id <> ${id})`,
            ),
          ),
        auditIfChanged(db, audit),
        db.select({ id: numbers.id }).from(numbers).where(one(orgId, id)),
      ])
      if (result.meta.changes > 0) return 'updated'
      return taken.length > 0 ? 'taken' : 'missing'
    },
    async stop(orgId, id, reason, at, audit) {
      const [result] = await db.batch([
        db
          .update(numbers)
          .set({ enabled: 0, stoppedAt: at, stopReason: reason, updatedAt: at })
          .where(and(one(orgId, id), eq(numbers.enabled, 1))),
        auditIfChanged(db, audit),
      ])
      return result.meta.changes > 0
    },
    async resume(orgId, id, at, audit) {
      const [result] = await db.batch([
        db
          .update(numbers)
          .set({ ...switched(true, at), updatedAt: at })
          .where(and(one(orgId, id), eq(numbers.enabled, 0))),
        auditIfChanged(db, audit),
      ])
      return result.meta.changes > 0
    },
    async deleteUnused(orgId, id, audit) {
      const [result] = await db.batch([
        db.delete(numbers).where(
          and(
            one(orgId, id),
            sql`NOT EXISTS (SELECT 1 FROM campaigns c, json_each(c.number_ids) j WHERE c.org_id = ${orgId}
              AND j.value = ${id} AND c.status NOT IN ('completed', 'cancelled'))`,
          ),
        ),
        auditIfChanged(db, audit),
      ])
      return result.meta.changes > 0
    },
    async callsOn(days) {
      const rows = await db.all<{ number_id: string; calls: number }>(
        sql`SELECT d.number_id, d.calls FROM json_each(${JSON.stringify(days)}) j
          JOIN number_days d ON d.number_id = json_extract(j.value, '$.numberId') AND d.day = json_extract(j.value, '$.day')`,
      )
      return new Map(rows.map((row) => [row.number_id, row.calls]))
    },
  }
}

/** Off stays off since when and why it was; on forgets both. */
function switched(enabled: boolean, at: number) {
  if (enabled) return { enabled: 1, stoppedAt: null, stopReason: null }
  return { enabled: 0, stoppedAt: sql`coalesce(${numbers.stoppedAt}, ${at})` }
}

function fromRow(row: typeof numbers.$inferSelect): CallerNumber {
  return { ...row, enabled: row.enabled === 1 }
}
