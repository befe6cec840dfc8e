import { AppError } from '../../domain/errors.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { checkEndpointFields } from './check-fields.ts'
import type { EndpointFields, WebhookEndpoint } from './store.ts'

/** Of one organization. */
const MOST_ENDPOINTS = 20

/** The answer is the only one that carries the secret. */
export async function createWebhookEndpoint(deps: Deps, actor: Actor, input: EndpointFields): Promise<WebhookEndpoint> {
  const fields = checkEndpointFields(deps, input)
  const now = deps.clock.now()
  const endpoint: WebhookEndpoint = {
    ...fields,
    id: deps.ids.next('whe'),
    orgId: actor.orgId,
    secret: deps.webhookSender.newSecret(),
    previousSecret: null,
    previousUntil: null,
    failingSince: null,
    disabledReason: null,
    createdAt: now,
    updatedAt: now,
  }
  const { url, events } = endpoint
  const audit = auditEntry(deps, actor, 'webhook_endpoint.created', endpoint.id, { url, events })
  if (await deps.webhooks.create(endpoint, MOST_ENDPOINTS, audit)) return endpoint
  throw new AppError('conflict', `There are ${MOST_ENDPOINTS} webhook endpoints already; delete one first.`)
}
