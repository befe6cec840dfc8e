import { NEVER_ATTEMPTED } from './lead-delete-sql.ts'
import { orAbort } from './lead-insert-sql.ts'

/**
 * Taking an import back, slice by slice (app/imports/undo.ts). What is removed was judged a moment before; the guards say it once more in
 * the transaction that removes it, so that nobody goes who was called, edited or joined elsewhere in between.
 */

/** The newest other list into the same campaign that named the contact `n` of lead `l` and was not taken back. */
const LATER_LIST = `(SELECT b.id FROM json_each(n.named_by) e CROSS JOIN imports b ON b.id = e.value
    WHERE b.id <> l.import_id AND b.campaign_id = l.campaign_id AND b.undo IS NULL ORDER BY e.key DESC LIMIT 1)`

/** Why a lead `l` of the import stays; null: it goes. */
const LEAD_KEPT_BECAUSE = `CASE
  WHEN NOT (${NEVER_ATTEMPTED}) THEN 'called'
  WHEN EXISTS (SELECT 1 FROM contacts m INDEXED BY contacts_by_merged WHERE m.org_id = l.org_id AND m.merged_into = l.contact_id)
    THEN 'merged'
  WHEN (SELECT ${LATER_LIST} FROM contacts n WHERE n.org_id = l.org_id AND n.id = l.contact_id) IS NOT NULL THEN 'named_again'
  END`

/** ?1 campaign, ?2 and ?3 seqs (from exclusive, to inclusive), ?4 import, ?5 organization. */
export const LEADS_TO_UNDO = `
SELECT l.id, l.seq, l.contact_id, l.status, c.name, c.phones, ${LEAD_KEPT_BECAUSE} AS because
FROM leads l INDEXED BY leads_by_seq LEFT JOIN contacts c ON c.id = l.contact_id AND c.org_id = l.org_id
WHERE l.campaign_id = ?1 AND l.seq > ?2 AND l.seq <= ?3 AND l.import_id = ?4 AND l.org_id = ?5 ORDER BY l.seq`

/** Why a contact `c` that import ?2 created stays; null: it goes. Whoever changed it since wants it. */
const KEPT_BECAUSE = `CASE
  WHEN EXISTS (SELECT 1 FROM leads l INDEXED BY leads_by_contact WHERE l.contact_id = c.id AND l.import_id = ?2) THEN 'lead_stays'
  WHEN EXISTS (SELECT 1 FROM leads l INDEXED BY leads_by_contact WHERE l.contact_id = c.id) THEN 'lead_elsewhere'
  WHEN EXISTS (SELECT 1 FROM json_each(c.phones) p CROSS JOIN attempts a INDEXED BY attempts_by_phone
    ON a.org_id = c.org_id AND a.phone = p.value->>'e164') THEN 'called'
  WHEN EXISTS (SELECT 1 FROM inbound_conversations i INDEXED BY inbound_by_contact WHERE i.org_id = c.org_id AND i.contact_id = c.id)
    THEN 'wrote_in'
  WHEN EXISTS (SELECT 1 FROM suppressions s INDEXED BY suppressions_by_contact WHERE s.contact_id = c.id) THEN 'opted_out'
  WHEN EXISTS (SELECT 1 FROM contacts m INDEXED BY contacts_by_merged WHERE m.org_id = c.org_id AND m.merged_into = c.id) THEN 'merged'
  WHEN c.merged_into IS NOT NULL OR c.erased_at IS NOT NULL OR c.updated_at <> c.created_at OR c.last_import_id IS NOT ?2 THEN 'changed'
  END`

/** ?1 organization, ?2 import, ?3 and ?4 ids (from exclusive, to inclusive), ?5 rows at most. */
export const CONTACTS_TO_UNDO = `
SELECT c.id, c.name, c.phones, c.created_import_id IS ?2 AS is_its_own, CASE WHEN c.created_import_id IS ?2 THEN ${KEPT_BECAUSE} END AS because
FROM contacts c WHERE c.org_id = ?1 AND c.id > ?3 AND c.id <= ?4 ORDER BY c.id LIMIT ?5`

/** ?1 import, ?2 organization, ?3 step, ?4 the last seq as read: a lead may have been given a place behind it. */
export const GUARD_UNDO = orAbort(
  `EXISTS (SELECT 1 FROM imports WHERE id = ?1 AND org_id = ?2 AND undo ->> '$.step' = ?3 AND undo ->> '$.status' = 'running'
     AND last_seq IS ?4)`,
  'stale undo',
)

