import { AppError } from '../../domain/errors.ts'
import type { Actor, Deps } from '../deps.ts'
import type { Upload } from './store.ts'

/** How long a list waits to be imported. */
export const UPLOAD_KEPT_MS = 24 * 60 * 60_000

/** @throws AppError `not_found`: never there, imported already, or older than a day */
export async function getUpload(deps: Pick<Deps, 'uploads' | 'clock'>, actor: Actor, id: string): Promise<Upload> {
  const upload = await deps.uploads.find(actor.orgId, id)
  if (!upload || upload.createdAt + UPLOAD_KEPT_MS < deps.clock.now())
    throw new AppError(
      'not_found',
      'There is no such upload: it was imported, or it is older than a day. Upload it again.',
    )
  return upload
}

/** The import an upload becomes: there is one only, however often it is asked for. */
export function importIdOf(uploadId: string): string {
  return uploadId.replace(/^upl_/, 'imp_')
}
