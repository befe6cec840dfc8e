import { AppError } from '../../domain/errors.ts'
import type { MappingRequest } from '../../domain/lead-file/mapping.ts'
import { auditEntry } from '../audit/entry.ts'
import { assertCampaign } from '../campaigns/find.ts'
import type { Actor, Deps } from '../deps.ts'
import type { IngestKey } from './store.ts'

/** Of one campaign, revoked ones not counted. */
const MOST_KEYS = 20
const KEY_PREFIX = 'ingest'
/** Enough to tell keys apart; the other 34 are nobody's to know. */
const SHOWN_CHARACTERS = KEY_PREFIX.length + 7

/** The answer is the only one that carries the key. */
export async function createIngestKey(
  deps: Deps,
  actor: Actor,
  campaignId: string,
  input: { name: string; mapping: MappingRequest | null },
): Promise<{ entry: IngestKey; key: string }> {
  await assertCampaign(deps, actor, campaignId)
  const key = deps.newKey(KEY_PREFIX)
  const entry: IngestKey = {
    ...input,
    id: deps.ids.next('igk'),
    orgId: actor.orgId,
    campaignId,
    prefix: key.slice(0, SHOWN_CHARACTERS),
    createdAt: deps.clock.now(),
    lastUsedAt: null,
    revokedAt: null,
  }
  const { name, prefix } = entry
  const audit = auditEntry(deps, actor, 'ingest_key.created', entry.id, { campaign_id: campaignId, name, prefix })
  if (await deps.ingestKeys.create(entry, await deps.hash(key), MOST_KEYS, audit)) return { entry, key }
  throw new AppError('conflict', `The campaign has ${MOST_KEYS} ingest keys already; revoke one first.`)
}
