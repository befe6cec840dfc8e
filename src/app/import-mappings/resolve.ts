import { AppError } from '../../domain/errors.ts'
import { MappingRequest } from '../../domain/lead-file/mapping.ts'
import type { Actor, Deps } from '../deps.ts'
import { getImportMapping } from './get.ts'
import type { ImportMapping } from './store.ts'

/** A mapping as it is sent: itself, or the name of a saved one. */
export interface MappingChoice {
  mapping: unknown
  mappingId: string | null
}

/**
 * What the sender says about columns; null when nothing.
 * @throws AppError `unprocessable` (not a mapping, or both), `not_found` (no such saved one)
 */
export async function resolveMapping(
  deps: Pick<Deps, 'importMappings'>,
  actor: Actor,
  { mapping, mappingId }: MappingChoice,
): Promise<MappingRequest | null> {
  const parsed = MappingRequest.nullable().safeParse(mapping ?? null)
  if (!parsed.success) {
    const errors = parsed.error.issues.map((it) => ({
      pointer: `/mapping/${it.path.map(String).join('/')}`,
      message: it.message,
    }))
    throw new AppError('unprocessable', `The mapping is not valid: ${errors[0]!.message}.`, { errors })
  }
  if (mappingId === null) return parsed.data
  if (parsed.data !== null) {
    const message = 'must not stand beside a mapping'
    throw new AppError('unprocessable', 'Send a mapping or the id of a saved one, not both.', {
      errors: [{ pointer: '/mapping_id', message }],
    })
  }
  return (await getImportMapping(deps, actor, mappingId)).mapping
}

/** The saved mapping made for a list with these headings, in whatever order; the newest when there are several. */
export function offeredMapping(saved: readonly ImportMapping[], headers: readonly string[]): ImportMapping | null {
  const key = (list: readonly string[]) =>
    JSON.stringify([...new Set(list.map((header) => header.replaceAll('\ufeff', '').trim().toLowerCase()))].sort())
  const wanted = key(headers)
  return saved.findLast((it) => it.headers.length > 0 && key(it.headers) === wanted) ?? null
}
