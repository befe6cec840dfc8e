import type { Upload, UploadStore } from '../../app/uploads/store.ts'
import { readJson } from './json-column.ts'

export function createUploadStore(db: D1Database): UploadStore {
  return {
    async create({ orgId, id, campaignId, filename, fileKey, stored, createdAt }) {
      await db
        .prepare(
          `INSERT INTO uploads (org_id, id, campaign_id, filename, file_key, stored, created_at)
           VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
        )
        .bind(orgId, id, campaignId ?? '', filename, fileKey, JSON.stringify(stored), createdAt)
        .run()
    },
    async find(orgId, id) {
      const row = await db
        .prepare('SELECT * FROM uploads WHERE org_id = ?1 AND id = ?2')
        .bind(orgId, id)
        .first<UploadRow>()
      return row ? toUpload(row) : null
    },
    async delete(orgId, id) {
      await db.prepare('DELETE FROM uploads WHERE org_id = ?1 AND id = ?2').bind(orgId, id).run()
    },
    async listOlder(before, limit) {
      const { results } = await db
        .prepare('SELECT * FROM uploads INDEXED BY uploads_by_age WHERE created_at < ?1 ORDER BY created_at LIMIT ?2')
        .bind(before, limit)
        .all<UploadRow>()
      return results.map(toUpload)
    },
  }
}

interface UploadRow {
  org_id: string
  id: string
  campaign_id: string
  filename: string
  file_key: string
  stored: string
  created_at: number
}

function toUpload(row: UploadRow): Upload {
  return {
    id: row.id,
    orgId: row.org_id,
    campaignId: row.campaign_id || null,
    filename: row.filename,
    fileKey: row.file_key,
    stored: readJson<Upload['stored']>(row.stored),
    createdAt: row.created_at,
  }
}