/** ?1 leads that go, ?2 import, ?3 leads that were named again. */
export const GUARD_LEADS_TO_UNDO = orAbort(
  `NOT EXISTS (SELECT 1 FROM json_each(?1) j LEFT JOIN leads l ON l.id = j.value
     WHERE l.import_id IS NOT ?2 OR ${LEAD_KEPT_BECAUSE} IS NOT NULL)
   AND NOT EXISTS (SELECT 1 FROM json_each(?3) j LEFT JOIN leads l ON l.id = j.value
     WHERE l.import_id IS NOT ?2 OR ${LEAD_KEPT_BECAUSE} IS NOT 'named_again')`,
  'somebody is needed',
)

/** ?1 leads. */
const HANDED = `WITH g AS MATERIALIZED (
  SELECT l.id, l.seq, l.org_id, n.id AS contact_id, n.created_import_id, ${LATER_LIST} AS later
  FROM json_each(?1) j CROSS JOIN leads l ON l.id = j.value CROSS JOIN contacts n ON n.org_id = l.org_id AND n.id = l.contact_id)`
/**
 * Whoever was named again is the later list's from now on, as a lead and, if this import brought them, as a contact: it may be taken back
 * too. In this order. ?1 leads, ?2 import, ?3 organization.
 */
export const WIDEN_LATER = `${HANDED}
UPDATE imports SET first_seq = min(coalesce(first_seq, h.first), h.first), last_seq = max(coalesce(last_seq, h.last), h.last),
  first_contact_id = coalesce(min(first_contact_id, h.first_id), first_contact_id, h.first_id),
  last_contact_id = coalesce(max(last_contact_id, h.last_id), last_contact_id, h.last_id)
FROM (SELECT later, min(seq) AS first, max(seq) AS last, min(CASE WHEN created_import_id = ?2 THEN contact_id END) AS first_id,
  max(CASE WHEN created_import_id = ?2 THEN contact_id END) AS last_id FROM g GROUP BY later) h
WHERE imports.id = h.later AND imports.org_id = ?3`
export const HAND_CONTACTS = `${HANDED}
UPDATE contacts SET created_import_id = g.later FROM g
WHERE contacts.org_id = g.org_id AND contacts.id = g.contact_id AND contacts.org_id = ?3 AND contacts.created_import_id = ?2`
export const HAND_LEADS = `${HANDED}
UPDATE leads SET import_id = g.later FROM g WHERE leads.id = g.id AND leads.org_id = ?3 AND leads.import_id = ?2`

/** ?1 contacts, ?2 import, ?3 organization. */
export const GUARD_CONTACTS = orAbort(
  `NOT EXISTS (SELECT 1 FROM json_each(?1) j LEFT JOIN contacts c ON c.org_id = ?3 AND c.id = j.value
     WHERE c.id IS NULL OR c.created_import_id IS NOT ?2 OR ${KEPT_BECAUSE} IS NOT NULL)`,
  'somebody is needed',
)

/** ?1 contacts, ?2 organization. */
export const DELETE_PHONES = `
DELETE FROM contact_phones WHERE org_id = ?2 AND e164 IN (
  SELECT p.value->>'e164' FROM json_each(?1) j CROSS JOIN contacts c ON c.org_id = ?2 AND c.id = j.value
  CROSS JOIN json_each(c.phones) p WHERE p.value->>'e164' IS NOT NULL)
  AND contact_id IN (SELECT value FROM json_each(?1))`

/** ?1 contacts, ?2 organization. */
export const DELETE_CONTACTS = 'DELETE FROM contacts WHERE org_id = ?2 AND id IN (SELECT value FROM json_each(?1))'

/** ?1 import, ?2 organization, ?3 undo. */
export const ADVANCE_UNDO = 'UPDATE imports SET undo = ?3 WHERE id = ?1 AND org_id = ?2'

/** Of all organizations, those that should be going on and have not since ?1 (epoch ms). */
export const STALLED_UNDOS = `
SELECT id, org_id FROM imports INDEXED BY imports_undoing WHERE undo ->> '$.status' = 'running' AND undo ->> '$.movedAt' < ?1 ORDER BY id LIMIT ?2`
