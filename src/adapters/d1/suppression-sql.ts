import { MAX_EVIDENCE_LENGTH } from '../../domain/suppression.ts'
import { orAbort } from './lead-insert-sql.ts'

/** What came first stays; the new stands under it, as far as there is room. */
export const appendEvidence = (had: string, added: string): string =>
  `substr(${had} || CASE WHEN ${had} = '' OR ${added} = '' THEN '' ELSE char(10) END || ${added}, 1, ${MAX_EVIDENCE_LENGTH})`

/** ?1 entries as JSON, ?2 organization. */
export const INSERT_ENTRIES = `
INSERT INTO suppressions (org_id, kind, value, id, reason, source, contact_id, attempt_id, created_at, channel, evidence)
SELECT ?2, value->>'kind', value->>'value', value->>'id', value->>'reason', value->>'source', value->>'contactId',
  value->>'attemptId', value->>'createdAt', value->>'channel', value->>'evidence'
FROM json_each(?1) WHERE value->>'orgId' = ?2 ON CONFLICT DO NOTHING`

/** The entries that were there forbid more from now on, or learn whose they are. ?1 entries as JSON, ?2 organization. */
export const WIDEN_ENTRIES = `
WITH j AS MATERIALIZED (SELECT jsonb(value) AS value, ?2 AS org_id FROM json_each(?1))
UPDATE suppressions SET
  channel = CASE WHEN kind = 'email' OR channel = j.value->>'channel' THEN channel ELSE 'all' END,
  contact_id = coalesce(contact_id, j.value->>'contactId'),
  evidence = CASE WHEN kind = 'email' OR channel IN ('all', j.value->>'channel') THEN evidence
    ELSE ${appendEvidence('suppressions.evidence', "(j.value->>'evidence')")} END
FROM j
WHERE suppressions.org_id = j.org_id AND suppressions.kind = j.value->>'kind' AND suppressions.value = j.value->>'value'
  AND ((kind = 'phone' AND channel NOT IN ('all', j.value->>'channel'))
    OR (contact_id IS NULL AND j.value->>'contactId' IS NOT NULL))`

/** ?1–?7 an audit entry, ?8 entries of the log one of which says it already. */
export const AUDIT_UNLESS = `
INSERT INTO audit_log (org_id, id, actor, action, subject, details, at) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
WHERE NOT EXISTS (SELECT 1 FROM audit_log WHERE org_id = ?1 AND id IN (SELECT value FROM json_each(?8)))`

/** Right behind the change it records. ?1–?7 an audit entry. */
export const AUDIT_IF_CHANGED = `
INSERT INTO audit_log (org_id, id, actor, action, subject, details, at) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE changes() > 0`

/**
 * A chunk of a do-not-call list, as one batch: the guard, for each slice of rows an insert and its count, for each the widening, then the advance. Counting what is new by
 * `changes()` right behind the insert costs no look-up and is exact whoever writes beside us.
 */
export const GUARD_LIST = orAbort(
  `EXISTS (SELECT 1 FROM suppression_imports WHERE id = ?1 AND org_id = ?2 AND chunk = ?3 AND status IN ('queued', 'running'))`,
  'stale chunk',
)

/** Rows: [value, line, place among those of its line, channel, reason, evidence], cut off behind the last that is not standard. */
const rowsOf = (list: string): string => `WITH j AS MATERIALIZED (
  SELECT v->>0 AS value, v->>1 AS line, coalesce(v->>2, 0) AS place, coalesce(v->>3, ?5) AS channel,
    coalesce(v->>4, ?6) AS reason, substr(?7 || ', line ' || (v->>1) || coalesce(': ' || (v->>5), ''), 1, ${MAX_EVIDENCE_LENGTH}) AS evidence,
    CASE WHEN instr(v->>0, '@') > 0 THEN 'email' ELSE 'phone' END AS kind, ?2 AS org_id
  FROM (SELECT jsonb(value) AS v FROM json_each(${list})))`

/** ?1 rows, ?2 organization, ?3 import, ?4 now, ?5 channel, ?6 reason, ?7 evidence, each unless the row has its own. */
export const INSERT_LISTED = `
${rowsOf('?1')}
INSERT INTO suppressions (org_id, kind, value, id, reason, source, created_at, channel, evidence, import_id)
SELECT org_id, kind, value, 'sup_' || substr(?3, 5) || printf('%08d%03d', line, place), reason, 'import', ?4, channel, evidence, ?3
FROM j WHERE true ON CONFLICT DO NOTHING`

export const COUNT_CREATED =
  'UPDATE suppression_imports SET created = created + changes() WHERE id = ?1 AND org_id = ?2'

/**
 * Also what stands twice in the file, for two channels. Reads nothing where all rows were new, as in most chunks of a first list.
 * ?1–?7 as for INSERT_LISTED, ?8 what the import has created if all rows of the chunk were new.
 */
export const WIDEN_LISTED = `
${rowsOf(`CASE WHEN (SELECT created FROM suppression_imports WHERE id = ?3 AND org_id = ?2) < ?8 THEN ?1 ELSE '[]' END`)}
UPDATE suppressions SET channel = 'all', evidence = ${appendEvidence('suppressions.evidence', 'j.evidence')}
FROM j
WHERE suppressions.org_id = j.org_id AND suppressions.kind = 'phone' AND suppressions.value = j.value AND j.kind = 'phone'
  AND suppressions.channel <> 'all' AND suppressions.channel <> j.channel`

/** ?6 phones and emails read so far, whether new or not: those that were not created are duplicates. */
export const ADVANCE_LIST = `
UPDATE suppression_imports SET chunk = chunk + 1, status = ?3, cursor = ?4, rows = ?5, duplicate = ?6 - created, processed = ?7,
  rejected = ?8, errors = ?9, failure = ?10, finished_at = ?11
WHERE id = ?1 AND org_id = ?2`

/** The record of an import that ended, with its counts. ?1 import, ?2 organization, ?3 id, ?4 actor, ?5 action, ?6 details, ?7 now. */
export const AUDIT_LIST = `
INSERT INTO audit_log (org_id, id, actor, action, subject, details, at)
SELECT org_id, ?3, ?4, ?5, id,
  json_patch(?6, json_object('rows', rows, 'created', created, 'duplicate', duplicate, 'rejected', rejected)), ?7
FROM suppression_imports WHERE id = ?1 AND org_id = ?2`
