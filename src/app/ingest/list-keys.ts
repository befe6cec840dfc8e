import { assertCampaign } from '../campaigns/find.ts'
import type { Actor, Deps } from '../deps.ts'
import type { IngestKey } from './store.ts'

/** Newest first, also those that were revoked. */
export async function listIngestKeys(deps: Deps, actor: Actor, campaignId: string): Promise<IngestKey[]> {
  await assertCampaign(deps, actor, campaignId)
  return await deps.ingestKeys.list(actor.orgId, campaignId)
}
