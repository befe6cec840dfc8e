import { AppError } from '../../domain/errors.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { getWebhookEndpoint } from './get.ts'
import { getWebhookDelivery } from './get-delivery.ts'
import type { WebhookDelivery } from './store.ts'

/** Sends it again at once, whatever became of it, under the same event id, and with all its tries before it. */
export async function redeliverWebhook(deps: Deps, actor: Actor, id: string): Promise<WebhookDelivery> {
  const { delivery, body } = await getWebhookDelivery(deps, actor, id)
  const endpoint = await getWebhookEndpoint(deps, actor, delivery.endpointId)
  if (!endpoint.enabled)
    throw new AppError('not_allowed', 'The endpoint is switched off; switch it on, then send the delivery again.')
  if (body === null) throw new AppError('not_allowed', 'The event is no longer kept, so there is nothing to send.')
  const audit = auditEntry(deps, actor, 'webhook_delivery.redelivered', id, { event: delivery.eventId })
  await deps.webhooks.redeliver(actor.orgId, delivery, deps.clock.now(), audit)
  await deps.queues.deliver(actor.orgId)
  return (await getWebhookDelivery(deps, actor, id)).delivery
}
