import type { Import, ImportCursor, ImportError, ImportStatus, ImportStore } from '../../app/imports/store.ts'
import { cutPage, decodeCursor } from './cursor.ts'
import { readJson } from './json-column.ts'
import { createLeadInsertStore } from './lead-insert-store.ts'

export function createImportStore(db: D1Database): ImportStore {
  return {
    ...createLeadInsertStore(db),
    async findTarget(orgId, campaignId) {
      const row = await db
        .prepare(
          `SELECT c.id, c.status, c.settings->'channels' AS channels, c.settings->>'require_consent' AS require_consent,
             o.default_region
           FROM campaigns c JOIN organizations o ON o.id = c.org_id WHERE c.id = ?1 AND c.org_id = ?2`,
        )
        .bind(campaignId, orgId)
        .first<{
          id: string
          status: string
          channels: string | null
          require_consent: number | null
          default_region: string
        }>()
      if (!row) return null
      const channels = readJson<string[]>(row.channels ?? '["phone"]')
      return {
        id: row.id,
        status: row.status,
        callsOnly: channels.every((channel) => channel === 'phone'),
        requireConsent: row.require_consent === 1,
        defaultRegion: row.default_region,
      }
    },
    async create(entry) {
      await db
        .prepare(
          `INSERT INTO imports (id, org_id, campaign_id, filename, file_key, bytes, status, cursor, rows, created_at)
           VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)`,
        )
        .bind(
          entry.id,
          entry.orgId,
          entry.campaignId,
          entry.filename,
          entry.fileKey,
          entry.bytes,
          entry.status,
          JSON.stringify(entry.cursor),
          entry.rows,
          entry.createdAt,
        )
        .run()
    },
    async find(orgId, id) {
      const row = await db
        .prepare('SELECT * FROM imports WHERE id = ?1 AND org_id = ?2')
        .bind(id, orgId)
        .first<ImportRow>()
      return row ? toImport(row) : null
    },
    async list(orgId, campaignId, { limit, cursor }) {
      const before = cursor === null ? null : String(decodeCursor(cursor, 1)[0])
      const { results } = await db
        .prepare(
          `SELECT * FROM imports WHERE campaign_id = ?1 AND org_id = ?2 AND (?3 IS NULL OR id < ?3) ORDER BY id DESC LIMIT ?4`,
        )
        .bind(campaignId, orgId, before, limit + 1)
        .all<ImportRow>()
      return cutPage(results, limit, toImport, (row) => [row.id])
    },
    async fail(orgId, id, failure, at) {
      const { meta } = await db
        .prepare(
          `UPDATE imports SET status = 'failed', failure = ?3, finished_at = ?4
           WHERE id = ?1 AND org_id = ?2 AND status IN ('queued', 'running')`,
        )
        .bind(id, orgId, failure, at)
        .run()
      return meta.changes > 0
    },
    async listStalled(before, limit) {
      const { results } = await db
        .prepare(
          `SELECT id, org_id, chunk FROM imports
           WHERE status IN ('queued', 'running') AND coalesce(cursor->>'movedAt', created_at) < ?1 ORDER BY id LIMIT ?2`,
        )
        .bind(before, limit)
        .all<{ id: string; org_id: string; chunk: number }>()
      return results.map((row) => ({ id: row.id, orgId: row.org_id, chunk: row.chunk }))
    },
    async reopen(orgId, id, chunk, at) {
      const { meta } = await db
        .prepare(
          `UPDATE imports SET status = 'running', failure = NULL, finished_at = NULL, cursor = json_set(cursor, '$.movedAt', ?4)
           WHERE id = ?1 AND org_id = ?2 AND status = 'failed' AND chunk = ?3`,
        )
        .bind(id, orgId, chunk, at)
        .run()
      return meta.changes > 0
    },
  }
}

interface ImportRow {
  id: string
  org_id: string
  campaign_id: string
  filename: string
  file_key: string
  bytes: number
  status: ImportStatus
  cursor: string
  chunk: number
  rows: number
  processed: number
  created: number
  updated: number
  duplicate: number
  rejected: number
  skipped: number
  errors: string
  failure: string | null
  created_at: number
  finished_at: number | null
}

function toImport(row: ImportRow): Import {
  return {
    id: row.id,
    orgId: row.org_id,
    campaignId: row.campaign_id,
    filename: row.filename,
    fileKey: row.file_key,
    bytes: row.bytes,
    status: row.status,
    cursor: readJson<ImportCursor>(row.cursor),
    chunk: row.chunk,
    rows: row.rows,
    processed: row.processed,
    created: row.created,
    updated: row.updated,
    duplicate: row.duplicate,
    rejected: row.rejected,
    skipped: row.skipped,
    errors: readJson<ImportError[]>(row.errors),
    failure: row.failure,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  }
}
