import { and, type Column, gte, lt, type SQL, sql } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import type { Page, PageRequest } from '../../app/page.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

/**
 * Lists whose filters no index answers. Such a list is an index walked in order, and one request looks at no more than WALK rows of it: a
 * page may therefore hold fewer than were asked for, none even, and still say where to go on. Nobody waits for a million rows, and the
 * database, which does one statement at a time, is not kept from placing calls.
 */
export const WALK = 20_000
const SECOND_LOOK = 1_000

/** A search that does not reach the end of a long list shows this many at once that an index knows, wherever in the list they stand. */
export const KNOWN = 25

type Key = string | number

/** Rows behind `after` up to `upTo`, which is the last that may be looked at; null: from the beginning, to the end. */
export interface Stretch {
  after: Key | null
  upTo: Key | null
  /** At most so many that match. */
  wanted: number
  /** So many of `known` were shown already and are left out. */
  shown: number
}

export interface WalkedList<R> {
  /** False: every row matches, or nearly. */
  isFiltered: boolean
  keyOf(row: R): Key
  /** The key of the `rows`-th row behind `after`; null when there are not so many. */
  horizon(after: Key | null, rows: number): Promise<Key | null>
  read(stretch: Stretch): Promise<R[]>
  /** Up to so many rows that match, found by an index; the same ones for the same number. */
  known?: ((count: number) => Promise<R[]>) | undefined
}

/**
 * Fills a page. It looks at a few rows first, which are enough for most pages, and further only when they were not.
 * @throws AppError when the cursor is none
 */
export async function walk<R>({ limit, cursor }: PageRequest, list: WalkedList<R>): Promise<Page<R>> {
  const { keyOf, known } = list
  const [key, before] = cursor === null ? [null, 0] : decodeCursor(cursor, known ? 2 : 1)
  const shown = Math.min(Number(before) || 0, KNOWN)
  const cursorAt = (next: Key, count: number) => encodeCursor(known ? [next, count] : [next])
  const items: R[] = []
  let after = key ?? null
  for (const rows of [2 * limit, SECOND_LOOK, WALK]) {
    const upTo = list.isFiltered ? await list.horizon(after, rows) : null
    // One more than the page holds tells that there is more.
    items.push(...(await list.read({ after, upTo, wanted: limit + 1 - items.length, shown })))
    if (items.length > limit)
      return { items: items.slice(0, limit), nextCursor: cursorAt(keyOf(items[limit - 1]!), shown) }
    if (upTo === null) return { items, nextCursor: null }
    after = upTo
  }
  if (!known || cursor !== null) return { items, nextCursor: cursorAt(after!, shown) }
  const count = Math.min(KNOWN, limit - items.length)
  const seen = new Set(items.map(keyOf))
  items.push(...(await known(count)).filter((row) => !seen.has(keyOf(row))))
  return { items, nextCursor: cursorAt(after!, count) }
}

/** A list by id, newest first. */
export interface NewestFirst<R> {
  /** With the index that is walked; it ends in `id`. */
  table: SQL
  id: Column
  /** What the index answers before the id. */
  scope: (SQL | undefined)[]
  /** Bounds of the id. Only one of each kind may stand in a statement: of two SQLite seeks by the first and reads up to the other. */
  from?: string | undefined
  before?: string | undefined
  /** What it does not. */
  filters: (SQL | undefined)[]
  /** The ids of so many rows that an index knows to match a search. */
  known?: ((count: number) => SQL) | undefined
  /** The rows with these ids, newest first: at most a page. */
  read(ids: SQL): Promise<R[]>
  idOf(row: R): string
}

/** @throws AppError when the cursor is none */
export async function walkNewest<R>(
  db: DrizzleD1Database,
  page: PageRequest,
  { table, id, scope, from, before, filters, known, read, idOf }: NewestFirst<R>,
): Promise<Page<R>> {
  const between = (after: Key | null, upTo: Key | null) => {
    const [first, end] = [upTo ?? from, after ?? before]
    return and(...scope, first === undefined ? undefined : gte(id, first), end === undefined ? undefined : lt(id, end))
  }
  return await walk<R>(page, {
    isFiltered: filters.some((filter) => filter !== undefined),
    keyOf: idOf,
    async horizon(after, rows) {
      const place = sql`WHERE ${between(after, null)} ORDER BY ${id} DESC LIMIT 1 OFFSET ${rows - 1}`
      const [row] = await db.all<{ id: string }>(sql`SELECT ${id} AS id FROM ${table} ${place}`)
      return row?.id ?? null
    },
    read({ after, upTo, wanted, shown }) {
      const isNew = known && shown > 0 ? sql`${id} NOT IN (${known(shown)})` : undefined
      const matching = and(between(after, upTo), ...filters, isNew)
      return read(sql`SELECT ${id} FROM ${table} WHERE ${matching} ORDER BY ${id} DESC LIMIT ${wanted}`)
    },
    known: known && ((count) => read(known(count))),
  })
}

/** Greater than every text that begins with this one. */
export const endOf = (prefix: string): string => `${prefix}\u{10ffff}`
