import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { campaignKeys } from './campaigns.ts'
import { api, downloadFile, type Page } from './client.ts'
import { gatherPage } from './gather.ts'
import type { Address, Consent, ConsentInput, LeadPhone, LeadStatus } from './leads.ts'
import type { Suppression } from './suppressions.ts'

export type ContactPhone = Omit<LeadPhone, 'attempts'>

/** Somebody of the address book. */
export interface Contact {
  id: string
  name: string
  email: string | null
  phones: ContactPhone[]
  tags: string[]
  /** What is known of them in every campaign. */
  properties: Record<string, string>
  time_zone: string | null
  address: Address | null
  consent: Consent | null
  /** What the team's CRM calls them. */
  external_id: string | null
  /** They asked not to be contacted, with every phone or with some. */
  suppressed: boolean
  /** This is the same person as that one, where everything is kept now. */
  merged_into: string | null
  erased_at: string | null
  created_at: string
  updated_at: string
}

export interface ContactLead {
  lead_id: string
  campaign_id: string
  campaign_name: string | null
  status: LeadStatus
}

export interface ContactWithLeads extends Contact {
  leads: ContactLead[]
  /** What holds for their phones, their email and them. */
  suppressions: Suppression[]
}

export type ContactHas = 'phone' | 'email' | 'consent'

/** What the list and the job that adds to a campaign understand. */
export interface ContactFilter {
  q?: string
  tag?: string
  campaign_id?: string
  /** Not a lead of this one yet. */
  not_in_campaign_id?: string
  import_id?: string
  state?: string
  country?: string
  has?: ContactHas[]
  suppressed?: boolean
  created_from?: string
  created_to?: string
}

export interface ContactInput {
  name: string
  email: string | null
  phones: string[]
  tags: string[]
  properties: Record<string, string>
  time_zone: string | null
  address: Address | null
  consent: ConsentInput | null
  external_id: string | null
}

const LISTS = ['contacts'] as const
const ERASURES = ['erasures'] as const
export const contactKey = (id: string) => ['contact', id] as const

export function useContacts(filter: ContactFilter & { cursor?: string; limit: number }, enabled = true) {
  const { has, ...rest } = filter
  return useQuery({
    queryKey: [...LISTS, filter],
    enabled,
    queryFn: ({ signal }) =>
      gatherPage<Contact>('/contacts', { ...rest, has: has?.length ? has.join(',') : undefined }, signal),
    placeholderData: keepPreviousData,
    // A search goes through an address book that may hold a million people: once is enough.
    refetchInterval: ({ state }) => (state.data?.isSearch ? false : 10_000),
  })
}

export function useContact(id: string) {
  return useQuery({
    queryKey: contactKey(id),
    queryFn: ({ signal }) => api.get<ContactWithLeads>(`/contacts/${id}`, undefined, signal),
    refetchInterval: 5000,
  })
}

/** Whatever shows these contacts reads them anew. */
function useRefreshContacts() {
  const client = useQueryClient()
  return (...ids: string[]) =>
    Promise.all([
      client.invalidateQueries({ queryKey: LISTS }),
      ...ids.map((id) => client.invalidateQueries({ queryKey: contactKey(id) })),
    ])
}

export function useCreateContact() {
  const refresh = useRefreshContacts()
  return useMutation({
    mutationFn: (input: Partial<ContactInput>) => api.post<Contact>('/contacts', input),
    onSuccess: () => refresh(),
  })
}

export function useEditContact(id: string) {
  const refresh = useRefreshContacts()
  return useMutation({
    mutationFn: (changes: Partial<ContactInput>) => api.patch<Contact>(`/contacts/${id}`, changes),
    onSuccess: () => refresh(id),
  })
}

