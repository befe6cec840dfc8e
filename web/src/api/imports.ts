import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { campaignKeys } from './campaigns.ts'
import { api } from './client.ts'

export interface ImportError {
  line: number
  /** Empty for the whole row. */
  column: string
  code: string
  message: string
}

export interface Import {
  id: string
  status: 'queued' | 'running' | 'completed' | 'failed' | 'undone'
  /** 0 until the file has been counted. */
  rows: number
  processed: number
  created: number
  updated: number
  duplicate: number
  rejected: number
  /** Of those created, the ones without a usable phone. */
  skipped: number
  errors: ImportError[]
  /** Why the whole file failed. */
  failure: string | null
}

export function uploadLeads(campaignId: string, file: File) {
  return api.upload<Import>(`/campaigns/${campaignId}/imports`, file, 'text/csv', { filename: file.name })
}

export function isImportOver(job: Import | undefined): boolean {
  return job !== undefined && job.status !== 'queued' && job.status !== 'running'
}

/** Watches an import to its end and refreshes the campaign as leads arrive. */
export function useImport(id: string | null, campaignId: string) {
  const client = useQueryClient()
  const query = useQuery({
    queryKey: ['import', id],
    enabled: id !== null,
    queryFn: ({ signal }) => api.get<Import>(`/imports/${id}`, undefined, signal),
    refetchInterval: (q) => (isImportOver(q.state.data) ? false : 700),
  })
  const over = isImportOver(query.data)
  const created = query.data?.created
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step of progress is a reason to read the campaign anew
  useEffect(() => {
    if (id) client.invalidateQueries({ queryKey: campaignKeys.one(campaignId) })
  }, [client, campaignId, id, over, created])
  return query
}
