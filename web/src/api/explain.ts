import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { type Campaign, type CampaignStatus, campaignKeys } from './campaigns.ts'
import { api } from './client.ts'
import type { ComplianceAnswer } from './compliance.ts'
import { type LeadPhone, type LeadStatus, leadKey } from './leads.ts'
import type { Lane, Live } from './live.ts'

export interface LeadCheck {
  code: string
  /** hold: for now. never: not by itself. */
  verdict: 'pass' | 'hold' | 'never'
  message: string
  until: string | null
  rule_id: string | null
  citation: string | null
}

export interface PhoneExplanation {
  position: number
  /** null: no phone number. */
  e164: string | null
  state: LeadPhone['state']
  zones: string[]
  regions: string[]
  evidence: ComplianceAnswer['evidence'] | null
  allowed: boolean
  because: string
  until: string | null
  attempts_24h: number
  cap: number | null
}

export interface LeadExplanation {
  status: LeadStatus
  /** Nothing forbids it now; it may have to wait for its turn. */
  callable: boolean
  because: LeadCheck
  /** null: something has to be changed first. */
  earliest_at: string | null
  would_change: string[]
  /** The weightiest first. */
  checks: LeadCheck[]
  phones: PhoneExplanation[]
  position: { ahead: number } | null
}

export interface Obstacle {
  code: string
  message: string
  until: string | null
}

export interface CampaignExplanation {
  status: CampaignStatus
  /** Calls are going on, or being placed. */
  dialing: boolean
  because: { code: string; message: string }
  next_at: string | null
  in_flight: number
  waiting: number
  lanes: Lane[]
  blocked: Obstacle[]
  would_change: string[]
}

/** What changes by the clock alone, nobody tells us of. */
const ASK_MS = 10_000

/** Under the key of the lead: whatever reads the lead anew, the live connection above all, reads this anew. */
export function useLeadExplanation(id: string) {
  return useQuery({
    queryKey: [...leadKey(id), 'explain'],
    queryFn: ({ signal }) => api.get<LeadExplanation>(`/leads/${id}/explain`, undefined, signal),
    refetchInterval: ASK_MS,
  })
}

/** A campaign that waits for these goes on by itself within a minute or so. */
export const GOES_ON: ReadonlySet<string> = new Set([
  'dialing',
  'concurrency',
  'call_interval',
  'line',
  'budget',
  'phones_busy',
])

/** Under the key of the campaign, as every command reads it anew; also read anew when its object begins to wait for something else. */
export function useCampaignExplanation({ id, status }: Campaign, live: Live | undefined) {
  const client = useQueryClient()
  const waitsFor = live && `${GOES_ON.has(live.because) ? '' : live.because} ${live.in_flight.length > 0} ${live.busy}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is read anew because these changed
  useEffect(() => {
    client.invalidateQueries({ queryKey: explanationKey(id) }, { cancelRefetch: false })
  }, [client, id, status, waitsFor])
  return useQuery({
    queryKey: explanationKey(id),
    queryFn: ({ signal }) => api.get<CampaignExplanation>(`/campaigns/${id}/explain`, undefined, signal),
    refetchInterval: ASK_MS,
  })
}

const explanationKey = (id: string) => [...campaignKeys.one(id), 'explain']
