import { DurableObject } from 'cloudflare:workers'
import { newAttempt } from '../../src/domain/attempt.ts'
import { dialingRank } from '../../src/domain/dial-plan.ts'
import type { Flight } from '../../src/dialer/flight.ts'
import { IN_FLIGHT, LeadQueue, type QueuedLead, type Row, SETTLED } from '../../src/dialer/queue.ts'
import type { Settlement } from '../../src/dialer/store.ts'
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
  private cursor = 0

  constructor(state: DurableObjectState, env: BenchBindings) {
    super(state, env)
    this.sql = env.BENCH_COUNT === 'on' ? counted(state.storage.sql) : state.storage.sql
    this.queue = new LeadQueue(this.sql)
    this.sql.exec('CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, place INTEGER NOT NULL, body TEXT NOT NULL)')
  }

  fillQueue(from: number, to: number): void {
    for (let seq = from; seq < to; seq++) {
      const lead = leadOf(seq)
      const rank = dialingRank(1, 1, 'normal', false)
      this.queue.insert({ place: LANES[seq % LANES.length]!, rank, dueAt: 0, seq, lead, flight: null })
    }
  }

  fillBare(from: number, to: number): void {
    const body = JSON.stringify(leadOf(1))
    for (let id = from; id < to; id++) this.sql.exec('INSERT INTO bare (id, place, body) VALUES (?, ?, ?)', id, 1, body)
  }

  /** Pick, take, settle, move on: three row changes a lead. The lead goes back behind the others, so that as many wait as before. */
  async runQueue({ leads, batch, commits }: CycleRequest): Promise<number> {
    let done = 0
    while (done < leads) {
      const picked = this.queue.pick(LANES, batch, Number.MAX_SAFE_INTEGER)
      const taken = picked.map((row) => this.rewrite(row, { place: IN_FLIGHT, rank: 0, dueAt: NOW, flight: flightOf(row) }))
      if (commits) await this.ctx.storage.sync()
      for (const row of taken) {
        const flight: Flight = { ...row.flight!, stage: 'settled', result: { settlement: settlementOf(row), next: RETURN } }
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

  /** The ceiling: as many rows, as many changes, as many bytes, as many transactions; each row is changed in place by its number. */
  async runBare({ leads, batch, commits }: CycleRequest): Promise<number> {
    const lead = JSON.stringify(leadOf(1))
    const row: Row = { place: 1, rank: 0, dueAt: 0, seq: 1, lead: leadOf(1), flight: null }
    const flight = flightOf(row)
    const taken = lead + JSON.stringify(flight)
    const result = { settlement: settlementOf({ ...row, flight }), next: RETURN }
    const settled = lead + JSON.stringify({ ...flight, stage: 'settled', result })
    let done = 0
    while (done < leads) {
      const rows = this.sql
        .exec<{ id: number; body: string }>('SELECT id, body FROM bare WHERE id > ? ORDER BY id LIMIT ?', this.cursor, batch)
        .toArray()
      this.cursor = rows.length < batch ? 0 : rows[rows.length - 1]!.id
      for (const [place, body] of [[IN_FLIGHT, taken], [SETTLED, settled], [1, lead]] as const) {
        for (const { id } of rows) this.sql.exec('UPDATE bare SET place = ?, body = ? WHERE id = ?', place, body, id)
        if (commits) await this.ctx.storage.sync()
      }
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
