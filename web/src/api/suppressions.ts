import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api } from './client.ts'
import { gatherPage } from './gather.ts'
import type { ImportError } from './imports.ts'

export type SuppressionChannel = 'all' | 'phone' | 'text' | 'email'
export type SuppressionSource = 'call' | 'text' | 'api' | 'import' | 'person' | 'email' | 'privacy_request'

export interface Suppression {
  id: string
  kind: 'phone' | 'email'
  value: string
  channel: SuppressionChannel
  reason: string
  source: SuppressionSource
  evidence: string
  contact_id: string | null
  attempt_id: string | null
  import_id: string | null
  created_at: string
}

export interface SuppressionInput {
  phone?: string
  email?: string
  channel?: SuppressionChannel
  reason: string
  evidence?: string
}

export interface SuppressionFilter {
  q?: string
  channel?: string | null
  source?: string | null
  import_id?: string | null
  cursor?: string
}

/** A do-not-call list that was uploaded. */
export interface SuppressionImport {
  id: string
  filename: string
  status: 'queued' | 'running' | 'completed' | 'failed'
  rows: number
  processed: number
  /** 0 to 1. */
  progress: number
  created: number
  duplicate: number
  rejected: number
  failure: string | null
  errors: ImportError[]
  created_at: string
}

const KEY = ['suppressions'] as const

export function useSuppressions(filter: SuppressionFilter) {
  // A search goes through the list, which may hold a million entries: once is enough.
  const isSearch = Boolean(filter.q || filter.channel || filter.source)
  return useQuery({
    queryKey: [...KEY, filter],
    queryFn: ({ signal }) => gatherPage<Suppression>('/suppressions', { limit: 50, ...filter }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: isSearch ? false : 10_000,
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
      api.post(`/suppressions/${entry.id}/remove`, { reason }),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  })
}

export function uploadSuppressions(file: File, options: { channel: string; note: string }) {
  return api.upload<{ id: string }>('/suppressions/import', file, 'text/csv', { filename: file.name, ...options })
}

export function isListImportOver(job: SuppressionImport | undefined): boolean {
  return job?.status === 'completed' || job?.status === 'failed'
}

/** Watches the import of a list to its end and refreshes the entries as they arrive. */
export function useSuppressionImport(id: string) {
  const client = useQueryClient()
  const query = useQuery({
    queryKey: ['suppression-import', id],
    queryFn: ({ signal }) => api.get<SuppressionImport>(`/suppressions/imports/${id}`, undefined, signal),
    refetchInterval: (q) => (isListImportOver(q.state.data) ? false : 700),
  })
  const over = isListImportOver(query.data)
  useEffect(() => {
    if (over) client.invalidateQueries({ queryKey: KEY })
  }, [client, over])
  return query
}
