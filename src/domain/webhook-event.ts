/**
 * What customers are told. The id of an event follows from what happened (an attempt, an entry of the audit log, a move of a campaign),
 * so that writing it a second time writes nothing.
 */
export const WEBHOOK_EVENT_TYPES = [
  'attempt.settled',
  'campaign.lead.updated',
  'campaign.started',
  'campaign.paused',
  'campaign.resumed',
  'campaign.completed',
  'campaign.cancelled',
  'suppression.added',
  'suppression.imported',
  'inbound.received',
  'inbound.ended',
] as const
export type WebhookEventType = (typeof WEBHOOK_EVENT_TYPES)[number]

/** Sent by hand, to one endpoint. Nobody subscribes to it. */
export const TEST_EVENT_TYPE = 'webhook.test'

/** Of a thing that happens once: the event of `att_…` is `evt_…_settled`. */
export function eventIdOf(subject: string, suffix = ''): string {
  return `evt_${subject.slice(subject.indexOf('_') + 1)}${suffix}`
}

export function isWebhookEventType(text: string): text is WebhookEventType {
  return (WEBHOOK_EVENT_TYPES as readonly string[]).includes(text)
}

/**
 * The body of a delivery (Standard Webhooks: type, timestamp, data). Events are kept with instants as epoch ms; outside they are ISO 8601.
 * @param at when it happened, epoch ms
 */
export function webhookBody(type: string, at: number, data: Record<string, unknown>): string {
  return JSON.stringify({ type, timestamp: iso(at), data: withIsoTimes(data) })
}

function withIsoTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withIsoTimes)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, it]) => [
      key,
      key.endsWith('_at') && typeof it === 'number' ? iso(it) : withIsoTimes(it),
    ]),
  )
}

const iso = (at: number): string => new Date(at).toISOString()
