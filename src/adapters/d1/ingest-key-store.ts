import type { AuditEntry } from '../../app/audit/store.ts'
import type { IngestKey, IngestKeyStore } from '../../app/ingest/store.ts'
import type { MappingRequest } from '../../domain/lead-file/mapping.ts'
import { readJson } from './json-column.ts'
import { AUDIT_IF_CHANGED } from './suppression-sql.ts'

const LIST = 'SELECT * FROM ingest_keys WHERE org_id = ?1 AND campaign_id = ?2 ORDER BY id DESC'

/** ?2 the key's id: it is looked for at each campaign of the organization. */
const FIND = `
  SELECT k.* FROM campaigns c CROSS JOIN ingest_keys k ON k.org_id = c.org_id AND k.campaign_id = c.id AND k.id = ?2 WHERE c.org_id = ?1`

/** ?1–?8 the row, ?9 as many as there may be. */
const INSERT = `
  INSERT INTO ingest_keys (org_id, campaign_id, id, name, key_hash, prefix, mapping, created_at)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
  WHERE (SELECT count(*) FROM ingest_keys k WHERE k.org_id = ?1 AND k.campaign_id = ?2 AND k.revoked_at IS NULL) < ?9`

const REVOKE = `
  UPDATE ingest_keys SET revoked_at = ?4 WHERE org_id = ?1 AND campaign_id = ?2 AND id = ?3 AND revoked_at IS NULL`

const BY_HASH = `
  SELECT k.* FROM ingest_keys k INDEXED BY ingest_keys_by_hash CROSS JOIN campaigns c ON c.id = k.campaign_id AND c.org_id = k.org_id
  WHERE k.key_hash = ?1 AND k.revoked_at IS NULL`

const TOUCH = `
  UPDATE ingest_keys SET last_used_at = ?4
  WHERE org_id = ?1 AND campaign_id = ?2 AND id = ?3 AND (last_used_at IS NULL OR last_used_at < ?5)`

export function createIngestKeyStore(db: D1Database): IngestKeyStore {
  const audited = ({ orgId, id, actor, action, subject, details, at }: AuditEntry): D1PreparedStatement =>
    db.prepare(AUDIT_IF_CHANGED).bind(orgId, id, actor, action, subject, JSON.stringify(details), at)
  /** The change and its record; whether it changed anything. */
  const change = async (changing: D1PreparedStatement, audit: AuditEntry): Promise<boolean> =>
    (await db.batch([changing, audited(audit)]))[0]!.meta.changes > 0
  return {
    async list(orgId, campaignId) {
      const { results } = await db.prepare(LIST).bind(orgId, campaignId).all<KeyRow>()
      return results.map(toKey)
    },
    async find(orgId, id) {
      const row = await db.prepare(FIND).bind(orgId, id).first<KeyRow>()
      return row ? toKey(row) : null
    },
    async create({ orgId, campaignId, id, name, prefix, mapping, createdAt }, keyHash, most, audit) {
      const told = mapping === null ? null : JSON.stringify(mapping)
      const row = [orgId, campaignId, id, name, keyHash, prefix, told, createdAt, most]
      return await change(db.prepare(INSERT).bind(...row), audit)
    },
    async revoke({ orgId, campaignId, id }, audit) {
      return await change(db.prepare(REVOKE).bind(orgId, campaignId, id, audit.at), audit)
    },
    async findByHash(keyHash) {
      const row = await db.prepare(BY_HASH).bind(keyHash).first<KeyRow>()
      return row ? toKey(row) : null
    },
    async touch({ orgId, campaignId, id }, at, before) {
      await db.prepare(TOUCH).bind(orgId, campaignId, id, at, before).run()
    },
  }
}

interface KeyRow {
  org_id: string
  campaign_id: string
  id: string
  name: string
  prefix: string
  mapping: string | null
  created_at: number
  last_used_at: number | null
  revoked_at: number | null
}

function toKey(row: KeyRow): IngestKey {
  return {
    id: row.id,
    orgId: row.org_id,
    campaignId: row.campaign_id,
    name: row.name,
    prefix: row.prefix,
    mapping: row.mapping === null ? null : readJson<MappingRequest>(row.mapping),
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  }
}
