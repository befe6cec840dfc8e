import { DurableObject } from 'cloudflare:workers'
import type { Flight } from '../../src/dialer/flight.ts'
import { IN_FLIGHT, LeadQueue, type QueuedLead, type Row, SETTLED } from '../../src/dialer/queue.ts'
import type { Settlement } from '../../src/dialer/store.ts'
import { newAttempt } from '../../src/domain/attempt.ts'
import { dialingRank } from '../../src/domain/dial-plan.ts'
import type { BenchBindings } from './bindings.ts'
import { count } from './counts.ts'

const LANES = Array.from({ length: 12 }, (_, i) => i + 1)
const NOW = Date.UTC(2026, 10, 23, 18)

export interface CycleRequest {
  leads: number
  batch: number
  /** Each step is a transaction on its own, as in the dialer, where every step ends with waiting for somebody. */
  commits: boolean
}

/**
 * The lead queue by itself, and beside it a loop that makes the same number of row changes and nothing else. Both live in objects
 * of this class: one object for either kind and size.
 */
export class QueueBench extends DurableObject<BenchBindings> {
  private readonly sql: SqlStorage
  private readonly queue: LeadQueue

  constructor(state: DurableObjectState, env: BenchBindings) {
    super(state, env)
    this.sql = env.BENCH_COUNT === 'on' ? counted(state.storage.sql) : state.storage.sql
    this.queue = new LeadQueue(this.sql)
    this.sql.exec(`CREATE TABLE IF NOT EXISTS bare (
      place INTEGER NOT NULL, rank INTEGER NOT NULL, due_at INTEGER NOT NULL, seq INTEGER NOT NULL, lead TEXT NOT NULL, flight TEXT,
      PRIMARY KEY (place, rank, due_at, seq)) WITHOUT ROWID`)
  }

  fillQueue(from: number, to: number): void {
    for (let seq = from; seq < to; seq++) {
      const lead = leadOf(seq)
      const rank = dialingRank(1, 1, 'normal', false)
      this.queue.insert({ place: LANES[seq % LANES.length]!, rank, dueAt: 0, seq, lead, flight: null })
    }
  }

  fillBare(from: number, to: number): void {
    const lead = JSON.stringify(leadOf(1))
    for (let seq = from; seq < to; seq++) this.sql.exec('INSERT INTO bare VALUES (1, 0, 0, ?, ?, NULL)', seq, lead)
  }

  /** Pick, take, settle, move on: three row changes a lead. The lead goes back behind the others, so that as many wait as before. */
  async runQueue({ leads, batch, commits }: CycleRequest): Promise<number> {
    let done = 0
    while (done < leads) {
      const picked = this.queue.pick(LANES, batch, Number.MAX_SAFE_INTEGER)
      const taken = picked.map((row) =>
        this.rewrite(row, { place: IN_FLIGHT, rank: 0, dueAt: NOW, flight: flightOf(row) }),
      )
      if (commits) await this.ctx.storage.sync()
      for (const row of taken) {
        const flight: Flight = {
          ...row.flight!,
          stage: 'settled',
          result: { settlement: settlementOf(row), next: RETURN, at: NOW },
        }
        this.rewrite(row, { place: SETTLED, flight })
      }
      if (commits) await this.ctx.storage.sync()
      for (const row of this.queue.read(SETTLED, batch)) {
        const { fromPlace, fromRank } = row.flight!
        this.rewrite(row, { place: fromPlace, rank: fromRank + 30, dueAt: 0, flight: null })
      }
      if (commits) await this.ctx.storage.sync()
      done += picked.length
    }
    return done
  }

