import { LEAD_STATUSES } from '../../domain/lead.ts'
import { orAbort } from './lead-insert-sql.ts'

/** The statements of a merge, run as one batch. The guards come first: what was read still stands, and nobody is in a call. ?1 is the organization. */

/** ?2 [contact, updated_at, version] of so many. */
export const guardPeople = (count: number): string =>
  orAbort(
    `(SELECT count(*) FROM json_each(?2) j CROSS JOIN contacts c ON c.org_id = ?1 AND c.id = j.value->>0
    WHERE c.updated_at = j.value->>1 AND c.version = j.value->>2 AND c.merged_into IS NULL AND c.erased_at IS NULL) = ${count}`,
    'somebody was changed',
  )

/** ?2 [lead, contact, status, attempts, phone attempts], ?3 the contacts. */
export const GUARD_LEADS = orAbort(
  `(SELECT count(*) FROM json_each(?2) j CROSS JOIN leads l ON l.id = j.value->>0
    WHERE l.org_id = ?1 AND l.contact_id = j.value->>1 AND l.status = j.value->>2 AND l.attempts = j.value->>3
      AND l.phone_attempts = j.value->>4) = json_array_length(?2)
   AND (SELECT count(*) FROM json_each(?3) p CROSS JOIN leads l INDEXED BY leads_by_contact ON l.contact_id = p.value
    WHERE l.org_id = ?1) = json_array_length(?2)`,
  'a lead was changed',
)

/** ?2 phones. */
export const GUARD_CALLS = orAbort(
  `NOT EXISTS (SELECT 1 FROM json_each(?2) j CROSS JOIN attempts a INDEXED BY attempts_by_phone
    ON a.org_id = ?1 AND a.phone = j.value WHERE a.state <> 'settled')`,
  'somebody is in a call',
)

/** ?2 [campaign, lead] of the leads that end, one a campaign. */
export const COUNT_SKIPPED = `
WITH j AS MATERIALIZED (SELECT l.campaign_id, l.status FROM json_each(?2) i CROSS JOIN leads l ON l.id = i.value->>1 AND l.org_id = ?1)
UPDATE campaign_stats SET ${LEAD_STATUSES.map((status) => `s_${status} = s_${status} - (j.status = '${status}')${status === 'skipped' ? ' + 1' : ''}`).join(', ')}
FROM j WHERE campaign_stats.campaign_id = j.campaign_id`

/** A contact is in a campaign once: the two change places by way of nobody. ?2 leads, ?3 now, ?4 why. */
export const SKIP_LEADS = `
UPDATE leads SET contact_id = 'merging ' || id, status = 'skipped', status_reason = ?4, next_due_at = NULL, updated_at = ?3
WHERE org_id = ?1 AND id IN (SELECT value FROM json_each(?2))`

/** ?2 [lead, phone attempts, position, attempts, ever answered, last called], ?3 now, ?4 whose they are. */
export const KEEP_LEADS = `
WITH j AS MATERIALIZED (SELECT ?1 AS org_id, value FROM json_each(?2))
UPDATE leads SET contact_id = ?4, phone_attempts = j.value->1, phone_position = j.value->>2, attempts = j.value->>3,
  ever_answered = j.value->>4, last_called_at = j.value->>5, updated_at = ?3
FROM j WHERE leads.id = j.value->>0 AND leads.org_id = j.org_id`

/** ?2 leads, ?3 the tombstone. */
export const LEAVE_LEADS = `
UPDATE leads SET contact_id = ?3 WHERE org_id = ?1 AND id IN (SELECT value FROM json_each(?2))`

/** ?2 the other, ?3 the one it goes into, ?4 now. */
export const BURY = `
UPDATE contacts SET email = NULL, phones = '[]', tags = '[]', properties = '{}', external_id = NULL, zone = NULL, address = NULL,
  consent = NULL, merged_into = ?3, version = version + 1, updated_at = max(updated_at + 1, ?4)
WHERE org_id = ?1 AND id = ?2`

/** Those that were merged into the other before. ?2 the other, ?3 the one it goes into. */
export const FOLLOW = `
UPDATE contacts SET merged_into = ?3 WHERE org_id = ?1 AND id IN (
  SELECT m.id FROM contacts m INDEXED BY contacts_by_merged WHERE m.org_id = ?1 AND m.merged_into = ?2 AND m.merged_into IS NOT NULL)`

/** ?2 contact, ?3 now, then its fields. */
export const JOIN_PERSON = `
UPDATE contacts SET name = ?4, email = ?5, phones = ?6, tags = ?7, properties = ?8, zone = ?9, address = ?10, consent = ?11,
  external_id = ?12, version = version + 1, updated_at = max(updated_at + 1, ?3)
WHERE org_id = ?1 AND id = ?2`

/** What was found out about a phone goes with it. ?2 phones of the other, ?3 the other, ?4 the one it goes into. */
export const MOVE_PHONES = `
UPDATE contact_phones SET contact_id = ?4
WHERE org_id = ?1 AND e164 IN (SELECT value FROM json_each(?2)) AND contact_id = ?3`

/** ?2 the other, ?3 the one it goes into. */
export const MOVE_SUPPRESSIONS = `
UPDATE suppressions INDEXED BY suppressions_by_contact SET contact_id = ?3
WHERE contact_id = ?2 AND contact_id IS NOT NULL AND org_id = ?1`

/** ?2 entries of the log. */
export const INSERT_AUDIT = `
INSERT INTO audit_log (org_id, id, actor, action, subject, details, at)
SELECT ?1, j.value->>'id', j.value->>'actor', j.value->>'action', j.value->>'subject', j.value->'details', j.value->>'at'
FROM json_each(?2) j`

/** ?2 contacts. */
export const MERGING_LEADS = `
SELECT l.id, l.campaign_id AS campaignId, l.contact_id AS contactId, l.status, l.attempts, l.phone_attempts AS phoneAttempts,
  l.phone_position AS phonePosition, l.ever_answered AS everAnswered, l.last_called_at AS lastCalledAt
FROM json_each(?2) p CROSS JOIN leads l INDEXED BY leads_by_contact ON l.contact_id = p.value WHERE l.org_id = ?1`
