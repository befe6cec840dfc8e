import { and, eq, inArray, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { ContactPhone, Lead, LeadStore, LeadView } from '../../app/leads/store.ts'
import type { LeadStatus } from '../../domain/lead.ts'
import { readAddress, readConsent } from './contact-json.ts'
import { cutPage } from './cursor.ts'
import { bindList, readJson } from './json-column.ts'
import { afterCursor, leadFilters, leadOrder, sortValue } from './lead-query.ts'
import { updateLead } from './lead-update.ts'
import { revokeByPerson } from './revoke-consent.ts'
import { contactPhones, contacts, leads, suppressions } from './schema.ts'

type Row = { lead: typeof leads.$inferSelect; contact: typeof contacts.$inferSelect }

export function createLeadStore(d1: D1Database): LeadStore {
  const db = drizzle(d1)
  const selectLeads = () =>
    db
      .select({ lead: leads, contact: contacts })
      .from(leads)
      .innerJoin(contacts, and(eq(contacts.id, leads.contactId), eq(contacts.orgId, leads.orgId)))

  /** Adds what the organization knows of the phones: two look-ups for a whole page. */
  async function withPhones(orgId: string, rows: Row[]): Promise<LeadView[]> {
    const people = rows.map((row) => ({ row, phones: readJson<ContactPhone[]>(row.contact.phones) }))
    const e164s = people.flatMap(({ phones }) => phones.flatMap((phone) => phone.e164 ?? []))
    const among = (column: typeof contactPhones.e164 | typeof suppressions.value) =>
      sql`${column} IN (SELECT value FROM json_each(${bindList(e164s)}))`
    const [dead, suppressed] =
      e164s.length === 0
        ? [[], []]
        : await db.batch([
            db
              .select({ e164: contactPhones.e164, dead: contactPhones.dead })
              .from(contactPhones)
              .where(
                and(eq(contactPhones.orgId, orgId), among(contactPhones.e164), sql`${contactPhones.dead} IS NOT NULL`),
              ),
            db
              .select({ value: suppressions.value })
              .from(suppressions)
              .where(
                and(
                  eq(suppressions.orgId, orgId),
                  eq(suppressions.kind, 'phone'),
                  inArray(suppressions.channel, ['all', 'phone']),
                  among(suppressions.value),
                ),
              ),
          ])
    const deadBy = new Map(dead.map((phone) => [phone.e164, phone.dead]))
    const stopped = new Set(suppressed.map((entry) => entry.value))
    return people.map(({ row, phones }) => ({
      ...fromRow(row.lead),
      name: row.contact.name,
      email: row.contact.email,
      tags: readJson<string[]>(row.contact.tags),
      zone: row.contact.zone,
      address: readAddress(row.contact.address),
      consent: readConsent(row.contact.consent),
      contactVersion: row.contact.version,
      phones: phones.map((phone) => ({
        ...phone,
        dead: phone.e164 === null ? null : (deadBy.get(phone.e164) ?? null),
        suppressed: phone.e164 !== null && stopped.has(phone.e164),
      })),
    }))
  }

  return {
    async find(orgId, id) {
      // A lead whose campaign is being deleted is gone for everybody.
      const row = await selectLeads()
        .where(
          and(
            eq(leads.orgId, orgId),
            eq(leads.id, id),
            sql`EXISTS (SELECT 1 FROM campaigns c WHERE c.id = ${leads.campaignId} AND c.org_id = ${leads.orgId})`,
          ),
        )
        .get()
      const [view] = row ? await withPhones(orgId, [row]) : []
      return view ?? null
    },
    async list(orgId, campaignId, query) {
      const rows = await selectLeads()
        .where(
          and(
            eq(leads.campaignId, campaignId),
            eq(leads.orgId, orgId),
            ...leadFilters(query),
            query.cursor ? afterCursor(query.sort, query.descending, query.cursor) : undefined,
          ),
        )
        .orderBy(...leadOrder(query.sort, query.descending))
        .limit(query.limit + 1)
      const page = cutPage(
        rows,
        query.limit,
        (row) => row,
        (row) => (query.sort === 'seq' ? [row.lead.seq] : [sortValue(query.sort, row), row.lead.seq]),
      )
      return { items: await withPhones(orgId, page.items), nextCursor: page.nextCursor }
    },
    update: (lead, changes, at, audit) => updateLead(db, lead, changes, at, audit),
    async revokeConsent({ orgId, id, contactId }, reason, audit) {
      const revocation = { contactId, leadId: id, reason, auditId: audit.id, actor: audit.actor }
      await d1.batch(revokeByPerson(d1, orgId, revocation, audit.at))
    },
    async listOfContact(orgId, contactId) {
      const rows = await db
        .select({ id: leads.id, campaignId: leads.campaignId, status: leads.status })
        .from(leads)
        .where(and(eq(leads.contactId, contactId), eq(leads.orgId, orgId)))
        .limit(1000)
      return rows.map((row) => ({ ...row, status: row.status as LeadStatus }))
    },
    async deleteOrphans(orgId, campaignId, count) {
      const result = await db.run(sql`DELETE FROM leads WHERE id IN (
          SELECT id FROM leads WHERE campaign_id = ${campaignId} AND org_id = ${orgId} LIMIT ${count})
        AND NOT EXISTS (SELECT 1 FROM campaigns WHERE id = ${campaignId})`)
      return result.meta.changes
    },
  }
}

function fromRow(row: typeof leads.$inferSelect): Lead {
  return {
    ...row,
    priority: row.priority as Lead['priority'],
    status: row.status as Lead['status'],
    disposition: row.disposition as Lead['disposition'],
    answerStatus: row.answerStatus as Lead['answerStatus'],
    primaryGoal: row.primaryGoal as Lead['primaryGoal'],
    phoneAttempts: readJson<number[]>(row.phoneAttempts),
    everAnswered: row.everAnswered === 1,
    variables: readJson<Record<string, string>>(row.variables),
  }
}
