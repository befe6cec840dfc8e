import type { Address } from '../../domain/address.ts'
import type { Consent } from '../../domain/consent.ts'
import type { LeadStatus } from '../../domain/lead.ts'
import type { AuditEntry } from '../audit/store.ts'
import type { ContactPhone, PhoneView } from '../leads/store.ts'
import type { Page, PageRequest } from '../page.ts'
import type { Suppression } from '../suppressions/store.ts'
import type { ResolvedFilter } from './filter.ts'
import type { HistoryStore } from './history.ts'
import type { MergeStore } from './merge-store.ts'

/** A person in the organization's address book, as their row says. */
export interface ContactRow {
  id: string
  orgId: string
  name: string
  email: string | null
  phones: ContactPhone[]
  tags: string[]
  /** What is known of the person in every campaign; named as variables are. */
  properties: Record<string, string>
  /** IANA; null: not known. */
  zone: string | null
  address: Address | null
  consent: Consent | null
  /** What the team's CRM calls this person. */
  externalId: string | null
  lastImportId: string | null
  createdImportId: string | null
  /** This is the same person as that contact, which holds all that was known. */
  mergedInto: string | null
  erasedAt: number | null
  /** Grows with every change of zone, address, consent or phones. */
  version: number
  createdAt: number
  updatedAt: number
}

/** A contact with what the organization knows of the phones. */
export interface ContactView extends ContactRow {
  phones: PhoneView[]
  /** A suppression holds for one of the phones, the email, or the person. */
  suppressed: boolean
}

/** One contact in one campaign that still exists. */
export interface LeadOfContact {
  id: string
  campaignId: string
  campaignName: string
  status: LeadStatus
}

export interface ContactDetail extends ContactView {
  leads: LeadOfContact[]
  suppressions: Suppression[]
}

export interface ContactQuery extends PageRequest {
  filter: ResolvedFilter
  /** E.164: the contact that has it. */
  phone?: string | undefined
  email?: string | undefined
  externalId?: string | undefined
}

/** What a person may change of a contact. What is not there stays. */
export interface ContactChanges {
  name?: string
  email?: string | null
  tags?: string[]
  properties?: Record<string, string>
  externalId?: string | null
  phones?: ContactPhone[]
  zone?: string | null
  address?: Address | null
  /** Written only while the contact is as it was read: a revocation that came meanwhile is not overwritten. */
  consent?: Consent | null
  /** With `phones`: for each, its old position − 1, or null when it is new. Attempts move with their phone, in every campaign. */
  phoneSources?: (number | null)[]
}

export type ContactUpdate =
  | { ok: true }
  | { ok: false; why: 'missing' }
  /** With `consent`: the contact was changed since it was read. */
  | { ok: false; why: 'changed' }
  /** It was merged into another contact, or erased (null). */
  | { ok: false; why: 'over'; mergedInto: string | null }
  /** With `phones`: one of those it has is in a call. */
  | { ok: false; why: 'in_call' }
  /** The phone belongs to another contact of the organization. */
  | { ok: false; why: 'taken'; phone: string; contactId: string }
  /** Another contact has this external id. */
  | { ok: false; why: 'external_id_taken'; contactId: string }

/** A contact as it was read by whoever changes it. */
export interface KnownPerson {
  orgId: string
  contactId: string
  contactVersion: number
  phones: ContactPhone[]
  consent: Consent | null
}

export interface ContactStore extends MergeStore, HistoryStore {
  /** Also one that was merged away or erased. */
  find(orgId: string, id: string): Promise<ContactView | null>
  /** Newest first, at most so many rows looked at as a request may: a page can hold fewer than were asked for and still have a next one. */
  list(orgId: string, query: ContactQuery): Promise<Page<ContactView>>
  /**
   * Those that fit among the next `limit` contacts behind `after`, oldest first. `after` of the answer is null when there are no more: a
   * part of the address book may hold nobody who fits, and still not be the last.
   */
  walkIds(
    orgId: string,
    filter: ResolvedFilter,
    after: string | null,
    limit: number,
  ): Promise<{ contacts: ContactRow[]; after: string | null }>
  /** In campaigns that still exist, newest first; at most 1,000. */
  listLeads(orgId: string, contactId: string): Promise<LeadOfContact[]>
  /** What holds for the phones, the email and the person. */
  listSuppressions(contact: ContactRow): Promise<Suppression[]>
  /** With its phones; nothing when one of them, or the external id, is somebody else's. */
  create(contact: ContactRow, audit: [AuditEntry, ...AuditEntry[]]): Promise<ContactUpdate>
  /** All of it in one transaction or nothing. */
  update(
    person: KnownPerson,
    changes: ContactChanges,
    at: number,
    audit: [AuditEntry, ...AuditEntry[]],
  ): Promise<ContactUpdate>
}
