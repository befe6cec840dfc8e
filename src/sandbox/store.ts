import type { Call, SentCallback } from './call.ts'
import type { Run } from './run.ts'
import { parseDocument } from './validate.ts'
import type { JsonObject, SwmlDocument } from './wire.ts'

/**
 * The world's SQLite. What is read often is a column, the rest of a call is JSON: a call costs about four row writes beside its
 * events. Over 250 lines because all SQL is here.
 */

/** Something to do at a sandbox instant. */
export interface DueEvent {
  seq: number
  dueAt: number
  callId: string
  kind: string
  /** When it happened, or will have: a callback may be due later than that. */
  occursAt: number
  epoch: number
  tries: number
  detail: JsonObject
}

export interface LedgerEntry {
  seq: number
  /** ISO sandbox time. */
  at: string
  /** ISO real time. */
  real_at: string
  method: string
  path: string
  query: string
  /** The parsed body; null when there was none. Text that is not JSON stays text. */
  body: unknown
  status: number
  /** The call it was about or made. */
  call_id: string | null
}

/** Rows of the ledger, and of calls, that are kept. */
const KEPT_ROWS = 500_000
const KEPT_POST = 2000

const SCHEMA = [
  'CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID',
  `CREATE TABLE IF NOT EXISTS calls (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, placed_at INTEGER NOT NULL, end_at INTEGER,
   data TEXT NOT NULL, callbacks TEXT NOT NULL DEFAULT '[]')`,
  'CREATE INDEX IF NOT EXISTS calls_placed ON calls (placed_at)',
  'CREATE TABLE IF NOT EXISTS runs (call_id TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID',
  'CREATE TABLE IF NOT EXISTS documents (call_id TEXT PRIMARY KEY, documents TEXT NOT NULL)',
  `CREATE TABLE IF NOT EXISTS events (due_at INTEGER NOT NULL, seq INTEGER NOT NULL, call_id TEXT NOT NULL, kind TEXT NOT NULL,
   occurs_at INTEGER NOT NULL, epoch INTEGER NOT NULL, tries INTEGER NOT NULL, detail TEXT NOT NULL,
   PRIMARY KEY (due_at, seq)) WITHOUT ROWID`,
  'CREATE TABLE IF NOT EXISTS phones (phone TEXT PRIMARY KEY, dials INTEGER NOT NULL, talks INTEGER NOT NULL) WITHOUT ROWID',
  `CREATE TABLE IF NOT EXISTS ledger (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, real_at INTEGER NOT NULL, method TEXT NOT NULL,
   path TEXT NOT NULL, query TEXT NOT NULL, body TEXT, status INTEGER NOT NULL, call_id TEXT)`,
  'CREATE INDEX IF NOT EXISTS ledger_at ON ledger (at)',
  'CREATE TABLE IF NOT EXISTS post (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, at INTEGER NOT NULL, data TEXT NOT NULL)',
]

type Row = Record<string, SqlStorageValue>

export class Store {
  private readonly sql: SqlStorage
  private nextSeq: number

  constructor(sql: SqlStorage) {
    this.sql = sql
    for (const statement of SCHEMA) sql.exec(statement)
    this.nextSeq = this.number('SELECT max(seq) AS n FROM events') + 1
  }

  private number(query: string, ...bindings: SqlStorageValue[]): number {
    return Number(this.sql.exec<{ n: number | null }>(query, ...bindings).one().n ?? 0)
  }

  readMeta(key: string): string | null {
    return this.sql.exec<{ value: string }>('SELECT value FROM meta WHERE key = ?', key).toArray()[0]?.value ?? null
  }

  writeMeta(key: string, value: string): void {
    this.sql.exec('INSERT INTO meta VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2', key, value)
  }

  // Phones

  /** Counts a dial of a phone and tells how many there were before, and how many talks. */
  countDial(phone: string): { dials: number; talks: number } {
    const query =
      'INSERT INTO phones VALUES (?1, 1, 0) ON CONFLICT (phone) DO UPDATE SET dials = dials + 1 RETURNING dials, talks'
    const { dials, talks } = this.sql.exec<{ dials: number; talks: number }>(query, phone).one()
    return { dials: dials - 1, talks }
  }

  countTalk(phone: string): void {
    this.sql.exec('UPDATE phones SET talks = talks + 1 WHERE phone = ?', phone)
  }

  // Calls

  insertCall(call: Omit<Call, 'seq' | 'callbacks'>): Call {
    const { seq } = this.sql
      .exec<{ seq: number }>(
        'INSERT INTO calls (id, placed_at, end_at, data) VALUES (?, ?, ?, ?) RETURNING seq',
        call.id,
        call.placedAt,
        call.endAt,
        JSON.stringify(call),
      )
      .one()
    if (seq % 1000 === 0) this.sql.exec('DELETE FROM calls WHERE seq <= ?', seq - KEPT_ROWS)
    return { ...call, seq, callbacks: [] }
  }

