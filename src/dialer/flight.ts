import type { Attempt } from '../domain/attempt.ts'
import type { NextStep } from '../domain/lead-progress.ts'
import type { Settlement } from './store.ts'

/**
 * One attempt between permit and settlement, stored in its lead's queue row.
 *
 * stage `asked`: the ledger has been asked and its answer is not recorded yet. `permitted`: it may be placed. `unknown`: the
 * carrier's answer got lost, the call may exist. `placed`: the carrier has accepted it. `settled`: the result waits to be written.
 */
export interface Flight {
  attemptId: string
  numberId: string
  /** E.164. */
  from: string
  /** E.164. */
  phone: string
  stage: 'asked' | 'permitted' | 'unknown' | 'placed' | 'settled'
  carrierCallId: string | null
  attempt: Attempt
  /** Where the lead stood in its lane, to give it back unchanged. */
  fromRank: number
  fromDueAt: number
  fromPlace: number
  /** How often the carrier's log was searched in vain. */
  lookups: number
  /** Filled at settlement. */
  result: Settled | null
}

export interface Settled {
  settlement: Settlement
  /** `return`: given back, the lead goes to where it came from. */
  next: NextStep | { kind: 'return' }
}