  /** The ceiling: the same moves of as many rows with as many bytes in as many transactions, and nothing decided, read or counted. */
  async runBare({ leads, batch, commits }: CycleRequest): Promise<number> {
    const row: Row = { place: 1, rank: 0, dueAt: 0, seq: 1, lead: leadOf(1), flight: null }
    const lead = JSON.stringify(row.lead)
    const flight = flightOf(row)
    const taken = JSON.stringify(flight)
    const result = { settlement: settlementOf({ ...row, flight }), next: RETURN }
    const settled = JSON.stringify({ ...flight, stage: 'settled', result })
    const move = `UPDATE bare SET place = ?, rank = ?, due_at = ?, seq = ?, lead = ?, flight = ?
      WHERE place = ? AND rank = ? AND due_at = ? AND seq = ?`
    let done = 0
    while (done < leads) {
      const rows = this.sql
        .exec<{ rank: number; seq: number }>(
          'SELECT rank, seq FROM bare WHERE place = 1 ORDER BY rank, due_at, seq LIMIT ?',
          batch,
        )
        .toArray()
      for (const { rank, seq } of rows) this.sql.exec(move, IN_FLIGHT, 0, NOW, seq, lead, taken, 1, rank, 0, seq)
      if (commits) await this.ctx.storage.sync()
      for (const { seq } of rows) this.sql.exec(move, SETTLED, 0, NOW, seq, lead, settled, IN_FLIGHT, 0, NOW, seq)
      if (commits) await this.ctx.storage.sync()
      for (const { rank, seq } of rows) this.sql.exec(move, 1, rank + 30, 0, seq, lead, null, SETTLED, 0, NOW, seq)
      if (commits) await this.ctx.storage.sync()
      done += rows.length
    }
    return done
  }

  private rewrite(row: Row, change: Partial<Row>): Row {
    const next = { ...row, ...change }
    this.queue.move(row, next)
    return next
  }
}

const RETURN = { kind: 'return' } as const

function leadOf(seq: number): QueuedLead {
  return {
    id: `led_bench${String(seq).padStart(16, '0')}`,
    contactId: `con_bench${String(seq).padStart(16, '0')}`,
    priority: 'normal',
    pass: 1,
    position: 1,
    attempts: 0,
    everAnswered: false,
    phones: [
      { e164: `+1212555${String(seq % 10_000).padStart(4, '0')}`, attempts: 0, dead: null },
      { e164: `+1312555${String(seq % 10_000).padStart(4, '0')}`, attempts: 0, dead: null },
    ],
    zone: null,
    address: null,
    consent: null,
    contactVersion: 1,
    callback: false,
    final: null,
  }
}

function flightOf(row: Row): Flight {
  return {
    attemptId: `att_${row.lead.id}`,
    numberId: 'num_bench0000000000000001',
    from: '+12125550100',
    phone: row.lead.phones[0]!.e164,
    stage: 'asked',
    carrierCallId: null,
    attempt: newAttempt(NOW, { amdOff: false }),
    fromPlace: row.place,
    fromRank: row.rank,
    fromDueAt: row.dueAt,
    lookups: 0,
    result: null,
  }
}

function settlementOf(row: Row): Settlement {
  return {
    attemptId: row.flight!.attemptId,
    counted: true,
    placedAt: NOW,
    answeredAt: NOW,
    endedAt: NOW,
    carrierCallId: 'call_bench000000000000001',
    answerStatus: 'human',
    disposition: 'INTERESTED',
    endReason: 'hangup',
    talkSeconds: 60,
    summary: 'The person wants to be visited on Tuesday and owns the house.',
    primaryGoal: 'achieved',
    goalScore: 90,
    recordingUrl: null,
    transcriptKey: null,
    conversation: true,
    phone: row.flight!.phone,
    deadPhone: null,
    optOut: null,
  }
}

/** Writes are complete when `exec` returns; what a cursor still has to read is not counted. */
function counted(sql: SqlStorage): SqlStorage {
  return {
    exec: (query: string, ...values: unknown[]) => {
      const cursor = sql.exec(query, ...values)
      count('queue rows written', cursor.rowsWritten)
      return cursor
    },
  } as SqlStorage
}
