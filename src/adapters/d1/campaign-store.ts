import { and, desc, eq, isNotNull, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type {
  Campaign,
  CampaignFields,
  CampaignPart,
  CampaignStore,
  CampaignUser,
  CountedCampaign,
} from '../../app/campaigns/store.ts'
import { lockedFields, UNFINISHED_STATUSES } from '../../domain/campaign-lifecycle.ts'
import type { CampaignSettings } from '../../domain/campaign-settings.ts'
import type { LeadStatus } from '../../domain/lead.ts'
import { auditIfChanged } from './audit-store.ts'
import { auditedEvent } from './audited-event.ts'
import { CLOSE_TRIPS } from './breaker-sql.ts'
import { readCounters } from './counters.ts'
import { cutPage, decodeCursor } from './cursor.ts'
import { bindList, readJson } from './json-column.ts'
import { campaignStats, campaigns, leads } from './schema.ts'
import { breakerTrips, campaignHours } from './schema-resilience.ts'
import { ingestKeys } from './schema-ways-in.ts'

export function createCampaignStore(d1: D1Database): CampaignStore {
  const db = drizzle(d1)
  const one = (orgId: string, id: string) => and(eq(campaigns.orgId, orgId), eq(campaigns.id, id))
  /** The row is still what the caller read. */
  const unchanged = (campaign: Campaign) =>
    and(
      one(campaign.orgId, campaign.id),
      eq(campaigns.status, campaign.status),
      eq(campaigns.settingsVersion, campaign.settingsVersion),
      campaign.archivedAt === null ? isNull(campaigns.archivedAt) : isNotNull(campaigns.archivedAt),
    )
  const selectCounted = () =>
    db
      .select({ campaign: campaigns, stats: campaignStats })
      .from(campaigns)
      .innerJoin(campaignStats, eq(campaignStats.campaignId, campaigns.id))

  return {
    async find(orgId, id) {
      const row = await db.select().from(campaigns).where(one(orgId, id)).get()
      return row ? fromRow(row) : null
    },
    async findCounted(orgId, id) {
      const row = await selectCounted().where(one(orgId, id)).get()
      return row ? countedFromRow(row) : null
    },
    async list(orgId, query) {
      const where: (SQL | undefined)[] = [
        eq(campaigns.orgId, orgId),
        query.archived ? isNotNull(campaigns.archivedAt) : isNull(campaigns.archivedAt),
      ]
      if (query.statuses)
        where.push(sql`${campaigns.status} IN (SELECT value FROM json_each(${bindList(query.statuses)}))`)
      if (query.type) where.push(eq(campaigns.type, query.type))
      if (query.q) {
        const part = query.q.toLowerCase()
        where.push(
          or(
            sql`instr(lower(${campaigns.name}), ${part}) > 0`,
            sql`instr(${campaigns.name}, ${query.q}) > 0`,
            sql`instr(lower(${campaigns.description}), ${part}) > 0`,
          ),
        )
      }
      if (query.cursor) where.push(lt(campaigns.id, String(decodeCursor(query.cursor, 1)[0])))
      const rows = await selectCounted()
        .where(and(...where))
        .orderBy(desc(campaigns.id))
        .limit(query.limit + 1)
      return cutPage(rows, query.limit, countedFromRow, (row) => [row.campaign.id])
    },
    async countersAndStatuses(orgId, id, leadIds) {
      const [stats, stored] = await db.batch([
        db
          .select({ stats: campaignStats })
          .from(campaignStats)
          .innerJoin(campaigns, eq(campaigns.id, campaignStats.campaignId))
          .where(one(orgId, id)),
        db
          .select({ id: leads.id, status: leads.status })
          // Each by its key: asked with IN, the planner reads the whole campaign and picks them out.
          .from(sql`json_each(${bindList(leadIds)}) wanted`)
          .crossJoin(leads)
          .where(and(sql`${leads.id} = wanted.value`, eq(leads.orgId, orgId), eq(leads.campaignId, id))),
      ])
      const row = stats[0]
      if (!row) return null
      const statuses = new Map(stored.map((lead) => [lead.id, lead.status as LeadStatus]))
      return { counters: readCounters(row.stats), statuses }
    },
    async create(campaign, audit) {
      await db.batch([
        db.insert(campaigns).values({
          ...campaign,
          numberIds: JSON.stringify(campaign.numberIds),
          settings: JSON.stringify(campaign.settings),
        }),
        db.insert(campaignStats).values({ campaignId: campaign.id }),
        auditIfChanged(db, audit),
      ])
    },
    async update(campaign, changes, at, audit) {
      const [result] = await db.batch([
        db
          .update(campaigns)
          .set({ ...toColumns(changes), updatedAt: at, settingsVersion: nextVersion(campaign, changes) })
          .where(unchanged(campaign)),
        auditIfChanged(db, audit),
      ])
      return result.meta.changes > 0
    },
    async transition(campaign, to, fields, at, audit) {
      const move = db
        .update(campaigns)
        .set({ ...fields, status: to, updatedAt: at })
        .where(unchanged(campaign))
      const data = { campaign_id: campaign.id, name: campaign.name, status: to, status_reason: null }
      // A start at a later date is told when it comes.
      const told = audit.action === 'campaign.started' && to === 'scheduled' ? [] : auditedEvent(d1, audit, data)
      const from = fields.breakersFrom
      const closed = from === undefined ? [] : [d1.prepare(CLOSE_TRIPS).bind(campaign.id, from, audit.actor)]
      const [result] = await d1.batch([rawOf(d1, move), rawOf(d1, auditIfChanged(db, audit)), ...told, ...closed])
      return result!.meta.changes > 0
    },
    async delete(campaign, audit) {
      const { id, orgId } = campaign
      const isGone = sql`NOT EXISTS (SELECT 1 FROM campaigns WHERE id = ${id})`
      const [result] = await db.batch([
        db.delete(campaigns).where(unchanged(campaign)),
        auditIfChanged(db, audit),
        db.delete(campaignStats).where(and(eq(campaignStats.campaignId, id), isGone)),
        db.delete(campaignHours).where(and(eq(campaignHours.campaignId, id), isGone)),
        db.delete(breakerTrips).where(and(eq(breakerTrips.campaignId, id), isGone)),
        db.delete(ingestKeys).where(and(eq(ingestKeys.orgId, orgId), eq(ingestKeys.campaignId, id), isGone)),
      ])
      return result.meta.changes > 0
    },
    async listUsing(orgId, what) {
      const rows = await db
        .select({ id: campaigns.id, name: campaigns.name, status: campaigns.status })
        .from(campaigns)
        .where(and(eq(campaigns.orgId, orgId), uses(what), isUnfinished))
        .orderBy(campaigns.id)
        .limit(MOST_USERS)
      return rows.map((row) => ({ ...row, status: row.status as Campaign['status'] }))
    },
    async listScheduleUsers(orgId, scheduleIds) {
      const { id, name, status, scheduleId } = campaigns
      const place = sql<number>`row_number() OVER (PARTITION BY ${scheduleId} ORDER BY ${id})`.as('place')
      const using = sql`${scheduleId} IN (SELECT value FROM json_each(${bindList(scheduleIds)}))`
      const ranked = db
        .select({ id, name, status, scheduleId, place })
        .from(campaigns)
        .where(and(eq(campaigns.orgId, orgId), using, isUnfinished))
        .as('ranked')
      const rows = await db
        .select({ id: ranked.id, name: ranked.name, status: ranked.status, scheduleId: ranked.scheduleId })
        .from(ranked)
        .where(lte(ranked.place, MOST_USERS))
        .orderBy(ranked.id)
      const users = new Map<string, CampaignUser[]>()
      for (const { scheduleId: key, ...user } of rows) {
        const of = users.get(key!) ?? []
        users.set(key!, [...of, { ...user, status: user.status as Campaign['status'] }])
      }
      return users
    },
    async listAtWork(orgId) {
      const rows = await db
        .select({ id: campaigns.id })
        .from(campaigns)
        .where(and(eq(campaigns.orgId, orgId), sql`${campaigns.status} IN ('active', 'scheduled', 'paused')`))
        .orderBy(campaigns.status, campaigns.id)
        .limit(500)
      return rows.map((row) => row.id)
    },
  }
}

/** For batches that drizzle cannot put together: it takes no statement of ours. */
function rawOf(d1: D1Database, query: { toSQL(): { sql: string; params: unknown[] } }): D1PreparedStatement {
  const { sql: text, params } = query.toSQL()
  return d1.prepare(text).bind(...params)
}

/** As many as a refusal or a "used by" list names. */
const MOST_USERS = 100

const isUnfinished = sql`${campaigns.status} IN (SELECT value FROM json_each(${bindList(UNFINISHED_STATUSES)}))`

function uses(what: CampaignPart): SQL {
  if ('agentId' in what) return eq(campaigns.agentId, what.agentId)
  if ('scheduleId' in what) return eq(campaigns.scheduleId, what.scheduleId)
  return sql`EXISTS (SELECT 1 FROM json_each(${campaigns.numberIds}) n WHERE n.value = ${what.numberId})`
}

/** A change of anything that is locked while the campaign runs makes a new version; name, notes and description do not. */
function nextVersion(campaign: Campaign, changes: Partial<CampaignFields>): number {
  return lockedFields('active', Object.keys(changes)).length > 0
    ? campaign.settingsVersion + 1
    : campaign.settingsVersion
}

function toColumns({ numberIds, settings, ...rest }: Partial<CampaignFields>) {
  return {
    ...rest,
    ...(numberIds && { numberIds: JSON.stringify(numberIds) }),
    ...(settings && { settings: JSON.stringify(settings) }),
  }
}

function countedFromRow(row: {
  campaign: typeof campaigns.$inferSelect
  stats: typeof campaignStats.$inferSelect
}): CountedCampaign {
  return { campaign: fromRow(row.campaign), counters: readCounters(row.stats) }
}

function fromRow(row: typeof campaigns.$inferSelect): Campaign {
  return {
    ...row,
    type: row.type as Campaign['type'],
    direction: row.direction as Campaign['direction'],
    status: row.status as Campaign['status'],
    numberIds: readJson<string[]>(row.numberIds),
    settings: readJson<CampaignSettings>(row.settings),
  }
}
