import type { HistoryEvent, HistoryStore } from '../../app/contacts/history.ts'
import { fromRow } from './contact-view.ts'
import { cutPage, decodeCursor } from './cursor.ts'
import { bindList, readJson } from './json-column.ts'
import type { contacts } from './schema.ts'

/**
 * What happened with a person, out of five tables. Ids say when they were made, behind their prefix, so that the sources are read by their
 * indexes behind one and the same place, newest first, and laid together. ?1 organization, ?2 contacts, ?3 leads, ?4 before this place,
 * ?5 limit.
 */
const AFTER_ALL = '\u{10ffff}'

const campaignName = (of: string): string =>
  `(SELECT m.name FROM campaigns m WHERE m.id = ${of}.campaign_id AND m.org_id = ${of}.org_id) AS campaignName`

const LEADS = `
SELECT 'lead' AS kind, l.id, l.created_at AS at, l.status AS what, l.contact_id AS contactId, l.id AS leadId, l.campaign_id AS campaignId,
  ${campaignName('l')}, NULL AS actor, json_object('status_reason', l.status_reason, 'import_id', l.import_id) AS details
FROM json_each(?3) i CROSS JOIN leads l ON l.id = i.value AND l.org_id = ?1
WHERE l.id < 'led_' || ?4 AND ?2 = ?2 ORDER BY l.id DESC LIMIT ?5`

const CALL_COLUMNS = `'call' AS kind, a.id, a.permitted_at AS at, coalesce(a.disposition, a.state) AS what, a.contact_id AS contactId,
  a.lead_id AS leadId, a.campaign_id AS campaignId, ${campaignName('a')}, NULL AS actor,
  json_object('to', a.phone, 'state', a.state, 'disposition', a.disposition, 'answer_status', a.answer_status,
    'talk_seconds', a.talk_seconds, 'summary', a.summary, 'has_recording', json(iif(a.recording_url IS NULL, 'false', 'true')),
    'has_transcript', json(iif(a.transcript_key IS NULL, 'false', 'true'))) AS details`
const HAPPENED = `(a.counted = 1 OR a.state <> 'settled')`

const CALLS = `
SELECT ${CALL_COLUMNS} FROM json_each(?3) i
CROSS JOIN attempts a INDEXED BY attempts_by_lead ON a.lead_id = i.value AND a.org_id = ?1 AND a.id < 'att_' || ?4
WHERE ${HAPPENED} AND ?2 = ?2 ORDER BY a.id DESC LIMIT ?5`

/** Calls for campaigns that were deleted with their leads: the phones lead to them. ?2 contacts, ?3 leads, ?6 phones. */
const CALLS_OF_PHONES = `
SELECT ${CALL_COLUMNS} FROM json_each(?6) i
CROSS JOIN attempts a INDEXED BY attempts_by_phone ON a.org_id = ?1 AND a.phone = i.value
WHERE a.id < 'att_' || ?4 AND a.contact_id IN (SELECT value FROM json_each(?2)) AND ${HAPPENED}
  AND a.lead_id NOT IN (SELECT value FROM json_each(?3)) ORDER BY a.id DESC LIMIT ?5`

const INBOUND = `
SELECT 'inbound' AS kind, n.id, n.received_at AS at, n.channel AS what, n.contact_id AS contactId, n.lead_id AS leadId,
  n.campaign_id AS campaignId, ${campaignName('n')}, NULL AS actor,
  json_object('from', n.phone, 'state', n.state, 'disposition', n.disposition, 'talk_seconds', n.talk_seconds, 'body', n.body,
    'summary', n.summary) AS details
FROM json_each(?2) i CROSS JOIN inbound_conversations n INDEXED BY inbound_by_contact
  ON n.org_id = ?1 AND n.contact_id = i.value AND n.contact_id IS NOT NULL AND n.id < 'cnv_' || ?4
WHERE ?3 = ?3 ORDER BY n.id DESC LIMIT ?5`

/** The one that created a contact, and the last that updated it: those between leave no mark. */
const IMPORTS = `
SELECT 'import' AS kind, m.id, m.created_at AS at, iif(c.created_import_id = m.id, 'created', 'updated') AS what, c.id AS contactId,
  NULL AS leadId, nullif(m.campaign_id, '') AS campaignId, ${campaignName('m')}, m.started_by AS actor,
  json_object('filename', m.filename, 'source', m.source) AS details
FROM json_each(?2) i CROSS JOIN contacts c ON c.org_id = ?1 AND c.id = i.value
CROSS JOIN json_each(json_array(c.created_import_id, nullif(c.last_import_id, c.created_import_id))) t
CROSS JOIN imports m ON m.id = t.value AND m.org_id = ?1
WHERE m.id < 'imp_' || ?4 AND ?3 = ?3 ORDER BY m.id DESC LIMIT ?5`

const CHANGES = `
SELECT 'change' AS kind, g.id, g.at, g.action AS what, NULL AS contactId, NULL AS leadId, NULL AS campaignId, NULL AS campaignName,
  g.actor, g.details, g.subject
FROM (SELECT value FROM json_each(?2) UNION ALL SELECT value FROM json_each(?3)) i
CROSS JOIN audit_log g INDEXED BY audit_by_subject ON g.org_id = ?1 AND g.subject = i.value AND g.id < 'aud_' || ?4
ORDER BY g.id DESC LIMIT ?5`

const MERGED = `
SELECT c.id, c.org_id AS orgId, c.name, c.email, c.phones, c.zone, c.tags, c.last_import_id AS lastImportId, c.created_at AS createdAt,
  c.updated_at AS updatedAt, c.address, c.consent, c.version, c.properties, c.external_id AS externalId,
  c.created_import_id AS createdImportId, c.merged_into AS mergedInto, c.erased_at AS erasedAt
FROM contacts c INDEXED BY contacts_by_merged WHERE c.org_id = ?1 AND c.merged_into = ?2 AND c.merged_into IS NOT NULL`

type Row = Omit<HistoryEvent, 'details'> & { details: string; subject?: string }

/** Where an event stands: its id behind the prefix. */
const placeOf = ({ id }: { id: string }): string => id.slice(id.indexOf('_') + 1)

export function createHistoryStore(db: D1Database): HistoryStore {
  return {
    async listMergedInto(orgId, contactId) {
      const { results } = await db.prepare(MERGED).bind(orgId, contactId).all<typeof contacts.$inferSelect>()
      return results.map(fromRow)
    },
    async listHistory(orgId, { contacts: people, leadIds }, { limit, cursor }) {
      const before = cursor === null ? AFTER_ALL : String(decodeCursor(cursor, 1)[0])
      const given = [orgId, bindList(people.map((it) => it.id)), bindList(leadIds), before, limit + 1]
      const phones = bindList(people.flatMap((it) => it.phones.flatMap((phone) => phone.e164 ?? [])))
      const found = await db.batch<Row>([
        ...[LEADS, CALLS, INBOUND, IMPORTS, CHANGES].map((sql) => db.prepare(sql).bind(...given)),
        db.prepare(CALLS_OF_PHONES).bind(...given, phones),
      ])
      const rows = found.flatMap(({ results }) => results).sort((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1))
      return cutPage(rows, limit, toEvent, (row) => [placeOf(row)])
    },
  }
}

function toEvent({ subject, details, ...row }: Row): HistoryEvent {
  const isLead = subject?.startsWith('led_')
  return {
    ...row,
    ...(subject !== undefined && (isLead ? { leadId: subject } : { contactId: subject })),
    details: readJson<Record<string, unknown>>(details),
  }
}
