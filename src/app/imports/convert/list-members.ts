import type { Files } from '../../../ports.ts'
import { type StoredPieces, storePieces } from '../store-pieces.ts'
import type { StoredFile } from '../stored-file.ts'
import { orFailure } from './list-error.ts'
import { readMember, type ZipMember } from './open-zip.ts'
import { recogniseList } from './recognise.ts'

export type ListMembers =
  /** Not an archive: the file is the list. */
  { ok: true; archive: false } | { ok: true; archive: true; members: ZipMember[] } | { ok: false; failure: string }

/** The lists in a stored archive. */
export async function listMembers(files: Pick<Files, 'read'>, file: StoredFile): Promise<ListMembers> {
  const recognised = await recogniseList(files, file)
  if (!recognised.ok) return recognised
  return recognised.kind === 'archive'
    ? { ok: true, archive: true, members: recognised.lists }
    : { ok: true, archive: false }
}

/**
 * Unpacks one list of an archive into a file of its own; the archive stays.
 * @throws AppError `too_large`; then nothing of it stays in the file store
 */
export async function unpackMember(
  files: Pick<Files, 'read' | 'put' | 'delete'>,
  archive: StoredFile,
  member: ZipMember,
  fileKey: string,
  limits: { maxBytes: number; maxRows: number },
): Promise<({ ok: true } & StoredPieces) | { ok: false; failure: string }> {
  return orFailure(async () => {
    const body = readMember(files, archive, member, limits.maxBytes)
    return storePieces(files, { fileKey, body, declaredBytes: null }, limits)
  })
}

/** The last part of a path in an archive, as people know the file. */
export function memberName(member: ZipMember): string {
  return member.path.split('/').at(-1)!
}
