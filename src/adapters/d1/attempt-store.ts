import { and, desc, eq, gte, lte, ne, or, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { Attempt, AttemptStore, Conversation, ConversationQuery } from '../../app/attempts/store.ts'
import { firstIdAt } from '../ids.ts'
import { bindList, readJson } from './json-column.ts'
import { CALLED, OPEN_CALLS } from './open-calls-sql.ts'
import { attempts, campaigns, contacts } from './schema.ts'
import { type NewestFirst, walkNewest } from './walk.ts'

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
      const page = await walkNewest<NamedRow>(db, query, {
        ...wayOf(orgId, query),
        id: attempts.id,
        filters: filtersOf(query),
        read: (ids) =>
          selectNamed()
            .where(and(eq(attempts.orgId, orgId), sql`${attempts.id} IN (${ids})`))
            .orderBy(desc(attempts.id)),
        idOf: (row) => row.attempt.id,
      })
      return { items: page.items.map(toConversation), nextCursor: page.nextCursor }
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

/** The index the list walks, newest first; each ends in organization and id, but for that of phones, of which one has few attempts. */
function wayOf(
  orgId: string,
  query: ConversationQuery,
): Pick<NewestFirst<NamedRow>, 'table' | 'scope' | 'from' | 'before'> {
  const times = {
    from: query.from === undefined ? undefined : firstIdAt('att', query.from - query.slackMs),
    before: query.to === undefined ? undefined : firstIdAt('att', query.to + query.slackMs),
  }
  const scope = [eq(attempts.orgId, orgId)]
  const by = (index: string) => sql`${attempts} INDEXED BY ${sql.raw(index)}`
  if (query.leadId)
    return { table: by('attempts_by_lead'), scope: [...scope, eq(attempts.leadId, query.leadId)], ...times }
  if (query.phone)
    return { table: by('attempts_by_phone'), scope: [...scope, eq(attempts.phone, query.phone)], ...times }
  if (query.campaignId)
    return { table: by('attempts_by_campaign'), scope: [...scope, eq(attempts.campaignId, query.campaignId)], ...times }
  return { table: sql`${attempts}`, scope, ...times }
}

function filtersOf(query: ConversationQuery): (SQL | undefined)[] {
  const among = (column: typeof attempts.disposition | typeof attempts.answerStatus, values: readonly string[]) =>
    sql`${column} IN (SELECT value FROM json_each(${bindList(values)}))`
  return [
    HAPPENED,
    query.campaignId ? eq(attempts.campaignId, query.campaignId) : undefined,
    query.phone ? eq(attempts.phone, query.phone) : undefined,
    query.dispositions && among(attempts.disposition, query.dispositions),
    query.answerStatuses && among(attempts.answerStatus, query.answerStatuses),
    query.from === undefined ? undefined : gte(attempts.permittedAt, query.from),
    query.to === undefined ? undefined : lte(attempts.permittedAt, query.to),
  ]
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
