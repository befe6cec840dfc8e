import { FIRST_GATE, type PassGate } from '../domain/pass-gate.ts'
import type { Key } from './queue.ts'

export interface BulkJob {
  kind: 'cancel' | 'restart' | 'restart_unreached' | 'retry_failed'
  /** The last seq worked off. */
  afterSeq: number
  /** Up to which seq the job goes; leads added later are not part of it. */
  untilSeq: number
  /** restart: the queue is being emptied before the leads are read in again. */
  phase: 'rows' | 'clear'
}

/** The small state of a campaign's object, kept as one JSON row. */
export interface MetaState {
  campaignId: string
  /** The last seq pulled from D1. */
  lastSeq: number
  /** Open attempts of an earlier life have been looked for in D1. */
  recovered: boolean
  gate: PassGate
  lastDialAt: number | null
  rotationCursor: number
  job: BulkJob | null
  /** What D1 was last told as next_wake_at. */
  toldWakeAt: number | null
  /** By what the leads were put into their lanes (relane.ts). */
  lanesVersion: string | null
  /** The last row looked at since that changed; null: all of them were. */
  relaneAfter: Key | null
  /** The last row looked at since leads were deleted from D1; null: all of them were. */
  removedAfter: Key | null
}

const FRESH: Omit<MetaState, 'campaignId'> = {
  lastSeq: 0,
  recovered: false,
  gate: FIRST_GATE,
  lastDialAt: null,
  rotationCursor: 0,
  job: null,
  toldWakeAt: null,
  lanesVersion: null,
  relaneAfter: null,
  removedAfter: null,
}

export class Meta {
  private readonly sql: SqlStorage
  state: MetaState | null

  constructor(sql: SqlStorage) {
    this.sql = sql
    sql.exec('CREATE TABLE IF NOT EXISTS meta (id INTEGER PRIMARY KEY CHECK (id = 1), state TEXT NOT NULL)')
    const row = sql.exec<{ state: string }>('SELECT state FROM meta').toArray()[0]
    this.state = row ? { ...FRESH, ...(JSON.parse(row.state) as MetaState) } : null
  }

  /** The object learns who it is with its first command. */
  adopt(campaignId: string): MetaState {
    if (this.state === null) this.write({ ...FRESH, campaignId })
    return this.state!
  }

  get(): MetaState {
    if (this.state === null) throw new Error('The campaign object has not been told which campaign it is')
    return this.state
  }

  /** Changes some of it; writes nothing when nothing changes. */
  set(change: Partial<MetaState>): void {
    const current = this.get()
    const keys = Object.keys(change) as (keyof MetaState)[]
    if (keys.every((key) => JSON.stringify(change[key]) === JSON.stringify(current[key]))) return
    this.write({ ...current, ...change })
  }

  /** Changes it in memory alone; stored with the next change that matters. */
  remember(change: Partial<MetaState>): void {
    this.state = { ...this.get(), ...change }
  }

  private write(state: MetaState): void {
    this.state = state
    this.sql.exec('INSERT OR REPLACE INTO meta (id, state) VALUES (1, ?)', JSON.stringify(state))
  }
}
