import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api, type Page } from './client.ts'

export type ArrivalSource = 'hand' | 'api' | 'stream' | 'ingest' | 'inbound'

/** Who came in one way on one day (UTC), otherwise than by a list. */
export interface Arrival {
  /** null: into the address book. */
  campaign_id: string | null
  /** YYYY-MM-DD */
  day: string
  source: ArrivalSource
  requests: number
  created: number
  updated: number
  duplicate: number
  skipped: number
  disqualified: number
  rejected: number
  removed: number
  last_at: string
}

/** Newest day first. @param campaignId null: of the whole organization */
export function useArrivals(campaignId: string | null, cursor: string | undefined, limit: number) {
  return useQuery({
    queryKey: ['arrivals', campaignId, cursor, limit],
    queryFn: ({ signal }) => {
      const path = campaignId === null ? '/arrivals' : `/campaigns/${campaignId}/arrivals`
      return api.get<Page<Arrival>>(path, { cursor, limit }, signal)
    },
    placeholderData: keepPreviousData,
    refetchInterval: 5_000,
  })
}
