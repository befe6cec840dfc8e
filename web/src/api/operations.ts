import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { BreakerKind } from './breakers.ts'
import type { CampaignStatus } from './campaigns.ts'
import { api } from './client.ts'

export type StuckKind = 'lead' | 'result' | 'event' | 'message' | 'import_chunk'

export interface StuckItem {
  id: string
  kind: StuckKind
  subject: string
  campaign_id: string | null
  error: string
  tries: number
  first_at: string
  last_at: string
}

export interface OperationsCampaign {
  id: string
  name: string
  status: CampaignStatus
  status_reason: string | null
  because: string | null
  next_at: string | null
  in_flight: number
  overdue_since: string | null
  silent: boolean
  job: string | null
}

export interface Operations {
  at: string
  campaigns: OperationsCampaign[]
  reconciling: { attempt_id: string; campaign_id: string; lead_id: string; permitted_at: string }[]
  breakers: {
    id: string
    campaign_id: string
    campaign_name: string | null
    kind: BreakerKind
    tripped_at: string
  }[]
  stuck: { by_kind: Partial<Record<StuckKind, number>>; items: StuckItem[] }
  imports: {
    id: string
    kind: 'leads' | 'suppressions'
    campaign_id: string | null
    filename: string
    failure: string | null
    finished_at: string | null
  }[]
  webhooks: { id: string; url: string; failing_since: string | null; disabled_reason: string | null }[]
  counters: { today: Record<string, number>; days: { day: string; counts: Record<string, number> }[] }
  jobs: { name: string; last_run_at: string; failed: boolean }[]
  cron_late: boolean
}

const KEY = ['operations'] as const
/** It asks campaigns what they do, so not as often as other pages. */
const REFRESH_MS = 10_000

export function useOperations() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.get<Operations>('/operations', {}, signal),
    refetchInterval: REFRESH_MS,
    staleTime: 0,
  })
}

export function useRetryItem() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => api.post<StuckItem>(`/stuck-items/${id}/retry`),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  })
}

export function useDiscardItem() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: string }) =>
      api.post<StuckItem>(`/stuck-items/${id}/discard`, { reason }),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  })
}
