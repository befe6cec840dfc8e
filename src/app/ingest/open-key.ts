import type { Deps } from '../deps.ts'
import type { IngestKey } from './store.ts'

/** Whose key this is; null when it opens nothing. */
export async function openIngestKey(
  deps: Pick<Deps, 'ingestKeys' | 'hash'>,
  key: string | null,
): Promise<IngestKey | null> {
  if (key === null || !/^ingest_[0-9a-f]{40}$/.test(key)) return null
  return await deps.ingestKeys.findByHash(await deps.hash(key))
}
