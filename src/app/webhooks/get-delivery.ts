import { AppError } from '../../domain/errors.ts'
import { webhookBody } from '../../domain/webhook-event.ts'
import type { Actor, Deps } from '../deps.ts'
import type { WebhookDelivery } from './store.ts'

/** `body`: what is sent, to the letter; null when the event is no longer kept. */
export async function getWebhookDelivery(
  deps: Deps,
  actor: Actor,
  id: string,
): Promise<{ delivery: WebhookDelivery; body: string | null }> {
  const delivery = await deps.webhooks.findDelivery(actor.orgId, id)
  if (!delivery) throw new AppError('not_found', 'There is no such delivery.')
  const event = await deps.webhooks.findEvent(actor.orgId, delivery.eventId)
  return { delivery, body: event && webhookBody(event.type, event.at, event.data) }
}
