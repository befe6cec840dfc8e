import { AppError } from '../../domain/errors.ts'
import type { MappingRequest } from '../../domain/lead-file/mapping.ts'
import type { Actor, Deps } from '../deps.ts'
import { type MappingChoice, resolveMapping } from '../import-mappings/resolve.ts'
import { assertImportable, type ReceivedList } from '../imports/receive-upload.ts'
import { startImport } from '../imports/start-import.ts'
import type { Import } from '../imports/store.ts'
import { discardPieces } from '../imports/store-pieces.ts'
import { getUpload, importIdOf } from './get.ts'

/**
 * Imports a list that was looked at. Asked twice it is one import.
 * @param campaignId null: into the address book; the same as the list was uploaded for
 * @throws AppError `forbidden`, `not_found`, `not_allowed`, `unprocessable`
 */
export async function importUpload(
  deps: Deps,
  actor: Actor,
  campaignId: string | null,
  input: MappingChoice & { uploadId: string; sheet: string | null },
): Promise<Import> {
  await assertImportable(deps, actor, campaignId)
  const mapping = await resolveMapping(deps, actor, input)
  const importId = importIdOf(input.uploadId)
  const known = await deps.imports.find(actor.orgId, importId)
  if (known && known.campaignId === campaignId) return known
  const upload = await getUpload(deps, actor, input.uploadId)
  if (upload.campaignId !== campaignId)
    throw new AppError('not_allowed', 'This list was uploaded for another campaign. Upload it again for this one.')
  const { pieces, bytes, rows } = upload.stored
  const sheet = input.sheet === null ? {} : { sheet: input.sheet }
  const stored = { importId, campaignId, fileKey: upload.fileKey, pieces, bytes, rows, kind: 'csv' as const, ...sheet }
  const entry = await startImport(deps, actor, { stored, filename: upload.filename, mapping, source: 'upload' })
  await deps.uploads.delete(actor.orgId, upload.id)
  return entry
}

/**
 * Imports a list that was just received, without a look at it.
 * @throws AppError `not_found`, `unprocessable`; then nothing stays in the file store
 */
export async function importReceived(
  deps: Deps,
  actor: Actor,
  list: ReceivedList,
  input: MappingChoice & { filename: string; sheet: string | null },
): Promise<Import> {
  const { memberName, ...stored } = list
  let mapping: MappingRequest | null
  try {
    mapping = await resolveMapping(deps, actor, input)
  } catch (error) {
    await discardPieces(deps.files, list)
    throw error
  }
  const sheet = input.sheet === null ? {} : { sheet: input.sheet }
  const filename = memberName ?? input.filename
  return startImport(deps, actor, { stored: { ...stored, ...sheet }, filename, mapping, source: 'upload' })
}
