import { AppError } from '../../domain/errors.ts'
import type { Actor, Deps } from '../deps.ts'
import { listMembers, memberName, unpackMember } from './convert/list-members.ts'
import type { StoredList } from './start-import.ts'
import type { ImportTarget } from './store.ts'
import { discardPieces, storePieces } from './store-pieces.ts'

export interface ReceivedList extends StoredList {
  /** Of the list in an archive; null when the list came by itself. */
  memberName: string | null
}

/**
 * Stores a list as it arrives and counts while it does. A list that comes alone in an archive is unpacked.
 * @param input.campaignId null: for the address book
 * @param input.declaredBytes what the sender says it is, to refuse early
 * @throws AppError `not_found`, `forbidden`, `not_allowed` (the campaign is cancelled), `too_large`, `unprocessable` (an archive of several
 * lists); then nothing stays in the file store
 */
export async function receiveUpload(
  deps: Deps,
  actor: Actor,
  input: { campaignId: string | null; body: AsyncIterable<Uint8Array>; declaredBytes: number | null },
): Promise<ReceivedList> {
  const { campaignId, body, declaredBytes } = input
  await assertImportable(deps, actor, campaignId)
  const importId = deps.ids.next('imp')
  const fileKey = `${actor.orgId}/imports/${importId}/file`
  const stored = await storePieces(deps.files, { fileKey, body, declaredBytes }, limitsOf(deps))
  const list = { ...stored, importId, campaignId, fileKey, kind: 'csv' as const }
  const lists = await listMembers(deps.files, list)
  // What is no list at all is told by the import, as everything else about the file.
  if (!lists.ok || !lists.archive) return { ...list, memberName: null }
  try {
    const [member, another] = lists.members
    if (another) {
      const names = lists.members.slice(0, 10).map((it) => `"${memberName(it)}"`)
      throw new AppError(
        'unprocessable',
        `The archive holds ${lists.members.length} lists: ${names.join(', ')}. Upload them one by one.`,
      )
    }
    const unpacked = await unpackMember(deps.files, list, member!, `${fileKey}-unpacked`, limitsOf(deps))
    if (!unpacked.ok) throw new AppError('unprocessable', unpacked.failure)
    const { pieces, bytes, rows } = unpacked
    return { ...list, fileKey: `${fileKey}-unpacked`, pieces, bytes, rows, memberName: memberName(member!) }
  } finally {
    await discardPieces(deps.files, list)
  }
}

export function limitsOf({ limits }: Pick<Deps, 'limits'>): { maxBytes: number; maxRows: number } {
  return { maxBytes: limits.importMaxBytes, maxRows: limits.importMaxRows }
}

/** The campaign a list may go to, or the address book. @throws AppError `forbidden`, `not_found`, `not_allowed` */
export async function assertImportable(
  deps: Pick<Deps, 'imports'>,
  actor: Actor,
  campaignId: string | null,
): Promise<ImportTarget> {
  if (actor.role === 'viewer') throw new AppError('forbidden', 'Viewers cannot import lists.')
  const target = await deps.imports.findTarget(actor.orgId, campaignId)
  if (!target) throw new AppError('not_found', 'There is no such campaign.')
  if (target.status === 'cancelled')
    throw new AppError('not_allowed', 'A cancelled campaign takes no more leads. Duplicate it and import there.', {
      status: target.status,
    })
  return target
}
