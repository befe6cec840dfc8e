import type { Attempt } from '../domain/attempt.ts'
import type { NextStep } from '../domain/lead-progress.ts'
import type { Settlement } from './store.ts'

/**
 * One attempt between permit and settlement, stored in its lead's queue row.
 *
 * stage `asked`: the ledger has been asked. `permitted` and `placed` (the carrier has accepted it) follow in memory only: storing them
 * would cost a write each and change nothing about what a crash leaves to be found out. `unplaced`: the ledger's answer got lost, and it
 * is certain that nobody was called. `unknown`: the carrier's answer got lost, the call may exist. `settled`: the result waits to be
 * written.
 */
export interface Flight {
  attemptId: string
  numberId: string
  /** E.164. */
  from: string
  /** E.164. */
  phone: string
  stage: 'asked' | 'permitted' | 'unplaced' | 'unknown' | 'placed' | 'settled'
  carrierCallId: string | null
  attempt: Attempt
  /** Where the lead stood in its lane, to give it back unchanged. */
  fromRank: number
  fromDueAt: number
  fromPlace: number
  /** The longest it may last, which the budget sets aside for it; not known of one that was found in the ledger. */
  maxSeconds?: number
  /** How often the carrier's log was searched in vain. */
  lookups: number
  /** Filled at settlement. */
  result: Settled | null
}

export interface Settled {
  /** When it was settled (epoch ms). */
  at: number
  settlement: Settlement
  /** How often it could not be stored alone; absent: never. */
  tries?: number
  /** `return`: given back, the lead goes to where it came from. */
  next: NextStep | { kind: 'return' }
}
