import { AppError } from '../../domain/errors.ts'
import { MappingRequest } from '../../domain/lead-file/mapping.ts'
import type { Actor, Deps } from '../deps.ts'
import type { Upload } from './receive-upload.ts'
import type { Import } from './store.ts'
import { discardPieces } from './store-pieces.ts'

/** Registers an uploaded list and hands it to the queue. The file goes again when the mapping is not valid. */
export async function startImport(
  deps: Deps,
  actor: Actor,
  input: { upload: Upload; filename: string; mapping: unknown },
): Promise<Import> {
  const { upload } = input
  const mapping = MappingRequest.nullable().safeParse(input.mapping ?? null)
  if (!mapping.success) {
    await discardPieces(deps.files, upload)
    const errors = mapping.error.issues.map((it) => ({
      pointer: `/mapping/${it.path.map(String).join('/')}`,
      message: it.message,
    }))
    throw new AppError('unprocessable', `The mapping is not valid: ${errors[0]!.message}.`, { errors })
  }
  const now = deps.clock.now()
  const entry: Import = {
    id: upload.importId,
    orgId: actor.orgId,
    campaignId: upload.campaignId,
    filename: input.filename.slice(0, 200),
    fileKey: upload.fileKey,
    bytes: upload.bytes,
    status: 'queued',
    cursor: {
      pieces: upload.pieces,
      request: mapping.data,
      format: null,
      mapping: null,
      offset: 0,
      line: 1,
      insideLine: false,
      windows1252Line: null,
      errorKeys: [],
      movedAt: now,
    },
    chunk: 0,
    rows: upload.rows ?? 0,
    processed: 0,
    created: 0,
    updated: 0,
    duplicate: 0,
    rejected: 0,
    skipped: 0,
    errors: [],
    failure: null,
    createdAt: now,
    finishedAt: null,
  }
  await deps.imports.create(entry)
  await deps.audit.append([
    {
      orgId: actor.orgId,
      id: deps.ids.next('aud'),
      actor: actor.name,
      action: 'import.started',
      subject: entry.id,
      details: { campaign_id: entry.campaignId, filename: entry.filename, bytes: entry.bytes },
      at: now,
    },
  ])
  // Should this fail, the sweep finds the import and sends the message again.
  await deps.queues.importChunk({ importId: entry.id, orgId: entry.orgId, chunk: 0 })
  return entry
}
