/** The statements of the proof chain. ?1 is the organization. Chain and ledger are read by ranges of their primary keys. */

const SEALED_COLUMNS = `a.org_id AS orgId, a.id, a.campaign_id AS campaignId, a.lead_id AS leadId, a.contact_id AS contactId,
  a.number_id AS numberId, a.from_e164 AS "from", a.phone, a.pass, a.position, a.day, a.permitted_at AS permittedAt, a.proof`
const BLOCK_COLUMNS = `b.seq, b.first_position AS firstPosition, b.records, b.previous_hash AS previousHash, b.hash, b.last_id AS lastId,
  b.sealed_at AS sealedAt`

export const PROOF_DUE = `
SELECT id FROM organizations WHERE proof_due_at IS NOT NULL AND proof_due_at <= ?1 ORDER BY proof_due_at LIMIT ?2`

// A block that was tampered with must not keep the chain from going on: its length then counts as nothing, and verifying finds it.
export const PROOF_HEAD = `
SELECT o.proof_sealed_to AS sealedTo, b.seq, b.hash, b.last_id AS lastId, b.sealed_at AS sealedAt,
  b.first_position - 1 + CASE WHEN json_valid(b.records) THEN json_array_length(b.records) ELSE 0 END AS lastPosition
FROM organizations o LEFT JOIN proof_blocks b ON b.org_id = ?1
  AND b.seq = (SELECT l.seq FROM proof_blocks l WHERE l.org_id = ?1 AND l.seq > 0 ORDER BY l.seq DESC LIMIT 1)
WHERE o.id = ?1`

/** ?2 after, ?3 through, ?4 limit */
export const PROOF_LEDGER = `
SELECT ${SEALED_COLUMNS}, a.erased_at AS erasedAt FROM attempts a WHERE a.org_id = ?1 AND a.id > ?2 AND a.id <= ?3 ORDER BY a.id LIMIT ?4`

/** ?2 seq, ?3 first position, ?4 records, ?5 previous hash, ?6 hash, ?7 last id, ?8 sealed at, ?9 where the seal must stand */
// Only while the block holds all that the ledger has up to its end: a permit may be written between its being read and this.
export const PROOF_APPEND = `
INSERT INTO proof_blocks (org_id, seq, first_position, records, previous_hash, hash, last_id, sealed_at)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM organizations o WHERE o.id = ?1 AND o.proof_sealed_to = ?9
  AND (SELECT count(*) FROM attempts a WHERE a.org_id = ?1 AND a.id > ?9 AND a.id <= ?7) = json_array_length(?4)
ON CONFLICT DO NOTHING`

/** Right after PROOF_APPEND: moves the seal to ?2 if its block (?4 seq, ?5 hash) was written and the seal still stood at ?3. */
export const PROOF_ADVANCE = `
UPDATE organizations SET proof_sealed_to = ?2,
  proof_due_at = (SELECT a.permitted_at FROM attempts a WHERE a.org_id = ?1 AND a.id > ?2 ORDER BY a.id LIMIT 1)
WHERE id = ?1 AND proof_sealed_to = ?3
  AND EXISTS (SELECT 1 FROM proof_blocks b WHERE b.org_id = ?1 AND b.seq = ?4 AND b.hash = ?5 AND b.last_id = ?2)`

const FIRST_UNSEALED = `(SELECT a.permitted_at FROM attempts a
  WHERE a.org_id = ?1 AND a.id > organizations.proof_sealed_to ORDER BY a.id LIMIT 1)`
export const PROOF_SETTLE_DUE = `
UPDATE organizations SET proof_due_at = ${FIRST_UNSEALED} WHERE id = ?1 AND proof_due_at IS NOT ${FIRST_UNSEALED}`

/** ?2 from seq, ?3 limit */
export const PROOF_CHAIN = `
SELECT ${BLOCK_COLUMNS} FROM proof_blocks b WHERE b.org_id = ?1 AND b.seq >= ?2 ORDER BY b.seq LIMIT ?3`

/** ?2 counted no further than this */
export const PROOF_UNSEALED = `
SELECT count(*) AS count, (SELECT a.permitted_at FROM attempts a WHERE a.org_id = ?1
  AND a.id > (SELECT o.proof_sealed_to FROM organizations o WHERE o.id = ?1) ORDER BY a.id LIMIT 1) AS oldestAt
FROM (SELECT 1 FROM attempts t WHERE t.org_id = ?1
  AND t.id > (SELECT o.proof_sealed_to FROM organizations o WHERE o.id = ?1) LIMIT ?2)`

/** ?2 erasures as JSON. */
export const PROOF_ERASURES = `
SELECT e.id, e.progress -> '$.attempts' AS attempts FROM json_each(?2) j CROSS JOIN erasures e ON e.org_id = ?1 AND e.id = j.value`

const PROVEN_COLUMNS = `${SEALED_COLUMNS}, a.state, a.counted, a.placed_at AS placedAt, a.answered_at AS answeredAt, a.ended_at AS endedAt,
  a.disposition, a.erased_at AS erasedAt`
const IN_RANGE = 'a.org_id = ?1 AND a.id > ?2 AND a.id < ?3 AND a.permitted_at >= ?4 AND a.permitted_at <= ?5'
const NEWEST_FIRST = 'ORDER BY a.id DESC LIMIT ?6'
/** ?2 and ?3 bounds of the id, ?4 and ?5 of permitted_at, ?6 limit */
export const PROOFS = `SELECT ${PROVEN_COLUMNS} FROM attempts a WHERE ${IN_RANGE} ${NEWEST_FIRST}`
/** ?7 campaign */
export const PROOFS_BY_CAMPAIGN = `
SELECT ${PROVEN_COLUMNS} FROM attempts a INDEXED BY attempts_by_campaign WHERE a.campaign_id = ?7 AND ${IN_RANGE} ${NEWEST_FIRST}`
/** ?7 campaign or null, ?8 phone. One phone has few attempts: they are sorted. */
export const PROOFS_BY_PHONE = `
SELECT ${PROVEN_COLUMNS} FROM attempts a INDEXED BY attempts_by_phone
WHERE a.phone = ?8 AND ${IN_RANGE} AND (?7 IS NULL OR a.campaign_id = ?7) ${NEWEST_FIRST}`

/** ?2 attempt ids as JSON: the block each is in, if it is sealed. */
export const PROOF_BLOCK_OF = `
SELECT j.value AS id, (SELECT b.seq FROM proof_blocks b INDEXED BY proof_blocks_by_last
  WHERE b.org_id = ?1 AND b.last_id >= j.value ORDER BY b.last_id LIMIT 1) AS seq
FROM json_each(?2) j`
/** ?2 seqs as JSON */
export const PROOF_BLOCKS = `
SELECT ${BLOCK_COLUMNS} FROM json_each(?2) j CROSS JOIN proof_blocks b ON b.org_id = ?1 AND b.seq = j.value`
