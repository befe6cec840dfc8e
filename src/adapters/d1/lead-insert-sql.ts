import { LEAD_STATUSES } from '../../domain/lead.ts'
import { STOPS_CALLS } from './suppressed-sql.ts'

/**
 * The statements of `lead-insert-store.ts`, run as one batch, which is one transaction. The guards come first: `json('…')` of
 * something that is not JSON is an error, and an error in any statement undoes them all. That way no later statement needs to
 * know whether the plan still holds, and counters can be computed beforehand. `?1` of the bulk statements is a JSON list of rows.
 * CROSS JOIN keeps the list on the outside, so that each row costs a seek.
 */

/** A statement that undoes the whole batch when the condition does not hold. */
export const orAbort = (condition: string, why: string) =>
  `SELECT json(CASE WHEN ${condition} THEN '1' ELSE '${why}' END)`

export const GUARD_IMPORT = orAbort(
  `EXISTS (SELECT 1 FROM imports WHERE id = ?1 AND org_id = ?2 AND chunk = ?3 AND status IN ('queued', 'running'))`,
  'stale chunk',
)

/** ?1 emails that were nobody's when the plan was made. For phones, external ids and leads the primary and unique keys say it. */
export const GUARD_NEW = orAbort(
  `(?3 IS NULL OR EXISTS (SELECT 1 FROM campaigns WHERE id = ?3 AND org_id = ?2))
   AND NOT EXISTS (SELECT 1 FROM json_each(?1) j CROSS JOIN contacts c INDEXED BY contacts_by_email ON c.org_id = ?2 AND c.email = j.value)`,
  'somebody is new no more',
)

/** ?1 [contact, updated_at as read], ?2 [lead, status as read, or null: any]. Leads that are removed are guarded by what is deleted as well (lead-delete-sql.ts). */
export const GUARD_CHANGED = orAbort(
  `NOT EXISTS (SELECT 1 FROM json_each(?1) j LEFT JOIN contacts c ON c.org_id = ?3 AND c.id = j.value->>0
     WHERE c.id IS NULL OR c.updated_at <> j.value->>1)
   AND NOT EXISTS (SELECT 1 FROM json_each(?2) j LEFT JOIN leads l ON l.id = j.value->>0
     WHERE l.status IS NOT coalesce(j.value->>1, l.status) OR l.id IS NULL)`,
  'somebody was changed',
)

const EACH = 'WITH j AS MATERIALIZED (SELECT ?2 AS org_id, value FROM json_each(?1))'

export const INSERT_CONTACTS = `
  INSERT INTO contacts (id, org_id, name, email, phones, zone, tags, address, consent, properties, external_id, last_import_id,
    created_import_id, created_at, updated_at)
  SELECT j.value->>0, ?2, j.value->>1, j.value->>2, j.value->3, j.value->>4, j.value->5, j.value->>6, j.value->>7, j.value->8,
    j.value->>9, ?3, ?3, ?4, ?4 FROM json_each(?1) j`

/** Of those that named a contact, so many are remembered. */
const MOST_LISTS = 20

/** The version grows with what a permit was asked for under: a list that changes none of it disturbs nobody in the queue. Without the email and the external id: naming an indexed column costs a row more even when it stays the same. MATERIALIZED, with the scope as a column, keeps the list on the outside (see settle-sql.ts). */
export const UPDATE_CONTACTS = `
  ${EACH}
  UPDATE contacts SET name = j.value->>1, phones = j.value->3, zone = j.value->>4, tags = j.value->5,
    address = j.value->>6, consent = j.value->>7, version = version + (zone IS NOT j.value->>4 OR phones IS NOT j.value->3
      OR address IS NOT j.value->>6 OR consent IS NOT j.value->>7),
    properties = j.value->8, last_import_id = coalesce(?3, last_import_id), updated_at = max(updated_at + 1, ?4),
    named_by = CASE WHEN ?3 IS NULL THEN named_by ELSE json_insert(CASE WHEN json_array_length(named_by) < ${MOST_LISTS} THEN named_by
      ELSE json_remove(named_by, '$[0]') END, '$[#]', ?3) END
  FROM j WHERE contacts.org_id = j.org_id AND contacts.id = j.value->>0`

