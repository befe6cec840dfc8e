import type { Deps } from '../deps.ts'
import { type ReportedRow, reportChunk } from './error-report.ts'
import { MAX_PLANS, tellDialer } from './insert-leads.ts'
import { openList } from './open-list.ts'
import type { ImportAdvance, LeadPlan } from './plan.ts'
import { planLeads } from './plan-leads.ts'
import { CHUNK_ROWS, type OpenCursor, type ReadChunk, readChunk } from './read-chunk.ts'
import { CONTACT_COLUMNS } from './read-contacts.ts'
import { saveErrors } from './save-errors.ts'
import type { CommitResult, Import, ImportTarget, ListKind } from './store.ts'

export type ChunkDeps = Pick<
  Deps,
  'clock' | 'ids' | 'files' | 'queues' | 'dialers' | 'log' | 'limits' | 'imports' | 'contacts'
>

/** Errors shown with the import itself; all of them are in errors.csv. */
export const SHOWN_ERRORS = 100
/** Why a list of nobody failed; a walk over the address book may well find nobody. */
const EMPTY: Readonly<Record<ListKind, string | null>> = {
  csv: 'The list has headings but no rows below them.',
  rows: 'The sheet has headings but no rows below them.',
  items: 'The list has no rows.',
  contacts: null,
}
/** Long enough for the chain of messages that is alive to be ahead of this one. */
export const REVIVE_SECONDS = 5

/**
 * Works off one chunk of a list: reads from the cursor, decides, commits leads, counters and the new cursor in one transaction, then
 * sends the message for the next. Any message may come twice, late, or at the same time as its twin: the number of the chunk
 * is checked in the transaction, so only one of them has an effect. Throws when the message should come again.
 */
export async function processImportChunk(
  deps: ChunkDeps,
  message: { importId: string; orgId: string; chunk: number },
  options: { chunkRows?: number } = {},
): Promise<void> {
  const { importId, orgId } = message
  const entry = await deps.imports.find(orgId, importId)
  if (!entry || entry.status === 'failed' || entry.status === 'undone') return
  if (entry.chunk !== message.chunk) return resume(deps, entry, message.chunk)
  if (entry.status === 'completed') return
  for (let i = 0; i < MAX_PLANS; i++) {
    const result = await step(deps, entry, options.chunkRows ?? CHUNK_ROWS)
    if (result === 'stale') return
    if (result === 'committed') return
  }
  throw new Error(`import ${importId}: the same contacts kept being changed from elsewhere`)
}

/** This chunk is done. Its message comes again when the worker died between the commit and what follows it: make that good. */
async function resume(deps: ChunkDeps, entry: Import, chunk: number): Promise<void> {
  if (chunk !== entry.chunk - 1) return
  if (entry.campaignId !== null && entry.created + entry.updated > 0) await deps.dialers.more(entry.campaignId)
  if (entry.status === 'running')
    await deps.queues.importChunk({ importId: entry.id, orgId: entry.orgId, chunk: entry.chunk }, REVIVE_SECONDS)
}

