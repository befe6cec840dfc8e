import { eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { ImportQuery } from '../../app/imports/store.ts'
import type { Page } from '../../app/page.ts'
import { imports } from './schema.ts'
import { walkNewest } from './walk.ts'

/** The imports of a campaign, of the address book or of the whole organization, newest first, as the table has them. */
export async function listImportRows<R extends { id: string }>(
  d1: D1Database,
  orgId: string,
  { campaignId, source, status, ...page }: ImportQuery,
): Promise<Page<R>> {
  const db = drizzle(d1)
  return await walkNewest<R>(db, page, {
    // The address book has no campaign, and '' is no organization's alone.
    table: campaignId ? sql`${imports} INDEXED BY imports_by_campaign` : sql`${imports} INDEXED BY imports_by_org`,
    id: imports.id,
    scope: [eq(imports.orgId, orgId), campaignId ? eq(imports.campaignId, campaignId) : undefined],
    filters: [
      campaignId === null ? eq(imports.campaignId, '') : undefined,
      source && eq(imports.source, source),
      status && eq(imports.status, status),
    ],
    read: (ids) => db.all<R>(sql`SELECT * FROM imports WHERE id IN (${ids}) ORDER BY id DESC`),
    idOf: (row) => row.id,
  })
}
