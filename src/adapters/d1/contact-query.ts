import { and, type SQL, sql } from 'drizzle-orm'
import type { ResolvedFilter } from '../../app/contacts/filter.ts'
import { firstIdAt } from '../ids.ts'
import { bindList } from './json-column.ts'
import { contacts } from './schema.ts'
import { endOf } from './walk.ts'

/**
 * The address book as a query. Its order is its key, (org_id, id); what no index answers is asked of the rows that are walked. An index on
 * names would cost one more billed row for everybody who is imported.
 */

/** Whoever was merged away or erased is in no list. */
export const IS_SOMEBODY = sql`${contacts.mergedInto} IS NULL AND ${contacts.erasedAt} IS NULL`

export function contactFilters(orgId: string, filter: ResolvedFilter): SQL[] {
  const { q, tag, campaignId, notInCampaignId, importId, state, country, has, suppressed, createdFrom, createdTo } =
    filter
  return [
    IS_SOMEBODY,
    tag === undefined
      ? undefined
      : sql`EXISTS (SELECT 1 FROM json_each(CASE WHEN json_valid(${contacts.tags}) THEN ${contacts.tags} ELSE '[]' END) t WHERE t.value = ${tag})`,
    campaignId === undefined ? undefined : isLeadOf(orgId, campaignId),
    notInCampaignId === undefined ? undefined : sql`NOT ${isLeadOf(orgId, notInCampaignId)}`,
    importId === undefined
      ? undefined
      : sql`(${contacts.lastImportId} = ${importId} OR ${contacts.createdImportId} = ${importId})`,
    state === undefined ? undefined : addressIs('state', state),
    country === undefined ? undefined : addressIs('country', country),
    ...(has ?? []).map((what) => hasFilter(what, filter.at)),
    suppressed === undefined ? undefined : suppressed ? isSuppressed : sql`NOT ${isSuppressed}`,
    createdFrom === undefined ? undefined : sql`${contacts.createdAt} >= ${createdFrom}`,
    createdTo === undefined ? undefined : sql`${contacts.createdAt} < ${createdTo}`,
    q ? textFilter(q, filter.phones) : undefined,
  ].filter((it) => it !== undefined)
}

/** Bounds of the ids, which begin with the time they were made. */
export function idBounds({ createdFrom, createdTo, slackMs }: ResolvedFilter): { from?: string; before?: string } {
  return {
    ...(createdFrom !== undefined && { from: firstIdAt('con', createdFrom - slackMs) }),
    ...(createdTo !== undefined && { before: firstIdAt('con', createdTo + slackMs) }),
  }
}

const isLeadOf = (orgId: string, campaignId: string) =>
  sql`EXISTS (SELECT 1 FROM leads l INDEXED BY leads_by_contact
    WHERE l.contact_id = ${contacts.id} AND l.campaign_id = ${campaignId} AND l.org_id = ${orgId})`

const addressIs = (part: 'state' | 'country', value: string) =>
  sql`lower(CASE WHEN json_valid(${contacts.address}) THEN ${contacts.address} ->> ${`$.${part}`} END) = ${value.toLowerCase()}`

function hasFilter(what: 'phone' | 'email' | 'consent', at: number): SQL {
  switch (what) {
    case 'phone':
      return sql`instr(${contacts.phones}, '"e164":"+') > 0`
    case 'email':
      return sql`${contacts.email} IS NOT NULL`
    // consentHolds of the domain, told in SQL.
    case 'consent':
      return sql`(json_valid(${contacts.consent}) AND ${contacts.consent} ->> '$.type' IN ('express', 'written')
        AND coalesce(${contacts.consent} ->> '$.at', 0) <= ${at}
        AND coalesce(${contacts.consent} ->> '$.expires_at', ${at} + 1) > ${at}
        AND coalesce(${contacts.consent} ->> '$.revoked_at', ${at} + 1) > ${at})`
  }
}

const isSuppressed = sql`(EXISTS (SELECT 1 FROM json_each(CASE WHEN json_valid(${contacts.phones}) THEN ${contacts.phones} ELSE '[]' END) e
    CROSS JOIN suppressions s ON s.org_id = ${contacts.orgId} AND s.kind = 'phone' AND s.value = e.value ->> '$.e164')
  OR EXISTS (SELECT 1 FROM suppressions s WHERE s.org_id = ${contacts.orgId} AND s.kind = 'email' AND s.value = ${contacts.email})
  OR EXISTS (SELECT 1 FROM suppressions s INDEXED BY suppressions_by_contact
    WHERE s.contact_id = ${contacts.id} AND s.contact_id IS NOT NULL AND s.org_id = ${contacts.orgId}))`

/** instr and not LIKE: D1 refuses LIKE patterns over 50 bytes, and the text needs no escaping. */
function textFilter(q: string, phones: ResolvedFilter['phones']): SQL {
  const lower = q.toLowerCase()
  const digits = q.replaceAll(/\D/g, '')
  const isPhone = digits.length >= 3 && !/[a-z@]/i.test(q)
  const begins = (phones?.prefixes ?? []).map((it) => sql`instr(${contacts.phones}, ${`"e164":"${it}`}) > 0`)
  const ways = [
    sql`instr(lower(${contacts.name}), ${lower}) > 0`,
    sql`instr(${contacts.name}, ${q}) > 0`,
    sql`instr(lower(${contacts.email}), ${lower}) > 0`,
    sql`${contacts.externalId} = ${q}`,
    ...(isPhone ? [sql`instr(${contacts.phones}, ${digits}) > 0`] : []),
    ...begins,
  ]
  return sql`(${sql.join(ways, sql` OR `)})`
}

/** Contacts looked at for those that an index knows. */
const LOOKED_UP = 2_000

/** Ids of contacts whose phone or email begins with what is searched for, or whom the CRM calls so: at most so many, found without a walk. */
export function knownContactIds(orgId: string, filter: ResolvedFilter, count: number): SQL {
  const q = filter.q ?? ''
  const lower = q.toLowerCase()
  const people = filter.phones
    ? sql`SELECT p.contact_id AS id FROM json_each(${bindList(filter.phones.prefixes)}) j CROSS JOIN contact_phones p
        ON p.org_id = ${orgId} AND p.e164 >= j.value AND p.e164 < j.value || ${endOf('')} LIMIT ${LOOKED_UP}`
    : sql`SELECT c.id FROM contacts c INDEXED BY contacts_by_email WHERE c.org_id = ${orgId}
        AND c.email >= ${lower} AND c.email < ${endOf(lower)} LIMIT ${LOOKED_UP}`
  return sql`SELECT ${contacts.id} FROM (SELECT c.id FROM contacts c INDEXED BY contacts_by_external_id
        WHERE c.org_id = ${orgId} AND c.external_id = ${q} UNION SELECT id FROM (${people})) people
    CROSS JOIN ${contacts} ON ${contacts.orgId} = ${orgId} AND ${contacts.id} = people.id
    WHERE ${and(sql`1`, ...contactFilters(orgId, filter))} LIMIT ${count}`
}
