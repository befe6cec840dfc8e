import { and, asc, desc, eq, gt, lt, lte, type SQL, sql } from 'drizzle-orm'
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1'
import type { AuditEntry } from '../../app/audit/store.ts'
import type { ContactQuery, ContactRow, ContactStore, ContactUpdate } from '../../app/contacts/store.ts'
import type { Page } from '../../app/page.ts'
import type { LeadStatus } from '../../domain/lead.ts'
import { auditIf } from './audit-store.ts'
import { createHistoryStore } from './contact-history.ts'
import { addressText, consentText } from './contact-json.ts'
import { createMergeStore } from './contact-merge.ts'
import { contactFilters, idBounds, knownContactIds } from './contact-query.ts'
import { findTaken, isFree, updateContact } from './contact-update.ts'
import { fromRow, withPhones } from './contact-view.ts'
import { bindList } from './json-column.ts'
import { campaigns, contactPhones, contacts, leads, suppressions } from './schema.ts'
import { fromSuppressionRow } from './suppression-store.ts'
import { walkNewest } from './walk.ts'

type Row = typeof contacts.$inferSelect

export function createContactStore(d1: D1Database): ContactStore {
  const db = drizzle(d1)
  const readByIds = (orgId: string, ids: SQL) =>
    db
      .select()
      .from(contacts)
      .where(and(eq(contacts.orgId, orgId), sql`${contacts.id} IN (${ids})`))
      .orderBy(desc(contacts.id))

  return {
    ...createMergeStore(d1),
    ...createHistoryStore(d1),
    async find(orgId, id) {
      const row = await db
        .select()
        .from(contacts)
        .where(and(eq(contacts.orgId, orgId), eq(contacts.id, id)))
        .get()
      const [view] = row ? await withPhones(db, orgId, [row]) : []
      return view ?? null
    },
    async list(orgId, query) {
      const page = await listRows(db, readByIds, orgId, query)
      return { items: await withPhones(db, orgId, page.items), nextCursor: page.nextCursor }
    },
    async walkIds(orgId, filter, after, limit) {
      const { from, before } = idBounds(filter)
      const behind = after ?? from
      const stretch = and(
        eq(contacts.orgId, orgId),
        behind === undefined ? undefined : gt(contacts.id, behind),
        before === undefined ? undefined : lt(contacts.id, before),
      )
      const [last] = await db
        .select({ id: contacts.id })
        .from(contacts)
        .where(stretch)
        .orderBy(asc(contacts.id))
        .limit(1)
        .offset(limit - 1)
      const rows = await db
        .select()
        .from(contacts)
        .where(and(stretch, last && lte(contacts.id, last.id), ...contactFilters(orgId, filter)))
        .orderBy(asc(contacts.id))
        .limit(limit)
      return { contacts: rows.map(fromRow), after: last?.id ?? null }
    },
    async listLeads(orgId, contactId) {
      const rows = await db
        .select({ id: leads.id, campaignId: leads.campaignId, campaignName: campaigns.name, status: leads.status })
        .from(leads)
        .crossJoin(campaigns)
        .where(
          and(
            eq(leads.contactId, contactId),
            eq(leads.orgId, orgId),
            eq(campaigns.id, leads.campaignId),
            eq(campaigns.orgId, leads.orgId),
          ),
        )
        .limit(1000)
      const byId = rows.toSorted((a, b) => (a.id < b.id ? 1 : -1))
      return byId.map((row) => ({ ...row, status: row.status as LeadStatus }))
    },
    async listSuppressions({ orgId, id, email, phones }) {
      const keys = phones.flatMap((phone) => (phone.e164 === null ? [] : [['phone', phone.e164]]))
      if (email !== null) keys.push(['email', email])
      const rows = await db.batch([
        db
          .select()
          .from(suppressions)
          .where(
            and(
              eq(suppressions.orgId, orgId),
              sql`(${suppressions.kind}, ${suppressions.value}) IN (SELECT value ->> 0, value ->> 1 FROM json_each(${JSON.stringify(keys)}))`,
            ),
          ),
        db
          .select()
          .from(suppressions)
          // Nobody has a thousand phones; asked for the organization alone, the planner would read its whole list.
          .where(and(eq(suppressions.contactId, id), sql`+${suppressions.orgId} = ${orgId}`))
          .limit(1000),
      ])
      const byId = new Map(rows.flat().map((row) => [row.id, fromSuppressionRow(row)]))
      return [...byId.values()].sort((a, b) => (a.id < b.id ? 1 : -1))
    },
    create: (contact, audit) => insertContact(db, contact, audit),
    update: (person, changes, at, audit) => updateContact(db, { person, changes, at, audit }),
  }
}

