import { and, eq, gt, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { Agent, AgentStore } from '../../app/agents/store.ts'
import { auditIfChanged } from './audit-store.ts'
import { cutPage, decodeCursor } from './cursor.ts'
import { bindList } from './json-column.ts'
import { agents } from './schema.ts'

export function createAgentStore(d1: D1Database): AgentStore {
  const db = drizzle(d1)
  const one = (orgId: string, id: string) => and(eq(agents.orgId, orgId), eq(agents.id, id))
  return {
    async find(orgId, id) {
      const row = await db.select().from(agents).where(one(orgId, id)).get()
      return row ? fromRow(row) : null
    },
    async findMany(orgId, ids) {
      const rows = await db
        .select()
        .from(agents)
        .where(and(eq(agents.orgId, orgId), sql`${agents.id} IN (SELECT value FROM json_each(${bindList(ids)}))`))
      return rows.map(fromRow)
    },
    async list(orgId, page) {
      const where: SQL[] = [eq(agents.orgId, orgId)]
      if (page.cursor) where.push(gt(agents.id, String(decodeCursor(page.cursor, 1)[0])))
      const rows = await db
        .select()
        .from(agents)
        .where(and(...where))
        .orderBy(agents.id)
        .limit(page.limit + 1)
      return cutPage(rows, page.limit, fromRow, (row) => [row.id])
    },
    async create(agent, audits) {
      const row = { ...agent, disclosure: agent.disclosure ? 1 : 0 }
      // Each entry follows one that was written, so all of them are or none.
      await db.batch([db.insert(agents).values(row), ...audits.map((audit) => auditIfChanged(db, audit))])
    },
    async update(orgId, id, changes, at, audits) {
      const { disclosure, ...rest } = changes
      const set = { ...rest, ...(disclosure !== undefined && { disclosure: disclosure ? 1 : 0 }), updatedAt: at }
      const [result] = await db.batch([
        db.update(agents).set(set).where(one(orgId, id)),
        ...audits.map((audit) => auditIfChanged(db, audit)),
      ])
      return result.meta.changes > 0
    },
    async stop(orgId, id, reason, at, audit) {
      const [result] = await db.batch([
        db
          .update(agents)
          .set({ stoppedAt: at, stopReason: reason, updatedAt: at })
          .where(and(one(orgId, id), isNull(agents.stoppedAt))),
        auditIfChanged(db, audit),
      ])
      return result.meta.changes > 0
    },
    async resume(orgId, id, at, audit) {
      const [result] = await db.batch([
        db
          .update(agents)
          .set({ stoppedAt: null, stopReason: null, updatedAt: at })
          .where(and(one(orgId, id), isNotNull(agents.stoppedAt))),
        auditIfChanged(db, audit),
      ])
      return result.meta.changes > 0
    },
    async deleteUnused(orgId, id, audit) {
      const [result] = await db.batch([
        db.delete(agents).where(
          and(
            one(orgId, id),
            sql`NOT EXISTS (SELECT 1 FROM campaigns c WHERE c.org_id = ${orgId} AND c.agent_id = ${id}
              AND c.status NOT IN ('completed', 'cancelled'))`,
          ),
        ),
        auditIfChanged(db, audit),
      ])
      return result.meta.changes > 0
    },
  }
}

function fromRow(row: typeof agents.$inferSelect): Agent {
  return { ...row, disclosure: row.disclosure === 1 }
}
