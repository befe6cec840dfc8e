import { eq, or, type SQL, sql } from 'drizzle-orm'
import type { LeadQuery, LeadSort } from '../../app/leads/store.ts'
import { decodeCursor } from './cursor.ts'
import { bindList } from './json-column.ts'
import { contacts, leads } from './schema.ts'

/**
 * The leads table as a query: filters, order and keyset paging. In the order of the list it is walked (lead-walk.ts); the other orders
 * read and sort all that have the status, which the use case allows only while they are few.
 */
export function leadFilters(query: LeadQuery): (SQL | undefined)[] {
  return [query.statuses && statusFilter(query.statuses, query.inFlight), ...valueFilters(query)]
}

/** All filters but the status, which an index answers. */
export function valueFilters(query: LeadQuery): (SQL | undefined)[] {
  return [
    query.dispositions && among(sql`${leads.disposition}`, query.dispositions),
    query.priorities && among(sql`${leads.priority}`, query.priorities),
    query.tag === undefined
      ? undefined
      : sql`EXISTS (SELECT 1 FROM json_each(CASE WHEN json_valid(${contacts.tags}) THEN ${contacts.tags} ELSE '[]' END) t WHERE t.value = ${query.tag})`,
    query.q ? textFilter(query.q) : undefined,
  ]
}

/** Leads in a call count as `dialing`, whatever is stored: the object writes a lead back when its call has ended. */
function statusFilter(statuses: string[], inFlight: string[]): SQL | undefined {
  const stored = statuses.filter((status) => status !== 'dialing')
  const inCall = inFlight.length > 0 ? among(sql`${leads.id}`, inFlight) : undefined
  const byStored =
    stored.length === 0
      ? undefined
      : stored.length === 1
        ? eq(leads.status, stored[0] ?? '')
        : among(sql`${leads.status}`, stored)
  const notInCall = byStored && inCall ? sql`(${byStored} AND NOT ${inCall})` : byStored
  return statuses.includes('dialing') ? or(eq(leads.status, 'dialing'), inCall, notInCall) : notInCall
}

/** instr and not LIKE: D1 refuses LIKE patterns over 50 bytes, and the text needs no escaping. */
function textFilter(q: string): SQL | undefined {
  const lower = q.toLowerCase()
  const digits = q.replaceAll(/\D/g, '')
  const isPhone = digits.length >= 3 && !/[a-z@]/i.test(q)
  return or(
    sql`instr(lower(${contacts.name}), ${lower}) > 0`,
    sql`instr(${contacts.name}, ${q}) > 0`,
    sql`instr(lower(${contacts.email}), ${lower}) > 0`,
    isPhone ? sql`instr(${contacts.phones}, ${digits}) > 0` : undefined,
  )
}

/** The orders that are no index. */
export type ColumnSort = Exclude<LeadSort, 'seq'>

const among = (column: SQL, values: readonly string[]): SQL =>
  sql`${column} IN (SELECT value FROM json_each(${bindList(values)}))`

/** Nulls last in both directions; equal values by seq. */
export function leadOrder(sort: ColumnSort, descending: boolean): SQL[] {
  const seq = descending ? sql`${leads.seq} DESC` : sql`${leads.seq}`
  const column = columnOf(sort)
  return [sql`${column} IS NULL`, descending ? sql`${column} DESC` : column, seq]
}

export function afterCursor(sort: ColumnSort, descending: boolean, cursor: string): SQL {
  const than = descending ? sql.raw('<') : sql.raw('>')
  const [value, seq] = decodeCursor(cursor, 2)
  const column = columnOf(sort)
  if (value === null || value === undefined) return sql`(${column} IS NULL AND ${leads.seq} ${than} ${Number(seq)})`
  return sql`(${column} ${than} ${value} OR (${column} = ${value} AND ${leads.seq} ${than} ${Number(seq)}) OR ${column} IS NULL)`
}

export function sortValue(
  sort: ColumnSort,
  row: { lead: { nextDueAt: number | null; lastCalledAt: number | null }; contact: { name: string } },
): string | number | null {
  switch (sort) {
    case 'name':
      return row.contact.name
    case 'last_called_at':
      return row.lead.lastCalledAt
    case 'next_due_at':
      return row.lead.nextDueAt
  }
}

function columnOf(sort: ColumnSort): SQL {
  switch (sort) {
    case 'name':
      return sql`(${contacts.name} COLLATE NOCASE)`
    case 'last_called_at':
      return sql`${leads.lastCalledAt}`
    case 'next_due_at':
      return sql`${leads.nextDueAt}`
  }
}
