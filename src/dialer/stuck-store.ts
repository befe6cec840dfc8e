import type { StuckKind } from '../domain/stuck-item.ts'

/** Something that always failed, as it is set aside (`app/stuck-items`). */
export interface Aside {
  id: string
  orgId: string
  campaignId: string
  kind: StuckKind
  /** The id of the lead or attempt. */
  subject: string
  error: string
  /** What is needed to try it again. */
  payload: Record<string, unknown>
  tries: number
  /** Epoch ms. */
  at: number
}

/** What the campaign's object needs of the database to set things aside and to say how much happened. */
export interface StuckStore {
  /** What is aside already is counted as failed once more. */
  setAside(item: Aside): Promise<void>
  /** Who is on the list behind `afterSeq`, in seq order: by columns that can always be read. */
  listLeadIds(campaignId: string, afterSeq: number, limit: number): Promise<{ id: string; seq: number }[]>
  /** A lead that waits becomes `failed` (`set_aside`), one that was reached `completed`; any other stays as it is. Idempotent. */
  failLead(campaign: { orgId: string; campaignId: string }, leadId: string, now: number): Promise<void>
  /** Adds to the counters of a day (UTC, YYYY-MM-DD). */
  addCounts(orgId: string, day: string, counts: ReadonlyMap<string, number>): Promise<void>
}
