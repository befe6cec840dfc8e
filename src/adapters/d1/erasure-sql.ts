import { LEAD_STATUSES } from '../../domain/lead.ts'

/**
 * The statements of an erasure. ?1 is the organization. The job goes through tables by their keys, a bounded part at a time: what is said of
 * a person stands in texts that no index knows.
 */

/** The guards of contact-merge-sql.ts stand before these, in one batch. ?2 entries as JSON. */
export const SUPPRESS = `
INSERT INTO suppressions (org_id, kind, value, id, reason, source, created_at, channel, evidence)
SELECT ?1, j.value->>'kind', j.value->>'value', j.value->>'id', j.value->>'reason', j.value->>'source', j.value->>'createdAt',
  j.value->>'channel', '' FROM json_each(?2) j WHERE true
ON CONFLICT DO UPDATE SET reason = excluded.reason, source = excluded.source, channel = excluded.channel, evidence = '',
  contact_id = NULL, attempt_id = NULL`

/** Entries for phones the person no longer has. ?2 contacts, ?3 reason, ?4 source. */
export const CLEAN_SUPPRESSIONS = `
WITH j AS MATERIALIZED (SELECT s.kind, s.value, s.org_id FROM json_each(?2) i
  CROSS JOIN suppressions s INDEXED BY suppressions_by_contact ON s.contact_id = i.value AND s.contact_id IS NOT NULL AND s.org_id = ?1)
UPDATE suppressions SET reason = ?3, source = ?4, evidence = '', contact_id = NULL, attempt_id = NULL,
  channel = CASE suppressions.kind WHEN 'email' THEN 'email' ELSE 'all' END
FROM j WHERE suppressions.org_id = j.org_id AND suppressions.kind = j.kind AND suppressions.value = j.value`

/** Never restarted, as `skipped` leads are. The object ends those whose conversation is over itself. */
export const WAITING = LEAD_STATUSES.filter((status) =>
  ['pending', 'planning', 'awaiting_approval', 'dialing', 'retry', 'rescheduled', 'disabled'].includes(status),
)

/** ?2 leads, ?3 statuses that end. */
export const COUNT_ERASED = `
WITH j AS MATERIALIZED (SELECT l.campaign_id, ${LEAD_STATUSES.map((it) => `sum(l.status = '${it}') AS ${it}`).join(', ')}, count(*) AS n
  FROM json_each(?2) i CROSS JOIN leads l ON l.id = i.value AND l.org_id = ?1
  WHERE l.status IN (SELECT value FROM json_each(?3)) GROUP BY l.campaign_id)
UPDATE campaign_stats SET ${LEAD_STATUSES.map((it) => `s_${it} = s_${it} - j.${it}${it === 'skipped' ? ' + j.n' : ''}`).join(', ')}
FROM j WHERE campaign_stats.campaign_id = j.campaign_id`

/** ?2 leads, ?3 statuses that end, ?4 now. */
export const ERASE_LEADS = `
UPDATE leads SET variables = '{}', unmet = NULL, updated_at = ?4,
  status_reason = CASE WHEN status IN (SELECT value FROM json_each(?3)) THEN 'erased' ELSE status_reason END,
  next_due_at = CASE WHEN status IN (SELECT value FROM json_each(?3)) THEN NULL ELSE next_due_at END,
  status = CASE WHEN status IN (SELECT value FROM json_each(?3)) THEN 'skipped' ELSE status END
WHERE org_id = ?1 AND id IN (SELECT value FROM json_each(?2))`

/** ?2 phones, ?3 contacts. */
export const DELETE_PHONES = `
DELETE FROM contact_phones WHERE org_id = ?1 AND e164 IN (SELECT value FROM json_each(?2))
  AND contact_id IN (SELECT value FROM json_each(?3))`

/** ?2 contacts, ?3 now. */
export const ERASE_CONTACTS = `
UPDATE contacts SET name = '', email = NULL, phones = '[]', tags = '[]', properties = '{}', zone = NULL, address = NULL, consent = NULL,
  external_id = NULL, erased_at = ?3, version = version + 1, updated_at = max(updated_at + 1, ?3)
WHERE org_id = ?1 AND id IN (SELECT value FROM json_each(?2))`

export const INSERT_ERASURE = `
INSERT INTO erasures (org_id, id, contact_id, requested_by, reason, status, progress, requested_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`

/** Attempts are kept apart: they are noted with their own change. ?2 erasure, ?3 what to set. */
export const ADVANCE = `UPDATE erasures SET progress = json_patch(progress, ?3) WHERE org_id = ?1 AND id = ?2 AND status = 'running'`
/** ?2 erasure, ?3 what to set, ?4 now. A key that is set to null is taken out. */
export const FINISH = `
UPDATE erasures SET progress = json_patch(progress, ?3), status = 'completed', finished_at = ?4
WHERE org_id = ?1 AND id = ?2 AND status = 'running'`

/** Rows looked at in one slice. */
export const SLICE = 20_000

/** The last row of the slice behind ?2. */
export const horizonOf = (table: string, key: string, rows: number): string =>
  `SELECT ${key} AS key FROM ${table} WHERE org_id = ?1 AND ${key} > ?2 ORDER BY ${key} LIMIT 1 OFFSET ${rows - 1}`

/** ?2 and ?3 the slice, ?4 contacts. */
export const ATTEMPTS = `
SELECT a.id, a.campaign_id AS campaignId, a.recording_url AS recordingUrl,
  a.id > (SELECT o.proof_sealed_to FROM organizations o WHERE o.id = ?1) AS unsealed
FROM attempts a WHERE a.org_id = ?1 AND a.id > ?2 AND a.id <= ?3 AND a.erased_at IS NULL
  AND a.contact_id IN (SELECT value FROM json_each(?4)) ORDER BY a.id`

