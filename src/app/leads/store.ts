import type { Address } from '../../domain/address.ts'
import type { GoalResult } from '../../domain/call.ts'
import type { Consent } from '../../domain/consent.ts'
import type { AnswerStatus, Disposition } from '../../domain/disposition.ts'
import type { UnmetCondition } from '../../domain/eligibility.ts'
import type { LeadStatus, Priority } from '../../domain/lead.ts'
import type { PhoneSearch } from '../../domain/phone-prefixes.ts'
import type { AuditEntry } from '../audit/store.ts'
import type { ContactChanges, ContactUpdate } from '../contacts/store.ts'
import type { Page, PageRequest } from '../page.ts'

/** A phone as the contact's row keeps it. */
export interface ContactPhone {
  /** 1–10. */
  position: number
  /** null when it could not be read as a number; `problem` says why. */
  e164: string | null
  raw: string
  problem: string | null
}

/** A phone with what the organization knows of it. */
export interface PhoneView extends ContactPhone {
  /** Why it is dead. */
  dead: string | null
  suppressed: boolean
}

/** One contact in one campaign. */
export interface Lead {
  id: string
  orgId: string
  campaignId: string
  contactId: string
  seq: number
  priority: Priority
  status: LeadStatus
  statusReason: string | null
  disposition: Disposition | null
  answerStatus: AnswerStatus | null
  pass: number
  phonePosition: number
  /** Attempts on each phone of this run, by position − 1. */
  phoneAttempts: number[]
  attempts: number
  everAnswered: boolean
  nextDueAt: number | null
  lastCalledAt: number | null
  primaryGoal: GoalResult
  goalScore: number | null
  conversations: number
  talkSeconds: number
  variables: Record<string, string>
  /** The campaign's criteria that speak against this person: why they are `disqualified`. */
  unmet: UnmetCondition[]
  importId: string | null
  createdAt: number
  updatedAt: number
}

/** A lead together with the person it is. */
export interface LeadView extends Lead {
  name: string
  email: string | null
  tags: string[]
  /** IANA; null: not known. */
  zone: string | null
  address: Address | null
  consent: Consent | null
  /** Grows with every change of zone, address, consent or phones. */
  contactVersion: number
  phones: PhoneView[]
}

export const LEAD_SORTS = ['seq', 'name', 'last_called_at', 'next_due_at'] as const
export type LeadSort = (typeof LEAD_SORTS)[number]

export interface LeadQuery extends PageRequest {
  statuses?: LeadStatus[]
  dispositions?: Disposition[]
  priorities?: Priority[]
  /** Part of the name, the email or a phone. */
  q?: string
  /** What `q` means as a phone, if it is one. */
  phones?: PhoneSearch | null
  tag?: string
  sort: LeadSort
  descending: boolean
  /** Leads in a call right now: they count as `dialing`, whatever is stored. */
  inFlight: string[]
}

/** Details that a person may change of a lead; the parts that are the contact's change for all its campaigns. */
export interface LeadChanges extends ContactChanges {
  priority?: Priority
  variables?: Record<string, string>
}

export interface LeadStore {
  find(orgId: string, id: string): Promise<LeadView | null>
  /**
   * In the order of `seq` as many leads are looked at as a request may, so that a page can hold fewer than were asked for and still have
   * a next one. In any other order all of the statuses are read and sorted: the caller sees to it that they are few.
   */
  list(orgId: string, campaignId: string, query: LeadQuery): Promise<Page<LeadView>>
  /** Details only, all of them in one transaction or nothing. Status and place in the queue are the campaign object's to write. */
  update(lead: LeadView, changes: LeadChanges, at: number, audit: [AuditEntry, ...AuditEntry[]]): Promise<ContactUpdate>
  /** Of the lead's contact; nothing when it does not stand. The entry is written with what it was. */
  revokeConsent(lead: LeadView, reason: string, audit: AuditEntry): Promise<void>
  /** The leads of one contact in all campaigns. */
  listOfContact(orgId: string, contactId: string): Promise<{ id: string; campaignId: string; status: LeadStatus }[]>
  /** Deletes up to `count` leads of a campaign that no longer exists; returns how many were deleted. */
  deleteOrphans(orgId: string, campaignId: string, count: number): Promise<number>
}
