import { DurableObject } from 'cloudflare:workers'
import type { Flight } from '../../src/dialer/flight.ts'
import { IN_FLIGHT, LeadQueue, type QueuedLead, type Row } from '../../src/dialer/queue.ts'
import { flightText, leadText } from '../../src/dialer/queue-text.ts'
import { type Attempt, applyEvent, newAttempt } from '../../src/domain/attempt.ts'
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
    const lead = leadText(leadOf(1))
    for (let seq = from; seq < to; seq++) this.sql.exec('INSERT INTO bare VALUES (1, 0, 0, ?, ?, NULL)', seq, lead)
  }

  /**
   * Pick, take, keep what was heard, move on: the three row changes of a call that somebody answered, as the dialer makes them. The lead
   * goes back behind the others, so that as many wait as before.
   */
  async runQueue({ leads, batch, commits }: CycleRequest): Promise<number> {
    let done = 0
    while (done < leads) {
      const picked = this.queue.pick(LANES, batch, Number.MAX_SAFE_INTEGER)
      const taken = picked.map((row) =>
        this.rewrite(row, { place: IN_FLIGHT, rank: 0, dueAt: NOW, flight: flightOf(row) }),
      )
      if (commits) await this.ctx.storage.sync()
      const heard = taken.map((row) => this.rewrite(row, { dueAt: NOW + 1, flight: { ...row.flight!, ...HEARD } }))
      if (commits) await this.ctx.storage.sync()
      for (const row of heard) {
        const { fromPlace, fromRank } = row.flight!
        this.rewrite(row, { place: fromPlace, rank: fromRank + 30, dueAt: 0, lead: dialed(row.lead), flight: null })
      }
      if (commits) await this.ctx.storage.sync()
      done += picked.length
    }
    return done
  }

  /** The ceiling: the same moves of as many rows with as many bytes in as many transactions, and nothing decided, read or counted. */
  async runBare({ leads, batch, commits }: CycleRequest): Promise<number> {
    const row: Row = { place: 1, rank: 0, dueAt: 0, seq: 1, lead: dialed(leadOf(1)), flight: null }
    const lead = leadText(row.lead)
    const after = leadText(dialed(row.lead))
    const flight = flightOf(row)
    const taken = flightText(flight)
    const heard = flightText({ ...flight, ...HEARD })
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
      for (const { seq } of rows) this.sql.exec(move, IN_FLIGHT, 0, NOW + 1, seq, lead, heard, IN_FLIGHT, 0, NOW, seq)
      if (commits) await this.ctx.storage.sync()
      for (const { rank, seq } of rows)
        this.sql.exec(move, 1, rank + 30, 0, seq, after, null, IN_FLIGHT, 0, NOW + 1, seq)
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

/** One more attempt on its first phone, up to nine so that its text stays as long. */
function dialed(lead: QueuedLead): QueuedLead {
  const attempts = (lead.attempts % 9) + 1
  return { ...lead, attempts, phones: lead.phones.map((phone, i) => (i === 0 ? { ...phone, attempts } : phone)) }
}

/** Answered by a person, and reported by the agent. */
const HEARD: Pick<Flight, 'stage' | 'carrierCallId' | 'attempt'> = {
  stage: 'placed',
  carrierCallId: 'call_bench000000000000001',
  attempt: [
    { type: 'answered', at: NOW } as const,
    { type: 'detected', detection: 'human', at: NOW } as const,
    {
      type: 'reported',
      at: NOW,
      report: {
        disposition: 'INTERESTED',
        summary: 'The person wants to be visited on Tuesday and owns the house.',
        primaryGoal: 'achieved',
        goalScore: 90,
        callbackAt: null,
        userTurns: 6,
        detection: 'human',
        optOutEmail: false,
        recordingUrl: null,
        transcriptKey: 'transcripts/att_bench000000000000001.json',
      },
    } as const,
  ].reduce<Attempt>(applyEvent, newAttempt(NOW)),
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
