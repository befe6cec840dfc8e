/**
 * Revoking consent: on the contact's row, with an entry in the audit log that keeps what it was. Both statements belong into one batch, the
 * entry first, since it is written only for a consent that stands. Repeating them changes nothing.
 * MATERIALIZED, with the scope as a column, keeps the list on the outside (see settle-sql.ts).
 */

const STANDS = `c.consent->>'type' IN ('express', 'written') AND c.consent->>'revoked_at' IS NULL`

/** ?1 JSON list of { contactId, reason, auditId, actor, leadId }, ?2 organization, ?3 now. */
const BY_PERSON = `
  SELECT ?2 AS org_id, j.value->>'contactId' AS contact_id, j.value->>'reason' AS reason, j.value->>'auditId' AS audit_id,
    j.value->>'actor' AS actor, j.value->>'leadId' AS lead_id
  FROM json_each(?1) j`

/** ?1 JSON list of { attemptId, optOut: { phones }, summary }, ?2 organization, ?3 now. */
const BY_CALL = `
  SELECT ?2 AS org_id, coalesce((SELECT o.merged_into FROM contacts o WHERE o.org_id = a.org_id AND o.id = a.contact_id), a.contact_id)
      AS contact_id, coalesce(nullif(j.value->>'summary', ''), 'asked not to be called') AS reason,
    'aud_' || substr(a.id, 5) AS audit_id, 'call:' || a.id AS actor, a.lead_id
  FROM json_each(?1) j CROSS JOIN attempts a ON a.org_id = ?2 AND a.id = j.value->>'attemptId'
  WHERE j.value->'optOut'->>'phones' = 1`

const auditRevoked = (source: string): string => `
WITH o AS MATERIALIZED (${source})
INSERT INTO audit_log (org_id, id, actor, action, subject, details, at)
SELECT o.org_id, o.audit_id, o.actor, 'consent.revoked', c.id,
  json_object('lead_id', o.lead_id, 'reason', o.reason, 'from', json(c.consent)), ?3
FROM o CROSS JOIN contacts c ON c.id = o.contact_id AND c.org_id = o.org_id
WHERE ${STANDS}
ON CONFLICT DO NOTHING`

const revoke = (source: string): string => `
WITH o AS MATERIALIZED (${source})
UPDATE contacts AS c SET version = c.version + 1, updated_at = max(c.updated_at + 1, ?3),
  consent = json_set(c.consent, '$.revoked_at', CAST(?3 AS INTEGER), '$.revoked_reason', substr(o.reason, 1, 500))
FROM o WHERE c.id = o.contact_id AND c.org_id = o.org_id AND ${STANDS}`

export interface Revocation {
  contactId: string
  leadId: string
  reason: string
  auditId: string
  actor: string
}

export function revokeByPerson(
  db: D1Database,
  orgId: string,
  revocation: Revocation,
  at: number,
): D1PreparedStatement[] {
  const list = JSON.stringify([revocation])
  return [auditRevoked(BY_PERSON), revoke(BY_PERSON)].map((sql) => db.prepare(sql).bind(list, orgId, at))
}

/** Whoever opts out in a call takes back their consent with it. @param optOuts JSON as SUPPRESS_OPT_OUTS takes it */
export function revokeByCall(db: D1Database, orgId: string, optOuts: string, at: number): D1PreparedStatement[] {
  return [auditRevoked(BY_CALL), revoke(BY_CALL)].map((sql) => db.prepare(sql).bind(optOuts, orgId, at))
}
