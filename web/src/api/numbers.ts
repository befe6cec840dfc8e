import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, type Page } from './client.ts'
import type { Stopped } from './kill-switches.ts'

/** A phone number we call from. */
export interface OwnNumber extends Stopped {
  id: string
  e164: string
  name: string
  zone: string
  enabled: boolean
  /** 0 (clean) to 9 (marked as spam everywhere). */
  spam_score: number
  weight: number
  /** In the day of its own zone, over all campaigns. */
  calls_today: number
}

export type NumberInput = Partial<Pick<OwnNumber, 'e164' | 'name' | 'enabled' | 'spam_score' | 'weight' | 'zone'>>

const KEY = ['numbers'] as const

export function useNumbers(poll: number | false = false) {
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await api.get<Page<OwnNumber>>('/numbers', { limit: 100 }, signal)).data,
    staleTime: poll ? 0 : 30_000,
    refetchInterval: poll,
  })
}

export function useSaveNumber() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, input }: { id: string | null; input: NumberInput }) =>
      id ? api.patch<OwnNumber>(`/numbers/${id}`, input) : api.post<OwnNumber>('/numbers', input),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  })
}

export function useDeleteNumber() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => api.delete(`/numbers/${id}`),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  })
}
