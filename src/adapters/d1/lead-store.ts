import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { ContactPhone, Lead, LeadQuery, LeadStore, LeadView } from '../../app/leads/store.ts'
import type { Page } from '../../app/page.ts'
import type { LeadStatus } from '../../domain/lead.ts'
import { readAddress, readConsent } from './contact-json.ts'
import { cutPage } from './cursor.ts'
import { bindList, readJson, readOr } from './json-column.ts'
import { afterCursor, type ColumnSort, leadFilters, leadOrder, sortValue } from './lead-query.ts'
import { updateLead } from './lead-update.ts'
import { isLeadWalkFiltered, knownLeadIds, leadHorizon, leadIds } from './lead-walk.ts'
import { revokeByPerson } from './revoke-consent.ts'
import { contactPhones, contacts, leads, suppressions } from './schema.ts'
import { walk } from './walk.ts'

type Row = { lead: typeof leads.$inferSelect; contact: typeof contacts.$inferSelect }

export function createLeadStore(d1: D1Database): LeadStore {
  const db = drizzle(d1)
  const selectLeads = () =>
    db
      .select({ lead: leads, contact: contacts })
      .from(leads)
      // In this order: D1 keeps no statistics, and its planner would begin with all contacts of the organization.
      .crossJoin(contacts)
  const isTheirs = and(eq(contacts.id, leads.contactId), eq(contacts.orgId, leads.orgId))

  /** Adds what the organization knows of the phones: two look-ups for a whole page. */
  async function withPhones(orgId: string, rows: Row[]): Promise<LeadView[]> {
    const people = rows.map((row) => ({ row, phones: readOr(() => readJson<ContactPhone[]>(row.contact.phones), []) }))
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
      tags: readOr(() => readJson<string[]>(row.contact.tags), []),
      zone: row.contact.zone,
      address: readOr(() => readAddress(row.contact.address), null),
      consent: readOr(() => readConsent(row.contact.consent), null),
      contactVersion: row.contact.version,
      phones: phones.map((phone) => ({
        ...phone,
        dead: phone.e164 === null ? null : (deadBy.get(phone.e164) ?? null),
        suppressed: phone.e164 !== null && stopped.has(phone.e164),
      })),
    }))
  }

  const readByIds = (orgId: string, ids: SQL) =>
    selectLeads().where(and(eq(leads.orgId, orgId), sql`${leads.id} IN (${ids})`, isTheirs))

  async function walkLeads(orgId: string, campaignId: string, query: LeadQuery): Promise<Page<Row>> {
    const inOrder = (rows: Row[]) =>
      rows.sort((a, b) => (query.descending ? b.lead.seq - a.lead.seq : a.lead.seq - b.lead.seq))
    const known = async (of: LeadQuery, count: number) =>
      inOrder(await readByIds(orgId, knownLeadIds(of, orgId, campaignId, count)))
    if (query.cursor === null && query.phones?.whole) {
      const { whole } = query.phones
      const items = await known({ ...query, phones: { whole, prefixes: [whole] } }, query.limit)
      if (items.length > 0) return { items, nextCursor: null }
    }
    return await walk<Row>(query, {
      isFiltered: isLeadWalkFiltered(query),
      keyOf: (row) => row.lead.seq,
      async horizon(after, rows) {
        const [row] = await db.all<{ seq: number | null }>(leadHorizon({ query, campaignId, after }, rows))
        return row?.seq ?? null
      },
      async read(stretch) {
        const { after, shown } = stretch
        const isNew = shown > 0 ? sql`${leads.id} NOT IN (${knownLeadIds(query, orgId, campaignId, shown)})` : undefined
        return inOrder(await readByIds(orgId, leadIds({ query, campaignId, after }, stretch, isNew)))
      },
      known: query.q ? (count) => known(query, count) : undefined,
    })
  }

  async function sortLeads(orgId: string, campaignId: string, query: LeadQuery, sort: ColumnSort): Promise<Page<Row>> {
    const rows = await selectLeads()
      .where(
        and(
          eq(leads.campaignId, campaignId),
          eq(leads.orgId, orgId),
          isTheirs,
          ...leadFilters(query),
          query.cursor ? afterCursor(sort, query.descending, query.cursor) : undefined,
        ),
      )
      .orderBy(...leadOrder(sort, query.descending))
      .limit(query.limit + 1)
    return cutPage(
      rows,
      query.limit,
      (row) => row,
      (row) => [sortValue(sort, row), row.lead.seq],
    )
  }

  return {
    async find(orgId, id) {
      // A lead whose campaign is being deleted is gone for everybody.
      const row = await selectLeads()
        .where(
          and(
            eq(leads.orgId, orgId),
            eq(leads.id, id),
            isTheirs,
            sql`EXISTS (SELECT 1 FROM campaigns c WHERE c.id = ${leads.campaignId} AND c.org_id = ${leads.orgId})`,
          ),
        )
        .get()
      const [view] = row ? await withPhones(orgId, [row]) : []
      return view ?? null
    },
    async list(orgId, campaignId, query) {
      const { sort } = query
      const page =
        sort === 'seq' ? await walkLeads(orgId, campaignId, query) : await sortLeads(orgId, campaignId, query, sort)
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
    phoneAttempts: readOr(() => readJson<number[]>(row.phoneAttempts), []),
    everAnswered: row.everAnswered === 1,
    variables: readOr(() => readJson<Record<string, string>>(row.variables), {}),
    unmet: readOr(() => readJson<Lead['unmet']>(row.unmet ?? '[]'), []),
  }
}
