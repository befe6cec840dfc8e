import type { AuditEntry } from '../../app/audit/store.ts'
import type { ImportError } from '../../app/imports/store.ts'
import type {
  ListedValue,
  SuppressionImport,
  SuppressionImportAdvance,
  SuppressionImportCursor,
  SuppressionImportStatus,
  SuppressionImportStore,
} from '../../app/suppression-imports/store.ts'
import { eventIdOf } from '../../domain/webhook-event.ts'
import { cutPage, decodeCursor } from './cursor.ts'
import { readJson } from './json-column.ts'
import { jsonSlices } from './json-slices.ts'
import { ADVANCE_LIST, AUDIT_LIST, COUNT_CREATED, GUARD_LIST, INSERT_LISTED, WIDEN_LISTED } from './suppression-sql.ts'
import { DELIVERIES, LIST_EVENT } from './webhook-events-sql.ts'

export function createSuppressionImportStore(db: D1Database): SuppressionImportStore {
  return {
    async create(entry, audit) {
      await db.batch([
        db
          .prepare(
            `INSERT INTO suppression_imports (id, org_id, filename, file_key, bytes, status, cursor, rows, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`,
          )
          .bind(
            entry.id,
            entry.orgId,
            entry.filename,
            entry.fileKey,
            entry.bytes,
            entry.status,
            JSON.stringify(entry.cursor),
            entry.rows,
            entry.createdAt,
          ),
        auditCounts(db, entry.id, audit),
      ])
    },
    async find(orgId, id) {
      const row = await db
        .prepare('SELECT * FROM suppression_imports WHERE id = ?1 AND org_id = ?2')
        .bind(id, orgId)
        .first<Row>()
      return row ? toImport(row) : null
    },
    async list(orgId, { limit, cursor }) {
      const before = cursor === null ? null : String(decodeCursor(cursor, 1)[0])
      const { results } = await db
        .prepare(
          `SELECT * FROM suppression_imports WHERE org_id = ?1 AND (?2 IS NULL OR id < ?2) ORDER BY id DESC LIMIT ?3`,
        )
        .bind(orgId, before, limit + 1)
        .all<Row>()
      return cutPage(results, limit, toImport, (row) => [row.id])
    },
    async commit(values, advance) {
      try {
        await db.batch(statements(db, values, advance))
        return 'committed'
      } catch (error) {
        // Our own guard. D1 has no codes, only texts.
        if (/malformed JSON/.test(String(error))) return 'stale'
        throw error
      }
    },
    async fail(orgId, id, failure, audit) {
      const [result] = await db.batch([
        db
          .prepare(
            `UPDATE suppression_imports SET status = 'failed', failure = ?3, finished_at = ?4
             WHERE id = ?1 AND org_id = ?2 AND status IN ('queued', 'running')`,
          )
          .bind(id, orgId, failure, audit.at),
        auditCounts(db, id, audit, 'AND changes() > 0'),
      ])
      return result!.meta.changes > 0
    },
    async reopen(orgId, id, chunk, at) {
      const { meta } = await db
        .prepare(
          `UPDATE suppression_imports SET status = 'running', failure = NULL, finished_at = NULL,
             cursor = json_set(cursor, '$.movedAt', ?4)
           WHERE id = ?1 AND org_id = ?2 AND status = 'failed' AND chunk = ?3`,
        )
        .bind(id, orgId, chunk, at)
        .run()
      return meta.changes > 0
    },
    async listStalled(before, limit) {
      const { results } = await db
        .prepare(
          `SELECT id, org_id, chunk FROM suppression_imports
           WHERE status IN ('queued', 'running') AND coalesce(cursor->>'movedAt', created_at) < ?1 ORDER BY id LIMIT ?2`,
        )
        .bind(before, limit)
        .all<{ id: string; org_id: string; chunk: number }>()
      return results.map((row) => ({ id: row.id, orgId: row.org_id, chunk: row.chunk }))
    },
  }
}

function auditCounts(db: D1Database, importId: string, audit: AuditEntry, condition = ''): D1PreparedStatement {
  return db
    .prepare(`${AUDIT_LIST} ${condition}`)
    .bind(importId, audit.orgId, audit.id, audit.actor, audit.action, JSON.stringify(audit.details), audit.at)
}

function statements(db: D1Database, values: ListedValue[], advance: SuppressionImportAdvance): D1PreparedStatement[] {
  const { importId, orgId, at } = advance
  const { channel, reason } = advance.cursor
  const list = [db.prepare(GUARD_LIST).bind(importId, orgId, advance.chunk)]
  const widening: D1PreparedStatement[] = []
  const allNew = advance.createdBefore + values.length
  for (const slice of jsonSlices(values.map((value) => toRow(value, channel)))) {
    const bound = [slice, orgId, importId, at, channel, reason, advance.evidence] as const
    list.push(db.prepare(INSERT_LISTED).bind(...bound), db.prepare(COUNT_CREATED).bind(importId, orgId))
    widening.push(db.prepare(WIDEN_LISTED).bind(...bound, allNew))
  }
  list.push(...widening)
  list.push(
    db
      .prepare(ADVANCE_LIST)
      .bind(
        importId,
        orgId,
        advance.status,
        JSON.stringify(advance.cursor),
        advance.rows,
        advance.values,
        advance.processed,
        advance.rejected,
        JSON.stringify(advance.errors),
        advance.failure,
        advance.ended ? at : null,
      ),
  )
  if (advance.ended) {
    const event = eventIdOf(importId, '_imported')
    list.push(auditCounts(db, importId, advance.ended))
    list.push(db.prepare(LIST_EVENT).bind(orgId, event, importId, at))
    list.push(db.prepare(DELIVERIES).bind(orgId, JSON.stringify([event]), at))
  }
  return list
}

/** A plain row of a million is a number and a line; the rest only where it differs. */
function toRow(it: ListedValue, standard: string): unknown[] {
  const row: unknown[] = [
    it.value,
    it.line,
    it.place || null,
    it.channel === standard ? null : it.channel,
    it.reason || null,
    it.evidence || null,
  ]
  while (row.at(-1) === null) row.pop()
  return row
}

interface Row {
  id: string
  org_id: string
  filename: string
  file_key: string
  bytes: number
  status: SuppressionImportStatus
  cursor: string
  chunk: number
  rows: number
  processed: number
  created: number
  duplicate: number
  rejected: number
  errors: string
  failure: string | null
  created_at: number
  finished_at: number | null
}

function toImport(row: Row): SuppressionImport {
  return {
    id: row.id,
    orgId: row.org_id,
    filename: row.filename,
    fileKey: row.file_key,
    bytes: row.bytes,
    status: row.status,
    cursor: readJson<SuppressionImportCursor>(row.cursor),
    chunk: row.chunk,
    rows: row.rows,
    processed: row.processed,
    created: row.created,
    duplicate: row.duplicate,
    rejected: row.rejected,
    errors: readJson<ImportError[]>(row.errors),
    failure: row.failure,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  }
}
