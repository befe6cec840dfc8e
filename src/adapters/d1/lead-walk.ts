import { and, type SQL, sql } from 'drizzle-orm'
import type { LeadQuery } from '../../app/leads/store.ts'
import { bindList } from './json-column.ts'
import { leadFilters, valueFilters } from './lead-query.ts'
import { endOf, type Stretch } from './walk.ts'

/**
 * A campaign's leads in the order of the list, by the index on `seq`, or, of some statuses, by the one on status and `seq`.
 * ORDER and the comparisons turn round for the descending list.
 */

interface Place {
  query: LeadQuery
  campaignId: string
  /** The seq behind which it begins; null: at the beginning. */
  after: Stretch['after']
}

const wayOf = ({ descending }: LeadQuery) =>
  descending
    ? { behind: sql.raw('<'), upTo: sql.raw('>='), order: sql.raw('DESC'), first: sql.raw('max') }
    : { behind: sql.raw('>'), upTo: sql.raw('<='), order: sql.raw('ASC'), first: sql.raw('min') }

/** Whether there may be many between two that match. */
export function isLeadWalkFiltered(query: LeadQuery): boolean {
  return (query.statuses?.length ?? 0) > 1 || valueFilters(query).some((filter) => filter !== undefined)
}

/** `seq` of the `rows`-th lead behind the place; of several statuses each has its share, and the nearest counts. null: there are fewer. */
export function leadHorizon({ query, campaignId, after }: Place, rows: number): SQL {
  const { behind, order, first } = wayOf(query)
  const from = after === null ? sql`` : sql`AND x.seq ${behind} ${after}`
  if (!query.statuses)
    return sql`SELECT x.seq AS seq FROM leads x WHERE x.campaign_id = ${campaignId} ${from}
      ORDER BY x.seq ${order} LIMIT 1 OFFSET ${rows - 1}`
  const each = Math.ceil(rows / query.statuses.length)
  return sql`SELECT ${first}(h) AS seq FROM (SELECT (SELECT x.seq FROM leads x WHERE x.campaign_id = ${campaignId}
    AND x.status = s.value ${from} ORDER BY x.seq ${order} LIMIT 1 OFFSET ${each - 1}) AS h
    FROM json_each(${bindList(query.statuses)}) s)`
}

/** Ids of the leads that match on this stretch. */
export function leadIds(place: Place, { upTo, wanted }: Stretch, isNew: SQL | undefined): SQL {
  const { order } = wayOf(place.query)
  return sql`SELECT leads.id FROM ${source(place, upTo)} w CROSS JOIN leads ON leads.id = w.id
    CROSS JOIN contacts ON contacts.id = leads.contact_id AND contacts.org_id = leads.org_id
    WHERE ${and(sql`1`, isNew, ...valueFilters(place.query))} ORDER BY w.seq ${order} LIMIT ${wanted}`
}

/** Every lead of the statuses on the stretch. Those in a call are `dialing`, whatever is stored. */
function source({ query, campaignId, after }: Place, end: Stretch['upTo']): SQL {
  const { behind, upTo } = wayOf(query)
  const range = and(
    sql`x.campaign_id = ${campaignId}`,
    after === null ? undefined : sql`x.seq ${behind} ${after}`,
    end === null ? undefined : sql`x.seq ${upTo} ${end}`,
  )
  const { statuses } = query
  if (!statuses) return sql`(SELECT x.id, x.seq FROM leads x INDEXED BY leads_by_seq WHERE ${range})`
  const calls = sql`(SELECT value FROM json_each(${bindList(query.inFlight)}))`
  const isStored = sql`${range} AND (x.status = 'dialing' OR x.id NOT IN ${calls})`
  if (statuses.length === 1 && statuses[0] !== 'dialing')
    return sql`(SELECT x.id, x.seq FROM leads x INDEXED BY leads_by_status WHERE x.status = ${statuses[0]} AND ${isStored})`
  const stored = sql`SELECT x.id, x.seq FROM json_each(${bindList(statuses)}) s
    CROSS JOIN leads x INDEXED BY leads_by_status ON x.status = s.value AND ${isStored}`
  if (!statuses.includes('dialing')) return sql`(${stored})`
  return sql`(${stored} UNION ALL SELECT x.id, x.seq FROM ${calls} f CROSS JOIN leads x
    ON x.id = f.value AND x.status <> 'dialing' AND ${range})`
}

/** Contacts looked at for the leads that an index knows. */
const CONTACTS_READ = 2_000

/**
 * Ids of leads whose email or phone begins with what is searched for: at most so many, found without a walk. Names are walked: an index on
 * them would cost another billed row for every person imported.
 */
export function knownLeadIds(query: LeadQuery, orgId: string, campaignId: string, count: number): SQL {
  const q = (query.q ?? '').toLowerCase()
  const people = query.phones
    ? sql`SELECT p.contact_id AS id FROM json_each(${bindList(query.phones.prefixes)}) j CROSS JOIN contact_phones p
        ON p.org_id = ${orgId} AND p.e164 >= j.value AND p.e164 < j.value || ${endOf('')} LIMIT ${CONTACTS_READ}`
    : sql`SELECT c.id FROM contacts c INDEXED BY contacts_by_email WHERE c.org_id = ${orgId}
          AND c.email >= ${q} AND c.email < ${endOf(q)} LIMIT ${CONTACTS_READ}`
  return sql`SELECT leads.id FROM (${people}) people CROSS JOIN leads INDEXED BY leads_by_contact
      ON leads.contact_id = people.id AND leads.campaign_id = ${campaignId} AND leads.org_id = ${orgId}
    CROSS JOIN contacts ON contacts.id = leads.contact_id AND contacts.org_id = leads.org_id
    WHERE ${and(sql`1`, ...leadFilters(query))} LIMIT ${count}`
}
