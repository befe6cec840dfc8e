import type { Eligibility } from '../../domain/eligibility.ts'
import type { Encoding } from '../../domain/lead-file/decode.ts'
import type { Delimiter } from '../../domain/lead-file/delimiter.ts'
import type { Mapping, MappingRequest } from '../../domain/lead-file/mapping.ts'
import type { Arrival } from '../arrivals/store.ts'
import type { AuditEntry } from '../audit/store.ts'
import type { ResolvedFilter } from '../contacts/filter.ts'
import type { Page, PageRequest } from '../page.ts'
import type { ImportAdvance, KnownContact, LeadPlan, PhoneState } from './plan.ts'
import type { ImportUndo } from './undo-store.ts'

export const IMPORT_STATUSES = ['queued', 'running', 'completed', 'failed', 'undone'] as const
export type ImportStatus = (typeof IMPORT_STATUSES)[number]

export const IMPORT_SOURCES = ['upload', 'email', 'api', 'contacts'] as const
export type ImportSource = (typeof IMPORT_SOURCES)[number]

/** What the stored file is, and so how it is read. */
export type ListFormat =
  | { kind: 'csv'; encoding: Encoding; delimiter: Delimiter }
  /** Lines `[line, ["cell", …]]` in `<file key>.rows.0`, `.1`, …, made from a sheet of a workbook; `pieces` are their bytes. */
  | { kind: 'rows'; sheet: string; pieces: number[] }
  /** Lines of JSON, each a person as the API takes them. */
  | { kind: 'items' }
  /** Lines of JSON, each the id of a contact; or no file at all but a walk over the address book. */
  | { kind: 'contacts' }
export type ListKind = ListFormat['kind']

/** What the reader needs to go on where the last chunk ended. Offsets are bytes of the file as uploaded. */
export interface ImportCursor {
  /** Bytes of each piece the file is stored in: `<file key>.0`, `.1`, … */
  pieces: number[]
  request: MappingRequest | null
  /** The sheet of a workbook that was asked for; the first one with rows when nothing was said. */
  sheet?: string | null
  /** null until the head of the file has been read; the kinds that need no look at it have theirs from the start. */
  format: ListFormat | null
  mapping: Mapping | null
  offset: number
  /** Line of the file (from 1) that begins at `offset`. */
  line: number
  /** `offset` lies inside a line too long to be read; the rest of it is passed over. */
  insideLine: boolean
  /** First line that was not UTF-8 and was read as Windows-1252. */
  windows1252Line: number | null
  /** Of a walk over the address book: whom it takes, and the contact it stands behind. */
  walk: { filter: ResolvedFilter; after: string | null } | null
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
  /** Of those created, the ones who do not meet the campaign's criteria. */
  disqualified: number
}

export const NO_COUNTS: Readonly<ImportCounts> = {
  processed: 0,
  created: 0,
  updated: 0,
  duplicate: 0,
  rejected: 0,
  skipped: 0,
  disqualified: 0,
}

export interface Import extends ImportCounts {
  id: string
  orgId: string
  /** null: into the address book. */
  campaignId: string | null
  source: ImportSource
  /** An actor's name; the sender's address for a mail. */
  startedBy: string
  /** The mail it came in. */
  mailId: string | null
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
  /** The leads it gave a place in the list have seqs between these, the contacts it created ids between those; null: none. */
  firstSeq: number | null
  lastSeq: number | null
  firstContactId: string | null
  lastContactId: string | null
  /** null: nobody has taken it back. */
  undo: ImportUndo | null
  /** The list itself is gone. */
  fileDeletedAt: number | null
}

/** Where a list goes, as far as it must know it: a campaign or the address book. */
export interface ImportTarget {
  /** null: the address book. */
  id: string | null
  /** Of the campaign; '' for the address book. */
  status: string
  /** Its only channel is the phone. */
  callsOnly: boolean
  /** It calls only people whose consent is on file. */
  requireConsent: boolean
  defaultRegion: string
  eligibility: Eligibility | null
  agentId: string | null
}

/** What was committed, or why nothing was: `stale` the chunk is done already (or the import over), `conflict` somebody changed what the plan was made from. */
export type CommitResult = 'committed' | 'stale' | 'conflict'

export interface LeadInsertStore {
  /** Of these numbers, those that belong to a contact or are suppressed. */
  phoneStates(orgId: string, phones: string[]): Promise<PhoneState[]>
  contactsByIds(orgId: string, campaignId: string | null, ids: string[]): Promise<KnownContact[]>
  /** Oldest first. */
  contactsByEmails(orgId: string, campaignId: string | null, emails: string[]): Promise<KnownContact[]>
  contactsByExternalIds(orgId: string, campaignId: string | null, externalIds: string[]): Promise<KnownContact[]>
  /** Of these leads, those that somebody tried to reach or who reached us, whatever their rows tell. */
  attemptedLeads(leadIds: string[]): Promise<Set<string>>
  /** All of the plan and the advance, or the record, in one transaction, or nothing. */
  commit(
    plan: LeadPlan,
    advance: ImportAdvance | null,
    record?: { arrival: Arrival; audit: AuditEntry } | null,
  ): Promise<CommitResult>
}

export interface ImportQuery extends PageRequest {
  /** null: those into the address book; not given: all. */
  campaignId?: string | null | undefined
  source?: ImportSource | undefined
  status?: ImportStatus | undefined
}

export interface ImportStore extends LeadInsertStore {
  /** null or '' is the address book, which every organization has. */
  findTarget(orgId: string, campaignId: string | null): Promise<ImportTarget | null>
  create(entry: Import): Promise<void>
  find(orgId: string, id: string): Promise<Import | null>
  /** Newest first. */
  list(orgId: string, query: ImportQuery): Promise<Page<Import>>
  /** Ends an import that is queued or running; false when it was over already. */
  fail(orgId: string, id: string, failure: string, at: number): Promise<boolean>
  /** Imports of all organizations that should be moving and have not since `before` (epoch ms). */
  listStalled(before: number, limit: number): Promise<{ id: string; orgId: string; chunk: number }[]>
  /** One that failed goes on at this chunk; false when it does not stand there. */
  reopen(orgId: string, id: string, chunk: number, at: number): Promise<boolean>
}
