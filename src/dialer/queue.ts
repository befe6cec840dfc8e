import type { ConsentSpan } from '../domain/consent.ts'
import type { FinalLeadStatus, Priority } from '../domain/lead.ts'
import type { PhoneProgress } from '../domain/lead-progress.ts'
import type { PersonAddress } from '../domain/regions/zone-resolver.ts'
import type { Flight } from './flight.ts'

/**
 * The campaign's queue in the object's SQLite: one WITHOUT ROWID table whose key *is* the state of a lead, so that every move
 * (ready → in flight → settled → ready) rewrites one row and touches no index.
 *
 *   place > 0   ready, in the lane of that id, in dialing order (rank, due_at, seq)
 *   place 0     waiting for due_at
 *   place -1    in flight; due_at is the instant at which the watchdog looks at it
 *   place -2    settled, to be written back to D1 at due_at
 *
 * A lead that is final is not here at all. Everything can be rebuilt from D1.
 */
export const WAITING = 0
export const IN_FLIGHT = -1
export const SETTLED = -2
type Unranked = typeof WAITING | typeof IN_FLIGHT | typeof SETTLED

/** What the object knows of a lead: as small as it can be, since there may be a million of them. */
export interface QueuedLead {
  id: string
  contactId: string
  priority: Priority
  pass: number
  /** 1 = the first phone. */
  position: number
  attempts: number
  everAnswered: boolean
  phones: PhoneProgress[]
  /** The person's own zone, when known. */
  zone: string | null
  address: PersonAddress | null
  consent: ConsentSpan | null
  /** Of the contact these were read from; 0: read before contacts had versions. */
  contactVersion: number
  /** Dialed because the person asked to be called again. */
  callback: boolean
  /** Reached, and shown as `called` until the completion timeout: what it becomes then. */
  final: { status: FinalLeadStatus; reason: string | null } | null
}

export interface Key {
  place: number
  rank: number
  dueAt: number
  seq: number
}

export interface Row extends Key {
  lead: QueuedLead
  flight: Flight | null
}

interface RawRow extends Record<string, SqlStorageValue> {
  place: number
  rank: number
  due_at: number
  seq: number
  lead: string
  flight: string | null
}

/** Rows written by an earlier version lack these; the ledger then refuses the permit and the person is read again. */
const UNKNOWN_PERSON = { address: null, consent: null, contactVersion: 0 }

const toRow = (r: RawRow): Row => ({
  place: r.place,
  rank: r.rank,
  dueAt: r.due_at,
  seq: r.seq,
  lead: { ...UNKNOWN_PERSON, ...(JSON.parse(r.lead) as QueuedLead) },
  flight: r.flight === null ? null : (JSON.parse(r.flight) as Flight),
})

const COLUMNS = 'place, rank, due_at, seq, lead, flight'
const KEY = 'place = ? AND rank = ? AND due_at = ? AND seq = ?'

export class LeadQueue {
  private readonly sql: SqlStorage
  /** Rows by place. Counted once when the object wakes, then kept. */
  private readonly counts = new Map<number, number>()

  constructor(sql: SqlStorage) {
    this.sql = sql
    sql.exec(`CREATE TABLE IF NOT EXISTS queue (
      place INTEGER NOT NULL, rank INTEGER NOT NULL, due_at INTEGER NOT NULL, seq INTEGER NOT NULL,
      lead TEXT NOT NULL, flight TEXT,
      PRIMARY KEY (place, rank, due_at, seq)) WITHOUT ROWID`)
    for (const row of sql.exec<{ place: number; n: number }>('SELECT place, count(*) AS n FROM queue GROUP BY place')) {
      this.counts.set(row.place, row.n)
    }
  }

  /** Rows of one place. */
  count(place: number): number {
    return this.counts.get(place) ?? 0
  }

  total(): number {
    let total = 0
    for (const n of this.counts.values()) total += n
    return total
  }

  private add(place: number, n: number): void {
    this.counts.set(place, this.count(place) + n)
  }

  /** A row that is there already under this key is left alone. */
  insert(row: Row): void {
    const { rowsWritten } = this.sql.exec(
      `INSERT OR IGNORE INTO queue (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)`,
      row.place,
      row.rank,
      row.dueAt,
      row.seq,
      JSON.stringify(row.lead),
      row.flight ? JSON.stringify(row.flight) : null,
    )
    if (rowsWritten > 0) this.add(row.place, 1)
  }

  /** Rewrites the row at `from`, key included: one billed row. */
  move(from: Key, to: Row): void {
    const { rowsWritten } = this.sql.exec(
      `UPDATE queue SET place = ?, rank = ?, due_at = ?, seq = ?, lead = ?, flight = ? WHERE ${KEY}`,
      to.place,
      to.rank,
      to.dueAt,
      to.seq,
      JSON.stringify(to.lead),
      to.flight ? JSON.stringify(to.flight) : null,
      from.place,
      from.rank,
      from.dueAt,
      from.seq,
    )
    if (rowsWritten > 0 && from.place !== to.place) {
      this.add(from.place, -1)
      this.add(to.place, 1)
    }
  }