export const UPDATE_EMAILS = `
  ${EACH}
  UPDATE contacts SET email = j.value->>1 FROM j WHERE contacts.org_id = j.org_id AND contacts.id = j.value->>0`

export const UPDATE_EXTERNAL_IDS = `
  ${EACH}
  UPDATE contacts SET external_id = j.value->>1 FROM j WHERE contacts.org_id = j.org_id AND contacts.id = j.value->>0`

/** ?1 [entry, contact, details], ?3 actor. */
export const INSERT_CONSENT_AUDIT = `
  INSERT INTO audit_log (org_id, id, actor, action, subject, details, at)
  SELECT ?2, j.value->>0, ?3, 'consent.recorded', j.value->>1, j.value->2, ?4 FROM json_each(?1) j`

/** ?1 organization, ?2 entry, ?3 actor, ?4 action, ?5 subject, ?6 details, ?7 now. */
export const INSERT_AUDIT = `
  INSERT INTO audit_log (org_id, id, actor, action, subject, details, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`

export const INSERT_PHONES = `
  INSERT INTO contact_phones (org_id, e164, contact_id) SELECT ?2, j.value->>0, j.value->>1 FROM json_each(?1) j`

export const INSERT_LEADS = `
  INSERT INTO leads (id, org_id, campaign_id, contact_id, seq, priority, status, status_reason, phone_position, variables,
    unmet, import_id, created_at, updated_at)
  SELECT j.value->>0, ?2, ?3, j.value->>1, (SELECT lead_seq FROM campaigns WHERE id = ?3) + 1 + (j.value->>2), j.value->>3,
    j.value->>4, j.value->>5, j.value->>6, j.value->7, j.value->>8, ?4, ?5, ?5
  FROM json_each(?1) j`

/** Characters of all a lead's texts as JSON, at about which lists add none any more: twice what one row may bring. */
const MOST_TEXTS = 64_000
/** Texts given anew replace the old ones; what the row does not have stays. There is an end to those of ever other names. */
export const UPDATE_LEADS = `
  UPDATE leads SET updated_at = ?3, variables = CASE
    WHEN length(variables) + length(j.value->1) <= ${MOST_TEXTS} THEN json_patch(variables, j.value->1)
    ELSE json_patch(variables, (SELECT json_group_object(e.key, e.value) FROM json_each(j.value->1) e
      WHERE e.key IN (SELECT key FROM json_each(leads.variables)))) END
  FROM json_each(?1) j WHERE leads.id = j.value->>0 AND leads.org_id = ?2`

/** A new seq, so that the campaign's object, which pulls by seq, sees the lead as one it has not had. ?1 [lead, place, status, phone or null: as it is]. */
export const REVIVE_LEADS = `
  UPDATE leads SET status = j.value->>2, status_reason = NULL, phone_position = coalesce(j.value->>3, phone_position), updated_at = ?4,
    seq = (SELECT lead_seq FROM campaigns WHERE id = ?3) + 1 + (j.value->>1)
  FROM json_each(?1) j WHERE leads.id = j.value->>0 AND leads.org_id = ?2`

export const COUNT_SEQ = 'UPDATE campaigns SET lead_seq = lead_seq + ?3 WHERE id = ?1 AND org_id = ?2'

/** ?1 [lead], switched off by whoever gave them. */
export const DISABLE_LEADS = `
  UPDATE leads SET status = 'disabled', status_reason = 'removed', next_due_at = NULL, updated_at = ?3
  FROM json_each(?1) j WHERE leads.id = j.value AND leads.org_id = ?2`

