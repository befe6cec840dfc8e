import { AppError } from '../../domain/errors.ts'
import type { Actor, Deps } from '../deps.ts'
import type { ImportTarget } from './store.ts'
import { type StoredPieces, storePieces } from './store-pieces.ts'

/** A list that lies in the file store and belongs to no import yet. */
export interface Upload extends StoredPieces {
  /** The id the import will have. */
  importId: string
  campaignId: string
  fileKey: string
}

/**
 * Stores a list as it arrives and counts while it does.
 * @param declaredBytes what the sender says it is, to refuse early
 * @throws AppError `not_found`, `forbidden`, `not_allowed` (the campaign is cancelled), `too_large`; then nothing stays in the file store
 */
export async function receiveUpload(
  deps: Deps,
  actor: Actor,
  input: { campaignId: string; body: AsyncIterable<Uint8Array>; declaredBytes: number | null },
): Promise<Upload> {
  const { campaignId, body, declaredBytes } = input
  await assertImportable(deps, actor, campaignId)
  const importId = deps.ids.next('imp')
  const fileKey = `${actor.orgId}/imports/${importId}/file`
  const limits = { maxBytes: deps.limits.importMaxBytes, maxRows: deps.limits.importMaxRows }
  const stored = await storePieces(deps.files, { fileKey, body, declaredBytes }, limits)
  return { ...stored, importId, campaignId, fileKey }
}

/** The campaign a list may go to. @throws AppError `forbidden`, `not_found`, `not_allowed` */
export async function assertImportable(deps: Deps, actor: Actor, campaignId: string): Promise<ImportTarget> {
  if (actor.role === 'viewer') throw new AppError('forbidden', 'Viewers cannot import lists.')
  const target = await deps.imports.findTarget(actor.orgId, campaignId)
  if (!target) throw new AppError('not_found', 'There is no such campaign.')
  if (target.status === 'cancelled')
    throw new AppError('not_allowed', 'A cancelled campaign takes no more leads. Duplicate it and import there.', {
      status: target.status,
    })
  return target
}
