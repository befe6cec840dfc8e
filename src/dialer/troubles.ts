import { waitBeforeTry } from '../domain/stuck-item.ts'
import type { BulkJob } from './meta.ts'

/** A lead that failed: what of, how often, and when it is tried again alone. */
export interface Trouble {
  seq: number
  /** null: its row in the queue cannot be read; the list knows who it is. */
  leadId: string | null
  tries: number
  /** Epoch ms. */
  lastAt: number
  /** When it is tried again; until then it is not in the queue. null: it is back there, and only its tries are remembered. */
  nextAt: number | null
  error: string
  /** The change to many leads it could not follow. */
  job: BulkJob['kind'] | null
}

/** Above this many it is not the leads that are at fault, and nobody else is taken out. */
const MAX_TROUBLES = 1_000
/** Whoever had no trouble for so long begins anew. */
const FORGIVEN_MS = 60 * 60_000

/**
 * Leads whose step threw. Each is tried alone a few times over minutes while the others go on, then set aside for a person. Few, so all of
 * them are in memory; kept in the object's storage, because nothing else knows of those that left the queue.
 */
export class Troubles {
  private readonly sql: SqlStorage
  private readonly known = new Map<number, Trouble>()

  constructor(sql: SqlStorage) {
    this.sql = sql
    sql.exec('CREATE TABLE IF NOT EXISTS troubles (seq INTEGER PRIMARY KEY, state TEXT NOT NULL)')
    for (const { state } of sql.exec<{ state: string }>('SELECT state FROM troubles')) {
      const trouble = JSON.parse(state) as Trouble
      this.known.set(trouble.seq, trouble)
    }
  }

  /**
   * One more failure. `isOut`: the lead has left the queue and is tried again from here. Throws what it is given when there are too many.
   * `spare`: how much longer than usual to wait, in ms.
   */
  note(
    lead: { seq: number; leadId: string | null },
    error: { thrown: unknown; text: string },
    at: { now: number; spare: number; isOut: boolean; job: Trouble['job'] },
  ): Trouble {
    const before = this.known.get(lead.seq)
    if (!before && this.known.size >= MAX_TROUBLES && !this.forgive(at.now)) throw error.thrown
    const tries = before && at.now - before.lastAt < FORGIVEN_MS ? before.tries + 1 : 1
    const wait = Math.max(waitBeforeTry(tries) ?? 0, at.spare)
    const trouble: Trouble = {
      seq: lead.seq,
      leadId: lead.leadId ?? before?.leadId ?? null,
      tries,
      lastAt: at.now,
      nextAt: at.isOut ? at.now + wait : null,
      error: error.text,
      job: at.job,
    }
    this.write(trouble)
    return trouble
  }

  /** It is back in the queue; should it fail again soon, that is one more try. */
  letIn(seq: number): void {
    const trouble = this.known.get(seq)
    if (trouble) this.write({ ...trouble, nextAt: null })
  }

  /** It leaves the queue; `at`: when it is tried, or set aside. */
  takeOut(seq: number, at: number): void {
    const trouble = this.known.get(seq)
    if (trouble) this.write({ ...trouble, nextAt: at })
  }

  forget(seq: number): void {
    if (this.known.delete(seq)) this.sql.exec('DELETE FROM troubles WHERE seq = ?', seq)
  }

  find(seq: number): Trouble | null {
    return this.known.get(seq) ?? null
  }

  /** Out of the queue, to be tried again alone: whoever reads it from the list passes over it. */
  isOut(seq: number): boolean {
    return this.known.size > 0 && this.known.get(seq)?.nextAt != null
  }

  /** Leads that are nowhere else. */
  outCount(): number {
    let count = 0
    for (const { nextAt } of this.known.values()) if (nextAt !== null) count += 1
    return count
  }

  due(now: number, limit: number): Trouble[] {
    return [...this.known.values()].filter(({ nextAt }) => nextAt !== null && nextAt <= now).slice(0, limit)
  }

  nextDue(): number | null {
    let next: number | null = null
    for (const { nextAt } of this.known.values()) if (nextAt !== null && (next === null || nextAt < next)) next = nextAt
    return next
  }

  private forgive(now: number): boolean {
    const before = this.known.size
    for (const { seq, nextAt, lastAt } of [...this.known.values()])
      if (nextAt === null && now - lastAt >= FORGIVEN_MS) this.forget(seq)
    return this.known.size < before
  }

  private write(trouble: Trouble): void {
    this.known.set(trouble.seq, trouble)
    this.sql.exec('INSERT OR REPLACE INTO troubles (seq, state) VALUES (?, ?)', trouble.seq, JSON.stringify(trouble))
  }
}
