import { AppError } from '../../domain/errors.ts'
import type { Actor, Deps } from '../deps.ts'
import { type StoredPieces, storePieces } from '../imports/store-pieces.ts'

/** A do-not-call list that lies in the file store and belongs to no import yet. */
export interface ReceivedList extends StoredPieces {
  /** The id the import will have. */
  importId: string
  fileKey: string
}

/**
 * Stores a do-not-call list as it arrives.
 * @throws AppError `forbidden`, `too_large`; then nothing stays in the file store
 */
export async function receiveList(
  deps: Pick<Deps, 'files' | 'ids' | 'limits'>,
  actor: Actor,
  input: { body: AsyncIterable<Uint8Array>; declaredBytes: number | null },
): Promise<ReceivedList> {
  if (actor.role === 'viewer') throw new AppError('forbidden', 'Viewers cannot import lists.')
  const importId = deps.ids.next('dnc')
  const fileKey = `${actor.orgId}/suppression-imports/${importId}/file`
  const limits = { maxBytes: deps.limits.importMaxBytes, maxRows: deps.limits.suppressionImportMaxRows }
  return { ...(await storePieces(deps.files, { fileKey, ...input }, limits)), importId, fileKey }
}
