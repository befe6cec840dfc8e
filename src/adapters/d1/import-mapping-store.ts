import type { AuditEntry } from '../../app/audit/store.ts'
import type { ImportMapping, ImportMappingStore } from '../../app/import-mappings/store.ts'
import { readJson } from './json-column.ts'
import { AUDIT_IF_CHANGED } from './suppression-sql.ts'

const INSERT = `INSERT INTO import_mappings (org_id, id, name, mapping, headers, created_at, updated_at)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?6
  WHERE (SELECT count(*) FROM import_mappings WHERE org_id = ?1) < ?7 ON CONFLICT DO NOTHING`

const UPDATE = `UPDATE OR IGNORE import_mappings SET name = coalesce(?3, name), mapping = coalesce(?4, mapping),
  headers = coalesce(?5, headers), updated_at = ?6 WHERE org_id = ?1 AND id = ?2`

export function createImportMappingStore(db: D1Database): ImportMappingStore {
  const statement = (text: string, ...values: unknown[]): D1PreparedStatement => db.prepare(text).bind(...values)
  /** The change and its record; whether it changed anything. */
  const change = async (
    changing: D1PreparedStatement,
    { orgId, id, actor, action, subject, details, at }: AuditEntry,
  ) => {
    const record = statement(AUDIT_IF_CHANGED, orgId, id, actor, action, subject, JSON.stringify(details), at)
    return (await db.batch([changing, record]))[0]!.meta.changes > 0
  }
  const isThere = async (text: string, ...values: unknown[]) => (await statement(text, ...values).first()) !== null

  return {
    async find(orgId, id) {
      const row = await statement('SELECT * FROM import_mappings WHERE org_id = ?1 AND id = ?2', orgId, id).first<Row>()
      return row ? toMapping(row) : null
    },
    async list(orgId) {
      const text = 'SELECT * FROM import_mappings WHERE org_id = ?1 ORDER BY id'
      return (await statement(text, orgId).all<Row>()).results.map(toMapping)
    },
    async create({ orgId, id, name, mapping, headers, createdAt }, most, audit) {
      const row = [orgId, id, name, JSON.stringify(mapping), JSON.stringify(headers), createdAt, most]
      if (await change(statement(INSERT, ...row), audit)) return 'created'
      const named = 'SELECT 1 FROM import_mappings WHERE org_id = ?1 AND name = ?2'
      return (await isThere(named, orgId, name)) ? 'taken' : 'full'
    },
    async update(orgId, id, { name, mapping, headers }, at, audit) {
      const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value))
      const row = [orgId, id, name ?? null, json(mapping), json(headers), at]
      if (await change(statement(UPDATE, ...row), audit)) return 'updated'
      const known = 'SELECT 1 FROM import_mappings WHERE org_id = ?1 AND id = ?2'
      return (await isThere(known, orgId, id)) ? 'taken' : 'missing'
    },
    async delete(orgId, id, audit) {
      return change(statement('DELETE FROM import_mappings WHERE org_id = ?1 AND id = ?2', orgId, id), audit)
    },
  }
}

interface Row {
  org_id: string
  id: string
  name: string
  mapping: string
  headers: string
  created_at: number
  updated_at: number
}

function toMapping(row: Row): ImportMapping {
  return {
    id: row.id,
    orgId: row.org_id,
    name: row.name,
    mapping: readJson<ImportMapping['mapping']>(row.mapping),
    headers: readJson<string[]>(row.headers),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
