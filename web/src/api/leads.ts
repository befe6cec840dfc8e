import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type AnswerStatus, campaignKeys } from './campaigns.ts'
import { api } from './client.ts'
import type { UnmetCondition } from './eligibility.ts'
import { gatherPage } from './gather.ts'

export type LeadStatus =
  | 'pending'
  | 'planning'
  | 'awaiting_approval'
  | 'dialing'
  | 'called'
  | 'retry'
  | 'rescheduled'
  | 'completed'
  | 'no_conversation'
  | 'failed'
  | 'do_not_call'
  | 'skipped'
  | 'disqualified'
  | 'disabled'
  | 'canceled'

export type Disposition =
  | 'INTERESTED'
  | 'NOT_INTERESTED'
  | 'CALLBACK'
  | 'COMPLETED'
  | 'VOICEMAIL'
  | 'NO_ANSWER'
  | 'WRONG_NUMBER'
  | 'FAILED'
  | 'OPT_OUT'

export type GoalResult = 'achieved' | 'partially_achieved' | 'not_achieved' | 'unknown'

export interface LeadPhone {
  position: number
  /** null when it cannot be used; `problem` says why. */
  e164: string | null
  /** As it was given. */
  raw: string
  problem: string | null
  country: string | null
  state: 'live' | 'dead' | 'suppressed'
  attempts: number
}

/** Empty parts are not known. */
export interface Address {
  street: string | null
  city: string | null
  state: string | null
  postal_code: string | null
  country: string | null
}

export interface ConsentInput {
  type: 'express' | 'written' | 'none'
  wording: string
  source: string
  at: string | null
  expires_at: string | null
}

export interface Consent extends ConsentInput {
  revoked_at: string | null
  revoked_reason: string | null
  /** Right now. */
  holds: boolean
}

export interface Lead {
  id: string
  campaign_id: string
  contact_id: string
  name: string
  email: string | null
  tags: string[]
  variables: Record<string, string>
  phones: LeadPhone[]
  time_zone: string | null
  address: Address | null
  consent: Consent | null
  priority: 'high' | 'normal' | 'low'
  status: LeadStatus
  status_reason: string | null
  disposition: Disposition | null
  answer_status: AnswerStatus | null
  pass: number
  phone_position: number
  attempts: number
  next_due_at: string | null
  last_called_at: string | null
  /** The criteria they did not meet when they came in. */
  unmet: UnmetCondition[]
  primary_goal: GoalResult
  goal_score: number | null
  conversations: number
  talk_seconds: number
}

/** Why an attempt was allowed. Grows with the rules, so only what the page uses is named. */
export interface Proof {
  zones?: string[]
  [fact: string]: unknown
}

export interface Attempt {
  id: string
  lead_id: string
  campaign_id?: string
  /** Call history only. */
  contact_name?: string | null
  campaign_name?: string | null
  from: string
  to: string
  pass: number
  position: number
  state: 'permitted' | 'placed' | 'ringing' | 'answered' | 'ended' | 'settled'
  reconciling: boolean
  permitted_at?: string | null
  placed_at: string | null
  answered_at: string | null
  ended_at: string | null
  talk_seconds: number
  answer_status: AnswerStatus | null
  disposition: Disposition | null
  end_reason: string | null
  carrier_call_id: string | null
  summary?: string | null
  has_recording: boolean
  has_transcript: boolean
  primary_goal?: GoalResult
  goal_score?: number | null
  proof: Proof | null
}

export interface LeadFilter {
  status?: string
  disposition?: string
  q?: string
  sort?: string
  cursor?: string
  limit?: number
}

/** Marks, in the key of a list of leads, that reading it is dear. */
export const DEAR = 'dear'

export const leadKey = (id: string) => ['lead', id] as const

/** In a campaign of more leads, filters and orders that no index answers are read anew seldom and not with every change. */
const MANY_LEADS = 5_000

/** `total`: the leads of the campaign. */
export function useLeads(campaignId: string, filter: LeadFilter, poll: number | false, total: number) {
  const isDear = total > MANY_LEADS && Boolean(filter.q || filter.disposition || (filter.sort && filter.sort !== 'seq'))
  return useQuery({
    queryKey: [...campaignKeys.leads(campaignId), isDear ? DEAR : 'live', filter],
    queryFn: ({ signal }) => gatherPage<Lead>(`/campaigns/${campaignId}/leads`, { limit: 50, ...filter }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (isDear ? (state.data?.isSearch ? false : 60_000) : poll),
  })
}

/** GET /leads/{id} carries the attempts themselves where lists carry their number. */
interface LeadAnswer extends Omit<Lead, 'attempts'> {
  attempts: Attempt[] | number
  attempt_count?: number
}

export interface LeadWithAttempts {
  lead: Lead
  attempts: Attempt[]
}

export function useLead(id: string | null) {
  return useQuery({
    queryKey: leadKey(id ?? ''),
    enabled: id !== null,
    refetchInterval: 5000,
    queryFn: async ({ signal }): Promise<LeadWithAttempts> => {
      const answer = await api.get<LeadAnswer>(`/leads/${id}`, undefined, signal)
      const attempts = Array.isArray(answer.attempts) ? answer.attempts : []
      const count = typeof answer.attempts === 'number' ? answer.attempts : (answer.attempt_count ?? attempts.length)
      return { lead: { ...answer, attempts: count }, attempts }
    },
  })
}

export function useLeadAction(campaignId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ lead, action }: { lead: Lead; action: 'retry' | 'disable' | 'enable' | 'do_not_call' }) =>
      action === 'do_not_call'
        ? api.post(`/leads/${lead.id}/do-not-call`, { reason: 'Asked not to be called', email: false })
        : api.post(`/leads/${lead.id}/${action}`),
    onSettled: (_data, _error, { lead }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: leadKey(lead.id) }),
        client.invalidateQueries({ queryKey: campaignKeys.one(campaignId) }),
      ]),
  })
}

export function useRevokeConsent(campaignId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ lead, reason }: { lead: Lead; reason: string }) =>
      api.post(`/leads/${lead.id}/revoke-consent`, { reason }),
    onSettled: (_data, _error, { lead }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: leadKey(lead.id) }),
        client.invalidateQueries({ queryKey: campaignKeys.one(campaignId) }),
      ]),
  })
}

/** What a person may type in or correct. */
export interface LeadInput {
  name: string
  email: string | null
  phones: string[]
  priority: Lead['priority']
  time_zone: string | null
  address: Address | null
  consent: ConsentInput | null
}

export interface AddedLead {
  result: 'created' | 'updated' | 'duplicate' | 'skipped' | 'disqualified' | 'rejected'
  lead_id: string | null
  reasons: string[]
}

/** Counted among the arrivals as what a person typed. */
const TYPED_IN = { 'x-sundial-source': 'hand' }

export function useAddLead(campaignId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (input: LeadInput & { external_id: string | null }): Promise<AddedLead> => {
      const path = `/campaigns/${campaignId}/leads`
      const { results } = await api.post<{ results: AddedLead[] }>(path, input, TYPED_IN)
      return results[0] ?? { result: 'rejected', lead_id: null, reasons: [] }
    },
    onSettled: () => client.invalidateQueries({ queryKey: campaignKeys.one(campaignId) }),
  })
}

export function useEditLead(campaignId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, changes }: { id: string; changes: Partial<LeadInput> }) => api.patch(`/leads/${id}`, changes),
    onSettled: (_data, _error, { id }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: leadKey(id) }),
        client.invalidateQueries({ queryKey: campaignKeys.one(campaignId) }),
      ]),
  })
}
