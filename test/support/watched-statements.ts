import { vi } from 'vitest'
import { bindings } from './api-world.ts'

export interface WatchedStatement {
  sql: string
  values: unknown[]
  /** The request that ran it, as the test calls it. */
  request: string
}

/** Notes every statement that anybody prepares from now on, each text once. */
export function watchStatements(): { seen: Map<string, WatchedStatement>; during(request: string): void } {
  const seen = new Map<string, WatchedStatement>()
  let request = ''
  const prepare = bindings.DB.prepare.bind(bindings.DB)
  vi.spyOn(bindings.DB, 'prepare').mockImplementation((sql) => {
    const statement = prepare(sql)
    const bind = statement.bind.bind(statement)
    if (!seen.has(sql)) seen.set(sql, { sql, values: [], request })
    statement.bind = (...values) => {
      const noted = seen.get(sql)
      if (noted && noted.values.length === 0) noted.values = values
      return bind(...values)
    }
    return statement
  })
  return {
    seen,
    during(next) {
      request = next
    },
  }
}

/** What SQLite would do, one line a step. */
export async function planOf({ sql, values }: WatchedStatement): Promise<string[]> {
  const statement = bindings.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
  const { results } = await (values.length > 0 ? statement.bind(...values) : statement).all<{ detail: string }>()
  return results.map((row) => row.detail)
}

/** Runs it again and says how many rows it reads, as they are billed. */
export async function rowsRead({ sql, values }: WatchedStatement): Promise<number> {
  const statement = bindings.DB.prepare(sql)
  const { meta } = await (values.length > 0 ? statement.bind(...values) : statement).all()
  return meta.rows_read
}
