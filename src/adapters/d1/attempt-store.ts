import { and, desc, eq, gte, lt, lte, ne, or, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { Attempt, AttemptStore, Conversation } from '../../app/attempts/store.ts'
import { cutPage, decodeCursor } from './cursor.ts'
import { bindList, readJson } from './json-column.ts'
import { CALLED, OPEN_CALLS } from './open-calls-sql.ts'
import { attempts, campaigns, contacts } from './schema.ts'

type Row = typeof attempts.$inferSelect
type NamedRow = { attempt: Row; contactName: string | null; campaignName: string | null }

/** Given back before the carrier accepted it: never happened to anybody. */
const HAPPENED = or(eq(attempts.counted, 1), ne(attempts.state, 'settled'))

export function createAttemptStore(d1: D1Database): AttemptStore {
  const db = drizzle(d1)
  // The campaign or the contact may be gone: the call history outlives them.
  const selectNamed = () =>
    db
      .select({ attempt: attempts, contactName: contacts.name, campaignName: campaigns.name })
      .from(attempts)
      .leftJoin(contacts, and(eq(contacts.id, attempts.contactId), eq(contacts.orgId, attempts.orgId)))
      .leftJoin(campaigns, and(eq(campaigns.id, attempts.campaignId), eq(campaigns.orgId, attempts.orgId)))

  return {
    async find(orgId, id) {
      const row = await selectNamed()
        .where(and(eq(attempts.orgId, orgId), eq(attempts.id, id)))
        .get()
      return row ? toConversation(row) : null
    },
    async list(orgId, query) {
      const where: (SQL | undefined)[] = [eq(attempts.orgId, orgId), HAPPENED]
      if (query.campaignId) where.push(eq(attempts.campaignId, query.campaignId))
      if (query.leadId) where.push(eq(attempts.leadId, query.leadId))
      if (query.phone) where.push(eq(attempts.phone, query.phone))
      if (query.dispositions)
        where.push(sql`${attempts.disposition} IN (SELECT value FROM json_each(${bindList(query.dispositions)}))`)
      if (query.answerStatuses)
        where.push(sql`${attempts.answerStatus} IN (SELECT value FROM json_each(${bindList(query.answerStatuses)}))`)
      if (query.from !== undefined) where.push(gte(attempts.permittedAt, query.from))
      if (query.to !== undefined) where.push(lte(attempts.permittedAt, query.to))
      if (query.cursor) where.push(lt(attempts.id, String(decodeCursor(query.cursor, 1)[0])))
      const rows = await selectNamed()
        .where(and(...where))
        .orderBy(desc(attempts.id))
        .limit(query.limit + 1)
      return cutPage(rows, query.limit, toConversation, (row) => [row.attempt.id])
    },
    async listOfLead(orgId, leadId) {
      const rows = await db
        .select()
        .from(attempts)
        .where(and(eq(attempts.leadId, leadId), eq(attempts.orgId, orgId), HAPPENED))
        .orderBy(attempts.id)
        .limit(1000)
      return rows.map(toAttempt)
    },
    async listOpenCalls(orgId, { phones, contactIds, exceptAttemptId }) {
      const { results } = await d1
        .prepare(OPEN_CALLS)
        .bind(orgId, bindList(phones), bindList(contactIds), exceptAttemptId ?? '')
        .all<{ id: string; campaign_id: string }>()
      return results.map((row) => ({ attemptId: row.id, campaignId: row.campaign_id }))
    },
    async findCalled(campaignId, attemptId) {
      const row = await d1
        .prepare(CALLED)
        .bind(campaignId, attemptId)
        .first<{ org_id: string; contact_id: string; phone: string }>()
      return row ? { orgId: row.org_id, contactId: row.contact_id, phone: row.phone } : null
    },
  }
}

function toConversation(row: NamedRow): Conversation {
  return { ...toAttempt(row.attempt), contactName: row.contactName ?? '', campaignName: row.campaignName }
}

function toAttempt({ fromE164, phone, counted: _counted, day: _day, ...row }: Row): Attempt {
  return {
    ...row,
    from: fromE164,
    to: phone,
    state: row.state as Attempt['state'],
    answerStatus: row.answerStatus as Attempt['answerStatus'],
    disposition: row.disposition as Attempt['disposition'],
    primaryGoal: row.primaryGoal as Attempt['primaryGoal'],
    proof: readJson<Record<string, unknown>>(row.proof),
  }
}
