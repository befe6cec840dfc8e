import { and, eq, gt, isNull, or, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { RegionStopStore } from '../../app/compliance/region-stop-store.ts'
import { auditIfChanged } from './audit-store.ts'
import { organizations, regionStops } from './schema.ts'

export function createRegionStopStore(d1: D1Database): RegionStopStore {
  const db = drizzle(d1)
  const standing = (orgId: string, at: number, region?: string) =>
    and(
      eq(regionStops.orgId, orgId),
      region === undefined ? undefined : eq(regionStops.region, region),
      or(isNull(regionStops.until), gt(regionStops.until, at)),
    )
  /** For a batch, right after the audit entry. */
  const raiseVersionIfChanged = (orgId: string) =>
    db
      .update(organizations)
      .set({ complianceVersion: sql`${organizations.complianceVersion} + 1` })
      .where(and(eq(organizations.id, orgId), sql`changes() > 0`))
  return {
    async list(orgId, at) {
      return await db.select().from(regionStops).where(standing(orgId, at)).orderBy(regionStops.region)
    },
    async find(orgId, region, at) {
      return (
        (await db
          .select()
          .from(regionStops)
          .where(standing(orgId, at, region))
          .get()) ?? null
      )
    },
    async put(stop, audit) {
      const { reason, until, actor, stoppedAt } = stop
      const isOver = sql`(${regionStops.until} IS NOT NULL AND ${regionStops.until} <= ${stoppedAt})`
      await db.batch([
        db
          .insert(regionStops)
          .values(stop)
          .onConflictDoUpdate({
            target: [regionStops.orgId, regionStops.region],
            set: {
              reason,
              until,
              actor: sql`CASE WHEN ${isOver} THEN ${actor} ELSE ${regionStops.actor} END`,
              stoppedAt: sql`CASE WHEN ${isOver} THEN ${stoppedAt} ELSE ${regionStops.stoppedAt} END`,
            },
            setWhere: sql`${isOver} OR ${regionStops.reason} <> ${reason} OR ${regionStops.until} IS NOT ${until}`,
          }),
        auditIfChanged(db, audit),
        raiseVersionIfChanged(stop.orgId),
      ])
    },
    async remove(orgId, region, at, audit) {
      const [result] = await db.batch([
        db.delete(regionStops).where(standing(orgId, at, region)),
        auditIfChanged(db, audit),
        raiseVersionIfChanged(orgId),
      ])
      return result.meta.changes > 0
    },
  }
}
