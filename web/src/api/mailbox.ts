import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, type Page } from './client.ts'
import type { ColumnMapping } from './imports.ts'

/** A campaign's own address, to which lists are mailed. */
export interface Mailbox {
  /** null before it is set up. */
  address: string | null
  enabled: boolean
  /** Who may send lists. */
  senders: string[]
  /** null: guessed from the headings of each list. */
  mapping: ColumnMapping | null
  /** Headings of the sample, which every list must have; null without one. */
  headers: string[] | null
  /** Why senders get no answer; null: they do. */
  no_replies: string | null
  created_at: string | null
}

export interface MailboxInput {
  enabled: boolean
  senders: string[]
  mapping: ColumnMapping | null
  headers: string[] | null
}

export interface Mail {
  id: string
  sender: string
  subject: string
  received_at: string
  status: 'received' | 'imported' | 'refused'
  /** Code of a refusal. */
  reason: string
  message: string
  attachments: { filename: string; import_id: string | null; message: string }[]
  reply: 'none' | 'due' | 'sent' | 'failed'
  /** Why they were not answered, or not yet. */
  reply_error: string | null
}

const mailboxKey = (campaignId: string) => ['mailbox', campaignId] as const
const mailsKey = (campaignId: string) => ['mails', campaignId] as const

export function useMailbox(campaignId: string) {
  return useQuery({
    queryKey: mailboxKey(campaignId),
    queryFn: ({ signal }) => api.get<Mailbox>(`/campaigns/${campaignId}/mailbox`, undefined, signal),
  })
}

export function useSaveMailbox(campaignId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (input: MailboxInput) => api.put<Mailbox>(`/campaigns/${campaignId}/mailbox`, input),
    onSuccess: (saved) => client.setQueryData(mailboxKey(campaignId), saved),
  })
}

/** A new address; what is mailed to the old one is refused. */
export function useRotateMailbox(campaignId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => api.post<Mailbox>(`/campaigns/${campaignId}/mailbox/rotate`),
    onSettled: () => client.invalidateQueries({ queryKey: mailboxKey(campaignId) }),
  })
}

/** Newest first, also those that were refused. */
export function useMails(campaignId: string, cursor: string | undefined, limit: number) {
  return useQuery({
    queryKey: [...mailsKey(campaignId), cursor, limit],
    queryFn: ({ signal }) => api.get<Page<Mail>>(`/campaigns/${campaignId}/mails`, { cursor, limit }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 3_000,
  })
}
