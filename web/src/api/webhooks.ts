import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, type Page } from './client.ts'

/** Where we tell a customer what happens. */
export interface WebhookEndpoint {
  id: string
  url: string
  description: string
  /** Empty: everything. */
  events: string[]
  enabled: boolean
  disabled_reason: string | null
  failing_since: string | null
  old_secret_until: string | null
  created_at: string
}

export type WebhookEndpointWithSecret = WebhookEndpoint & { secret: string }
export type EndpointInput = Partial<Pick<WebhookEndpoint, 'url' | 'description' | 'events' | 'enabled'>>

export type DeliveryState = 'pending' | 'delivered' | 'failed'

export interface WebhookDelivery {
  id: string
  endpoint_id: string
  event_id: string
  type: string | null
  state: DeliveryState
  tries: number
  next_at: string | null
  last_status: number | null
  last_error: string | null
  created_at: string
  delivered_at: string | null
}

export const EVENT_TYPES: { type: string; meaning: string }[] = [
  { type: 'attempt.settled', meaning: 'A call is over and its result is final' },
  { type: 'campaign.lead.updated', meaning: 'Calling changed a lead’s status or disposition' },
  { type: 'campaign.started', meaning: 'A campaign dials' },
  { type: 'campaign.paused', meaning: 'By a person, or by itself with the reason' },
  { type: 'campaign.resumed', meaning: 'A person let it go on' },
  { type: 'campaign.completed', meaning: 'Everybody is done, or its end has come' },
  { type: 'campaign.cancelled', meaning: 'A person ended it' },
  { type: 'suppression.added', meaning: 'Somebody may not be called any more' },
  { type: 'suppression.imported', meaning: 'A do-not-call list was read to its end' },
  { type: 'inbound.received', meaning: 'Somebody calls or wrote one of your numbers' },
  { type: 'inbound.ended', meaning: 'A call to you is over, or a text was worked off' },
]

const KEY = ['webhook-endpoints'] as const
const deliveriesKey = (id: string) => ['webhook-deliveries', id] as const

export function useWebhookEndpoints() {
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) =>
      (await api.get<{ data: WebhookEndpoint[] }>('/webhook-endpoints', undefined, signal)).data,
    refetchInterval: 10_000,
  })
}

export function useCreateEndpoint() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (input: EndpointInput) => api.post<WebhookEndpointWithSecret>('/webhook-endpoints', input),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  })
}

export function useUpdateEndpoint() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, input }: { id: string; input: EndpointInput }) =>
      api.patch<WebhookEndpoint>(`/webhook-endpoints/${id}`, input),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  })
}

export function useDeleteEndpoint() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => api.delete(`/webhook-endpoints/${id}`),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  })
}

export function useRotateSecret() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => api.post<WebhookEndpointWithSecret>(`/webhook-endpoints/${id}/rotate-secret`),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  })
}

export function useTestEndpoint() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => api.post<WebhookDelivery>(`/webhook-endpoints/${id}/test`),
    onSettled: (_result, _error, id) => {
      client.invalidateQueries({ queryKey: KEY })
      client.invalidateQueries({ queryKey: deliveriesKey(id) })
    },
  })
}

export function useDeliveries(
  endpointId: string,
  filter: { state: DeliveryState | null; cursor?: string | undefined },
) {
  return useQuery({
    queryKey: [...deliveriesKey(endpointId), filter],
    queryFn: ({ signal }) =>
      api.get<Page<WebhookDelivery>>(`/webhook-endpoints/${endpointId}/deliveries`, { limit: 25, ...filter }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 4_000,
  })
}

export function useDelivery(id: string) {
  return useQuery({
    queryKey: ['webhook-delivery', id],
    queryFn: ({ signal }) => api.get<WebhookDelivery & { body: string | null }>(`/deliveries/${id}`, undefined, signal),
  })
}

export function useRedeliver(endpointId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => api.post<WebhookDelivery>(`/deliveries/${id}/redeliver`),
    onSettled: () => client.invalidateQueries({ queryKey: deliveriesKey(endpointId) }),
  })
}
