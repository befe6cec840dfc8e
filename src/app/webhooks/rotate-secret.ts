import { AppError } from '../../domain/errors.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { getWebhookEndpoint } from './get.ts'
import type { WebhookEndpoint } from './store.ts'

/** Real time: for so long receivers that still have the old secret accept what is sent. */
const OVERLAP_MS = 24 * 60 * 60 * 1000

/** A new secret; the one before signs beside it for a day. The answer is the only one that carries it. */
export async function rotateWebhookSecret(deps: Deps, actor: Actor, id: string): Promise<WebhookEndpoint> {
  const { secret } = await getWebhookEndpoint(deps, actor, id)
  const previousUntil = deps.clock.now() + deps.clock.stretch(OVERLAP_MS)
  const audit = auditEntry(deps, actor, 'webhook_endpoint.secret_rotated', id)
  const rotated = { from: secret, to: deps.webhookSender.newSecret(), previousUntil }
  if (!(await deps.webhooks.rotate(actor.orgId, id, rotated, audit)))
    throw new AppError('conflict', 'Somebody else rotated the secret at the same time; theirs is the one that signs.')
  return await getWebhookEndpoint(deps, actor, id)
}
