import { z } from '@hono/zod-openapi'
import type { WebhookDelivery, WebhookEndpoint } from '../../app/webhooks/store.ts'
import { TEST_EVENT_TYPE, WEBHOOK_EVENT_TYPES } from '../../domain/webhook-event.ts'
import { Instant, toIso } from './shapes.ts'

export const endpointFields = {
  url: z.string().min(1).max(2048).openapi({
    description: 'An https address with a public host name. While the sandbox is on, this machine (localhost) too.',
    example: 'https://hooks.example.com/sundial',
  }),
  description: z.string().trim().max(200),
  events: z
    .array(z.string().max(60))
    .max(50)
    .openapi({
      description: `What to be told; empty: everything. Types: ${WEBHOOK_EVENT_TYPES.join(', ')}.`,
      example: ['attempt.settled', 'campaign.paused'],
    }),
  enabled: z.boolean(),
}

export const WebhookEndpointJson = z
  .object({
    id: z.string().openapi({ example: 'whe_01kb…' }),
    ...endpointFields,
    disabled_reason: z.string().nullable().openapi({ description: 'Why it was switched off by itself.' }),
    failing_since: Instant.nullable().openapi({ description: 'Since when nothing has arrived there.' }),
    old_secret_until: Instant.nullable().openapi({
      description: 'After a rotation: until when the old secret signs too.',
    }),
    created_at: Instant,
    updated_at: Instant,
  })
  .openapi('WebhookEndpoint')

export const WebhookEndpointWithSecret = WebhookEndpointJson.extend({
  secret: z.string().openapi({
    description: 'Checks the signature of what is sent (Standard Webhooks). Shown only in this answer.',
    example: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
  }),
}).openapi('WebhookEndpointWithSecret')

export const WebhookDeliveryJson = z
  .object({
    id: z.string().openapi({ example: 'dlv_01kb…' }),
    endpoint_id: z.string(),
    event_id: z.string().openapi({ description: 'What the endpoint gets as `webhook-id`; the same with every try.' }),
    type: z
      .string()
      .nullable()
      .openapi({
        description: `One of the event types, or ${TEST_EVENT_TYPE}; null when the event is no longer kept.`,
      }),
    state: z.enum(['pending', 'delivered', 'failed']),
    tries: z.int(),
    next_at: Instant.nullable().openapi({ description: 'When it is tried next, while it is pending.' }),
    last_status: z.int().nullable().openapi({ description: 'The HTTP status of the last answer.' }),
    last_error: z.string().nullable(),
    created_at: Instant,
    delivered_at: Instant.nullable(),
  })
  .openapi('WebhookDelivery')

export const WebhookDeliveryWithBody = WebhookDeliveryJson.extend({
  body: z.string().nullable().openapi({ description: 'What is sent, to the letter. Kept for 30 days.' }),
}).openapi('WebhookDeliveryWithBody')

export function webhookEndpointJson(it: WebhookEndpoint): z.infer<typeof WebhookEndpointJson> {
  const { id, url, description, events, enabled } = it
  return {
    id,
    url,
    description,
    events,
    enabled,
    disabled_reason: it.disabledReason,
    failing_since: toIso(it.failingSince),
    old_secret_until: toIso(it.previousUntil),
    created_at: toIso(it.createdAt),
    updated_at: toIso(it.updatedAt),
  }
}

export function webhookDeliveryJson(it: WebhookDelivery): z.infer<typeof WebhookDeliveryJson> {
  const { id, type, state, tries } = it
  return {
    id,
    endpoint_id: it.endpointId,
    event_id: it.eventId,
    type,
    state,
    tries,
    next_at: state === 'pending' ? toIso(it.nextAt) : null,
    last_status: it.lastStatus,
    last_error: it.lastError,
    created_at: toIso(it.createdAt),
    delivered_at: toIso(it.deliveredAt),
  }
}
