import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from './client.ts'
import type { Consent } from './leads.ts'
import type { Slot, Week } from './schedules.ts'

export type Confidence = 'high' | 'medium' | 'low'

/** Hours of a region and when they are in force; dates are local, 'YYYY-MM-DD'. */
export interface RegionHours {
  from: string | null
  until: string | null
  current: boolean
  /** 'federal': nothing beyond the federal hours. */
  days: Week | 'federal' | 'prohibited'
  /** null: a holiday is a day like others. */
  holiday: Slot[] | null
  eve: Slot[] | null
  also_in_zone: { zone: string; name: string } | null
  text: string
  citation: string
  confidence: Confidence
}

export interface AttemptCap {
  id: string
  applies_to: 'every_call' | 'ai_voice'
  counts: 'attempts' | 'refusals' | 'hang_ups'
  max: number
  /** null: for ever. */
  window_hours: number | null
  text: string
  citation: string
}

export interface RegionStop {
  region: string
  name: string
  reason: string
  stopped_at: string
  until: string | null
  by: string
}

export interface RegionRules {
  region: string
  name: string
  country: string
  hours: RegionHours[]
  ai_voice: RegionHours[]
  attempts: AttemptCap[]
  holidays: { calendar: string | null; next: { date: string; name: string; observed: boolean }[] }
  lifted_by_consent: boolean
  conditions: string[]
  location_basis: string | null
  disagreements: string[]
  confidence: Confidence
  sources: string[]
  official_url: string | null
  /** Its own, or that of its country. */
  stop: RegionStop | null
  /** `open` null: it depends on where in the region. */
  open_now: { open: boolean | null; until: string | null; because: string }
  local_times: { zone: string; time: string; open: boolean; until: string | null; because: string }[]
}

export interface FederalRules {
  days: Week
  text: string
  citations: string[]
  location_basis: string
  conditions: string[]
  confidence: Confidence
  sources: string[]
  official_url: string
}

interface ComplianceRules {
  /** The day they were last reviewed. */
  version: string
  federal: FederalRules
  data: RegionRules[]
}

const RULES = ['compliance', 'rules'] as const
const STOPS = ['compliance', 'stops'] as const

const readRules = ({ signal }: { signal: AbortSignal }) =>
  api.get<ComplianceRules>('/compliance/rules', undefined, signal)

/** All regions at once; whether they are open changes while one looks. */
export function useRules() {
  return useQuery({ queryKey: RULES, queryFn: readRules, refetchInterval: 15_000 })
}

/** 'US-PA' → "Pennsylvania", as soon as the names are there. */
export function useRegionName(): (region: string) => string {
  const { data } = useQuery({ queryKey: RULES, queryFn: readRules, staleTime: Number.POSITIVE_INFINITY })
  return (region) => data?.data.find((it) => it.region === region)?.name ?? region
}

export function useRegionStops() {
  return useQuery({
    queryKey: STOPS,
    queryFn: async ({ signal }) => (await api.get<{ data: RegionStop[] }>('/compliance/stops', {}, signal)).data,
    refetchInterval: 15_000,
  })
}

function useRefreshStops() {
  const client = useQueryClient()
  return () =>
    Promise.all([client.invalidateQueries({ queryKey: RULES }), client.invalidateQueries({ queryKey: STOPS })])
}

export function useStopRegion() {
  const refresh = useRefreshStops()
  return useMutation({
    mutationFn: ({ region, ...body }: { region: string; reason: string; until: string | null }) =>
      api.put<RegionStop>(`/compliance/stops/${encodeURIComponent(region)}`, body),
    onSettled: refresh,
  })
}

export function useReleaseRegion() {
  const refresh = useRefreshStops()
  return useMutation({
    mutationFn: ({ region, reason }: { region: string; reason: string }) =>
      api.delete(`/compliance/stops/${encodeURIComponent(region)}`, { body: { reason } }),
    onSettled: refresh,
  })
}

export interface ComplianceQuestion {
  phone: string
  /** Absent: now. */
  at?: string
  campaign_id?: string
  /** Facts about somebody; absent: the contact on file with this phone. */
  contact?: {
    time_zone?: string | null
    address?: { state: string | null; postal_code: string | null } | null
    consent?: { type: Consent['type'] } | null
  }
}

export interface JudgedRule {
  kind: string
  id: string
  citation: string | null
  verdict: 'allowed' | 'forbidden' | 'not_applicable'
  detail: string
  until: string | null
}

export interface ComplianceAnswer {
  allowed: boolean
  phone: string
  at: string
  zones: string[]
  regions: string[]
  evidence: 'contact_zone' | 'address' | 'phone_prefix' | 'fallback'
  /** Zone → 'YYYY-MM-DDTHH:MM:SS'. */
  local_times: Record<string, string>
  rules: JudgedRule[]
  until: string | null
  because: string
  attempt_id: string | null
}

export function useComplianceCheck() {
  return useMutation({
    mutationFn: (question: ComplianceQuestion) => api.post<ComplianceAnswer>('/compliance/check', question),
  })
}
