import { AppError } from '../../domain/errors.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { getWebhookEndpoint } from './get.ts'

/** Deliveries of one statement, and statements of one request. */
const SLICE = 5_000
const MOST_SLICES = 200

/** Nothing more is sent from here on; its deliveries go first, in slices, and are forgotten with it. */
export async function deleteWebhookEndpoint(deps: Deps, actor: Actor, id: string): Promise<void> {
  const { url } = await getWebhookEndpoint(deps, actor, id)
  const { orgId } = actor
  const off = auditEntry(deps, actor, 'webhook_endpoint.disabled', id, { reason: 'is being deleted' })
  await deps.webhooks.disable(orgId, id, 'It is being deleted.', off)
  let left = true
  for (let slice = 0; left && slice < MOST_SLICES; slice++)
    left = (await deps.webhooks.deleteDeliveries(orgId, id, SLICE)) === SLICE
  if (left)
    throw new AppError('unavailable', 'It is switched off and has more deliveries than go at once; delete it again.')
  await deps.webhooks.delete(orgId, id, auditEntry(deps, actor, 'webhook_endpoint.deleted', id, { url }))
}
