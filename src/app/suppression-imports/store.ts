import type { Encoding } from '../../domain/lead-file/decode.ts'
import type { Delimiter } from '../../domain/lead-file/delimiter.ts'
import type { PhoneChannel, SuppressionChannel } from '../../domain/suppression.ts'
import type { ListColumn } from '../../domain/suppression-list/columns.ts'
import type { AuditEntry } from '../audit/store.ts'
import type { ReadingPlace } from '../imports/read-entries.ts'
import type { ImportError } from '../imports/store.ts'
import type { Page, PageRequest } from '../page.ts'

export const SUPPRESSION_IMPORT_STATUSES = ['queued', 'running', 'completed', 'failed'] as const
export type SuppressionImportStatus = (typeof SUPPRESSION_IMPORT_STATUSES)[number]

/** What the reader needs to go on where the last chunk ended, and what holds for every row. */
export interface SuppressionImportCursor extends ReadingPlace {
  /** Bytes of each piece the file is stored in: `<file key>.0`, `.1`, … */
  pieces: number[]
  /** For rows that name no channel. */
  channel: PhoneChannel
  /** For rows that name no reason. */
  reason: string
  /** Where the list comes from, in the words of who uploaded it. */
  note: string
  /** null until the head of the file has been read. */
  format: { encoding: Encoding; delimiter: Delimiter } | null
  columns: ListColumn[] | null
  /** Files that hold the errors, in order. */
  errorKeys: string[]
  /** Epoch ms of the last step forward. */
  movedAt: number
}

/** A do-not-call list that was uploaded. */
export interface SuppressionImport {
  id: string
  orgId: string
  filename: string
  fileKey: string
  bytes: number
  status: SuppressionImportStatus
  cursor: SuppressionImportCursor
  /** Number of the next chunk: each is committed once, whatever the queue delivers. */
  chunk: number
  /** Rows in the file: counted roughly at the upload, exact when completed. */
  rows: number
  /** Rows read so far; blank lines are not rows. */
  processed: number
  /** Phones and emails that were not on the list before. */
  created: number
  /** Phones and emails that were, or stand in the file twice. */
  duplicate: number
  /** Rows in which nothing could be read. */
  rejected: number
  /** The first of them; all lie in the files of the cursor. */
  errors: ImportError[]
  failure: string | null
  createdAt: number
  finishedAt: number | null
}

/** One phone or email of a row. */
export interface ListedValue {
  kind: 'phone' | 'email'
  value: string
  channel: SuppressionChannel
  line: number
  /** Its place among those of its line, from 0. */
  place: number
  /** '' for that of the import. */
  reason: string
  evidence: string
}

/** The step of an import that is committed together with its entries. */
export interface SuppressionImportAdvance {
  importId: string
  orgId: string
  /** The chunk this is; any other number in the row makes the commit stale. */
  chunk: number
  status: SuppressionImportStatus
  cursor: SuppressionImportCursor
  rows: number
  processed: number
  /** What had been created before this chunk. */
  createdBefore: number
  /** Phones and emails read up to here, new or not. */
  values: number
  rejected: number
  errors: ImportError[]
  failure: string | null
  /** What every entry's evidence begins with; its line follows. */
  evidence: string
  at: number
  /** When the import ends with this chunk; the store adds the counts to its details. */
  ended: AuditEntry | null
}

export interface SuppressionImportStore {
  create(entry: SuppressionImport, audit: AuditEntry): Promise<void>
  find(orgId: string, id: string): Promise<SuppressionImport | null>
  /** Newest first. */
  list(orgId: string, request: PageRequest): Promise<Page<SuppressionImport>>
  /**
   * Entries and advance in one transaction, or nothing (`stale`: the chunk is done already, or the import over). What is on the list
   * stays with its reason; its channel is widened.
   */
  commit(values: ListedValue[], advance: SuppressionImportAdvance): Promise<'committed' | 'stale'>
  /** Ends an import that is queued or running; false when it was over already. */
  fail(orgId: string, id: string, failure: string, audit: AuditEntry): Promise<boolean>
  /** One that failed goes on at this chunk; false when it does not stand there. */
  reopen(orgId: string, id: string, chunk: number, at: number): Promise<boolean>
  /** Imports of all organizations that should be moving and have not since `before` (epoch ms). */
  listStalled(before: number, limit: number): Promise<{ id: string; orgId: string; chunk: number }[]>
}