async function insertContact(
  db: DrizzleD1Database,
  contact: ContactRow,
  [audit, ...more]: [AuditEntry, ...AuditEntry[]],
): Promise<ContactUpdate> {
  const { orgId, id, phones } = contact
  const e164s = phones.flatMap((phone) => phone.e164 ?? [])
  const done = sql`EXISTS (SELECT 1 FROM audit_log WHERE org_id = ${orgId} AND id = ${audit.id})`
  const json = JSON.stringify
  const [inserted] = await db.batch([
    auditIf(db, audit, and(sql`1`, isFree(orgId, id, contact))!),
    ...more.map((entry) => auditIf(db, entry, done)),
    // In the order of the table's columns.
    db
      .insert(contacts)
      .select(sql`SELECT ${id}, ${orgId}, ${contact.name}, ${contact.email}, ${json(phones)}, ${contact.zone},
      ${json(contact.tags)}, NULL, ${contact.createdAt}, ${contact.updatedAt}, ${addressText(contact.address)},
      ${consentText(contact.consent)}, ${contact.version}, ${json(contact.properties)}, ${contact.externalId}, NULL, NULL, NULL, '[]'
      WHERE ${done}`),
    db
      .insert(contactPhones)
      .select(sql`SELECT ${orgId}, value, ${id}, NULL, NULL FROM json_each(${bindList(e164s)}) WHERE ${done}`),
  ])
  if (inserted.meta.changes > 0) return { ok: true }
  return (await findTaken(db, orgId, id, contact)) ?? { ok: false, why: 'missing' }
}

async function listRows(
  db: DrizzleD1Database,
  readByIds: (orgId: string, ids: SQL) => Promise<Row[]>,
  orgId: string,
  query: ContactQuery,
): Promise<Page<Row>> {
  const { filter, phone, email, externalId } = query
  const filters = contactFilters(orgId, filter)
  const found = (which: SQL) =>
    readByIds(
      orgId,
      sql`SELECT ${contacts.id} FROM (${which}) w CROSS JOIN ${contacts} ON ${contacts.orgId} = ${orgId} AND ${contacts.id} = w.id
        WHERE ${and(...filters, email === undefined ? undefined : eq(contacts.email, email))}`,
    )
  const byPhone = (e164: string) =>
    sql`SELECT p.contact_id AS id FROM contact_phones p WHERE p.org_id = ${orgId} AND p.e164 = ${e164}`
  const byExternalId = sql`SELECT c.id FROM contacts c INDEXED BY contacts_by_external_id
    WHERE c.org_id = ${orgId} AND c.external_id = ${externalId ?? ''}`
  if (phone !== undefined && externalId !== undefined)
    return { items: await found(sql`${byPhone(phone)} INTERSECT ${byExternalId}`), nextCursor: null }
  if (phone !== undefined) return { items: await found(byPhone(phone)), nextCursor: null }
  if (externalId !== undefined) return { items: await found(byExternalId), nextCursor: null }
  if (query.cursor === null && filter.phones?.whole) {
    const items = await found(byPhone(filter.phones.whole))
    if (items.length > 0) return { items, nextCursor: null }
  }
  return await walkNewest<Row>(db, query, {
    table: email === undefined ? sql`${contacts}` : sql`${contacts} INDEXED BY contacts_by_email`,
    id: contacts.id,
    scope: [eq(contacts.orgId, orgId), email === undefined ? undefined : eq(contacts.email, email)],
    ...idBounds(filter),
    filters,
    known: filter.q ? (count) => knownContactIds(orgId, filter, count) : undefined,
    read: (ids) => readByIds(orgId, ids),
    idOf: (row) => row.id,
  })
}
