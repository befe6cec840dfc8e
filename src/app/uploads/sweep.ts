import type { Deps } from '../deps.ts'
import { discardPieces } from '../imports/store-pieces.ts'
import { importIdOf, UPLOAD_KEPT_MS } from './get.ts'

/** Longer than any request that may just be importing it. */
const GRACE_MS = 60 * 60_000
const MOST = 200

/** Deletes lists that were looked at and never imported. For the cron; returns how many. */
export async function sweepUploads(deps: Pick<Deps, 'uploads' | 'imports' | 'files' | 'clock'>): Promise<number> {
  const old = await deps.uploads.listOlder(deps.clock.now() - UPLOAD_KEPT_MS - GRACE_MS, MOST)
  for (const { orgId, id, fileKey, stored } of old) {
    // An import that a Worker started before it died reads this file.
    const isImported = (await deps.imports.find(orgId, importIdOf(id))) !== null
    if (!isImported) await discardPieces(deps.files, { fileKey, pieces: stored.pieces })
    await deps.uploads.delete(orgId, id)
  }
  return old.length
}