/** What the proof chain is told by: written with the change itself. ?2 erasure, ?3 attempts. */
export const NOTE_ATTEMPTS = `
UPDATE erasures SET progress = json_set(progress, '$.attempts', (SELECT json_group_array(value) FROM (
  SELECT value FROM json_each(erasures.progress, '$.attempts') UNION SELECT value FROM json_each(?3))))
WHERE org_id = ?1 AND id = ?2`

/** ?2 attempts, ?3 the erasure as the proof says it, ?4 now. */
export const ERASE_ATTEMPTS = `
UPDATE attempts SET phone = '', proof = ?3, summary = NULL, recording_url = NULL, transcript_key = NULL, carrier_call_id = NULL,
  erased_at = ?4
WHERE org_id = ?1 AND id IN (SELECT value FROM json_each(?2)) AND erased_at IS NULL`

/** ?2 and ?3 the slice, ?4 contacts, ?5 phones. */
export const INBOUND = `
SELECT i.id, i.recording_url AS recordingUrl, i.transcript_key AS transcriptKey FROM inbound_conversations i
WHERE i.org_id = ?1 AND i.id > ?2 AND i.id <= ?3
  AND (i.contact_id IN (SELECT value FROM json_each(?4)) OR i.phone IN (SELECT value FROM json_each(?5)))`

/** ?2 conversations. */
export const ERASE_INBOUND = `
UPDATE inbound_conversations SET phone = '', body = '', summary = NULL, recording_url = NULL, transcript_key = NULL, reason = '', heard = ''
WHERE org_id = ?1 AND id IN (SELECT value FROM json_each(?2))`

/** One of the texts (?4, lower case) stands in it. */
const names = (text: string): string =>
  `EXISTS (SELECT 1 FROM json_each(?4) n WHERE instr(lower(${text}), n.value) > 0)`
const RANGE = (key: string): string => `org_id = ?1 AND ${key} > ?2 AND ${key} <= ?3`

/** ?2 and ?3 the slice, ?4 texts, ?5 now. */
export const ERASE_TEXTS = {
  // Who did what when stays; that of this erasure says nothing of the person.
  audit: [
    `UPDATE audit_log SET details = '{"erased":true}' WHERE ${RANGE('id')} AND action <> 'contact.erased' AND details <> '{}'
     AND ${names('subject || details')} AND ?5 = ?5`,
  ],
  events: [
    // What nobody was told yet is not told any more.
    `UPDATE webhook_deliveries SET state = 'failed', last_error = 'the person was erased' WHERE org_id = ?1 AND state = 'pending'
     AND endpoint_id IN (SELECT e.id FROM webhook_endpoints e WHERE e.org_id = ?1)
     AND event_id IN (SELECT id FROM webhook_events WHERE ${RANGE('id')} AND ${names('data')}) AND ?5 = ?5`,
    `UPDATE webhook_events SET data = '{"erased":true}' WHERE ${RANGE('id')} AND ${names('data')} AND ?5 = ?5`,
  ],
  stuck: [
    `UPDATE stuck_items SET payload = '{}', error = 'erased', resolved_at = coalesce(resolved_at, ?5),
       resolution = coalesce(resolution, 'discarded') WHERE ${RANGE('id')} AND ${names('subject || error || payload')}`,
  ],
  replays: [`DELETE FROM idempotency_keys WHERE ${RANGE('key')} AND ${names("key || coalesce(body, '')")} AND ?5 = ?5`],
} as const

/** A kept answer may have 900 KB. */
export const TEXT_TABLES = {
  audit: { table: 'audit_log', key: 'id', rows: 5_000 },
  events: { table: 'webhook_events', key: 'id', rows: 5_000 },
  stuck: { table: 'stuck_items', key: 'id', rows: 500 },
  replays: { table: 'idempotency_keys', key: 'key', rows: 200 },
} as const

/** Those that hold a list of their own. ?2 the one before. */
export const NEXT_IMPORT = `
SELECT i.id, i.file_key AS fileKey, i.status NOT IN ('queued', 'running') AS isOver, i.file_deleted_at AS fileDeletedAt,
  (SELECT m.file_key FROM mails m WHERE m.org_id = i.org_id AND m.campaign_id = i.campaign_id AND m.id = i.mail_id) AS mailFileKey
FROM imports i INDEXED BY imports_by_org WHERE i.org_id = ?1 AND i.id > ?2 ORDER BY i.id LIMIT 1`

/** ?2 import, ?3 now. */
export const ERASE_IMPORT = `
UPDATE imports SET errors = '[]', filename = '', file_deleted_at = ?3 WHERE org_id = ?1 AND id = ?2`
export const ERASE_MAIL = `
UPDATE mails SET file_key = NULL WHERE org_id = ?1 AND (campaign_id, id) IN (
  SELECT i.campaign_id, i.mail_id FROM imports i WHERE i.id = ?2 AND i.org_id = ?1 AND i.mail_id IS NOT NULL)`

/** Those that are no import by now. ?2 the one before. */
export const NEXT_UPLOAD = `
SELECT u.id, u.file_key AS fileKey FROM uploads u WHERE u.org_id = ?1 AND u.id > ?2 ORDER BY u.id LIMIT 1`
export const DELETE_UPLOAD = 'DELETE FROM uploads WHERE org_id = ?1 AND id = ?2'

export const ERASURES = 'SELECT * FROM erasures WHERE org_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3'
export const ERASURE = 'SELECT * FROM erasures WHERE org_id = ?1 AND id = ?2'
export const RUNNING = `SELECT id, org_id AS orgId FROM erasures INDEXED BY erasures_running WHERE status = 'running' ORDER BY id LIMIT ?1`
