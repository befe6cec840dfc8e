import { AppError } from '../../domain/errors.ts'
import { MappingRequest } from '../../domain/lead-file/mapping.ts'
import { auditEntry } from '../audit/entry.ts'
import type { ResolvedFilter } from '../contacts/filter.ts'
import type { Actor, Deps } from '../deps.ts'
import { firstCursor } from './first-cursor.ts'
import { type Import, type ImportSource, type ListKind, NO_COUNTS } from './store.ts'
import { discardPieces } from './store-pieces.ts'

/** A list that lies in the file store, and what is known of it. */
export interface StoredList {
  /** The id the import will have. */
  importId: string
  /** null: into the address book. */
  campaignId: string | null
  fileKey: string
  /** Bytes of each piece; none for a walk over the address book. */
  pieces: number[]
  bytes: number
  /** As far as they were counted; null: unknown. */
  rows: number | null
  kind: ListKind
  /** Of a workbook: the sheet that is wanted; the first one with rows unless said. */
  sheet?: string
  /** Of a walk over the address book: whom it takes. */
  filter?: ResolvedFilter
}

/**
 * Registers a stored list and hands it to the queue. The file goes again when the mapping is not valid.
 * @param input.startedBy who is shown to have sent it, when that is not the actor: the sender of a mail
 * @throws AppError `unprocessable`
 */
export async function startImport(
  deps: Deps,
  actor: Actor,
  input: {
    stored: StoredList
    filename: string
    mapping: unknown
    source: ImportSource
    startedBy?: string
    mailId?: string | null
  },
): Promise<Import> {
  const { stored } = input
  const mapping = MappingRequest.nullable().safeParse(input.mapping ?? null)
  if (!mapping.success) {
    await discardPieces(deps.files, stored)
    const errors = mapping.error.issues.map((it) => ({
      pointer: `/mapping/${it.path.map(String).join('/')}`,
      message: it.message,
    }))
    throw new AppError('unprocessable', `The mapping is not valid: ${errors[0]!.message}.`, { errors })
  }
  const now = deps.clock.now()
  const entry: Import = {
    id: stored.importId,
    orgId: actor.orgId,
    campaignId: stored.campaignId,
    source: input.source,
    startedBy: input.startedBy ?? actor.name,
    mailId: input.mailId ?? null,
    filename: input.filename.slice(0, 200),
    fileKey: stored.fileKey,
    bytes: stored.bytes,
    status: 'queued',
    cursor: {
      ...firstCursor({ pieces: stored.pieces, request: mapping.data }, now),
      sheet: stored.sheet ?? null,
      // Of a file its head will tell.
      format: stored.kind === 'contacts' ? { kind: 'contacts' } : null,
      walk: stored.filter ? { filter: stored.filter, after: null } : null,
    },
    chunk: 0,
    rows: stored.rows ?? 0,
    ...NO_COUNTS,
    errors: [],
    failure: null,
    createdAt: now,
    finishedAt: null,
    firstSeq: null,
    lastSeq: null,
    firstContactId: null,
    lastContactId: null,
    undo: null,
    fileDeletedAt: null,
  }
  await deps.imports.create(entry)
  const { campaignId, filename, bytes, source } = entry
  const details = { campaign_id: campaignId, filename, bytes, source }
  await deps.audit.append([auditEntry(deps, actor, 'import.started', entry.id, details)])
  // Should this fail, the sweep finds the import and sends the message again.
  await deps.queues.importChunk({ importId: entry.id, orgId: entry.orgId, chunk: 0 })
  return entry
}
