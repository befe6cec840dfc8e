import { api, type Page, type Query } from './client.ts'

/** A page that may have taken several requests. */
export interface GatheredPage<T> extends Page<T> {
  /** More than one request: few rows of a long list match, and asking again costs as much. */
  isSearch: boolean
}

/** So many looks at a part of the list each; a person who wants to go on says so. */
const MOST_PARTS = 10

/** A filtered page of a long list: the API looks at a part of it a request, so this asks on until the page is full. */
export async function gatherPage<T>(
  path: string,
  query: Query & { limit: number },
  signal: AbortSignal,
): Promise<GatheredPage<T>> {
  const rows: T[] = []
  let cursor = query.cursor ?? null
  for (let part = 1; ; part++) {
    const page = await api.get<Page<T>>(path, { ...query, cursor, limit: query.limit - rows.length }, signal)
    rows.push(...page.data)
    cursor = page.next_cursor
    if (cursor === null || rows.length >= query.limit || part === MOST_PARTS)
      return { data: rows, next_cursor: page.next_cursor, isSearch: part > 1 }
  }
}
