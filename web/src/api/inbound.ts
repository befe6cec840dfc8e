import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { InboundChannel } from './campaigns.ts'
import { api } from './client.ts'
import type { Turn } from './conversations.ts'
import { gatherPage } from './gather.ts'
import type { Disposition } from './leads.ts'

export type InboundMatch = 'none' | 'contact' | 'lead' | 'added'

/** A call or a text that came to one of our numbers. */
export interface InboundConversation {
  id: string
  channel: InboundChannel
  /** Theirs; null when withheld. */
  from: string | null
  /** Our number. */
  to: string
  contact_id: string | null
  /** Empty when nobody knows it. */
  contact_name: string
  campaign_id: string | null
  campaign_name: string | null
  lead_id: string | null
  state: 'received' | 'answered' | 'ended'
  matched: InboundMatch
  /** Why it was not matched, added or talked to; or empty. */
  reason: string
  /** The words of a text. */
  body: string
  received_at: string
  answered_at: string | null
  ended_at: string | null
  talk_seconds: number
  disposition: Disposition | null
  summary: string | null
  /** When they asked to be called. */
  callback_at: string | null
  has_recording: boolean
  has_transcript: boolean
  /** It decided the outcome of the lead. */
  counted: boolean
}

export interface InboundWithTranscript extends InboundConversation {
  transcript: Turn[]
}

export interface InboundFilter {
  campaign_id?: string
  lead_id?: string
  channel?: string
  cursor?: string
  limit: number
}

/** Ids of what came to us begin so; those of our own calls do not. */
export const isInbound = (id: string): boolean => id.startsWith('cnv_')

export function useInbound(filter: InboundFilter) {
  return useQuery({
    queryKey: ['conversations', 'inbound', filter],
    queryFn: ({ signal }) =>
      gatherPage<InboundConversation>('/conversations', { direction: 'inbound', ...filter }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.isSearch ? false : 5000),
  })
}

export function useInboundConversation(id: string) {
  return useQuery({
    queryKey: ['conversation', id],
    queryFn: ({ signal }) => api.get<InboundWithTranscript>(`/conversations/${id}`, undefined, signal),
    refetchInterval: ({ state: { data } }) => (data?.state === 'ended' ? false : 3000),
  })
}