  saveCall(call: Call): void {
    const { seq, callbacks: _kept, ...data } = call
    this.sql.exec('UPDATE calls SET end_at = ?, data = ? WHERE seq = ?', call.endAt, JSON.stringify(data), seq)
  }

  /** Appends to the list of callbacks; in SQL, because other events of the call may be under way. */
  addCallback(callId: string, sent: SentCallback): void {
    const query = "UPDATE calls SET callbacks = json_insert(callbacks, '$[#]', json(?)) WHERE id = ?"
    this.sql.exec(query, JSON.stringify(sent), callId)
  }

  findCall(id: string): Call | null {
    const row = this.sql.exec<Row>('SELECT * FROM calls WHERE id = ?', id).toArray()[0]
    return row ? callOf(row) : null
  }

  /** Calls after a sequence number or from a sandbox instant on, oldest first. */
  listCalls(since: { seq: number } | { at: number }, limit: number): Call[] {
    const rows =
      'seq' in since
        ? this.sql.exec<Row>('SELECT * FROM calls WHERE seq > ? ORDER BY seq LIMIT ?', since.seq, limit)
        : this.sql.exec<Row>(
            'SELECT * FROM calls WHERE placed_at >= ? ORDER BY placed_at, seq LIMIT ?',
            since.at,
            limit,
          )
    return [...rows].map(callOf)
  }

  /** Calls placed in [from, to], newest first, below a (placed_at, seq) boundary. */
  listLogs(from: number, to: number, below: { at: number; seq: number }, limit: number): Call[] {
    const query =
      'SELECT * FROM calls WHERE placed_at >= ? AND placed_at <= ? AND (placed_at, seq) < (?, ?) ORDER BY placed_at DESC, seq DESC LIMIT ?'
    return [...this.sql.exec<Row>(query, from, to, below.at, below.seq, limit)].map(callOf)
  }

  /** The newest calls, or the newest still going on; looks at no more than the last few thousand. */
  recentCalls(limit: number, goingOnAt: number | null): Call[] {
    const newest = this.lastCall()
    const query =
      goingOnAt === null
        ? 'SELECT * FROM calls WHERE seq > ? ORDER BY seq DESC LIMIT ?'
        : `SELECT * FROM calls WHERE seq > ? AND (end_at IS NULL OR end_at > ${Math.floor(goingOnAt)}) ORDER BY seq DESC LIMIT ?`
    return [...this.sql.exec<Row>(query, newest - 3000, limit)].map(callOf)
  }

  lastCall(): number {
    return this.number('SELECT max(seq) AS n FROM calls')
  }

  // Runs

  /** Documents that did not come with the dial: fetched, or given later. */
  saveDocuments(callId: string, documents: SwmlDocument[]): void {
    const query = 'INSERT INTO documents VALUES (?1, ?2) ON CONFLICT (call_id) DO UPDATE SET documents = ?2'
    this.sql.exec(query, callId, JSON.stringify(documents))
  }

  /** The documents of a call; none before they were fetched. An inline one is not stored twice: it lies in the ledger. */
  findDocuments(call: Call): SwmlDocument[] {
    const row = this.sql
      .exec<{ documents: string }>('SELECT documents FROM documents WHERE call_id = ?', call.id)
      .toArray()[0]
    if (row) return JSON.parse(row.documents)
    const sent = this.sql.exec<{ body: string }>('SELECT body FROM ledger WHERE seq = ?', call.ledgerSeq).toArray()[0]
    const inline = parseDocument(sent ? JSON.parse(sent.body).params?.swml : null)
    return inline ? [inline] : []
  }

  saveRun(callId: string, run: Run): void {
    const { documents: _elsewhere, ...state } = run
    const query = 'INSERT INTO runs VALUES (?1, ?2) ON CONFLICT (call_id) DO UPDATE SET state = ?2'
    this.sql.exec(query, callId, JSON.stringify(state))
  }

  findRun(call: Call): Run | null {
    const row = this.sql.exec<{ state: string }>('SELECT state FROM runs WHERE call_id = ?', call.id).toArray()[0]
    return row ? { ...JSON.parse(row.state), documents: this.findDocuments(call) } : null
  }

  forgetRun(callId: string): void {
    this.sql.exec('DELETE FROM runs WHERE call_id = ?', callId)
    this.sql.exec('DELETE FROM documents WHERE call_id = ?', callId)
  }

