import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { checkEndpointFields } from './check-fields.ts'
import { getWebhookEndpoint } from './get.ts'
import type { EndpointFields, WebhookEndpoint } from './store.ts'

/** Switched off it is told nothing, and what happens meanwhile is not kept for it; what waited already goes out when it is on again. */
export async function updateWebhookEndpoint(
  deps: Deps,
  actor: Actor,
  id: string,
  input: Partial<EndpointFields>,
): Promise<WebhookEndpoint> {
  await getWebhookEndpoint(deps, actor, id)
  if (Object.keys(input).length > 0) {
    const changes = checkEndpointFields(deps, input)
    const audit = auditEntry(deps, actor, 'webhook_endpoint.updated', id, { ...changes })
    await deps.webhooks.update(actor.orgId, id, changes, deps.clock.now(), audit)
    if (changes.enabled) await deps.queues.deliver(actor.orgId)
  }
  return await getWebhookEndpoint(deps, actor, id)
}
