import type { IncomingCall, IncomingText, Read } from '../../app/inbound/carrier.ts'
import type { RawCallback } from '../../ports.ts'
import { readCallbackBody } from './callbacks.ts'
import { anyField, field, fieldsOf, idOf } from './lenient.ts'
import { checkSignature } from './signature.ts'

/**
 * What SignalWire asks when somebody calls or writes one of our numbers. It signs these requests, so a right signature is demanded: the URL
 * is the same for all and holds no secret. Without a signing key nobody is believed.
 */
export async function readIncoming<T>(
  options: { signingKey: string | null; publicUrl: string },
  request: RawCallback,
  read: (body: unknown) => T | null,
): Promise<Read<T>> {
  const { signingKey, publicUrl } = options
  if (signingKey === null || signingKey === '') return { ok: false, because: 'signature' }
  // As we configured it, not as a proxy rewrote it: that is what was signed.
  const signed = { url: `${publicUrl}${request.target}`, rawBody: request.rawBody, headers: request.headers }
  if ((await checkSignature(signingKey, signed)) !== 'valid') return { ok: false, because: 'signature' }
  const value = read(readCallbackBody(request.rawBody))
  return value === null ? { ok: false, because: 'content' } : { ok: true, value }
}

/** Longer is no phone number and no address of one. */
const MAX_PARTY = 200

function partyOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, MAX_PARTY).trim() : ''
}

/** `to` as E.164, which our numbers are kept as. */
function ourNumber(value: unknown): string | null {
  const text = partyOf(value)
  const digits = /^(?:sips?:)?\+?([1-9]\d{6,14})(?:@|$)/.exec(text)?.[1]
  return digits === undefined ? null : `+${digits}`
}

/** A SWML fetch (`call`), or the fields of a cXML one. */
export function incomingCallOf(body: unknown): IncomingCall | null {
  const call = fieldsOf(field(body, 'call')) ?? fieldsOf(body)
  const carrierId = idOf(anyField(call, 'call_id', 'CallSid'))
  const to = ourNumber(anyField(call, 'to_number', 'to', 'To'))
  if (carrierId === null || to === null) return null
  // Documents are fetched for calls of ours too, with our number on the other side.
  if (field(call, 'direction') === 'outbound') return null
  return { carrierId, from: partyOf(anyField(call, 'from_number', 'from', 'From')), to }
}

/** A SWML messaging fetch (`message`), or the form fields of a cXML one. */
export function incomingTextOf(body: unknown): IncomingText | null {
  const message = fieldsOf(field(body, 'message'))
  const fields = message ?? fieldsOf(body)
  const carrierId = idOf(anyField(fields, 'message_id', 'MessageSid', 'SmsSid'))
  const to = ourNumber(anyField(fields, 'to', 'To'))
  if (carrierId === null || to === null) return null
  const text = anyField(fields, 'body', 'Body')
  return {
    carrierId,
    from: partyOf(anyField(fields, 'from', 'From')),
    to,
    body: typeof text === 'string' ? text : '',
    form: message === null ? 'xml' : 'json',
  }
}
