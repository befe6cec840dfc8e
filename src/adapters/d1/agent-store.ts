import { and, eq, gt, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { AgentStore } from '../../app/agents/store.ts'
import { auditIfChanged } from './audit-store.ts'
import { cutPage, decodeCursor } from './cursor.ts'
import { bindList } from './json-column.ts'
import { agents } from './schema.ts'

export function createAgentStore(d1: D1Database): AgentStore {
  const db = drizzle(d1)
  const one = (orgId: string, id: string) => and(eq(agents.orgId, orgId), eq(agents.id, id))
  return {
    async find(orgId, id) {
      return (await db.select().from(agents).where(one(orgId, id)).get()) ?? null
    },
    async findMany(orgId, ids) {
      return await db
        .select()
        .from(agents)
        .where(and(eq(agents.orgId, orgId), sql`${agents.id} IN (SELECT value FROM json_each(${bindList(ids)}))`))
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
      return cutPage(
        rows,
        page.limit,
        (row) => row,
        (row) => [row.id],
      )
    },
    async create(agent, audit) {
      await db.batch([db.insert(agents).values(agent), auditIfChanged(db, audit)])
    },
    async update(orgId, id, changes, at, audit) {
      const [result] = await db.batch([
        db
          .update(agents)
          .set({ ...changes, updatedAt: at })
          .where(one(orgId, id)),
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
