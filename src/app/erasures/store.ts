import type { AuditEntry } from '../audit/store.ts'
import type { MergingLead } from '../contacts/merge-store.ts'
import type { ContactRow } from '../contacts/store.ts'
import type { Page, PageRequest } from '../page.ts'
import type { Suppression } from '../suppressions/store.ts'

/** In this order; each goes through one kind of thing, slice by slice. */
export const ERASURE_STEPS = [
  'attempts',
  'inbound',
  'audit',
  'events',
  'stuck',
  'replays',
  'imports',
  'uploads',
] as const
export type ErasureStep = (typeof ERASURE_STEPS)[number]

/** What the job looks for. Forgotten when it is through. */
export interface ErasureTarget {
  /** The contact, and those that were merged into it. */
  contactIds: string[]
  leadIds: string[]
  /** E.164. */
  phones: string[]
  /** Lower case. */
  emails: string[]
  externalIds: string[]
  /** Lists that are known to have had the person. */
  importIds: string[]
}

export interface ErasureProgress {
  step: ErasureStep
  /** The last key of the step that was looked at; '' before the first. */
  after: string
  target: ErasureTarget | null
  /** The attempts this erasure emptied: what the proof chain is told by. */
  attempts: string[]
  transcripts: number
  recordings: number
  /** Addresses of recordings that the carrier could not be asked to delete. */
  recordingsLeft: string[]
  /** Imports whose files were deleted. */
  imports: string[]
}

export interface Erasure {
  id: string
  orgId: string
  contactId: string
  requestedBy: string
  reason: string
  status: 'running' | 'completed'
  progress: ErasureProgress
  requestedAt: number
  finishedAt: number | null
}

/** The first transaction: from then on nobody is called, and the address book has nobody any more. */
export interface ErasurePlan {
  erasure: Erasure
  contact: ContactRow
  /** All leads, as they were read. */
  leads: MergingLead[]
  suppressions: Suppression[]
  audit: AuditEntry
}

export interface ErasableAttempt {
  id: string
  campaignId: string
  recordingUrl: string | null
}

export interface InboundFiles {
  id: string
  recordingUrl: string | null
  transcriptKey: string | null
}

export interface ErasableImport {
  id: string
  fileKey: string
  isOver: boolean
  fileDeletedAt: number | null
  mailFileKey: string | null
}

/** A part of a table: what is to be emptied in it, and where the next part begins (null: nowhere). */
export interface Slice<T> {
  found: T[]
  after: string | null
}

export interface ErasureStore {
  /** False, and nothing is written, when the contact or a lead was changed since, or is in a call. */
  begin(plan: ErasurePlan): Promise<boolean>
  find(orgId: string, id: string): Promise<Erasure | null>
  /** Newest first. */
  list(orgId: string, page: PageRequest): Promise<Page<Erasure>>
  listRunning(limit: number): Promise<{ id: string; orgId: string }[]>
  /** Where it goes on, and what was done besides attempts; those only grow. */
  advance(erasure: Erasure, step: ErasureStep, after: string): Promise<void>
  finish(erasure: Erasure, at: number): Promise<void>
  /** Attempts of the person; `unsealed`: one of them has no place in the proof chain yet, and nothing behind it is looked at. */
  readAttempts(erasure: Erasure): Promise<Slice<ErasableAttempt> & { unsealed: boolean }>
  /** Empties them and notes them with the erasure, in one transaction. */
  eraseAttempts(erasure: Erasure, attemptIds: string[], at: number): Promise<void>
  readInbound(erasure: Erasure): Promise<Slice<InboundFiles>>
  eraseInbound(erasure: Erasure, ids: string[]): Promise<void>
  /** Empties what the part of the log, the events, the stuck items or the kept answers says of the person. */
  eraseTexts(erasure: Erasure, step: 'audit' | 'events' | 'stuck' | 'replays', at: number): Promise<Slice<never>>
  /** The next import, newest last. */
  readImport(erasure: Erasure): Promise<Slice<ErasableImport>>
  eraseImport(orgId: string, importId: string, at: number): Promise<void>
  /** The next list that was uploaded to be looked at first. */
  readUpload(erasure: Erasure): Promise<Slice<{ id: string; fileKey: string }>>
  deleteUpload(orgId: string, id: string): Promise<void>
}
