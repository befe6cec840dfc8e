import { eventIdOf, TEST_EVENT_TYPE } from '../../domain/webhook-event.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { getWebhookEndpoint } from './get.ts'
import { getWebhookDelivery } from './get-delivery.ts'
import type { WebhookDelivery } from './store.ts'
import { tryDelivery } from './try-delivery.ts'

/** Real ms; longer than one request can take. */
const LEASE_MS = 60_000

/** Sends a test event at once and says how it went; also to an endpoint that is switched off. It is tried once only. */
export async function testWebhookEndpoint(deps: Deps, actor: Actor, id: string): Promise<WebhookDelivery> {
  const endpoint = await getWebhookEndpoint(deps, actor, id)
  const { clock, webhooks } = deps
  const { orgId } = actor
  const now = clock.now()
  const made = deps.ids.next('evt')
  const deliveryId = eventIdOf(made, '_test').replace(/^evt_/, 'dlv_')
  const data = { endpoint_id: id, message: 'This is a test. Your endpoint can be reached and can check the signature.' }
  const audit = auditEntry(deps, actor, 'webhook_endpoint.tested', id)
  await webhooks.addTest(endpoint, { id: made, orgId, type: TEST_EVENT_TYPE, data, at: now }, deliveryId, audit)
  const claimed = await webhooks.claimOne(orgId, id, deliveryId, now + clock.stretch(LEASE_MS))
  if (claimed) {
    const tried = await tryDelivery(deps, endpoint, claimed)
    await webhooks.record(orgId, id, [tried.ok ? tried : { ...tried, nextAt: null }], [], clock.now())
  }
  return (await getWebhookDelivery(deps, actor, deliveryId)).delivery
}
