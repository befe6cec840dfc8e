import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, type Page } from './client.ts'

export interface Suppression {
  id: string
  kind: 'phone' | 'email'
  value: string
  reason: string
  source: string
  created_at: string
}

export interface SuppressionInput {
  phone?: string
  email?: string
  reason: string
}

const KEY = ['suppressions'] as const

export function useSuppressions(filter: { q: string; cursor?: string }) {
  return useQuery({
    queryKey: [...KEY, filter],
    queryFn: ({ signal }) => api.get<Page<Suppression>>('/suppressions', { limit: 50, ...filter }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  })
}

export function useAddSuppression() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (input: SuppressionInput) => api.post<Suppression>('/suppressions', input),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  })
}

export function useRemoveSuppression() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ entry, reason }: { entry: Suppression; reason: string }) =>
      api.delete(`/suppressions/${entry.id}`, { body: { reason } }),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  })
}
