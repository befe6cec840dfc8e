import { and, desc, eq, gte, lte, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { InboundConversation, InboundQuery, InboundStore, NamedInbound } from '../../app/inbound/store.ts'
import type { CampaignSettings, InboundChannel } from '../../domain/campaign-settings.ts'
import type { Disposition } from '../../domain/disposition.ts'
import type { CallerLead, InboundMatch, InboundState } from '../../domain/inbound.ts'
import { eventIdOf, type WebhookEventType } from '../../domain/webhook-event.ts'
import { firstIdAt } from '../ids.ts'
import {
  CALLED_NUMBER,
  CALLER_CONTACT,
  CALLER_LEADS,
  CALLER_PERSON,
  FINISH_INBOUND,
  HEAR,
  inboundEvent,
  MARK_CALLER_WRONG,
  MATCH,
  NUMBER_CAMPAIGNS,
  ON_THE_LIST,
  OPEN_INBOUND,
  SETTLE_INBOUND,
  SUPPLEMENT_INBOUND,
} from './inbound-sql.ts'
import { readJson } from './json-column.ts'
import { revokeByPerson } from './revoke-consent.ts'
import { campaigns, contacts } from './schema.ts'
import { inboundConversations as inbound } from './schema-ways-in.ts'
import { type NewestFirst, walkNewest } from './walk.ts'
import { DELIVERIES } from './webhook-events-sql.ts'

type Row = typeof inbound.$inferSelect
type NamedRow = { conversation: Row; contactName: string | null; campaignName: string | null }

/** @param onEmitted tells somebody that deliveries of this organization wait */
export function createInboundStore(d1: D1Database, onEmitted: (orgId: string) => Promise<void>): InboundStore {
  const db = drizzle(d1)
  const one = (orgId: string, id: string) => and(eq(inbound.orgId, orgId), eq(inbound.id, id))
  // The campaign or the contact may be gone: what was said to us outlives them.
  const selectNamed = () =>
    db
      .select({ conversation: inbound, contactName: contacts.name, campaignName: campaigns.name })
      .from(inbound)
      .leftJoin(contacts, and(eq(contacts.id, inbound.contactId), eq(contacts.orgId, inbound.orgId)))
      .leftJoin(campaigns, and(eq(campaigns.id, inbound.campaignId), eq(campaigns.orgId, inbound.orgId)))

  /** A change, and what customers are told of it. Returns whether anything changed. */
  async function changeAndTell(
    change: D1PreparedStatement,
    type: WebhookEventType,
    { orgId, id }: { orgId: string; id: string },
    at: number,
  ): Promise<boolean> {
    const event = eventIdOf(id, type === 'inbound.received' ? '_received' : '_ended')
    const [changed, , delivered] = await d1.batch([
      change,
      d1.prepare(inboundEvent(type)).bind(orgId, id, event, at),
      d1.prepare(DELIVERIES).bind(orgId, JSON.stringify([event]), at),
    ])
    if (delivered!.results.length > 0) await onEmitted(orgId)
    return changed!.meta.changes > 0
  }

  return {
    async findNumber(e164) {
      const row = await d1
        .prepare(CALLED_NUMBER)
        .bind(e164)
        .first<{ id: string; orgId: string; organization: string; isStopped: number }>()
      return row && { ...row, isStopped: row.isStopped === 1 }
    },
    async receive(conversation) {
      const { to, counted, ...rest } = conversation
      const byCarrier = and(eq(inbound.orgId, conversation.orgId), eq(inbound.carrierId, conversation.carrierId))
      const [inserted, kept] = await db.batch([
        db
          .insert(inbound)
          .values({ ...rest, toE164: to, counted: counted ? 1 : 0 })
          .onConflictDoNothing(),
        db.select().from(inbound).where(byCarrier),
      ])
      const [row] = kept
      if (!row) throw new Error('A conversation was neither stored nor there')
      return { conversation: fromRow(row), isNew: inserted.meta.changes > 0 }
    },
    async findCallers(orgId, phone, numberId) {
      const [contact, leads, using] = await d1.batch<Record<string, unknown>>([
        d1.prepare(CALLER_CONTACT).bind(orgId, phone),
        d1.prepare(CALLER_LEADS).bind(orgId, phone, numberId),
        d1.prepare(NUMBER_CAMPAIGNS).bind(orgId, phone, numberId),
      ])
      return {
        contactId: (contact!.results[0]?.contactId ?? null) as string | null,
        leads: leads!.results.map((row) => ({ ...row, isCalledFromHere: row.isCalledFromHere === 1 }) as CallerLead),
        campaigns: using!.results.map(({ settings, ...row }) => {
          const { inbound_contacts, require_consent, eligibility } = readJson<CampaignSettings>(settings as string)
          return {
            id: row.id as string,
            direction: row.direction as string,
            status: row.status as string,
            agentId: row.agentId as string | null,
            channels: inbound_contacts?.channels ?? null,
            requireConsent: require_consent,
            eligibility: eligibility ?? null,
          }
        }),
      }
    },
    async findPerson(orgId, contactId) {
      const row = await d1
        .prepare(CALLER_PERSON)
        .bind(orgId, contactId)
        .first<{ email: string | null; phones: string }>()
      return row && { email: row.email, phones: readJson<string[]>(row.phones) }
    },
    async isSuppressed(orgId, phone, channel) {
      const row = await d1
        .prepare(ON_THE_LIST)
        .bind(orgId, phone, channel === 'text' ? 'text' : 'phone')
        .first()
      return row !== null
    },
    async match({ orgId, id, contactId, campaignId, leadId, matched, reason }, answer, at) {
      const { answeredAt, endsBy, heard } = answer ?? { answeredAt: null, endsBy: null, heard: null }
      const change = d1
        .prepare(MATCH)
        .bind(orgId, id, contactId, campaignId, leadId, matched, reason, answeredAt, endsBy, heard)
      return await changeAndTell(change, 'inbound.received', { orgId, id }, at)
    },
    async find(orgId, id) {
      const row = await selectNamed().where(one(orgId, id)).get()
      return row ? toNamed(row) : null
    },
    async list(orgId, query) {
      const page = await walkNewest<NamedRow>(db, query, {
        ...wayOf(orgId, query),
        id: inbound.id,
        filters: filtersOf(query),
        read: (ids) =>
          selectNamed()
            .where(and(eq(inbound.orgId, orgId), sql`${inbound.id} IN (${ids})`))
            .orderBy(desc(inbound.id)),
        idOf: (row) => row.conversation.id,
      })
      return { items: page.items.map(toNamed), nextCursor: page.nextCursor }
    },
    async listOfLead(orgId, leadId) {
      const ids = sql`SELECT i.id FROM inbound_conversations i INDEXED BY inbound_by_lead WHERE i.lead_id = ${leadId} ORDER BY i.id LIMIT 1000`
      const rows = await selectNamed()
        .where(and(eq(inbound.orgId, orgId), sql`${inbound.id} IN (${ids})`))
        .orderBy(inbound.id)
      return rows.map(toNamed)
    },
    async listDue(now, before, limit) {
      const { results } = await d1.prepare(OPEN_INBOUND).bind(limit, now, before).all<{ org_id: string; id: string }>()
      if (results.length === 0) return []
      const rows = await db
        .select()
        .from(inbound)
        .where(
          sql`(${inbound.orgId}, ${inbound.id}) IN (SELECT value->>'org_id', value->>'id' FROM json_each(${JSON.stringify(results)}))`,
        )
      return rows.map(fromRow)
    },
    async hear(orgId, id, before, after) {
      const result = await d1.prepare(HEAR).bind(orgId, id, before, after).run()
      return result.meta.changes > 0
    },
    async settle(orgId, id, it) {
      const { endedAt, talkSeconds, disposition, summary, recordingUrl, transcriptKey, callbackAt, reason } = it
      const result = await d1
        .prepare(SETTLE_INBOUND)
        .bind(orgId, id, endedAt, talkSeconds, disposition, summary, recordingUrl, transcriptKey, callbackAt, reason)
        .run()
      return result.meta.changes > 0
    },
    async supplement(orgId, id, { summary, recordingUrl, transcriptKey }) {
      await d1.prepare(SUPPLEMENT_INBOUND).bind(orgId, id, summary, recordingUrl, transcriptKey).run()
    },
    async finish(orgId, id, at) {
      await changeAndTell(d1.prepare(FINISH_INBOUND).bind(orgId, id, at), 'inbound.ended', { orgId, id }, at)
    },
    async revokeConsent(orgId, { leadId, ...revocation }, at) {
      await d1.batch(revokeByPerson(d1, orgId, { ...revocation, leadId: leadId ?? '' }, at))
    },
    async markWrongNumber(orgId, phone, at) {
      await d1.prepare(MARK_CALLER_WRONG).bind(orgId, phone, at).run()
    },
  }
}

/** The index the list walks, newest first. */
function wayOf(orgId: string, query: InboundQuery): Pick<NewestFirst<NamedRow>, 'table' | 'scope' | 'from' | 'before'> {
  const times = {
    from: query.from === undefined ? undefined : firstIdAt('cnv', query.from - query.slackMs),
    before: query.to === undefined ? undefined : firstIdAt('cnv', query.to + query.slackMs),
  }
  const scope = [eq(inbound.orgId, orgId)]
  const by = (index: string) => sql`${inbound} INDEXED BY ${sql.raw(index)}`
  if (query.leadId)
    return { table: by('inbound_by_lead'), scope: [...scope, eq(inbound.leadId, query.leadId)], ...times }
  if (query.contactId)
    return { table: by('inbound_by_contact'), scope: [...scope, eq(inbound.contactId, query.contactId)], ...times }
  return { table: sql`${inbound}`, scope, ...times }
}

function filtersOf(query: InboundQuery): (SQL | undefined)[] {
  return [
    query.campaignId ? eq(inbound.campaignId, query.campaignId) : undefined,
    query.leadId && query.contactId ? eq(inbound.contactId, query.contactId) : undefined,
    query.channel ? eq(inbound.channel, query.channel) : undefined,
    query.from === undefined ? undefined : gte(inbound.receivedAt, query.from),
    query.to === undefined ? undefined : lte(inbound.receivedAt, query.to),
  ]
}

function toNamed(row: NamedRow): NamedInbound {
  return { ...fromRow(row.conversation), contactName: row.contactName ?? '', campaignName: row.campaignName }
}

function fromRow({ toE164, ...row }: Row): InboundConversation {
  return {
    ...row,
    to: toE164,
    channel: row.channel as InboundChannel,
    state: row.state as InboundState,
    matched: row.matched as InboundMatch,
    disposition: row.disposition as Disposition | null,
    counted: row.counted === 1,
  }
}
