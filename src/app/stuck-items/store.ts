import type { StuckKind } from '../../domain/stuck-item.ts'
import type { AuditEntry } from '../audit/store.ts'
import type { Page, PageRequest } from '../page.ts'

export interface StuckItem {
  id: string
  /** '' when nobody can say whose it is: the operator's alone. */
  orgId: string
  kind: StuckKind
  /** What is stuck: the id of a lead or attempt, an import and its chunk, a queue and its message. */
  subject: string
  campaignId: string | null
  error: string
  /** What is needed to try it again; may hold personal data, so it is neither shown nor logged. */
  payload: Record<string, unknown>
  /** How often it failed. */
  tries: number
  /** Epoch ms. */
  firstAt: number
  lastAt: number
  /** null while it is stuck. */
  resolvedAt: number | null
  resolution: 'retried' | 'discarded' | null
}

export type NewStuckItem = Pick<
  StuckItem,
  'id' | 'orgId' | 'kind' | 'subject' | 'campaignId' | 'error' | 'payload' | 'tries'
> & { at: number }

export interface StuckItemQuery extends PageRequest {
  kind?: StuckKind
  campaignId?: string
  /** Left out: both. */
  resolved?: boolean
}

export interface StuckItemStore {
  /** Sets it aside; what is aside already is counted as failed once more. Returns how often it has failed by now. */
  put(item: NewStuckItem): Promise<number>
  find(orgId: string, id: string): Promise<StuckItem | null>
  /** Newest first. */
  list(orgId: string, query: StuckItemQuery): Promise<Page<StuckItem>>
  /** It is not stuck any more; the entry is written only if it was until now. False when somebody else was first. */
  resolve(orgId: string, id: string, resolution: 'retried' | 'discarded', audit: AuditEntry): Promise<boolean>
  /** The same without a person: what tries again by itself has worked. */
  settle(orgId: string, id: string, at: number): Promise<void>
  /** Tried again, and failed again. */
  failedAgain(orgId: string, id: string, error: string, at: number): Promise<void>
  /** Events of all organizations that failed fewer than `maxTries` times, the last time before `before`. */
  listEvents(before: number, maxTries: number, limit: number): Promise<StuckItem[]>
  /** Whose campaign it is; null when it is gone. */
  orgOfCampaign(campaignId: string): Promise<string | null>
  /** What was said on a call whose result was stored without it: fills in what is not there yet. */
  supplement(orgId: string, attemptId: string, words: Record<string, unknown>): Promise<void>
}
