import type {
  Import,
  ImportCursor,
  ImportError,
  ImportSource,
  ImportStatus,
  ImportStore,
  ImportTarget,
} from '../../app/imports/store.ts'
import type { ImportUndo } from '../../app/imports/undo-store.ts'
import type { CampaignSettings } from '../../domain/campaign-settings.ts'
import { listImportRows } from './import-list.ts'
import { readJson } from './json-column.ts'
import { createLeadInsertStore } from './lead-insert-store.ts'

export function createImportStore(db: D1Database): ImportStore {
  return {
    ...createLeadInsertStore(db),
    async findTarget(orgId, campaignId) {
      if (campaignId === null || campaignId === '') return findAddressBook(db, orgId)
      const row = await db
        .prepare(
          `SELECT c.id, c.status, c.agent_id, c.settings, o.default_region
           FROM campaigns c JOIN organizations o ON o.id = c.org_id WHERE c.id = ?1 AND c.org_id = ?2`,
        )
        .bind(campaignId, orgId)
        .first<{ id: string; status: string; agent_id: string | null; settings: string; default_region: string }>()
      if (!row) return null
      const settings = readJson<Partial<CampaignSettings>>(row.settings)
      return {
        id: row.id,
        status: row.status,
        callsOnly: (settings.channels ?? ['phone']).every((channel) => channel === 'phone'),
        requireConsent: settings.require_consent === true,
        defaultRegion: row.default_region,
        eligibility: settings.eligibility ?? null,
        agentId: row.agent_id,
      }
    },
    async create(entry) {
      await db
        .prepare(
          `INSERT INTO imports (id, org_id, campaign_id, filename, file_key, bytes, status, cursor, rows, created_at, source,
             started_by, mail_id)
           VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)`,
        )
        .bind(
          entry.id,
          entry.orgId,
          entry.campaignId ?? '',
          entry.filename,
          entry.fileKey,
          entry.bytes,
          entry.status,
          JSON.stringify(entry.cursor),
          entry.rows,
          entry.createdAt,
          entry.source,
          entry.startedBy,
          entry.mailId,
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
    async list(orgId, query) {
      const page = await listImportRows<ImportRow>(db, orgId, query)
      return { items: page.items.map(toImport), nextCursor: page.nextCursor }
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

/** Where everybody is welcome: nobody is called from here. */
async function findAddressBook(db: D1Database, orgId: string): Promise<ImportTarget | null> {
  const row = await db
    .prepare('SELECT default_region FROM organizations WHERE id = ?1')
    .bind(orgId)
    .first<{ default_region: string }>()
  return (
    row && {
      id: null,
      status: '',
      callsOnly: false,
      requireConsent: false,
      defaultRegion: row.default_region,
      eligibility: null,
      agentId: null,
    }
  )
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
  disqualified: number
  errors: string
  failure: string | null
  created_at: number
  finished_at: number | null
  source: ImportSource
  started_by: string
  mail_id: string | null
  first_seq: number | null
  last_seq: number | null
  first_contact_id: string | null
  last_contact_id: string | null
  undo: string | null
  file_deleted_at: number | null
}

function toImport(row: ImportRow): Import {
  return {
    id: row.id,
    orgId: row.org_id,
    campaignId: row.campaign_id === '' ? null : row.campaign_id,
    source: row.source,
    startedBy: row.started_by,
    mailId: row.mail_id,
    filename: row.filename,
    fileKey: row.file_key,
    bytes: row.bytes,
    status: row.status,
    cursor: readCursor(row.cursor),
    chunk: row.chunk,
    rows: row.rows,
    processed: row.processed,
    created: row.created,
    updated: row.updated,
    duplicate: row.duplicate,
    rejected: row.rejected,
    skipped: row.skipped,
    disqualified: row.disqualified,
    errors: readJson<ImportError[]>(row.errors),
    failure: row.failure,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    firstSeq: row.first_seq,
    lastSeq: row.last_seq,
    firstContactId: row.first_contact_id,
    lastContactId: row.last_contact_id,
    undo: row.undo === null ? null : readJson<ImportUndo>(row.undo),
    fileDeletedAt: row.file_deleted_at,
  }
}

/** Lists were all CSV once, and their cursors do not say so. */
function readCursor(text: string): ImportCursor {
  const cursor = readJson<ImportCursor>(text)
  const { format } = cursor
  return {
    ...cursor,
    walk: cursor.walk ?? null,
    format: format === null || 'kind' in format ? format : { kind: 'csv', ...(format as CsvFormat) },
  }
}
type CsvFormat = Omit<Extract<ImportCursor['format'], { kind: 'csv' }>, 'kind'>
