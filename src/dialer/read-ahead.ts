import type { Key } from './queue.ts'

/** Rows kept over all lanes, and of one lane at most and at least. */
const TOTAL = 1_000
const MOST = 64
const LEAST = 2

type Order = Omit<Key, 'place'>

interface Ahead<T> {
  /** The first rows of the lane, in key order, without a gap. */
  rows: T[]
  /** They are all rows of the lane. */
  isWhole: boolean
}

interface Head<T> {
  ahead: Ahead<T>
  lane: number
  at: number
  row: T
}

/**
 * The first rows of each lane in memory: picking asks the storage once for dozens of leads instead of twice for each lane. Whoever writes
 * a row of a lane says so here. About a thousand rows whatever waits, fewer of each lane the more lanes there are.
 */
export class ReadAhead<T extends Order> {
  /** The first `limit` rows of a lane behind a key, or from its beginning. */
  private readonly read: (lane: number, after: T | null, limit: number) => T[]
  private readonly byLane = new Map<number, Ahead<T>>()

  constructor(read: (lane: number, after: T | null, limit: number) => T[]) {
    this.read = read
  }

  /** The first `count` rows of the lanes in dialing order, with rank < `rankLimit`. */
  first(lanes: readonly number[], count: number, rankLimit: number): T[] {
    const page = Math.max(LEAST, Math.min(MOST, Math.floor(TOTAL / Math.max(lanes.length, 1))))
    let heads: Head<T>[] = []
    for (const lane of lanes) {
      const ahead = this.of(lane, page)
      const row = ahead.rows[0]
      if (row && row.rank < rankLimit) heads.push({ ahead, lane, at: 0, row })
    }
    // Only the `count` lanes with the smallest heads can hold one of the first `count` rows.
    if (heads.length > count) heads = heads.sort((a, b) => compare(a.row, b.row)).slice(0, Math.max(count, 0))
    const chosen: T[] = []
    while (chosen.length < count && heads.length > 0) {
      let least = 0
      for (let i = 1; i < heads.length; i++) if (compare(heads[i]!.row, heads[least]!.row) < 0) least = i
      const head = heads[least]!
      chosen.push(head.row)
      head.at += 1
      const next = this.rowAt(head, page)
      if (next && next.rank < rankLimit) head.row = next
      else heads.splice(least, 1)
    }
    return chosen
  }

  private of(lane: number, page: number): Ahead<T> {
    const known = this.byLane.get(lane)
    if (known && (known.rows.length > 0 || known.isWhole)) return known
    const rows = this.read(lane, null, page)
    const ahead = { rows, isWhole: rows.length < page }
    this.byLane.set(lane, ahead)
    return ahead
  }

  private rowAt({ ahead, lane, at }: Head<T>, page: number): T | undefined {
    if (at === ahead.rows.length && !ahead.isWhole) {
      const more = this.read(lane, ahead.rows[at - 1]!, page)
      ahead.rows.push(...more)
      ahead.isWhole = more.length < page
    }
    return ahead.rows[at]
  }

  /** A row has come into the lane. */
  added(lane: number, row: T): void {
    const ahead = this.byLane.get(lane)
    if (!ahead) return
    const { rows } = ahead
    const last = rows.at(-1)
    if (last && compare(row, last) < 0) {
      rows.splice(
        rows.findIndex((known) => compare(row, known) < 0),
        0,
        row,
      )
    } else if (ahead.isWhole) rows.push(row)
    if (rows.length <= 2 * MOST) return
    rows.length = MOST
    ahead.isWhole = false
  }

  /** A row has left the lane. */
  removed(lane: number, key: Order): void {
    const ahead = this.byLane.get(lane)
    const at = ahead ? ahead.rows.findIndex((known) => compare(known, key) === 0) : -1
    if (at >= 0) ahead!.rows.splice(at, 1)
  }

  /** Rows were changed otherwise. */
  forget(): void {
    this.byLane.clear()
  }
}

function compare(a: Order, b: Order): number {
  return a.rank - b.rank || a.dueAt - b.dueAt || a.seq - b.seq
}
