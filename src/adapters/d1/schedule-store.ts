import { and, eq, gt, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { Schedule, ScheduleFields, ScheduleStore } from '../../app/schedules/store.ts'
import { UNFINISHED_STATUSES } from '../../domain/campaign-lifecycle.ts'
import { movesHours } from '../../domain/schedule.ts'
import { auditIfChanged } from './audit-store.ts'
import { cutPage, decodeCursor } from './cursor.ts'
import { bindList, readJson } from './json-column.ts'
import { organizations, schedules } from './schema.ts'

export function createScheduleStore(d1: D1Database): ScheduleStore {
  const db = drizzle(d1)
  const one = (orgId: string, id: string) => and(eq(schedules.orgId, orgId), eq(schedules.id, id))
  /** For a batch, right after the audit entry: what the organization keeps of the change, if there was one. */
  const organizationIfChanged = (orgId: string, values: { defaultScheduleId?: SQL; complianceVersion?: SQL }) =>
    db
      .update(organizations)
      .set({ id: orgId, ...values })
      .where(and(eq(organizations.id, orgId), sql`changes() > 0`))
  return {
    async find(orgId, id) {
      const row = await db.select().from(schedules).where(one(orgId, id)).get()
      return row ? fromRow(row) : null
    },
    async findMany(orgId, ids) {
      const rows = await db
        .select()
        .from(schedules)
        .where(and(eq(schedules.orgId, orgId), sql`${schedules.id} IN (SELECT value FROM json_each(${bindList(ids)}))`))
      return rows.map(fromRow)
    },
    async list(orgId, page) {
      const where: SQL[] = [eq(schedules.orgId, orgId)]
      if (page.cursor) where.push(gt(schedules.id, String(decodeCursor(page.cursor, 1)[0])))
      const rows = await db
        .select()
        .from(schedules)
        .where(and(...where))
        .orderBy(schedules.id)
        .limit(page.limit + 1)
      return cutPage(rows, page.limit, fromRow, (row) => [row.id])
    },
    async findDefault(orgId) {
      const row = await db
        .select({ id: schedules.id })
        .from(organizations)
        .innerJoin(
          schedules,
          and(eq(schedules.orgId, organizations.id), eq(schedules.id, organizations.defaultScheduleId)),
        )
        .where(eq(organizations.id, orgId))
        .get()
      return row?.id ?? null
    },
    async create(schedule, { isDefault, audit }) {
      await db.batch([
        db.insert(schedules).values({
          ...schedule,
          days: JSON.stringify(schedule.days),
          exceptions: JSON.stringify(schedule.exceptions),
        }),
        auditIfChanged(db, audit),
        organizationIfChanged(schedule.orgId, defaultTo(schedule.id, isDefault)),
      ])
    },
    async update(schedule, changes, at, { isDefault, audit }) {
      const { orgId, id, updatedAt } = schedule
      const [result] = await db.batch([
        db
          .update(schedules)
          .set({ ...toColumns(changes), updatedAt: at })
          .where(and(one(orgId, id), eq(schedules.updatedAt, updatedAt))),
        auditIfChanged(db, audit),
        organizationIfChanged(orgId, {
          ...defaultTo(id, isDefault),
          ...(movesHours(changes) && { complianceVersion: sql`${organizations.complianceVersion} + 1` }),
        }),
      ])
      return result.meta.changes > 0
    },
    async deleteUnused(orgId, id, audit) {
      const [result] = await db.batch([
        db.delete(schedules).where(
          and(
            one(orgId, id),
            sql`NOT EXISTS (SELECT 1 FROM campaigns c WHERE c.org_id = ${orgId} AND c.schedule_id = ${id}
              AND c.status IN (SELECT value FROM json_each(${bindList(UNFINISHED_STATUSES)})))`,
          ),
        ),
        auditIfChanged(db, audit),
        organizationIfChanged(orgId, defaultTo(id, false)),
      ])
      return result.meta.changes > 0
    },
  }
}

function defaultTo(id: string, isDefault: boolean | undefined): { defaultScheduleId?: SQL } {
  if (isDefault === undefined) return {}
  return { defaultScheduleId: isDefault ? sql`${id}` : sql`NULLIF(${organizations.defaultScheduleId}, ${id})` }
}

function toColumns({ name, zone, days, exceptions }: Partial<ScheduleFields>) {
  return {
    ...(name !== undefined && { name }),
    ...(zone !== undefined && { zone }),
    ...(days && { days: JSON.stringify(days) }),
    ...(exceptions && { exceptions: JSON.stringify(exceptions) }),
  }
}

function fromRow(row: typeof schedules.$inferSelect): Schedule {
  return {
    ...row,
    days: readJson<Schedule['days']>(row.days),
    exceptions: readJson<Schedule['exceptions']>(row.exceptions),
  }
}
