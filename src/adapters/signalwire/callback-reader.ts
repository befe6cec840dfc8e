import { instantsOfLocal } from '../../domain/local-time.ts'
import { isKnownZone } from '../../domain/regions/zone-resolver.ts'
import type { Callback, CallbackReader } from '../../ports.ts'
import { type CallbackAddress, findCallbackAddress } from './callback-url.ts'
import { parseCallback, readCallbackBody } from './callbacks.ts'
import { functionReply } from './functions.ts'
import { field } from './lenient.ts'
import { authenticateCallback } from './signature.ts'
import { extractTranscript } from './transcript.ts'

/** The door for SignalWire's callbacks: token first, then the signature when there is one, then the content. */
export function createCallbackReader(options: {
  callbackKey: string
  signingKey: string | null
  publicUrl: string
  carrierBaseUrl: string
}): CallbackReader {
  return {
    async read(request, receivedAt) {
      const address = findCallbackAddress(request.pathname)
      if (!address) return { ok: false, because: 'address' }
      const who = await authenticateCallback(options, address, {
        // As we configured it, not as a proxy rewrote it: that is what was signed.
        url: `${options.publicUrl}${request.target}`,
        rawBody: request.rawBody,
        headers: request.headers,
      })
      if (!who.ok) return who
      const { kind, campaignId, attemptId } = address
      try {
        return { ok: true, callback: { kind, campaignId, attemptId, ...contentOf(kind, request.rawBody, receivedAt) } }
      } catch (error) {
        return { ok: false, because: 'content', of: { kind, campaignId, attemptId }, error }
      }
    },
  }

  function contentOf(
    kind: CallbackAddress['kind'],
    rawBody: string,
    receivedAt: number,
  ): Pick<Callback, 'carrierCallId' | 'events' | 'transcript' | 'reply'> {
    const body = readCallbackBody(rawBody)
    const zone = field(field(body, 'global_data'), 'local_zone')
    const { carrierCallId, events } = parseCallback(kind, body, receivedAt, {
      carrierBaseUrl: options.carrierBaseUrl,
      ...(typeof zone === 'string' && isKnownZone(zone) ? { localToInstant: localTime(zone) } : {}),
    })
    return {
      carrierCallId,
      events,
      transcript: kind === 'report' ? extractTranscript(body).turns : [],
      reply: kind === 'function' ? functionReply(body, events) : null,
    }
  }
}

/** A time the clocks skip is not a time; of one they show twice the first is meant. */
function localTime(zone: string): (isoLocal: string) => number | null {
  return (isoLocal) => {
    const [date, time] = isoLocal.split(/[T ]/)
    const [hour, minute] = (time ?? '').split(':').map(Number)
    if (!date || hour === undefined || minute === undefined) return null
    try {
      return instantsOfLocal(zone, date, hour * 60 + minute)[0] ?? null
    } catch {
      return null
    }
  }
}
