import { AppError } from '../../domain/errors.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'

/** From now on it opens nothing. Revoking it twice changes nothing. */
export async function revokeIngestKey(deps: Deps, actor: Actor, id: string): Promise<void> {
  const key = await deps.ingestKeys.find(actor.orgId, id)
  if (!key) throw new AppError('not_found', 'There is no such ingest key.')
  const { campaignId, name, prefix } = key
  const details = { campaign_id: campaignId, name, prefix }
  await deps.ingestKeys.revoke(key, auditEntry(deps, actor, 'ingest_key.revoked', id, details))
}
