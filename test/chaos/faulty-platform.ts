import type { Bindings } from '../../src/env.ts'
import { type AppFaults, NO_APP_FAULTS } from './app-faults.ts'
import { type Chance, chanceOf } from './chance.ts'

/** The platform's bindings with faults in front. What fails is decided by the settings that hold at that moment, one set for the whole process. */

export interface ChaosBindings extends Bindings {
  /** The faults this process begins with, as JSON. */
  CHAOS_FAULTS?: string
  CHAOS_SEED?: string
}

let faults: AppFaults = NO_APP_FAULTS
let chance: Chance | null = null
/** How often each fault struck in this process. */
const struck: Record<string, number> = {}

export function setFaults(next: AppFaults): void {
  faults = next
}

export function takeStruck(): Record<string, number> {
  const taken = { ...struck }
  for (const name of Object.keys(struck)) delete struck[name]
  return taken
}

/** Whether this fault strikes now. */
export function strikes(name: keyof AppFaults): boolean {
  if (chance === null || !chance.hits(faults[name])) return false
  struck[name] = (struck[name] ?? 0) + 1
  return true
}

/** Runs `act` between the fault before it and the one after it. */
export async function between<T>(
  before: keyof AppFaults,
  after: keyof AppFaults,
  what: string,
  act: () => Promise<T>,
): Promise<T> {
  if (strikes(before)) throw new Error(`chaos: ${what} failed before it was done`)
  const done = await act()
  if (strikes(after)) throw new Error(`chaos: ${what} was done, but its answer is lost`)
  return done
}

async function overD1<T>(act: () => Promise<T>): Promise<T> {
  if (strikes('d1_slow')) await scheduler.wait(Math.ceil((chance?.next() ?? 0) * 500))
  return between('d1_before', 'd1_after', 'D1_ERROR: the statement', act)
}

const known = new WeakMap<object, ChaosBindings>()

/** The same bindings, none of them to be relied on. */
export function faultyEnv<E extends object>(env: E): E {
  const bindings = env as unknown as ChaosBindings
  let faulty = known.get(bindings)
  if (!faulty) {
    if (chance === null) {
      chance = chanceOf(Number(bindings.CHAOS_SEED ?? 1))
      faults = { ...NO_APP_FAULTS, ...(JSON.parse(bindings.CHAOS_FAULTS ?? '{}') as Partial<AppFaults>) }
    }
    faulty = {
      ...bindings,
      DB: faultyDatabase(bindings.DB),
      FILES: failing(bindings.FILES, 'files_fail', 'R2'),
      IMPORTS: failing(bindings.IMPORTS, 'queue_refuses', 'the queue is full and'),
      EVENTS: failing(bindings.EVENTS, 'queue_refuses', 'the queue is full and'),
    }
    known.set(bindings, faulty)
  }
  return faulty as unknown as E
}

/** Every method of `target` may fail, and nothing was done then. */
function failing<T extends object>(target: T, fault: keyof AppFaults, what: string): T {
  return new Proxy(target, {
    get(_, name) {
      const value = Reflect.get(target, name, target) as unknown
      if (typeof value !== 'function') return value
      return async (...args: unknown[]) => {
        if (strikes(fault)) throw new Error(`chaos: ${what} ${String(name)} failed`)
        return value.apply(target, args)
      }
    },
  })
}

class FaultyStatement {
  readonly inner: D1PreparedStatement
  constructor(inner: D1PreparedStatement) {
    this.inner = inner
  }
  bind(...values: unknown[]): FaultyStatement {
    return new FaultyStatement(this.inner.bind(...values))
  }
  all(): Promise<unknown> {
    return overD1(() => this.inner.all())
  }
  run(): Promise<unknown> {
    return overD1(() => this.inner.run())
  }
  first(column?: string): Promise<unknown> {
    return overD1(() => (column === undefined ? this.inner.first() : this.inner.first(column)))
  }
  raw(options?: { columnNames?: false }): Promise<unknown[]> {
    return overD1(() => this.inner.raw(options))
  }
}

function faultyDatabase(db: D1Database): D1Database {
  return {
    prepare: (sql: string) => new FaultyStatement(db.prepare(sql)),
    batch: (statements: FaultyStatement[]) => overD1(() => db.batch(statements.map((it) => it.inner))),
    exec: (sql: string) => overD1(() => db.exec(sql)),
  } as unknown as D1Database
}
