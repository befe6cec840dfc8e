import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api } from './client.ts'
import { gatherPage } from './gather.ts'
import type { Attempt } from './leads.ts'
import type { PlacedProof } from './proofs.ts'

export interface Turn {
  role: string
  text: string
  at: string | number | null
}

export interface Conversation extends Attempt {
  transcript: Turn[] | null
  /** null until it is in the proof chain. */
  sealed: PlacedProof['sealed']
}

export interface ConversationFilter {
  campaign_id?: string
  disposition?: string
  answer_status?: string
  phone?: string
  cursor?: string
  limit?: number
}

export function useConversations(filter: ConversationFilter) {
  return useQuery({
    queryKey: ['conversations', filter],
    queryFn: ({ signal }) => gatherPage<Attempt>('/conversations', { limit: 50, ...filter }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.isSearch ? false : 5000),
  })
}

export function useConversation(id: string | null) {
  return useQuery({
    queryKey: ['conversation', id],
    enabled: id !== null,
    queryFn: ({ signal }) => api.get<Conversation>(`/conversations/${id}`, undefined, signal),
    refetchInterval: ({ state: { data } }) => {
      if (data?.state !== 'settled') return 3000
      return data.sealed ? false : 15_000
    },
  })
}

/** The recording as an object URL, because `<audio>` cannot send the key. */
export function useRecording(id: string, wanted: boolean) {
  const query = useQuery({
    queryKey: ['recording', id],
    enabled: wanted,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => api.file(`/conversations/${id}/recording`, signal),
  })
  const [url, setUrl] = useState<string | null>(null)
  useEffect(() => {
    if (!query.data) return
    const next = URL.createObjectURL(query.data)
    setUrl(next)
    return () => URL.revokeObjectURL(next)
  }, [query.data])
  return { url, error: query.error, isLoading: query.isFetching }
}
