import {
  ARRIVAL_RESULTS,
  type Arrival,
  type ArrivalCounts,
  type ArrivalSource,
  type ArrivalStore,
  type DayOfArrivals,
} from '../../app/arrivals/store.ts'
import { cutPage, decodeCursor } from './cursor.ts'

const COUNTS = ['requests', ...ARRIVAL_RESULTS] as const

/** ?1 organization, ?2 campaign, ?3 day, ?4 source, ?5 now, ?6 … the counts. */
const ADD = `
  INSERT INTO arrivals (org_id, campaign_id, day, source, last_at, ${COUNTS.join(', ')})
  VALUES (?1, ?2, ?3, ?4, ?5, ${COUNTS.map((_, i) => `?${i + 6}`).join(', ')})
  ON CONFLICT (org_id, campaign_id, day, source) DO UPDATE SET
    last_at = max(last_at, excluded.last_at), ${COUNTS.map((it) => `${it} = ${it} + excluded.${it}`).join(', ')}`

/** ?2 campaign, ?3 and ?4 day and source of the row before, ?5 limit. */
const OF_CAMPAIGN = `
  SELECT * FROM arrivals WHERE org_id = ?1 AND campaign_id = ?2 AND (day, source) < (?3, ?4) ORDER BY day DESC, source DESC LIMIT ?5`

/** ?2 day, ?3 campaign and ?4 source of the row before, ?5 limit. */
const OF_ALL = `
  SELECT * FROM arrivals INDEXED BY arrivals_by_day
  WHERE org_id = ?1 AND (day, campaign_id, source) < (?2, ?3, ?4) ORDER BY day DESC, campaign_id DESC, source DESC LIMIT ?5`

/** ?2 campaign, ?3 day, ?4 source. */
const ON_DAY = `SELECT requests FROM arrivals WHERE org_id = ?1 AND campaign_id = ?2 AND day = ?3 AND source = ?4`

/** After every day there is. */
const AFTER_ALL = '~'

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** For a batch: counts what it brings in. */
export function addArrival(db: D1Database, { orgId, campaignId, source, at, ...counts }: Arrival): D1PreparedStatement {
  return db.prepare(ADD).bind(orgId, campaignId ?? '', dayOf(at), source, at, ...COUNTS.map((it) => counts[it]))
}

export function createArrivalStore(db: D1Database): ArrivalStore {
  return {
    async add(arrival) {
      await addArrival(db, arrival).run()
    },
    async requestsOn(orgId, campaignId, source, at) {
      const row = await db.prepare(ON_DAY).bind(orgId, campaignId, dayOf(at), source).first<{ requests: number }>()
      return row?.requests ?? 0
    },
    async list(orgId, { campaignId, limit, cursor }) {
      const [day, campaign, source] = (cursor === null ? [AFTER_ALL, '', ''] : decodeCursor(cursor, 3)).map(String)
      const statement =
        campaignId === null
          ? db.prepare(OF_ALL).bind(orgId, day, campaign, source, limit + 1)
          : db.prepare(OF_CAMPAIGN).bind(orgId, campaignId, day, source, limit + 1)
      const { results } = await statement.all<ArrivalRow>()
      return cutPage(results, limit, toDay, (row) => [row.day, row.campaign_id, row.source])
    },
  }
}

interface ArrivalRow extends ArrivalCounts {
  campaign_id: string
  day: string
  source: ArrivalSource
  requests: number
  last_at: number
}

function toDay(row: ArrivalRow): DayOfArrivals {
  const { day, source, requests, created, updated, duplicate, skipped, disqualified, rejected, removed } = row
  const counts = { requests, created, updated, duplicate, skipped, disqualified, rejected, removed }
  return { campaignId: row.campaign_id || null, day, source, ...counts, lastAt: row.last_at }
}
