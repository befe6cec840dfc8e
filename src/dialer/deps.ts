import type { Carrier, Clock, DialResult, Ids, Log } from '../ports.ts'
import type { DialingStore } from './store.ts'

/** What the campaign's object is given; built by the composition root, replaced piece by piece in tests. */
export interface DialerDeps {
  clock: Clock
  ids: Ids
  store: DialingStore
  carrier: Carrier
  line: Line
  place: Placer
  log: Log
}

/** Call slots of the carrier connection (2-architecture §2, "The line"). */
export interface Line {
  /**
   * Asks for up to `want` calls that may start now. `inFlight` is this campaign's number of calls, which the line keeps as the truth.
   * `nextAt`: product time at which asking again makes sense, null when all was granted.
   */
  reserve(request: {
    campaignId: string
    orgId: string
    want: number
    inFlight: number
  }): Promise<{ granted: number; nextAt: number | null }>
  /** The carrier said "not now". */
  backOff(retryAfterSeconds: number | null): Promise<void>
}

/** Code of a placement that came too late. */
export const WINDOW_CLOSED = 'window_closed'
/** Code of a placement that nobody wants any more: paused, stopped or opted out since the permit. */
export const WITHDRAWN = 'withdrawn'
/** Nothing was sent to the carrier, so there is no reason for anybody to back off. */
export const NOT_SENT: ReadonlySet<string> = new Set([WINDOW_CLOSED, WITHDRAWN])

export interface PlaceItem {
  attemptId: string
  leadId: string
  /** E.164. */
  from: string
  /** E.164. */
  to: string
  /** The last instant (epoch ms) at which this call may start; null: its window does not close. */
  notAfter: number | null
  /** The call lasts no longer than the budget has set aside for it, whatever the agent says meanwhile. */
  maxSeconds?: number
}

/**
 * Places permitted calls outside the object, in stateless invocations of the Worker, because one object may have only six requests
 * waiting for headers. Answers once per item, in any order; a lost answer is `unknown`.
 */
export type Placer = (
  campaign: { orgId: string; campaignId: string },
  items: PlaceItem[],
) => Promise<{ attemptId: string; result: DialResult }[]>
