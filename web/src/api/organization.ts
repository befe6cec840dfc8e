import { useQuery } from '@tanstack/react-query'
import { api } from './client.ts'
import type { Stopped } from './kill-switches.ts'

export interface Organization extends Stopped {
  id: string
  name: string
  default_region?: string
  /** Who threw the kill switch. */
  stopped_by: string | null
}

export function useOrganization() {
  return useQuery({
    queryKey: ['organization'],
    queryFn: ({ signal }) => api.get<Organization>('/organization', undefined, signal),
    // Whoever has the page open must see that somebody else stopped everything.
    staleTime: 5_000,
    refetchInterval: 10_000,
  })
}
