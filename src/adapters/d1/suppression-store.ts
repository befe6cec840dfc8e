import { and, desc, eq, or, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { AuditEntry } from '../../app/audit/store.ts'
import type { Suppression, SuppressionQuery, SuppressionStore } from '../../app/suppressions/store.ts'
import type { SuppressionChannel, SuppressionSource } from '../../domain/suppression.ts'
import { auditIfChanged } from './audit-store.ts'
import { auditedEvent } from './audited-event.ts'
import { bindList } from './json-column.ts'
import { suppressions } from './schema.ts'
import { AUDIT_IF_CHANGED, AUDIT_UNLESS, INSERT_ENTRIES, WIDEN_ENTRIES } from './suppression-sql.ts'
import { endOf, walkNewest } from './walk.ts'

export function createSuppressionStore(d1: D1Database): SuppressionStore {
  const db = drizzle(d1)
  /** By its whole key, which the index of ids knows: asked for both, the planner goes through the organization's list. */
  const one = (orgId: string, id: string) => {
    const of = (column: string) =>
      sql`(SELECT ${sql.raw(column)} FROM suppressions s INDEXED BY suppressions_by_id WHERE s.org_id = ${orgId} AND s.id = ${id})`
    return and(
      eq(suppressions.orgId, orgId),
      eq(suppressions.kind, of('s.kind')),
      eq(suppressions.value, of('s.value')),
    )
  }
  return {
    async find(orgId, id) {
      const row = await db.select().from(suppressions).where(one(orgId, id)).get()
      return row ? fromSuppressionRow(row) : null
    },
    async findByValue(orgId, kind, value) {
      const row = await db
        .select()
        .from(suppressions)
        .where(and(eq(suppressions.orgId, orgId), eq(suppressions.kind, kind), eq(suppressions.value, value)))
        .get()
      return row ? fromSuppressionRow(row) : null
    },
    async list(orgId, query) {
      const page = await walkNewest<typeof suppressions.$inferSelect>(db, query, {
        table: sql`${suppressions} INDEXED BY suppressions_by_id`,
        id: suppressions.id,
        scope: [eq(suppressions.orgId, orgId)],
        filters: filtersOf(query),
        known: query.q ? (count) => knownIds(orgId, query, count) : undefined,
        read: (ids) =>
          db
            .select()
            .from(suppressions)
            .where(and(eq(suppressions.orgId, orgId), sql`${suppressions.id} IN (${ids})`))
            .orderBy(desc(suppressions.id)),
        idOf: (row) => row.id,
      })
      return { items: page.items.map(fromSuppressionRow), nextCursor: page.nextCursor }
    },
    async add(entries, { added, widened, repeated }) {
      const list = JSON.stringify(entries)
      const { orgId } = added
      const audited = (sql: string, entry: AuditEntry, ...more: string[]) =>
        d1
          .prepare(sql)
          .bind(
            entry.orgId,
            entry.id,
            entry.actor,
            entry.action,
            entry.subject,
            JSON.stringify(entry.details),
            entry.at,
            ...more,
          )
      const told = auditedEvent(d1, added)
      const results = await d1.batch([
        d1.prepare(INSERT_ENTRIES).bind(list, orgId),
        audited(AUDIT_IF_CHANGED, added),
        ...told,
        d1.prepare(WIDEN_ENTRIES).bind(list, orgId),
        audited(AUDIT_IF_CHANGED, widened),
        audited(AUDIT_UNLESS, repeated, bindList([added.id, widened.id])),
      ])
      return { created: results[0]!.meta.changes, widened: results[2 + told.length]!.meta.changes }
    },
    async remove(orgId, id, audit) {
      const [result] = await db.batch([db.delete(suppressions).where(one(orgId, id)), auditIfChanged(db, audit)])
      return result.meta.changes > 0
    },
  }
}

function filtersOf({ kind, channel, source, importId, q }: SuppressionQuery): (SQL | undefined)[] {
  return [
    kind && eq(suppressions.kind, kind),
    channel && eq(suppressions.channel, channel),
    source && eq(suppressions.source, source),
    importId === undefined ? undefined : eq(suppressions.importId, importId),
    q ? textFilter(q) : undefined,
  ]
}

function textFilter(q: string): SQL | undefined {
  const part = q.toLowerCase()
  const digits = q.replaceAll(/\D/g, '')
  return or(
    sql`instr(lower(${suppressions.value}), ${part}) > 0`,
    sql`instr(lower(${suppressions.reason}), ${part}) > 0`,
    sql`instr(lower(${suppressions.evidence}), ${part}) > 0`,
    digits.length >= 3 ? sql`instr(${suppressions.value}, ${digits}) > 0` : undefined,
  )
}

/** Of the phones and addresses that begin with what is searched for, which the primary key knows. */
function knownIds(orgId: string, query: SuppressionQuery, count: number): SQL {
  const q = (query.q ?? '').trim().toLowerCase()
  const digits = q.replaceAll(/\D/g, '')
  // As it is written with a country code, or in North America without.
  const phones =
    digits.length >= 3 && !/[a-z@]/.test(q) ? [`+${digits}`, ...(q.startsWith('+') ? [] : [`+1${digits}`])] : []
  const known = JSON.stringify([...phones.map((it) => ['phone', it]), ['email', q]])
  return sql`SELECT ${suppressions.id} FROM json_each(${known}) j CROSS JOIN ${suppressions} ON ${suppressions.orgId} = ${orgId}
    AND ${suppressions.kind} = j.value->>0 AND ${suppressions.value} >= j.value->>1
    AND ${suppressions.value} < (j.value->>1) || ${endOf('')} WHERE ${and(sql`1`, ...filtersOf(query))} LIMIT ${count}`
}

export function fromSuppressionRow(row: typeof suppressions.$inferSelect): Suppression {
  return {
    ...row,
    kind: row.kind === 'email' ? 'email' : 'phone',
    channel: row.channel as SuppressionChannel,
    source: row.source as SuppressionSource,
  }
}
