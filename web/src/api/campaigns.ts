import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { OpenBreaker } from './breakers.ts'
import { api, type Page } from './client.ts'
import type { Eligibility } from './eligibility.ts'
import type { Disposition, LeadStatus } from './leads.ts'

export type CampaignStatus = 'draft' | 'scheduled' | 'active' | 'paused' | 'completed' | 'cancelled'
export type CampaignAction =
  | 'start'
  | 'pause'
  | 'resume'
  | 'cancel'
  | 'restart'
  | 'retry_failed'
  | 'archive'
  | 'unarchive'
  | 'delete'
  | 'duplicate'
  | 'run'
  | 'approve_all'

export type InboundChannel = 'call' | 'text'

export interface CampaignSettings {
  execution: 'scheduled' | 'manual' | 'on_add'
  manual_review: boolean
  channels: ('phone' | 'text' | 'email')[]
  call_interval_seconds: number
  max_concurrent_calls: number
  ring_timeout_seconds: number
  amd_mode: 'off' | 'text' | 'ml'
  voicemail: { action: 'hang_up' | 'play_message'; message: string }
  completion_timeout_minutes: number
  retry: { mode: 'breadth_first' | 'per_contact'; max_attempts_per_phone: number; interval_minutes: number }
  rotation: {
    strategy: 'round_robin' | 'lowest_spam' | 'least_used_today' | 'weighted'
    spam_threshold: number
    max_calls_per_number_per_day: number
  }
  calling_hours: { start: string; end: string }
  regional_rules: boolean
  /** With the regional rules: those for automated devices and artificial voices too. */
  ai_voice_rules: boolean
  max_attempts_per_phone_per_day: number
  require_consent: boolean
  /** US cents; null is no limit. */
  budget: { per_day_cents: number | null; total_cents: number | null } | null
  /** Percent at which the campaign pauses itself; null is never. */
  breakers: { technical_failure_percent: number | null; opt_out_percent: number | null }
  /** Unknown people who call or write one of its numbers join it. */
  inbound_contacts: { channels: InboundChannel[] } | null
  /** Who may become a lead; null: everybody. */
  eligibility: Eligibility | null
}

export interface Campaign {
  id: string
  name: string
  description: string
  notes: string
  type: 'one_time' | 'follow_up'
  direction: 'outbound' | 'inbound'
  status: CampaignStatus
  status_reason: string | null
  /** What it is paused for by itself. */
  breaker: OpenBreaker | null
  archived: boolean
  agent_id: string | null
  agent: { id: string; name: string } | null
  number_ids: string[]
  numbers: { id: string; e164: string }[]
  schedule_id: string | null
  /** `open` null: it depends on where the person is. null: none, or it was deleted. */
  schedule: { id: string; name: string; open: boolean | null; until: string | null } | null
  /** What to look at before people are called. */
  warnings: { code: string; message: string }[]
  start_at: string | null
  end_at: string | null
  started_at: string | null
  finished_at: string | null
  created_at: string
  settings: CampaignSettings
  allowed_actions: CampaignAction[]
  /** `reached`: leads that had a conversation. */
  counts: { total: number; reached: number; by_status: Partial<Record<LeadStatus, number>> }
  /** Whether anybody may be called right now; only of one campaign that is not over, null in lists. */
  open: { open: boolean; until: string | null; because: string; next_at: string | null } | null
}

export interface CampaignInput {
  name: string
  description: string
  notes: string
  agent_id: string | null
  number_ids: string[]
  schedule_id: string | null
  start_at: string | null
  end_at: string | null
  settings: Partial<CampaignSettings>
}

export interface CampaignStats {
  leads: { total: number; by_status: Partial<Record<LeadStatus, number>> }
  attempts: number
  conversations: number
  talk_seconds: number
  by_disposition: Partial<Record<Disposition, number>>
  by_answer_status: Partial<Record<AnswerStatus, number>>
  /** Shares between 0 and 1. */
  answer_rate: number
  success_rate: number
  average_talk_seconds: number
  reached: number
  goals_achieved: number
  /** An estimate by talk time. */
  cost: { currency: string; total: number; per_minute: number }
  in_flight: number
  /** Why nothing is dialed right now, or what is. */
  because: string | null
  next_at: string | null
}

export type AnswerStatus = 'human' | 'machine' | 'no_answer' | 'rejected' | 'busy' | 'failed'

export interface CampaignFilter {
  status?: string
  archived?: boolean
  q?: string
  limit?: number
  cursor?: string
}

export const campaignKeys = {
  lists: ['campaigns'] as const,
  one: (id: string) => ['campaign', id] as const,
  stats: (id: string) => ['campaign', id, 'stats'] as const,
  live: (id: string) => ['campaign', id, 'live'] as const,
  leads: (id: string) => ['campaign', id, 'leads'] as const,
}

export function useCampaigns(filter: CampaignFilter) {
  return useQuery({
    queryKey: [...campaignKeys.lists, filter],
    queryFn: ({ signal }) => api.get<Page<Campaign>>('/campaigns', { limit: 50, ...filter }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.data.some((c) => c.status === 'active') ? 2000 : 10_000),
  })
}

export function useCampaign(id: string, options: { poll?: number | false; enabled?: boolean } = {}) {
  return useQuery({
    queryKey: campaignKeys.one(id),
    enabled: options.enabled ?? true,
    queryFn: ({ signal }) => api.get<Campaign>(`/campaigns/${id}`, undefined, signal),
    refetchInterval: options.poll || 10_000,
  })
}

export function useStats(id: string, poll: number | false) {
  return useQuery({
    queryKey: campaignKeys.stats(id),
    queryFn: ({ signal }) => api.get<CampaignStats>(`/campaigns/${id}/stats`, undefined, signal),
    refetchInterval: poll,
  })
}

/** Every list and page that shows this campaign reads it anew. */
function useRefreshCampaign() {
  const client = useQueryClient()
  return (id: string) =>
    Promise.all([
      client.invalidateQueries({ queryKey: campaignKeys.lists }),
      client.invalidateQueries({ queryKey: campaignKeys.one(id) }),
    ])
}

export function createCampaign(input: Partial<CampaignInput>) {
  return api.post<Campaign>('/campaigns', input)
}

export function saveCampaign(id: string, input: Partial<CampaignInput>) {
  return api.patch<Campaign>(`/campaigns/${id}`, input)
}

export function useSaveCampaign(id: string) {
  const refresh = useRefreshCampaign()
  return useMutation({
    mutationFn: (input: Partial<CampaignInput>) => saveCampaign(id, input),
    onSuccess: () => refresh(id),
  })
}

export function useCampaignAction() {
  const refresh = useRefreshCampaign()
  return useMutation({
    mutationFn: ({ id, action, body }: { id: string; action: CampaignAction; body?: unknown }) =>
      action === 'delete'
        ? api.delete<Campaign | undefined>(`/campaigns/${id}`)
        : api.post<Campaign | undefined>(`/campaigns/${id}/${action.replace('_', '-')}`, body),
    onSettled: (_data, _error, { id, action }) => (action === 'delete' ? undefined : refresh(id)),
  })
}
