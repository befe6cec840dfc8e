import { AppError } from '../../domain/errors.ts'
import type { Actor, Deps } from '../deps.ts'
import type { WebhookEndpoint } from './store.ts'

export async function getWebhookEndpoint(
  deps: Pick<Deps, 'webhooks'>,
  actor: Actor,
  id: string,
): Promise<WebhookEndpoint> {
  const endpoint = await deps.webhooks.find(actor.orgId, id)
  if (!endpoint) throw new AppError('not_found', 'There is no such webhook endpoint.')
  return endpoint
}
