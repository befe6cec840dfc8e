import type { Encoding } from '../../domain/lead-file/decode.ts'
import type { Delimiter } from '../../domain/lead-file/delimiter.ts'
import type { Mapping, MappingRequest } from '../../domain/lead-file/mapping.ts'
import type { Page, PageRequest } from '../page.ts'
import type { ImportAdvance, KnownContact, LeadPlan, PhoneState } from './plan.ts'

export const IMPORT_STATUSES = ['queued', 'running', 'completed', 'failed', 'undone'] as const
export type ImportStatus = (typeof IMPORT_STATUSES)[number]

/** What the reader needs to go on where the last chunk ended. Offsets are bytes of the file as uploaded. */
export interface ImportCursor {
  /** Bytes of each piece the file is stored in: `<file key>.0`, `.1`, … */
  pieces: number[]
  request: MappingRequest | null
  /** null until the head of the file has been read. */
  format: { encoding: Encoding; delimiter: Delimiter } | null
  mapping: Mapping | null
  offset: number
  /** Line of the file (from 1) that begins at `offset`. */
  line: number
  /** `offset` lies inside a line too long to be read; the rest of it is passed over. */
  insideLine: boolean
  /** First line that was not UTF-8 and was read as Windows-1252. */
  windows1252Line: number | null
  /** Files that hold the errors, in order. */
  errorKeys: string[]
  /** Epoch ms of the last step forward. */
  movedAt: number
}

export interface ImportError {
  line: number
  /** Heading of the column, or '' for the whole row. */
  column: string
  code: string
  message: string
}

export interface ImportCounts {
  /** Rows read so far; blank lines are not rows. */
  processed: number
  created: number
  updated: number
  duplicate: number
  rejected: number
  /** Of those created, the ones that cannot be called. */
  skipped: number
}

export interface Import extends ImportCounts {
  id: string
  orgId: string
  campaignId: string
  filename: string
  fileKey: string
  bytes: number
  status: ImportStatus
  cursor: ImportCursor
  /** Number of the next chunk: each is committed once, whatever the queue delivers. */
  chunk: number
  /** Rows in the file: counted roughly at the upload, exact when completed. */
  rows: number
  /** The first of them; all lie in the files of the cursor. */
  errors: ImportError[]
  failure: string | null
  createdAt: number
  finishedAt: number | null
}

/** The campaign as far as a list must know it. */
export interface ImportTarget {
  id: string
  status: string
  /** Its only channel is the phone. */
  callsOnly: boolean
  /** It calls only people whose consent is on file. */
  requireConsent: boolean
  defaultRegion: string
}

/** What was committed, or why nothing was: `stale` the chunk is done already (or the import over), `conflict` somebody changed what the plan was made from. */
export type CommitResult = 'committed' | 'stale' | 'conflict'

export interface LeadInsertStore {
  /** Of these numbers, those that belong to a contact or are suppressed. */
  phoneStates(orgId: string, phones: string[]): Promise<PhoneState[]>
  contactsByIds(orgId: string, campaignId: string, ids: string[]): Promise<KnownContact[]>
  /** Oldest first. */
  contactsByEmails(orgId: string, campaignId: string, emails: string[]): Promise<KnownContact[]>
  /** All of the plan and the advance in one transaction, or nothing. */
  commit(plan: LeadPlan, advance: ImportAdvance | null): Promise<CommitResult>
}

export interface ImportStore extends LeadInsertStore {
  findTarget(orgId: string, campaignId: string): Promise<ImportTarget | null>
  create(entry: Import): Promise<void>
  find(orgId: string, id: string): Promise<Import | null>
  /** Newest first. */
  list(orgId: string, campaignId: string, request: PageRequest): Promise<Page<Import>>
  /** Ends an import that is queued or running; false when it was over already. */
  fail(orgId: string, id: string, failure: string, at: number): Promise<boolean>
  /** Imports of all organizations that should be moving and have not since `before` (epoch ms). */
  listStalled(before: number, limit: number): Promise<{ id: string; orgId: string; chunk: number }[]>
  /** One that failed goes on at this chunk; false when it does not stand there. */
  reopen(orgId: string, id: string, chunk: number, at: number): Promise<boolean>
}
