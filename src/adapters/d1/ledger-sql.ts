/**
 * The ledger read once from end to end by the sweep (app/ledger). `reconciled_to` is how far it has come: what comes after it is the last
 * hour of calls and little more, so whoever looks for open attempts starts there and never reads a campaign's whole history.
 */

/** ?1 limit. Sealing names the last permit, so an organization that has not called since costs nothing more. */
export const UNSWEPT = 'SELECT id FROM organizations WHERE proof_sealed_to > reconciled_to ORDER BY id LIMIT ?1'

/** ?1 organization, ?2 an id greater than those wanted, ?3 limit. */
export const READ_UNSWEPT = `
SELECT a.id, a.campaign_id, a.state = 'settled' AS settled, a.permitted_at,
  NOT EXISTS (SELECT 1 FROM campaigns c WHERE c.id = a.campaign_id) AS orphan
FROM attempts a
WHERE a.org_id = ?1 AND a.id > (SELECT o.reconciled_to FROM organizations o WHERE o.id = ?1) AND a.id < ?2
ORDER BY a.id LIMIT ?3`

/** ?1 organization, ?2 attempt. */
export const PASS_TO = 'UPDATE organizations SET reconciled_to = ?2 WHERE id = ?1 AND reconciled_to < ?2'

/** ?1 organization, ?2 an id greater than those wanted, ?3 limit. */
export const OVERDUE = `
SELECT a.id, a.campaign_id, a.lead_id, a.from_e164, a.phone, a.permitted_at
FROM attempts a
WHERE a.org_id = ?1 AND a.id > (SELECT o.reconciled_to FROM organizations o WHERE o.id = ?1) AND a.id < ?2 AND a.state <> 'settled'
ORDER BY a.id LIMIT ?3`

/** Open permits of a campaign. ?1 campaign, ?2 organization. */
export const OPEN_ATTEMPTS = `
SELECT a.id, a.lead_id AS leadId, a.number_id AS numberId, a.from_e164 AS "from", a.phone, a.pass, a.position, a.permitted_at AS permittedAt
FROM attempts a INDEXED BY attempts_by_campaign
WHERE a.campaign_id = ?1 AND a.org_id = ?2 AND a.id > (SELECT o.reconciled_to FROM organizations o WHERE o.id = ?2)
  AND a.state <> 'settled'`
