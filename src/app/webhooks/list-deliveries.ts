import type { Actor, Deps } from '../deps.ts'
import type { Page, PageRequest } from '../page.ts'
import { getWebhookEndpoint } from './get.ts'
import type { DeliveryState, WebhookDelivery } from './store.ts'

export async function listWebhookDeliveries(
  deps: Deps,
  actor: Actor,
  endpointId: string,
  query: PageRequest & { state?: DeliveryState },
): Promise<Page<WebhookDelivery>> {
  await getWebhookEndpoint(deps, actor, endpointId)
  return await deps.webhooks.listDeliveries(actor.orgId, endpointId, query)
}
