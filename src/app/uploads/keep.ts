import type { Actor, Deps } from '../deps.ts'
import type { MappingChoice } from '../import-mappings/resolve.ts'
import { type Preview, previewUpload } from '../imports/preview.ts'
import type { ReceivedList } from '../imports/receive-upload.ts'
import { discardPieces } from '../imports/store-pieces.ts'
import type { Upload } from './store.ts'

/** Keeps a received list for a day, to be looked at first and imported later. */
async function keepUpload(
  deps: Pick<Deps, 'uploads' | 'clock'>,
  actor: Actor,
  { importId, campaignId, fileKey, pieces, bytes, rows, memberName }: ReceivedList,
  filename: string,
): Promise<Upload> {
  const upload: Upload = {
    id: importId.replace(/^imp_/, 'upl_'),
    orgId: actor.orgId,
    campaignId,
    filename: (memberName ?? filename).slice(0, 200),
    fileKey,
    stored: { pieces, bytes, rows },
    createdAt: deps.clock.now(),
  }
  await deps.uploads.create(upload)
  return upload
}

/** Keeps a received list and looks at it. One that cannot be read is not kept. @throws AppError as `previewUpload` */
export async function previewReceived(
  deps: Deps,
  actor: Actor,
  list: ReceivedList,
  filename: string,
  choice: MappingChoice & { sheet: string | null },
): Promise<Preview> {
  const upload = await keepUpload(deps, actor, list, filename)
  try {
    return await previewUpload(deps, actor, upload.id, choice)
  } catch (error) {
    await discardPieces(deps.files, list)
    await deps.uploads.delete(actor.orgId, upload.id)
    throw error
  }
}
