import type { Page, PageRequest } from '../page.ts'

/** Ways in that are no list: lists have a history of their own, the imports. */
export const ARRIVAL_SOURCES = ['hand', 'api', 'stream', 'ingest', 'inbound'] as const
export type ArrivalSource = (typeof ARRIVAL_SOURCES)[number]

/** What becomes of those who come in. */
export const ARRIVAL_RESULTS = [
  'created',
  'updated',
  'duplicate',
  'skipped',
  'disqualified',
  'rejected',
  'removed',
] as const

export type ArrivalCounts = Record<(typeof ARRIVAL_RESULTS)[number], number>

/** What one request, or one batch of a stream, adds to the day's row. */
export interface Arrival extends ArrivalCounts {
  orgId: string
  /** null: the address book. */
  campaignId: string | null
  source: ArrivalSource
  /** 0 for the later batches of a stream. */
  requests: number
  /** Epoch ms; its day in UTC is the row's. */
  at: number
}

/** Who came in one way on one day. */
export interface DayOfArrivals extends ArrivalCounts {
  campaignId: string | null
  /** YYYY-MM-DD, UTC. */
  day: string
  source: ArrivalSource
  requests: number
  lastAt: number
}

export interface ArrivalStore {
  /** For what brought nobody in, and so had no transaction of its own; all else is counted by `imports.commit`. */
  add(arrival: Arrival): Promise<void>
  /** What came this way on the day (UTC) of this instant, epoch ms; may be behind by what comes in at this moment. */
  requestsOn(orgId: string, campaignId: string, source: ArrivalSource, at: number): Promise<number>
  /** Newest day first; without a campaign those of all campaigns and of the address book. */
  list(orgId: string, query: PageRequest & { campaignId: string | null }): Promise<Page<DayOfArrivals>>
}
