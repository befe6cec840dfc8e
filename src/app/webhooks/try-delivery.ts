import { webhookBody } from '../../domain/webhook-event.ts'
import { waitAfter } from '../../domain/webhook-retry.ts'
import { checkWebhookUrl } from '../../domain/webhook-url.ts'
import type { Deps } from '../deps.ts'
import type { ClaimedDelivery, TriedDelivery, WebhookEndpoint } from './store.ts'

/** The receiver wants nothing more, ever (RFC 9110 §15.5.11). */
export const GONE = 410

/** Sends one delivery once and says what became of it. The address is checked anew: the rules may be stricter than when it was entered. */
export async function tryDelivery(
  deps: Pick<Deps, 'clock' | 'webhookSender'>,
  endpoint: WebhookEndpoint,
  { id, tries, eventId, event }: ClaimedDelivery,
): Promise<TriedDelivery> {
  const { clock, webhookSender } = deps
  const now = clock.now()
  if (!event) return { id, tries, ok: false, status: null, error: 'the event is no longer kept', nextAt: null }
  const verdict = checkWebhookUrl(endpoint.url, { allowLocal: webhookSender.allowsLocal })
  if (!verdict.ok)
    return { id, tries, ok: false, status: null, error: `not sent: the address ${verdict.because}`, nextAt: null }
  const { ok, status, error } = await webhookSender.send({
    url: verdict.url,
    id: eventId,
    body: webhookBody(event.type, event.at, event.data),
    secrets: secretsOf(endpoint, now),
    sentAt: clock.toReal(now),
  })
  if (ok) return { id, tries, ok, status }
  const wait = waitAfter(tries, id)
  const nextAt = wait === null ? null : clock.now() + clock.stretch(wait)
  return { id, tries, ok: false, status, error: error ?? `answered ${status}`, nextAt }
}

function secretsOf({ secret, previousSecret, previousUntil }: WebhookEndpoint, now: number): string[] {
  return previousSecret !== null && previousUntil !== null && now < previousUntil ? [secret, previousSecret] : [secret]
}
