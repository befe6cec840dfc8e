import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type CampaignStatus, campaignKeys } from './campaigns.ts'
import { api, type Page } from './client.ts'

/** Local times of a day; `end` may be 24:00. */
export interface Slot {
  start: string
  end: string
}

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'
export type Week = Record<Weekday, Slot[]>

export interface ScheduleException {
  /** 'YYYY-MM-DD'. */
  from: string
  /** Inclusive; absent: one day. */
  to?: string
  yearly: boolean
  /** None: closed. */
  hours: Slot[]
  name: string
}

export interface Schedule {
  id: string
  name: string
  /** IANA, or `recipient`. */
  zone: string
  days: Week
  exceptions: ScheduleException[]
  is_default: boolean
  /** `open` null: it depends on where the person is. */
  open: { open: boolean | null; until: string | null; because: string }
  /** Campaigns that are not finished. */
  used_by: { id: string; name: string; status: CampaignStatus }[]
}

export type ScheduleInput = Pick<Schedule, 'name' | 'zone' | 'days' | 'exceptions' | 'is_default'>

const KEY = ['schedules'] as const

export function useSchedules(poll?: number) {
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await api.get<Page<Schedule>>('/schedules', { limit: 200 }, signal)).data,
    staleTime: poll ? 0 : 10_000,
    refetchInterval: poll ?? false,
  })
}

/** Every time zone the API knows; a browser knows some by other names. */
export function useTimeZones() {
  return useQuery({
    queryKey: ['time-zones'],
    queryFn: async ({ signal }) => (await api.get<{ data: string[] }>('/time-zones', {}, signal)).data,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Campaigns show the schedule they go by. */
function useRefreshSchedules() {
  const client = useQueryClient()
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: KEY }),
      client.invalidateQueries({ queryKey: campaignKeys.lists }),
      client.invalidateQueries({ queryKey: ['campaign'] }),
    ])
}

export function useSaveSchedule() {
  const refresh = useRefreshSchedules()
  return useMutation({
    mutationFn: ({ id, input }: { id: string | null; input: Partial<ScheduleInput> }) =>
      id ? api.patch<Schedule>(`/schedules/${id}`, input) : api.post<Schedule>('/schedules', input),
    onSuccess: refresh,
  })
}

export function useDeleteSchedule() {
  const refresh = useRefreshSchedules()
  return useMutation({
    mutationFn: (id: string) => api.delete(`/schedules/${id}`),
    onSettled: refresh,
  })
}
