import type { MergedPerson, MergeLead } from '../../domain/contact-merge.ts'
import type { AuditEntry } from '../audit/store.ts'
import type { ContactRow } from './store.ts'

export interface MergingLead extends MergeLead {
  campaignId: string
  contactId: string
}

/** What a merge comes to, made from what was read; written only while all of it still stands. */
export interface MergePlan {
  mine: ContactRow
  /** Becomes a tombstone. */
  other: ContactRow
  person: MergedPerson
  /** All leads of both, as they were read. */
  leads: MergingLead[]
  /** Those that go on and change, as they will be: the one that stays has them from now on. */
  kept: MergingLead[]
  /** Those that end as `merged`, as they were read: they go to the tombstone. */
  skipped: MergingLead[]
  audit: AuditEntry[]
  at: number
}

export interface MergeStore {
  /** All leads of these contacts. */
  listMerging(orgId: string, contactIds: string[]): Promise<MergingLead[]>
  /** False, and nothing is written, when one of the contacts or leads was changed since, or is in a call. */
  merge(plan: MergePlan): Promise<boolean>
}
