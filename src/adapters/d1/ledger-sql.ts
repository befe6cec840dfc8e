/**
 * The ledger read once from end to end by the sweep (app/ledger). `reconciled_to` is how far it has come: what comes after it is the last
 * hour of calls and little more, so whoever looks for open attempts starts there and never reads a campaign's whole history.
 */

/**
 * Organizations with an attempt to be read. Sealing names the last permit, so one that has not called since costs nothing more. By lot, so
 * that nobody waits for ever behind many whose first attempt stays open. ?1 limit, ?2 an id greater than those wanted.
 */
export const UNSWEPT = `
SELECT o.id FROM organizations o
WHERE o.proof_sealed_to > o.reconciled_to
  AND EXISTS (SELECT 1 FROM attempts a WHERE a.org_id = o.id AND a.id > o.reconciled_to AND a.id < ?2)
ORDER BY random() LIMIT ?1`

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

/** ?1 organization, ?2 and ?3 the bounds of the subjects of an attempt's events (`att_…/kind/…`). */
export const KEPT_EVENT = `
SELECT 1 FROM stuck_items s INDEXED BY stuck_items_open
WHERE s.org_id = ?1 AND s.kind = 'event' AND s.subject >= ?2 AND s.subject < ?3 AND s.resolved_at IS NULL LIMIT 1`
