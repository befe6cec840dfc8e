import type { BoundNumber } from '../../app/inbound/carrier.ts'
import { carrierErrorOf } from './errors.ts'
import type { InboundOptions } from './inbound.ts'
import { field, idOf, jsonOf, listOf } from './lenient.ts'

type Refused = { ok: false; code: string; message: string }

/**
 * Tells SignalWire where to ask when somebody calls or writes one of our numbers (`PUT /api/relay/rest/phone_numbers/{id}`): a SWML script for
 * calls, a cXML webhook for texts, which is all this API knows for them. Never throws.
 */
export async function bindNumber(
  options: Pick<InboundOptions, 'baseUrl' | 'projectId' | 'apiToken' | 'timeoutMs' | 'fetch'>,
  e164: string,
  urls: { callUrl: string; textUrl: string },
): Promise<BoundNumber | Refused> {
  const path = '/api/relay/rest/phone_numbers'
  const found = await send(options, 'GET', `${path}?filter_number=${encodeURIComponent(e164)}&page_size=1000`)
  if (!found.ok) return found
  const number = listOf(field(found.body, 'data'), 1000).find((it) => field(it, 'number') === e164)
  const id = idOf(field(number, 'id'))
  if (id === null)
    return { ok: false, code: 'number_not_found', message: `The carrier has no number ${e164} in this project.` }
  const bound = await send(options, 'PUT', `${path}/${id}`, bindingOf(urls))
  return bound.ok ? { ok: true, ...urls } : bound
}

/** The body of the request. */
export function bindingOf({ callUrl, textUrl }: { callUrl: string; textUrl: string }): Record<string, string> {
  return {
    call_handler: 'relay_script',
    call_receive_mode: 'voice',
    call_relay_script_url: callUrl,
    message_handler: 'laml_webhooks',
    message_request_url: textUrl,
    message_request_method: 'POST',
  }
}

async function send(
  options: Pick<InboundOptions, 'baseUrl' | 'projectId' | 'apiToken' | 'timeoutMs' | 'fetch'>,
  method: 'GET' | 'PUT',
  path: string,
  body?: Record<string, string>,
): Promise<{ ok: true; body: unknown } | Refused> {
  const { baseUrl, projectId, apiToken, timeoutMs } = options
  try {
    const response = await options.fetch(`${baseUrl.replace(/\/+$/, '')}${path}`, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        Authorization: `Basic ${btoa(`${projectId}:${apiToken}`)}`,
        Accept: 'application/json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answer = jsonOf(await response.text(), Number.POSITIVE_INFINITY)
    if (response.ok) return { ok: true, body: answer }
    const { code, message } = carrierErrorOf(response.status, answer, null, 0)
    return { ok: false, code, message: `The carrier refused: ${message}` }
  } catch {
    return { ok: false, code: 'unreachable', message: 'The carrier does not answer right now; try again in a moment.' }
  }
}