/** The contact as it is, or would be, with what joining the two comes to. */
export interface MergedContact extends ContactWithLeads {
  merge: {
    phones_added: string[]
    /** Of campaigns only the other one was in. */
    leads_moved: { campaign_id: string; lead_id: string }[]
    /** Of campaigns both were in: one goes on. */
    leads_joined: { campaign_id: string; kept_lead_id: string; skipped_lead_id: string }[]
  }
}

/** What would happen; nothing is changed. */
export function useMergePreview(id: string, otherId: string) {
  return useQuery({
    queryKey: [...contactKey(id), 'merge', otherId],
    queryFn: () => api.post<MergedContact>(`/contacts/${id}/merge`, { other_id: otherId, preview: true }),
  })
}

/** The other one goes into this one. */
export function useMergeContacts(id: string) {
  const refresh = useRefreshContacts()
  return useMutation({
    mutationFn: (otherId: string) => api.post<MergedContact>(`/contacts/${id}/merge`, { other_id: otherId }),
    onSuccess: (_merged, otherId) => refresh(id, otherId),
  })
}

export type HistoryKind = 'lead' | 'call' | 'inbound' | 'import' | 'change'

/** One thing that happened to or with somebody. */
export interface HistoryEvent {
  kind: HistoryKind
  /** Of the lead, attempt, conversation, import or entry of the audit log. */
  id: string
  at: string
  /** In a word: a status, a disposition (or state), a channel, `created` or `updated`, an action. */
  what: string
  contact_id: string | null
  lead_id: string | null
  campaign_id: string | null
  campaign_name: string | null
  actor: string | null
  details: Record<string, unknown>
}

export function useContactHistory(id: string, cursor: string | undefined, limit: number) {
  return useQuery({
    queryKey: [...contactKey(id), 'history', cursor, limit],
    queryFn: ({ signal }) => api.get<Page<HistoryEvent>>(`/contacts/${id}/history`, { cursor, limit }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  })
}

export function exportContact(contact: Contact): Promise<void> {
  return downloadFile(`/contacts/${contact.id}/export`, `${contact.id}.json`)
}

/** Somebody of the address book into a campaign: a job with progress, as an import is. */
export function useAddFromContacts() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({
      campaignId,
      who,
    }: {
      campaignId: string
      who: { contact_ids: string[] } | { filter: ContactFilter }
    }) => api.post<{ id: string }>(`/campaigns/${campaignId}/leads/from-contacts`, who),
    onSuccess: (_job, { campaignId }) => client.invalidateQueries({ queryKey: campaignKeys.one(campaignId) }),
  })
}

export interface Erasure {
  id: string
  contact_id: string
  status: 'running' | 'completed'
  reason: string
  requested_by: string
  /** Calls whose phone, words and proof were emptied. */
  attempts: number
  transcripts: number
  /** Deleted at the carrier. */
  recordings: number
  /** Addresses of recordings a person has to have deleted at the carrier. */
  recordings_left: string[]
  /** Lists whose files were deleted. */
  imports: string[]
  requested_at: string
  finished_at: string | null
}

export function useEraseContact(id: string) {
  return useMutation({
    mutationFn: (reason: string) => api.post<Erasure>(`/contacts/${id}/erase`, { reason }),
  })
}

/** Watches an erasure to its end, then everything that showed the person. */
export function useErasure(id: string | null, contactId: string) {
  const refresh = useRefreshContacts()
  return useQuery({
    queryKey: [...ERASURES, id],
    enabled: id !== null,
    queryFn: async ({ signal }) => {
      const erasure = await api.get<Erasure>(`/erasures/${id}`, undefined, signal)
      if (erasure.status === 'completed') await refresh(contactId)
      return erasure
    },
    refetchInterval: ({ state }) => (state.data?.status === 'completed' ? false : 700),
  })
}

export function useErasures(cursor: string | undefined, limit: number) {
  return useQuery({
    queryKey: [...ERASURES, 'list', cursor, limit],
    queryFn: ({ signal }) => api.get<Page<Erasure>>('/erasures', { cursor, limit }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  })
}
