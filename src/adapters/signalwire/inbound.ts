import type { InboundCarrier, TextAnswer } from '../../app/inbound/carrier.ts'
import type { Clock } from '../../ports.ts'
import { callbackUrls } from './callback-url.ts'
import { bindNumber } from './inbound-numbers.ts'
import { incomingCallOf, incomingTextOf, readIncoming } from './inbound-reader.ts'
import { buildClosedSwml, buildInboundSwml } from './inbound-swml.ts'
import { neutralise } from './neutralise.ts'

export interface InboundOptions {
  /** `https://{space}.signalwire.com`, or the sandbox with its path. */
  baseUrl: string
  projectId: string
  apiToken: string
  /** Where the carrier reaches us. */
  publicUrl: string
  callbackKey: string
  /** null: nobody can prove to be the carrier, and nobody is let in. */
  signingKey: string | null
  timeoutMs: number
  clock: Pick<Clock, 'now'>
  fetch: (url: string, init: RequestInit) => Promise<Response>
}

export const INBOUND_CALL_PATH = '/hooks/signalwire/inbound/call'
export const INBOUND_TEXT_PATH = '/hooks/signalwire/inbound/text'

/** SMS are cut into parts and billed by them; more than ten nobody reads. */
const MAX_REPLY = 1_500

/** SignalWire, as far as calls and texts come to us. */
export function createInboundCarrier(options: InboundOptions): InboundCarrier {
  const publicUrl = options.publicUrl.replace(/\/+$/, '')
  const signed = { signingKey: options.signingKey, publicUrl }
  return {
    readCall: (request) => readIncoming(signed, request, incomingCallOf),
    readText: (request) => readIncoming(signed, request, incomingTextOf),
    async talk(talk) {
      // The address names the organization in place of a campaign, since not every call to us has one.
      const urls = await callbackUrls(publicUrl, options.callbackKey, talk.orgId, talk.conversationId)
      return { ...buildInboundSwml(talk, urls, options.clock.now()) }
    },
    sayAndHangUp: (message, language) => ({ ...buildClosedSwml(message, language) }),
    answerText: (form, reply) => (form === 'xml' ? xmlAnswer(reply) : jsonAnswer(reply)),
    bindNumber: (e164) =>
      bindNumber(options, e164, {
        callUrl: `${publicUrl}${INBOUND_CALL_PATH}`,
        textUrl: `${publicUrl}${INBOUND_TEXT_PATH}`,
      }),
  }
}

function jsonAnswer(reply: string | null): TextAnswer {
  const step = reply === null ? { receive: {} } : { reply: { body: neutralise(reply).slice(0, MAX_REPLY) } }
  return {
    contentType: 'application/json',
    body: JSON.stringify({ version: '1.0.0', sections: { main: [step] } }),
  }
}

function xmlAnswer(reply: string | null): TextAnswer {
  const inner = reply === null ? '' : `<Message>${escapeXml(neutralise(reply).slice(0, MAX_REPLY))}</Message>`
  return {
    contentType: 'text/xml; charset=utf-8',
    body: `<?xml version="1.0" encoding="UTF-8"?><Response>${inner}</Response>`,
  }
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
