import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from './client.ts'

/** May do nothing but add people to one campaign. */
export interface IngestKey {
  id: string
  name: string
  /** Its first characters, to tell it apart. */
  prefix: string
  created_at: string
  last_used_at: string | null
  revoked_at: string | null
}

/** `key` and `url` are told this once. */
export type NewIngestKey = IngestKey & { key: string; url: string }

const keysOf = (campaignId: string) => ['ingest-keys', campaignId] as const

export function useIngestKeys(campaignId: string) {
  return useQuery({
    queryKey: keysOf(campaignId),
    queryFn: async ({ signal }) =>
      (await api.get<{ data: IngestKey[] }>(`/campaigns/${campaignId}/ingest-keys`, undefined, signal)).data,
    refetchInterval: 5_000,
  })
}

export function useCreateIngestKey(campaignId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (name: string) => api.post<NewIngestKey>(`/campaigns/${campaignId}/ingest-keys`, { name }),
    onSettled: () => client.invalidateQueries({ queryKey: keysOf(campaignId) }),
  })
}

export function useRevokeIngestKey(campaignId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => api.delete(`/ingest-keys/${id}`),
    onSettled: () => client.invalidateQueries({ queryKey: keysOf(campaignId) }),
  })
}
