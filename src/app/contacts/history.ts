import type { Actor, Deps } from '../deps.ts'
import type { Page, PageRequest } from '../page.ts'
import { getContactRow } from './find.ts'
import type { ContactRow } from './store.ts'

export const HISTORY_KINDS = ['lead', 'call', 'inbound', 'import', 'change'] as const

/** One thing that happened to or with a person. */
export interface HistoryEvent {
  kind: (typeof HISTORY_KINDS)[number]
  /** Of the lead, attempt, inbound conversation, import or entry of the audit log. */
  id: string
  at: number
  /** In a word: the status of a lead, the disposition (or state) of a call, the channel of what came in, `created` or `updated`, an action. */
  what: string
  contactId: string | null
  leadId: string | null
  campaignId: string | null
  campaignName: string | null
  /** Who, for a change. */
  actor: string | null
  details: Record<string, unknown>
}

/** Whose history it is: the contact, who was merged into it, and all their leads. */
export interface HistorySubjects {
  contacts: ContactRow[]
  leadIds: string[]
}

export interface HistoryStore {
  listMergedInto(orgId: string, contactId: string): Promise<ContactRow[]>
  /** Newest first, by the time in the ids. */
  listHistory(orgId: string, subjects: HistorySubjects, page: PageRequest): Promise<Page<HistoryEvent>>
}

/** The contact itself first. */
export async function readSubjects(deps: Deps, actor: Actor, id: string): Promise<HistorySubjects> {
  const contact = await getContactRow(deps, actor, id)
  const contacts = [contact, ...(await deps.contacts.listMergedInto(actor.orgId, id))]
  const leads = await deps.contacts.listMerging(
    actor.orgId,
    contacts.map((it) => it.id),
  )
  return { contacts, leadIds: leads.map((lead) => lead.id) }
}

/** Everything that happened with a person, and with those who were merged into them, newest first. */
export async function listHistory(
  deps: Deps,
  actor: Actor,
  id: string,
  page: PageRequest,
): Promise<Page<HistoryEvent>> {
  return await deps.contacts.listHistory(actor.orgId, await readSubjects(deps, actor, id), page)
}
