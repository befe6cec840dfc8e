import { AppError, type FieldError } from '../../domain/errors.ts'
import { isWebhookEventType, WEBHOOK_EVENT_TYPES } from '../../domain/webhook-event.ts'
import { checkWebhookUrl } from '../../domain/webhook-url.ts'
import type { Deps } from '../deps.ts'
import type { EndpointFields } from './store.ts'

/** The fields as they are kept: the address in its plain spelling, each event type once. Throws with every field that is wrong. */
export function checkEndpointFields<T extends Partial<EndpointFields>>(
  deps: Pick<Deps, 'webhookSender'>,
  fields: T,
): T {
  const errors: FieldError[] = []
  const checked = { ...fields }
  if (fields.url !== undefined) {
    const verdict = checkWebhookUrl(fields.url, { allowLocal: deps.webhookSender.allowsLocal })
    if (verdict.ok) checked.url = verdict.url
    else errors.push({ pointer: '/url', message: verdict.because })
  }
  if (fields.events !== undefined) {
    for (const [index, type] of fields.events.entries())
      if (!isWebhookEventType(type))
        errors.push({ pointer: `/events/${index}`, message: `must be one of ${WEBHOOK_EVENT_TYPES.join(', ')}` })
    checked.events = [...new Set(fields.events)]
  }
  if (errors.length > 0) throw new AppError('unprocessable', 'The endpoint cannot be saved as it is.', { errors })
  return checked
}