const SUMS = LEAD_STATUSES.map((status) => `s_${status}`)
/** ?2 {status: how many more, or less}. */
export const COUNT_LEADS = `
  INSERT INTO campaign_stats (campaign_id, ${SUMS.join(', ')})
  SELECT ?1, ${LEAD_STATUSES.map((status) => `coalesce(?2->>'${status}', 0)`).join(', ')} WHERE true
  ON CONFLICT (campaign_id) DO UPDATE SET ${SUMS.map((sum) => `${sum} = ${sum} + excluded.${sum}`).join(', ')}`

export const ADVANCE_IMPORT = `
  UPDATE imports SET chunk = chunk + 1, status = ?3, cursor = ?4, rows = ?5, processed = ?6, created = ?7, updated = ?8,
    duplicate = ?9, rejected = ?10, skipped = ?11, disqualified = ?12, errors = ?13, failure = ?14, finished_at = ?15
  WHERE id = ?1 AND org_id = ?2`

/** Between these lies what the import gave, for undoing it. ?3 campaign, ?4 leads that were given a seq, ?5 and ?6 contacts. After COUNT_SEQ. */
export const NOTE_RANGE = `
  UPDATE imports SET first_seq = coalesce(first_seq, c.first), last_seq = coalesce(c.last, last_seq),
    first_contact_id = coalesce(min(first_contact_id, ?5), ?5, first_contact_id),
    last_contact_id = coalesce(max(last_contact_id, ?6), ?6, last_contact_id)
  FROM (SELECT max(lead_seq) AS last, max(lead_seq) - ?4 + 1 AS first FROM campaigns WHERE id = ?3 AND ?4 > 0) c
  WHERE imports.id = ?1 AND imports.org_id = ?2`

/** A lead that was given another place stays one that the import it came with may take back. ?1 [lead], ?2 organization, ?3 campaign. After COUNT_SEQ. */
export const WIDEN_RANGES = `
  UPDATE imports SET last_seq = max(last_seq, (SELECT lead_seq FROM campaigns WHERE id = ?3))
  WHERE org_id = ?2 AND id IN (SELECT l.import_id FROM json_each(?1) j CROSS JOIN leads l ON l.id = j.value)`

export const PHONE_STATES = `
  SELECT j.value AS e164, p.contact_id, p.dead, s.value IS NOT NULL AS suppressed
  FROM json_each(?1) j
  LEFT JOIN contact_phones p ON p.org_id = ?2 AND p.e164 = j.value
  LEFT JOIN suppressions s ON s.org_id = ?2 AND s.value = j.value AND ${STOPS_CALLS}
  WHERE p.contact_id IS NOT NULL OR s.value IS NOT NULL`

const CONTACT_COLUMNS = `c.id, c.name, c.email, c.phones, c.zone, c.address, c.consent, c.tags, c.last_import_id, c.updated_at,
  c.properties, c.external_id, l.id AS lead_id, l.seq AS lead_seq, l.status AS lead_status, l.status_reason AS lead_reason,
  l.attempts AS lead_attempts,
  EXISTS (SELECT 1 FROM imports i WHERE i.id = l.import_id AND i.undo ->> '$.status' = 'running') AS lead_is_going`

/** Whoever was merged away or erased is nobody. ?1 what they are found by, ?2 organization, ?3 campaign. */
const contactsBy = (key: string): string => `
  SELECT ${CONTACT_COLUMNS} FROM json_each(?1) j CROSS JOIN contacts c ${key}
  LEFT JOIN leads l ON l.contact_id = c.id AND l.campaign_id = ?3
  WHERE c.merged_into IS NULL AND c.erased_at IS NULL ORDER BY c.id`
export const CONTACTS_BY_ID = contactsBy('ON c.org_id = ?2 AND c.id = j.value')
export const CONTACTS_BY_EMAIL = contactsBy('INDEXED BY contacts_by_email ON c.org_id = ?2 AND c.email = j.value')
export const CONTACTS_BY_EXTERNAL_ID = contactsBy(
  'INDEXED BY contacts_by_external_id ON c.org_id = ?2 AND c.external_id = j.value',
)
