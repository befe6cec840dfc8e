import { createRoute, z } from '@hono/zod-openapi'
import { createWebhookEndpoint } from '../../app/webhooks/create.ts'
import { deleteWebhookEndpoint } from '../../app/webhooks/delete.ts'
import { getWebhookEndpoint } from '../../app/webhooks/get.ts'
import { getWebhookDelivery } from '../../app/webhooks/get-delivery.ts'
import { listWebhookEndpoints } from '../../app/webhooks/list.ts'
import { listWebhookDeliveries } from '../../app/webhooks/list-deliveries.ts'
import { redeliverWebhook } from '../../app/webhooks/redeliver.ts'
import { rotateWebhookSecret } from '../../app/webhooks/rotate-secret.ts'
import { testWebhookEndpoint } from '../../app/webhooks/test.ts'
import { updateWebhookEndpoint } from '../../app/webhooks/update.ts'
import { createRouter } from './router.ts'
import { Id, IdempotencyKey, json, jsonBody, pageOf, pageParams, problems, toPage } from './shapes.ts'
import {
  endpointFields,
  WebhookDeliveryJson,
  WebhookDeliveryWithBody,
  WebhookEndpointJson,
  WebhookEndpointWithSecret,
  webhookDeliveryJson,
  webhookEndpointJson,
} from './webhook-json.ts'

const NewEndpoint = z
  .strictObject({
    ...endpointFields,
    description: endpointFields.description.default(''),
    events: endpointFields.events.default([]),
    enabled: endpointFields.enabled.default(true),
  })
  .openapi('NewWebhookEndpoint')
const EndpointPatch = z.strictObject(endpointFields).partial().openapi('WebhookEndpointPatch')

const tags = ['Webhooks']

export function webhookRoutes() {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/webhook-endpoints',
        tags,
        summary: 'List the webhook endpoints',
        responses: { 200: json(z.object({ data: z.array(WebhookEndpointJson) }), 'Oldest first'), ...problems() },
      }),
      async (c) =>
        c.json({ data: (await listWebhookEndpoints(c.get('deps'), c.get('actor'))).map(webhookEndpointJson) }, 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/webhook-endpoints',
        tags,
        summary: 'Be told what happens',
        description:
          'From now on every event of these types is sent there as a POST, signed after Standard Webhooks, at least once. Keep the secret: no other answer has it.',
        request: { headers: IdempotencyKey, body: jsonBody(NewEndpoint) },
        responses: {
          201: json(WebhookEndpointWithSecret, 'The endpoint and its secret'),
          ...problems('conflict', 'unprocessable'),
        },
      }),
      async (c) => {
        const endpoint = await createWebhookEndpoint(c.get('deps'), c.get('actor'), c.req.valid('json'))
        return c.json({ ...webhookEndpointJson(endpoint), secret: endpoint.secret }, 201)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/webhook-endpoints/{id}',
        tags,
        summary: 'Read a webhook endpoint',
        request: { params: Id },
        responses: { 200: json(WebhookEndpointJson, 'The endpoint'), ...problems('not_found') },
      }),
      async (c) => {
        const endpoint = await getWebhookEndpoint(c.get('deps'), c.get('actor'), c.req.valid('param').id)
        return c.json(webhookEndpointJson(endpoint), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'patch',
        path: '/webhook-endpoints/{id}',
        tags,
        summary: 'Change a webhook endpoint, or switch it off or on',
        description: 'Switched off it misses what happens meanwhile. What waited already goes out when it is on again.',
        request: { params: Id, body: jsonBody(EndpointPatch) },
        responses: { 200: json(WebhookEndpointJson, 'The endpoint'), ...problems('not_found', 'unprocessable') },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const endpoint = await updateWebhookEndpoint(c.get('deps'), c.get('actor'), id, c.req.valid('json'))
        return c.json(webhookEndpointJson(endpoint), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/webhook-endpoints/{id}',
        tags,
        summary: 'Delete a webhook endpoint',
        description: 'With its deliveries, also those that wait.',
        request: { params: Id },
        responses: { 204: { description: 'Gone' }, ...problems('not_found', 'unavailable') },
      }),
      async (c) => {
        await deleteWebhookEndpoint(c.get('deps'), c.get('actor'), c.req.valid('param').id)
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/webhook-endpoints/{id}/rotate-secret',
        tags,
        summary: 'Get a new secret',
        description: 'The old one signs beside it for 24 hours, so that receivers can be changed without a gap.',
        request: { params: Id, headers: IdempotencyKey },
        responses: {
          200: json(WebhookEndpointWithSecret, 'The endpoint and its new secret'),
          ...problems('not_found', 'conflict'),
        },
      }),
      async (c) => {
        const endpoint = await rotateWebhookSecret(c.get('deps'), c.get('actor'), c.req.valid('param').id)
        return c.json({ ...webhookEndpointJson(endpoint), secret: endpoint.secret }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/webhook-endpoints/{id}/test',
        tags,
        summary: 'Send a test event now',
        description:
          'Answers when the endpoint has answered, or after ten seconds: see `state`, `last_status` and `last_error`.',
        request: { params: Id, headers: IdempotencyKey },
        responses: { 200: json(WebhookDeliveryJson, 'How it went'), ...problems('not_found') },
      }),
      async (c) => {
        const delivery = await testWebhookEndpoint(c.get('deps'), c.get('actor'), c.req.valid('param').id)
        return c.json(webhookDeliveryJson(delivery), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/webhook-endpoints/{id}/deliveries',
        tags,
        summary: 'List what was sent to an endpoint, and what waits',
        request: {
          params: Id,
          query: z.strictObject({ state: z.enum(['pending', 'delivered', 'failed']).optional(), ...pageParams() }),
        },
        responses: { 200: json(pageOf(WebhookDeliveryJson), 'Newest first'), ...problems('not_found') },
      }),
      async (c) => {
        const { state, ...page } = c.req.valid('query')
        const query = { ...toPage(page), ...(state !== undefined && { state }) }
        const found = await listWebhookDeliveries(c.get('deps'), c.get('actor'), c.req.valid('param').id, query)
        return c.json({ data: found.items.map(webhookDeliveryJson), next_cursor: found.nextCursor }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/deliveries/{id}',
        tags,
        summary: 'Read a delivery with what it carries',
        request: { params: Id },
        responses: { 200: json(WebhookDeliveryWithBody, 'The delivery'), ...problems('not_found') },
      }),
      async (c) => {
        const { delivery, body } = await getWebhookDelivery(c.get('deps'), c.get('actor'), c.req.valid('param').id)
        return c.json({ ...webhookDeliveryJson(delivery), body }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/deliveries/{id}/redeliver',
        tags,
        summary: 'Send a delivery again',
        description: 'Whatever became of it, under the same event id, so that a receiver that knows it can leave it.',
        request: { params: Id, headers: IdempotencyKey },
        responses: { 200: json(WebhookDeliveryJson, 'It is on its way'), ...problems('not_found', 'not_allowed') },
      }),
      async (c) => {
        const delivery = await redeliverWebhook(c.get('deps'), c.get('actor'), c.req.valid('param').id)
        return c.json(webhookDeliveryJson(delivery), 200)
      },
    )
}
