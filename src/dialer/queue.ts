import type { ConsentSpan } from '../domain/consent.ts'
import type { FinalLeadStatus, Priority } from '../domain/lead.ts'
import type { PhoneProgress } from '../domain/lead-progress.ts'
import type { PersonAddress } from '../domain/regions/zone-resolver.ts'
import type { Flight } from './flight.ts'
import { QueueCounts } from './queue-counts.ts'
import { flightText, leadText, readFlight, readLead } from './queue-text.ts'
import { ReadAhead } from './read-ahead.ts'

/**
 * The campaign's queue in the object's SQLite: one WITHOUT ROWID table whose key *is* the state of a lead, so that every move
 * (ready → in flight → settled → ready) rewrites one row and touches no index.
 *
 *   place > 0   ready, in the lane of that id, in dialing order (rank, due_at, seq)
 *   place 0     waiting for due_at
 *   place -1    in flight; due_at is the instant at which the watchdog looks at it
 *   place -2    settled, to be written back to D1 at due_at
 *
 * A lead that is final is not here at all. Everything can be rebuilt from D1. Nothing in memory grows with the number of leads: the counts
 * by place (queue-counts.ts) and the first rows of each lane (read-ahead.ts), which is why rows are written by this class alone.
 *
 * Over 250 lines because a row, its key and every way to move it belong together.
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

/** A row of a lane; its lead is parsed when it is picked. */
interface ReadyRow extends Key {
  text: string
  row: Row | null
}

const COLUMNS = 'place, rank, due_at, seq, lead, flight'
const KEY = 'place = ? AND rank = ? AND due_at = ? AND seq = ?'

export class LeadQueue {
  private readonly sql: SqlStorage
  private readonly counts: QueueCounts
  private readonly ahead: ReadAhead<ReadyRow>
  /** How a lead was read or written: moving it does not write it out again. Leads are never changed in place. */
  private readonly texts = new WeakMap<QueuedLead, string>()

  constructor(sql: SqlStorage) {
    this.sql = sql
    sql.exec(`CREATE TABLE IF NOT EXISTS queue (
      place INTEGER NOT NULL, rank INTEGER NOT NULL, due_at INTEGER NOT NULL, seq INTEGER NOT NULL,
      lead TEXT NOT NULL, flight TEXT,
      PRIMARY KEY (place, rank, due_at, seq)) WITHOUT ROWID`)
    this.counts = new QueueCounts(sql)
    this.ahead = new ReadAhead((lane, after, limit) => this.readLane(lane, after, limit))
  }

  /** Rows of one place. */
  count(place: number): number {
    return this.counts.of(place)
  }

  total(): number {
    return this.counts.total()
  }

  /** The object has nothing to do: its next life need not count the rows. */
  rest(now: number): void {
    this.counts.rest(now, this.count(IN_FLIGHT) > 0)
  }

  /** A row that is there already under this key is left alone. */
  insert(row: Row): void {
    const text = this.textOf(row.lead)
    const { rowsWritten } = this.sql.exec(
      `INSERT OR IGNORE INTO queue (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)`,
      row.place,
      row.rank,
      row.dueAt,
      row.seq,
      text,
      row.flight ? flightText(row.flight) : null,
    )
    if (rowsWritten === 0) return
    this.counts.add(row.place, 1)
    this.joins(row, text)
  }

  /** Rewrites the row at `from`, key included: one billed row. */
  move(from: Key, to: Row): void {
    const text = this.textOf(to.lead)
    const { rowsWritten } = this.sql.exec(
      `UPDATE queue SET place = ?, rank = ?, due_at = ?, seq = ?, lead = ?, flight = ? WHERE ${KEY}`,
      to.place,
      to.rank,
      to.dueAt,
      to.seq,
      text,
      to.flight ? flightText(to.flight) : null,
      from.place,
      from.rank,
      from.dueAt,
      from.seq,
    )
    if (rowsWritten === 0) return
    if (from.place !== to.place) {
      this.counts.add(from.place, -1)
      this.counts.add(to.place, 1)
    }
    this.leaves(from)
    this.joins(to, text)
  }

  remove(key: Key): void {
    const { rowsWritten } = this.sql.exec(`DELETE FROM queue WHERE ${KEY}`, key.place, key.rank, key.dueAt, key.seq)
    if (rowsWritten === 0) return
    this.counts.add(key.place, -1)
    this.leaves(key)
  }

  private joins(row: Row, text: string): void {
    if (row.place <= 0) return
    const { place, rank, dueAt, seq } = row
    this.ahead.added(place, { place, rank, dueAt, seq, text, row: row.flight ? null : row })
  }

  private leaves(key: Key): void {
    if (key.place > 0) this.ahead.removed(key.place, key)
  }

  private textOf(lead: QueuedLead): string {
    const known = this.texts.get(lead)
    if (known !== undefined) return known
    const text = leadText(lead)
    this.texts.set(lead, text)
    return text
  }

  private leadOf(text: string): QueuedLead {
    const lead = readLead(text)
    this.texts.set(lead, text)
    return lead
  }

  private rowsOf(cursor: SqlStorageCursor<RawRow>): Row[] {
    return cursor.toArray().flatMap((raw) => {
      const key = { place: raw.place, rank: raw.rank, dueAt: raw.due_at, seq: raw.seq }
      const read = () => ({
        ...key,
        lead: this.leadOf(raw.lead),
        flight: raw.flight === null ? null : readFlight(raw.flight),
      })
      return this.orTakenOut(key, read)
    })
  }

