import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { REVIVE_SECONDS, SHOWN_ERRORS } from '../imports/process-chunk.ts'
import { saveErrors } from '../imports/save-errors.ts'
import { type OpenCursor, openSuppressionList } from './open.ts'
import { type ReadListChunk, readListChunk } from './read-chunk.ts'
import type { SuppressionImport, SuppressionImportAdvance } from './store.ts'

export type ListChunkDeps = Pick<
  Deps,
  'clock' | 'ids' | 'files' | 'queues' | 'log' | 'limits' | 'organizations' | 'suppressionImports'
>

/** Rows of one chunk at most: one transaction, well under a second of the database. */
export const LIST_CHUNK_ROWS = 20_000

/**
 * Works off one chunk of a do-not-call list, as `processImportChunk` does one of leads: entries, counters and the new cursor in one
 * transaction that checks the number of the chunk, then the message for the next. Any message may come twice, late, or at the same
 * time as its twin. Throws when the message should come again.
 */
export async function processSuppressionChunk(
  deps: ListChunkDeps,
  message: { importId: string; orgId: string; chunk: number },
  options: { chunkRows?: number } = {},
): Promise<void> {
  const { importId, orgId } = message
  const entry = await deps.suppressionImports.find(orgId, importId)
  if (!entry || entry.status === 'failed' || entry.status === 'completed') return
  if (entry.chunk !== message.chunk) {
    // Done already. Its message comes again when the Worker died between the commit and the message for the next.
    if (message.chunk === entry.chunk - 1) await sendNext(deps, entry, entry.chunk, REVIVE_SECONDS)
    return
  }
  const organization = await deps.organizations.find(orgId)
  if (!organization) return
  const opened = await open(deps, entry, organization.defaultRegion)
  if (!opened.ok) return end(deps, entry, opened.failure)
  const limit = deps.limits.suppressionImportMaxRows
  const room = limit - entry.processed
  // One row more than there is room for tells a list that is too long from one that just fits.
  const maxRows = Math.max(1, Math.min(options.chunkRows ?? LIST_CHUNK_ROWS, room))
  const read = await readListChunk(deps.files, entry.fileKey, opened.cursor, organization.defaultRegion, maxRows)
  if (room <= 0 && read.rows > 0)
    return end(
      deps,
      entry,
      `The file has more than ${limit} rows. The first ${limit} are on the list; put the others into another file.`,
    )
  const errorKey = await saveErrors(deps, `${orgId}/suppression-imports/${importId}`, read.reported)
  const advance = advanceOf(deps, entry, read, errorKey)
  if ((await deps.suppressionImports.commit(read.values, advance)) === 'stale') {
    if (errorKey) await deps.files.delete([errorKey])
    return
  }
  if (advance.status === 'running') await sendNext(deps, entry, entry.chunk + 1)
  else {
    deps.log.info('suppression_import.ended', { import_id: importId, status: advance.status, rows: advance.rows })
    await deps.queues.deliver(orgId)
  }
}

async function open(
  deps: ListChunkDeps,
  entry: SuppressionImport,
  defaultRegion: string,
): ReturnType<typeof openSuppressionList> {
  const { cursor } = entry
  if (cursor.format && cursor.columns) return { ok: true, cursor: cursor as OpenCursor }
  return openSuppressionList(deps.files, entry, defaultRegion)
}

async function sendNext(deps: ListChunkDeps, entry: SuppressionImport, chunk: number, delaySeconds?: number) {
  const message = { importId: entry.id, orgId: entry.orgId, chunk, kind: 'suppressions' as const }
  await deps.queues.importChunk(message, delaySeconds)
}

/** Ends an import that cannot go on; what it entered so far stays. */
export async function end(
  deps: Pick<ListChunkDeps, 'suppressionImports' | 'clock' | 'ids'>,
  entry: SuppressionImport,
  failure: string,
): Promise<void> {
  const audit = auditEntry(deps, actorOf(entry), 'suppression_import.failed', entry.id, { failure })
  await deps.suppressionImports.fail(entry.orgId, entry.id, failure, audit)
}

const actorOf = (entry: SuppressionImport): Actor => ({
  orgId: entry.orgId,
  name: `import:${entry.id}`,
  role: 'member',
})

function advanceOf(
  deps: ListChunkDeps,
  entry: SuppressionImport,
  read: ReadListChunk,
  errorKey: string | null,
): SuppressionImportAdvance {
  const processed = entry.processed + read.rows
  const values = entry.created + entry.duplicate + read.values.length
  const at = deps.clock.now()
  let failure: string | null = null
  if (read.done && processed === 0) failure = 'The list has headings but no rows below them.'
  else if (read.done && values === 0)
    failure = `None of the ${processed} rows has a phone or an email that can be read; the list of errors says why.`
  const status = failure !== null ? 'failed' : read.done ? 'completed' : 'running'
  const { note } = read.cursor
  const name = entry.filename || 'uploaded list'
  return {
    importId: entry.id,
    orgId: entry.orgId,
    chunk: entry.chunk,
    status,
    cursor: {
      ...read.cursor,
      errorKeys: errorKey ? [...entry.cursor.errorKeys, errorKey] : entry.cursor.errorKeys,
      movedAt: at,
    },
    // The count made at the upload is close; when the end is reached the truth is known.
    rows: read.done ? processed : Math.max(entry.rows, processed),
    processed,
    createdBefore: entry.created,
    values,
    rejected: entry.rejected + read.rejected,
    errors: [...entry.errors, ...read.reported.flatMap((row) => row.errors)].slice(0, SHOWN_ERRORS),
    failure,
    evidence: note === '' ? name : `${note}: ${name}`,
    at,
    ended: read.done
      ? auditEntry(
          deps,
          actorOf(entry),
          failure === null ? 'suppression_import.completed' : 'suppression_import.failed',
          entry.id,
          { failure },
        )
      : null,
  }
}
