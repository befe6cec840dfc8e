import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { OrganizationStore } from '../../app/organizations/store.ts'
import { auditIfChanged } from './audit-store.ts'
import { readJson } from './json-column.ts'
import { organizations } from './schema.ts'

export function createOrganizationStore(d1: D1Database): OrganizationStore {
  const db = drizzle(d1)
  return {
    async find(orgId) {
      const row = await db.select().from(organizations).where(eq(organizations.id, orgId)).get()
      return row ? { ...row, fallbackZones: readJson<string[]>(row.fallbackZones) } : null
    },
    async create(organization) {
      await db
        .insert(organizations)
        .values({ ...organization, fallbackZones: JSON.stringify(organization.fallbackZones) })
    },
    async update(orgId, changes, audit) {
      const { fallbackZones, ...rest } = changes
      const zones = fallbackZones && JSON.stringify(fallbackZones)
      const [result] = await db.batch([
        db
          .update(organizations)
          .set({
            ...rest,
            ...(zones !== undefined && {
              fallbackZones: zones,
              complianceVersion: sql`${organizations.complianceVersion} + (${organizations.fallbackZones} IS NOT ${zones})`,
            }),
            id: orgId,
          })
          .where(eq(organizations.id, orgId)),
        auditIfChanged(db, audit),
      ])
      return result.meta.changes > 0
    },
    async stop(orgId, reason, at, audit) {
      const [result] = await db.batch([
        db
          .update(organizations)
          .set({ stoppedAt: at, stopReason: reason })
          .where(and(eq(organizations.id, orgId), isNull(organizations.stoppedAt))),
        auditIfChanged(db, audit),
      ])
      return result.meta.changes > 0
    },
    async resume(orgId, audit) {
      const [result] = await db.batch([
        db
          .update(organizations)
          .set({ stoppedAt: null, stopReason: null })
          .where(and(eq(organizations.id, orgId), isNotNull(organizations.stoppedAt))),
        auditIfChanged(db, audit),
      ])
      return result.meta.changes > 0
    },
  }
}