  remove(key: Key): void {
    const { rowsWritten } = this.sql.exec(`DELETE FROM queue WHERE ${KEY}`, key.place, key.rank, key.dueAt, key.seq)
    if (rowsWritten > 0) this.add(key.place, -1)
  }

  /** Rows of one place in key order. */
  read(place: number, limit: number): Row[] {
    return this.sql
      .exec<RawRow>(
        `SELECT ${COLUMNS} FROM queue WHERE place = ? ORDER BY place, rank, due_at, seq LIMIT ?`,
        place,
        limit,
      )
      .toArray()
      .map(toRow)
  }

  /** Rows outside the lanes that are due, earliest first. Their rank is always 0, so this is one seek. */
  due(place: Unranked, now: number, limit: number): Row[] {
    return this.sql
      .exec<RawRow>(
        `SELECT ${COLUMNS} FROM queue WHERE place = ? AND rank = 0 AND due_at <= ? ORDER BY due_at, seq LIMIT ?`,
        place,
        now,
        limit,
      )
      .toArray()
      .map(toRow)
  }

  nextDue(place: Unranked): number | null {
    const row = this.sql
      .exec<{ due_at: number }>('SELECT due_at FROM queue WHERE place = ? AND rank = 0 ORDER BY due_at LIMIT 1', place)
      .toArray()[0]
    return row?.due_at ?? null
  }

  /** The first row of a lane with rank ≥ `fromRank`, or null. */
  headRank(lane: number, fromRank: number): number | null {
    const row = this.sql
      .exec<{ rank: number }>(
        'SELECT rank FROM queue WHERE place = ? AND rank >= ? ORDER BY rank LIMIT 1',
        lane,
        fromRank,
      )
      .toArray()[0]
    return row?.rank ?? null
  }

  /**
   * The first `count` rows of the given lanes in dialing order, with rank < `rankLimit`. One seek a lane to find the heads, then a
   * merge of the lanes whose heads are smallest: the cost does not depend on how many leads wait.
   */
  pick(lanes: readonly number[], count: number, rankLimit: number): Row[] {
    if (count <= 0) return []
    const heads: { lane: number; rank: number; due_at: number; seq: number }[] = []
    for (const lane of lanes) {
      const head = this.sql
        .exec<{ rank: number; due_at: number; seq: number }>(
          'SELECT rank, due_at, seq FROM queue WHERE place = ? AND rank < ? ORDER BY rank, due_at, seq LIMIT 1',
          lane,
          rankLimit,
        )
        .toArray()[0]
      if (head) heads.push({ lane, ...head })
    }
    heads.sort((a, b) => a.rank - b.rank || a.due_at - b.due_at || a.seq - b.seq)
    // Only the `count` lanes with the smallest heads can hold one of the first `count` rows, and once so many are known a lane is read
    // no further than the last of them. What is not chosen is not parsed.
    let chosen: RawRow[] = []
    for (const { lane } of heads.slice(0, count)) {
      const last = chosen.length === count ? chosen[count - 1]! : null
      const rows = last
        ? this.sql.exec<RawRow>(
            `SELECT ${COLUMNS} FROM queue WHERE place = ? AND (rank, due_at, seq) < (?, ?, ?) ORDER BY rank, due_at, seq LIMIT ?`,
            lane,
            last.rank,
            last.due_at,
            last.seq,
            count,
          )
        : this.sql.exec<RawRow>(
            `SELECT ${COLUMNS} FROM queue WHERE place = ? AND rank < ? ORDER BY rank, due_at, seq LIMIT ?`,
            lane,
            rankLimit,
            count,
          )
      chosen.push(...rows.toArray())
      chosen.sort((a, b) => a.rank - b.rank || a.due_at - b.due_at || a.seq - b.seq)
      chosen = chosen.slice(0, count)
    }
    return chosen.map(toRow)
  }

  /** The rows of one lead by its seq: a full scan, for the rare change made by a person. */
  findBySeq(seq: number): Row | null {
    const row = this.sql.exec<RawRow>(`SELECT ${COLUMNS} FROM queue WHERE seq = ? LIMIT 1`, seq).toArray()[0]
    return row ? toRow(row) : null
  }

  /** Rows in lanes behind a key that is behind all who wait, in key order, whatever lane. A second bound on `place` would win over the key. */
  readyAfter(key: Key, limit: number): Row[] {
    return this.sql
      .exec<RawRow>(
        `SELECT ${COLUMNS} FROM queue WHERE (place, rank, due_at, seq) > (?, ?, ?, ?)
         ORDER BY place, rank, due_at, seq LIMIT ?`,
        key.place,
        key.rank,
        key.dueAt,
        key.seq,
        limit,
      )
      .toArray()
      .map(toRow)
  }

  /** Deletes up to `limit` rows that are not in flight or settled; true while there may be more. */
  clearSlice(limit: number): boolean {
    const keys = this.sql
      .exec<{ place: number; rank: number; due_at: number; seq: number }>(
        'SELECT place, rank, due_at, seq FROM queue WHERE place >= 0 ORDER BY place, rank, due_at, seq LIMIT ?',
        limit,
      )
      .toArray()
    for (const { due_at, ...key } of keys) this.remove({ ...key, dueAt: due_at })
    return keys.length >= limit
  }
}
