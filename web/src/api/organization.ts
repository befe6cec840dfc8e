import { useQuery } from '@tanstack/react-query'
import { api } from './client.ts'

export interface Organization {
  id: string
  name: string
  default_region?: string
}

export function useOrganization() {
  return useQuery({
    queryKey: ['organization'],
    queryFn: ({ signal }) => api.get<Organization>('/organization', undefined, signal),
    staleTime: 300_000,
  })
}