  /** Told of a row that cannot be read: it is out of the queue by then, so that it stops nobody else. */
  onUnreadable: (key: Key, error: unknown) => void = () => {}

  private orTakenOut(key: Key, read: () => Row): Row[] {
    try {
      return [read()]
    } catch (error) {
      this.remove(key)
      this.onUnreadable(key, error)
      return []
    }
  }

  /** Rows of one place in key order. */
  read(place: number, limit: number): Row[] {
    return this.rowsOf(
      this.sql.exec<RawRow>(
        `SELECT ${COLUMNS} FROM queue WHERE place = ? ORDER BY place, rank, due_at, seq LIMIT ?`,
        place,
        limit,
      ),
    )
  }

  /** Rows outside the lanes that are due, earliest first. Their rank is always 0, so this is one seek. */
  due(place: Unranked, now: number, limit: number): Row[] {
    return this.rowsOf(
      this.sql.exec<RawRow>(
        `SELECT ${COLUMNS} FROM queue WHERE place = ? AND rank = 0 AND due_at <= ? ORDER BY due_at, seq LIMIT ?`,
        place,
        now,
        limit,
      ),
    )
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
   * The first `count` rows of the given lanes in dialing order, with rank < `rankLimit`: a merge of their first rows, which are in memory
   * mostly. The cost does not depend on how many leads wait.
   */
  pick(lanes: readonly number[], count: number, rankLimit: number): Row[] {
    return this.ahead.first(lanes, count, rankLimit).flatMap((ready) => {
      const { place, rank, dueAt, seq, text } = ready
      return this.orTakenOut(ready, () => {
        ready.row ??= { place, rank, dueAt, seq, lead: this.leadOf(text), flight: null }
        return ready.row
      })
    })
  }

  /** The first rows of a lane behind `after`, for `pick`. */
  private readLane(lane: number, after: ReadyRow | null, limit: number): ReadyRow[] {
    const columns = 'rank, due_at, seq, lead'
    const cursor = after
      ? this.sql.exec(
          `SELECT ${columns} FROM queue WHERE place = ? AND (rank, due_at, seq) > (?, ?, ?) ORDER BY rank, due_at, seq LIMIT ?`,
          lane,
          after.rank,
          after.dueAt,
          after.seq,
          limit,
        )
      : this.sql.exec(`SELECT ${columns} FROM queue WHERE place = ? ORDER BY rank, due_at, seq LIMIT ?`, lane, limit)
    return [...cursor.raw<[number, number, number, string]>()].map(([rank, dueAt, seq, text]) => ({
      place: lane,
      rank,
      dueAt,
      seq,
      text,
      row: null,
    }))
  }

  /**
   * The row of one lead by its seq, for the rare change made by a person. `likely` are looked at first; then every lane, at the head of
   * each of its ranks (a row of a lane has dueAt 0); only then those who wait are read through.
   */
  findBySeq(seq: number, likely: readonly Omit<Key, 'seq'>[] = []): Row | null {
    for (const { place, rank, dueAt } of likely) {
      const row = this.rowAt({ place, rank, dueAt, seq })
      if (row) return row
    }
    for (const lane of this.counts.places()) {
      if (lane <= 0) continue
      for (let rank = this.headRank(lane, 0); rank !== null; rank = this.headRank(lane, rank + 1)) {
        const row = this.rowAt({ place: lane, rank, dueAt: 0, seq })
        if (row) return row
      }
    }
    const rest = this.sql.exec<RawRow>(`SELECT ${COLUMNS} FROM queue WHERE place <= 0 AND seq = ? LIMIT 1`, seq)
    return this.rowsOf(rest)[0] ?? null
  }

  private rowAt({ place, rank, dueAt, seq }: Key): Row | null {
    const cursor = this.sql.exec<RawRow>(`SELECT ${COLUMNS} FROM queue WHERE ${KEY}`, place, rank, dueAt, seq)
    return this.rowsOf(cursor)[0] ?? null
  }

  /** Rows in lanes behind a key that is behind all who wait, in key order, whatever lane. A second bound on `place` would win over the key. */
  readyAfter(key: Key, limit: number): Row[] {
    return this.rowsOf(
      this.sql.exec<RawRow>(
        `SELECT ${COLUMNS} FROM queue WHERE (place, rank, due_at, seq) > (?, ?, ?, ?)
         ORDER BY place, rank, due_at, seq LIMIT ?`,
        key.place,
        key.rank,
        key.dueAt,
        key.seq,
        limit,
      ),
    )
  }

  /** Deletes up to `limit` rows that are not in flight or settled, in one statement; true while there may be more. */
  clearSlice(limit: number): boolean {
    const keys = 'SELECT place, rank, due_at, seq FROM queue WHERE place >= 0 ORDER BY place, rank, due_at, seq'
    const last = this.sql.exec<Record<string, number>>(`${keys} LIMIT 1 OFFSET ?`, limit - 1).toArray()[0]
    const places = this.sql
      .exec<{ place: number; n: number }>(`SELECT place, count(*) AS n FROM (${keys} LIMIT ?) GROUP BY place`, limit)
      .toArray()
    if (last) {
      this.sql.exec(
        'DELETE FROM queue WHERE place >= 0 AND (place, rank, due_at, seq) <= (?, ?, ?, ?)',
        last.place,
        last.rank,
        last.due_at,
        last.seq,
      )
    } else this.sql.exec('DELETE FROM queue WHERE place >= 0')
    for (const { place, n } of places) this.counts.add(place, -n)
    this.ahead.forget()
    return last !== undefined
  }
}
