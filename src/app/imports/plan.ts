import type { Address } from '../../domain/address.ts'
import type { Consent } from '../../domain/consent.ts'
import type { UnmetCondition } from '../../domain/eligibility.ts'
import type { LeadStatus, Priority } from '../../domain/lead.ts'
import type { RowPhone } from '../../domain/lead-file/rows.ts'
import type { ImportCounts, ImportCursor, ImportError, ImportStatus } from './store.ts'

/** What is known of a number before the rows are looked at. */
export interface PhoneState {
  e164: string
  contactId: string | null
  dead: 'invalid' | 'wrong_number' | null
  suppressed: boolean
}

export interface KnownContact {
  id: string
  name: string
  email: string | null
  phones: RowPhone[]
  zone: string | null
  address: Address | null
  consent: Consent | null
  tags: string[]
  properties: Record<string, string>
  externalId: string | null
  lastImportId: string | null
  updatedAt: number
  /** The contact's lead in the campaign the rows go to. */
  lead: KnownLead | null
}

export interface KnownLead {
  id: string
  status: LeadStatus
  statusReason: string | null
  attempts: number
  seq: number
  /** Its import is being taken back: unless it was attempted, it goes, and whoever names the person now brings them anew. */
  isGoing: boolean
}

/** What became of one row. */
export interface RowResult {
  outcome: 'created' | 'updated' | 'duplicate' | 'removed' | 'not_found'
  /** null: `not_found`. */
  contactId: string | null
  leadId: string | null
  /** Status of the lead when it was created or became dialable again. */
  status: LeadStatus | null
  reason: string | null
  /** Index of the row that came first; null when it was in an earlier part of the file. */
  duplicateOf: number | null
  /** Numbers of the row that stay with another contact. */
  taken: string[]
  /** The contact revoked its consent, and what the row tells is not shown to be newer: the revocation stands. */
  revocationStands: boolean
  /** The contact has another external id, and keeps it. */
  externalIdTaken: boolean
  /** The contact holds as many texts as it may; those of the row that found no room were left out. */
  propertiesCut: boolean
  /** The campaign's criteria that speak against this person: created as `disqualified`. */
  unmet: UnmetCondition[]
}

export interface PlannedContact {
  id: string
  name: string
  email: string | null
  phones: RowPhone[]
  zone: string | null
  address: Address | null
  consent: Consent | null
  tags: string[]
  /** All of them, after the row's were joined to those known. */
  properties: Record<string, string>
  externalId: string | null
}

/** Everything that is to be written for some rows, decided from what was read at one moment. */
export interface LeadPlan {
  orgId: string
  /** null: the address book; there are no leads. */
  campaignId: string | null
  importId: string | null
  /** For the audit log. */
  actor: string
  /** Epoch ms. */
  at: number
  newContacts: PlannedContact[]
  /** `readAt`: the contact's updated_at when it was read; another one by now is a conflict. */
  changedContacts: (PlannedContact & { readAt: number; emailChanged: boolean; externalIdChanged: boolean })[]
  /** Contacts that are taken as they are: they must still be so. */
  asTheyAre: { id: string; readAt: number }[]
  /** Of contacts that were known, for the audit log. */
  consentChanges: { auditId: string; contactId: string; from: Consent | null; to: Consent | null }[]
  /** Must belong to nobody yet. */
  newPhones: { e164: string; contactId: string }[]
  /** `place` orders new and revived leads among each other: from 0, added to the campaign's counter. */
  newLeads: {
    id: string
    place: number
    contactId: string
    priority: Priority
    status: LeadStatus
    reason: string | null
    phonePosition: number
    variables: Record<string, string>
    unmet: UnmetCondition[]
  }[]
  /** Skipped for want of a phone or consent, and now has it: pending again. Or removed after an attempt, and now given anew: retry. At the end of the line. */
  revivedLeads: {
    id: string
    place: number
    from: 'skipped' | 'disabled'
    status: 'pending' | 'retry'
    /** Of one that was skipped; who was removed goes on at the phone they were at. */
    phonePosition: number
  }[]
  /** They must still be there. */
  changedLeads: { id: string; variables: Record<string, string> }[]
  /** Never attempted: the rows go, some for the new lead of the same person. */
  deletedLeads: { id: string; seq: number; from: LeadStatus }[]
  /** Attempted before: they stay, disabled. */
  disabledLeads: { id: string; seq: number; from: LeadStatus }[]
  results: RowResult[]
}

/** The step of an import that is committed together with its leads. */
export interface ImportAdvance {
  importId: string
  orgId: string
  /** The chunk this is; any other number in the row makes the commit stale. */
  chunk: number
  status: ImportStatus
  cursor: ImportCursor
  /** Totals after this chunk. */
  counts: ImportCounts
  rows: number
  errors: ImportError[]
  failure: string | null
  finishedAt: number | null
}
