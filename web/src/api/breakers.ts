import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type AnswerStatus, type Campaign, campaignKeys } from './campaigns.ts'
import { api } from './client.ts'
import type { Disposition } from './leads.ts'

export type BreakerKind = 'technical_failures' | 'opt_outs' | 'budget_day' | 'budget_total'

/** What a campaign is paused for by itself. */
export interface OpenBreaker {
  id: string
  kind: BreakerKind
  /** With its figures. */
  message: string
  tripped_at: string
}

export interface TrippingCall {
  attempt_id: string
  lead_id: string
  contact_name: string
  to: string
  permitted_at: string
  disposition: Disposition | null
  answer_status: AnswerStatus | null
  end_reason: string | null
  talk_seconds: number
}

export interface BreakerTrip extends OpenBreaker {
  resumed_at: string | null
  resumed_by: string | null
  evidence: { attempt_ids: string[] }
  /** The latest of those in the evidence. */
  calls: TrippingCall[]
}

export interface RateNow {
  /** null: this breaker is off. */
  limit_percent: number | null
  /** null before the first call. */
  measured_percent: number | null
  hits: number
  calls: number
  window: number
  at_least_calls: number
  at_least_hits: number
  tripped: boolean
}

export interface Breakers {
  technical_failures: RateNow
  opt_outs: RateNow
  /** US cents. */
  budget: {
    day: {
      limit_cents: number | null
      spent_cents: number
      tripped: boolean
      date: string
      zone: string
      resets_at: string
    }
    total: { limit_cents: number | null; spent_cents: number; tripped: boolean }
    /** For calls in progress; null when nobody knows how many there are. */
    reserved_cents: number | null
    /** What one call may cost at most; null without an agent. */
    worst_case_cents: number | null
  }
  open: OpenBreaker | null
  /** Newest first. */
  trips: BreakerTrip[]
}

/** Under the key of the campaign, so that every command reads it anew. */
export function useBreakers({ id }: Pick<Campaign, 'id'>, tripId: string | null) {
  return useQuery({
    queryKey: [...campaignKeys.one(id), 'breakers', tripId],
    queryFn: ({ signal }) => api.get<Breakers>(`/campaigns/${id}/breakers`, undefined, signal),
    // With another trip, or none, it is read anew; what was unfolded stays.
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  })
}
