import type { BenchBindings } from './bindings.ts'
import { count } from './counts.ts'

/** The platform's bindings with a meter in front: rows of D1 and of objects as they are billed. */

const metered = new WeakMap<object, BenchBindings>()

/** The same bindings; metered when counting is on, or for this one time. */
export function countedEnv<E extends object>(env: E, once = false): E {
  const bindings = env as unknown as BenchBindings
  if (bindings.BENCH_COUNT !== 'on' && !once) return env
  let known = metered.get(bindings)
  if (!known) {
    known = {
      ...bindings,
      DB: countedDatabase(bindings.DB),
      FILES: counted(bindings.FILES, { put: 'r2.writes', get: 'r2.reads', head: 'r2.reads', list: 'r2.writes' }),
      IMPORTS: counted(bindings.IMPORTS, QUEUE),
      EVENTS: counted(bindings.EVENTS, QUEUE),
    }
    metered.set(bindings, known)
  }
  return known as unknown as E
}

/** What a statement does to which table. */
function nameOf(sql: string): string {
  const change = /\b(insert(?: or \w+)? into|update|delete from)\s+"?(\w+)/i.exec(sql)
  if (change) return `${change[1]!.toLowerCase()} ${change[2]}`
  const tables = [...sql.matchAll(/\b(?:from|join)\s+"?(?!json_each|select)(\w{2,})/gi)].map((match) => match[1])
  return `select ${[...new Set(tables)].slice(0, 3).join(', ')}`
}

type Meta = { rows_read?: number; rows_written?: number }

function note(sql: string, meta: Meta): void {
  const name = nameOf(sql)
  count('d1.statements')
  count('d1.rows_read', meta.rows_read ?? 0)
  count('d1.rows_written', meta.rows_written ?? 0)
  count(`d1.read: ${name}`, meta.rows_read ?? 0)
  count(`d1.written: ${name}`, meta.rows_written ?? 0)
}

class CountedStatement {
  readonly inner: D1PreparedStatement
  readonly sql: string
  constructor(inner: D1PreparedStatement, sql: string) {
    this.inner = inner
    this.sql = sql
  }
  bind(...values: unknown[]): CountedStatement {
    return new CountedStatement(this.inner.bind(...values), this.sql)
  }
  async all(): Promise<D1Result> {
    count('d1.round_trips')
    const result = await this.inner.all()
    note(this.sql, result.meta)
    return result
  }
  run(): Promise<D1Result> {
    return this.all()
  }
  async first(column?: string): Promise<unknown> {
    const row = (await this.all()).results[0] as Record<string, unknown> | undefined
    return row === undefined ? null : column === undefined ? row : row[column]
  }
  /** Only with the rows come the names of the columns, and only with names the count: columns of one name would be lost. */
  async raw(): Promise<unknown[][]> {
    const isRead = /^\s*(?:select|with)\b/i.test(this.sql)
    const { results } = await this.all()
    return isRead ? await this.inner.raw() : results.map((row) => Object.values(row as object))
  }
}

function countedDatabase(db: D1Database): D1Database {
  return {
    prepare: (sql: string) => new CountedStatement(db.prepare(sql), sql),
    async batch(statements: CountedStatement[]) {
      count('d1.round_trips')
      const results = await db.batch(statements.map((it) => it.inner))
      for (const [i, result] of results.entries()) note(statements[i]!.sql, result.meta)
      return results
    },
  } as unknown as D1Database
}

/** Every queue operation is one of a message; a batch is as many as it holds. */
const QUEUE = { send: 'queue.messages', sendBatch: 'queue.messages' }

/** `target` with a count under the name given for each of these methods. */
function counted<T extends object>(target: T, names: Record<string, string>): T {
  const methods = Object.entries(names).map(([method, name]) => {
    const call = (Reflect.get(target, method) as (...args: unknown[]) => unknown).bind(target)
    return [
      method,
      (...args: unknown[]) => {
        count(name, method === 'sendBatch' ? [...(args[0] as Iterable<unknown>)].length : 1)
        return call(...args)
      },
    ]
  })
  return overlay(target, Object.fromEntries(methods))
}

/** The object's state; its SQL and its alarms are metered when counting is on. */
export function countedState(state: DurableObjectState, env: object): DurableObjectState {
  if ((env as BenchBindings).BENCH_COUNT !== 'on') return state
  const sql = overlay(state.storage.sql, {
    exec: (query: string, ...values: unknown[]) => {
      const cursor = state.storage.sql.exec(query, ...values)
      count('object.rows_written', cursor.rowsWritten)
      count(`object.written: ${nameOf(query)}`, cursor.rowsWritten)
      return cursor
    },
  })
  const storage = overlay(state.storage, {
    sql,
    setAlarm: (at: number) => {
      count('object.rows_written')
      count('object.written: setAlarm')
      return state.storage.setAlarm(at)
    },
  })
  return overlay(state, { storage })
}

/** `target` with some members replaced; methods keep their own `this`. */
function overlay<T extends object>(target: T, members: Record<string, unknown>): T {
  return new Proxy(target, {
    get(_, name) {
      if (typeof name === 'string' && name in members) return members[name]
      const value = Reflect.get(target, name, target) as unknown
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
