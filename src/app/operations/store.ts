import type { CampaignStatus } from '../../domain/campaign-lifecycle.ts'
import type { StuckKind } from '../../domain/stuck-item.ts'

/** The last run of one job of the cron trigger. Instants are epoch ms of product time. */
export interface JobRun {
  name: string
  startedAt: number
  finishedAt: number
  /** null: it went well. */
  error: string | null
  /** What it did. */
  details: Record<string, unknown>
}

/** What `/health` needs to know, of all organizations together. */
export interface HealthFacts {
  /** The newest migration that was applied; null when nobody can say. */
  migration: string | null
  jobs: JobRun[]
  /** Counted up to a bound. */
  overdueCampaigns: number
  stuckItems: number
  failingEndpoints: number
}

export interface OperationsCampaign {
  id: string
  name: string
  status: CampaignStatus
  statusReason: string | null
  nextWakeAt: number | null
  /** A change to many leads that is under way. */
  job: string | null
}

/** An attempt that is open for longer than its call can last. */
export interface LateAttempt {
  id: string
  campaignId: string
  leadId: string
  permittedAt: number
}

export interface OperationsFacts {
  campaigns: OperationsCampaign[]
  lateAttempts: LateAttempt[]
  breakers: { id: string; campaignId: string; campaignName: string | null; kind: string; trippedAt: number }[]
  stuck: { kind: StuckKind; count: number }[]
  imports: {
    id: string
    kind: 'leads' | 'suppressions'
    campaignId: string | null
    filename: string
    failure: string | null
    finishedAt: number | null
  }[]
  endpoints: { id: string; url: string; failingSince: number | null; disabledReason: string | null }[]
  /** By day (UTC, YYYY-MM-DD), oldest first. */
  counters: { day: string; counts: Record<string, number> }[]
  jobs: JobRun[]
}

export interface OperationsStore {
  saveRun(run: JobRun): Promise<void>
  /** Throws when the database does not answer, or lacks a table. `overdueBefore`: of `next_wake_at`. */
  health(overdueBefore: number): Promise<HealthFacts>
  /** @param bounds.sinceDay the first day of the counters; `failedSince` of imports, epoch ms */
  overview(
    orgId: string,
    bounds: { now: number; sinceDay: string; failedSince: number; attemptsFrom: number },
  ): Promise<OperationsFacts>
}