async function step(deps: ChunkDeps, entry: Import, chunkRows: number): Promise<CommitResult> {
  const target = await deps.imports.findTarget(entry.orgId, entry.campaignId)
  if (!target) return fail(deps, entry, 'The campaign was deleted.')
  const opened = await open(deps, entry, target)
  if ('failure' in opened) return fail(deps, entry, opened.failure)
  const { cursor, rows } = opened
  const room = deps.limits.importMaxRows - entry.processed
  const context = { defaultRegion: target.defaultRegion, callsOnly: target.callsOnly }
  const read = await readChunk(deps, entry, cursor, context, Math.min(chunkRows, room + 1))
  const isOver = read.rows.length > room
  if (isOver) read.rows.length = room

  const leads = read.rows.filter((row) => row.kind === 'lead').map((row) => row.lead)
  const { orgId, campaignId } = entry
  const plan = await planLeads(deps, {
    orgId,
    target: campaignId === null ? null : { campaignId, ...pick(target) },
    importId: entry.id,
    actor: `import:${entry.id}`,
    action: 'upsert',
    rows: leads,
  })
  const { reported, counts } = reportChunk(read.rows, plan.results)
  const errorKey = await saveErrors(deps, `${orgId}/imports/${entry.id}`, reported)
  const advance = advanceOf(deps, { ...entry, rows: rows ?? entry.rows }, read, {
    plan,
    reported,
    counts,
    errorKey,
    isOver,
  })
  const result = await deps.imports.commit(plan, advance)
  if (result !== 'committed') {
    if (errorKey) await deps.files.delete([errorKey])
    return result
  }
  const next = entry.chunk + 1
  if (advance.status === 'running') await deps.queues.importChunk({ importId: entry.id, orgId, chunk: next })
  else deps.log.info('import.ended', { org_id: orgId, import_id: entry.id, status: advance.status, ...advance.counts })
  await tellDialer(deps, plan)
  return 'committed'
}

const pick = ({ requireConsent, eligibility }: ImportTarget) => ({ requireConsent, eligibility })

/** Where reading goes on. `rows`: how many there are, where opening the list has counted them. */
async function open(
  deps: ChunkDeps,
  entry: Import,
  target: ImportTarget,
): Promise<{ cursor: OpenCursor; rows: number | null } | { failure: string }> {
  const { cursor } = entry
  const { format, mapping } = cursor
  if (format?.kind === 'contacts') return { cursor: { ...cursor, format, mapping: CONTACT_COLUMNS }, rows: null }
  if (format && mapping) return { cursor: { ...cursor, format, mapping }, rows: null }
  const opened = await openList(deps.files, entry, target.defaultRegion, {
    maxRows: deps.limits.importMaxRows,
    onlyRows: null,
  })
  return opened.ok ? { cursor: opened.cursor, rows: opened.rows } : { failure: opened.failure }
}

async function fail(deps: ChunkDeps, entry: Import, failure: string): Promise<CommitResult> {
  const changed = await deps.imports.fail(entry.orgId, entry.id, failure, deps.clock.now())
  return changed ? 'committed' : 'stale'
}

function advanceOf(
  deps: ChunkDeps,
  entry: Import,
  read: ReadChunk,
  made: {
    plan: LeadPlan
    reported: ReportedRow[]
    counts: Import | ImportAdvance['counts']
    errorKey: string | null
    isOver: boolean
  },
): ImportAdvance {
  const { counts } = made
  const totals = {
    processed: entry.processed + counts.processed,
    created: entry.created + counts.created,
    updated: entry.updated + counts.updated,
    duplicate: entry.duplicate + counts.duplicate,
    rejected: entry.rejected + counts.rejected,
    skipped: entry.skipped + counts.skipped,
    disqualified: entry.disqualified + counts.disqualified,
  }
  const now = deps.clock.now()
  const ended = read.done || made.isOver
  const limit = deps.limits.importMaxRows
  let failure: string | null = null
  if (made.isOver)
    failure = `The list has more than ${limit} rows. The first ${limit} were imported; put the others into another list.`
  else if (read.done && totals.processed === 0) failure = EMPTY[read.cursor.format!.kind]
  return {
    importId: entry.id,
    orgId: entry.orgId,
    chunk: entry.chunk,
    status: failure !== null ? 'failed' : ended ? 'completed' : 'running',
    cursor: {
      ...read.cursor,
      errorKeys: made.errorKey ? [...entry.cursor.errorKeys, made.errorKey] : entry.cursor.errorKeys,
      movedAt: now,
    },
    counts: totals,
    // The count made at the upload is close; when the end is reached the truth is known.
    rows: ended ? totals.processed : Math.max(entry.rows, totals.processed),
    errors: [...entry.errors, ...made.reported.flatMap((row) => row.errors)].slice(0, SHOWN_ERRORS),
    failure,
    finishedAt: ended ? now : null,
  }
}
