import type { PhoneChannel } from '../../domain/suppression.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import type { ReceivedList } from './receive-list.ts'
import type { SuppressionImport } from './store.ts'

const DEFAULT_REASON = 'On an imported do-not-call list'

/**
 * Registers an uploaded do-not-call list and hands it to the queue.
 * @param input.note where the list comes from; kept as evidence with every entry
 */
export async function startSuppressionImport(
  deps: Pick<Deps, 'suppressionImports' | 'queues' | 'clock' | 'ids'>,
  actor: Actor,
  input: { list: ReceivedList; filename: string; channel: PhoneChannel; reason: string | null; note: string | null },
): Promise<SuppressionImport> {
  const { list, channel } = input
  const now = deps.clock.now()
  const entry: SuppressionImport = {
    id: list.importId,
    orgId: actor.orgId,
    filename: input.filename.slice(0, 200),
    fileKey: list.fileKey,
    bytes: list.bytes,
    status: 'queued',
    cursor: {
      pieces: list.pieces,
      channel,
      reason: input.reason ?? DEFAULT_REASON,
      note: input.note ?? '',
      format: null,
      columns: null,
      offset: 0,
      line: 1,
      insideLine: false,
      windows1252Line: null,
      errorKeys: [],
      movedAt: now,
    },
    chunk: 0,
    rows: list.rows ?? 0,
    processed: 0,
    created: 0,
    duplicate: 0,
    rejected: 0,
    errors: [],
    failure: null,
    createdAt: now,
    finishedAt: null,
  }
  const { reason, note } = entry.cursor
  const details = { filename: entry.filename, bytes: entry.bytes, channel, reason, note }
  await deps.suppressionImports.create(entry, auditEntry(deps, actor, 'suppression_import.started', entry.id, details))
  // Should this fail, the sweep finds the import and sends the message again.
  await deps.queues.importChunk({ importId: entry.id, orgId: entry.orgId, chunk: 0, kind: 'suppressions' })
  return entry
}