  // Events

  insertEvent(event: Omit<DueEvent, 'seq'>): void {
    this.sql.exec(
      'INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      event.dueAt,
      this.nextSeq++,
      event.callId,
      event.kind,
      event.occursAt,
      event.epoch,
      event.tries,
      JSON.stringify(event.detail),
    )
  }

  removeEvent(event: DueEvent): void {
    this.sql.exec('DELETE FROM events WHERE due_at = ? AND seq = ?', event.dueAt, event.seq)
  }

  /** Events due by `now`, in order. */
  dueEvents(now: number, limit: number): DueEvent[] {
    const rows = this.sql.exec<Row>('SELECT * FROM events WHERE due_at <= ? ORDER BY due_at, seq LIMIT ?', now, limit)
    return [...rows].map((row) => ({
      seq: Number(row.seq),
      dueAt: Number(row.due_at),
      callId: String(row.call_id),
      kind: String(row.kind),
      occursAt: Number(row.occurs_at),
      epoch: Number(row.epoch),
      tries: Number(row.tries),
      detail: JSON.parse(String(row.detail)),
    }))
  }

  /** When the first event later than `now` is due; null when there is none. */
  nextDueAt(now: number): number | null {
    const query = 'SELECT due_at AS n FROM events WHERE due_at > ? ORDER BY due_at, seq LIMIT 1'
    return this.sql.exec<{ n: number }>(query, now).toArray()[0]?.n ?? null
  }

  // Ledger and post

  record(entry: {
    at: number
    realAt: number
    method: string
    path: string
    query: string
    body: string | null
    status: number
    callId: string | null
  }): void {
    const { seq } = this.sql
      .exec<{ seq: number }>(
        'INSERT INTO ledger (at, real_at, method, path, query, body, status, call_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq',
        entry.at,
        entry.realAt,
        entry.method,
        entry.path,
        entry.query,
        entry.body,
        entry.status,
        entry.callId,
      )
      .one()
    if (seq % 1000 === 0) this.sql.exec('DELETE FROM ledger WHERE seq <= ?', seq - KEPT_ROWS)
  }

  /** Ledger entries as JSON texts after a sequence number or from an instant on; stops at `limit` rows or about `maxChars`. */
  listLedger(
    since: { seq: number } | { at: number },
    limit: number,
    maxChars: number,
  ): { entries: string[]; lastSeq: number } {
    const rows =
      'seq' in since
        ? this.sql.exec<Row>('SELECT * FROM ledger WHERE seq > ? ORDER BY seq LIMIT ?', since.seq, limit)
        : this.sql.exec<Row>('SELECT * FROM ledger WHERE at >= ? ORDER BY at, seq LIMIT ?', since.at, limit)
    const entries: string[] = []
    let lastSeq = 0
    let chars = 0
    for (const row of rows) {
      const entry: LedgerEntry = {
        seq: Number(row.seq),
        at: new Date(Number(row.at)).toISOString(),
        real_at: new Date(Number(row.real_at)).toISOString(),
        method: String(row.method),
        path: String(row.path),
        query: String(row.query),
        body: bodyOf(row.body),
        status: Number(row.status),
        call_id: row.call_id === null ? null : String(row.call_id),
      }
      const text = JSON.stringify(entry)
      entries.push(text)
      lastSeq = entry.seq
      chars += text.length
      if (chars > maxChars) break
    }
    return { entries, lastSeq }
  }

  lastLedger(): number {
    return this.number('SELECT max(seq) AS n FROM ledger')
  }

  addPost(kind: 'text' | 'mail', at: number, data: JsonObject): void {
    const query = 'INSERT INTO post (kind, at, data) VALUES (?, ?, ?) RETURNING seq'
    const { seq } = this.sql.exec<{ seq: number }>(query, kind, at, JSON.stringify(data)).one()
    if (seq % 100 === 0) this.sql.exec('DELETE FROM post WHERE seq <= ?', seq - KEPT_POST)
  }

  /** The newest texts or mails. */
  listPost(kind: 'text' | 'mail', limit: number): JsonObject[] {
    const query = 'SELECT at, data FROM post WHERE kind = ? ORDER BY seq DESC LIMIT ?'
    return [...this.sql.exec<Row>(query, kind, limit)].map((row) => ({
      at: new Date(Number(row.at)).toISOString(),
      ...JSON.parse(String(row.data)),
    }))
  }
}

function callOf(row: Row): Call {
  return { ...JSON.parse(String(row.data)), seq: Number(row.seq), callbacks: JSON.parse(String(row.callbacks)) }
}

function bodyOf(text: SqlStorageValue | undefined): unknown {
  if (typeof text !== 'string') return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
