import type { Actor, Deps } from '../deps.ts'
import type { WebhookEndpoint } from './store.ts'

export async function listWebhookEndpoints(deps: Deps, actor: Actor): Promise<WebhookEndpoint[]> {
  return await deps.webhooks.list(actor.orgId)
}
