import { z } from 'zod'
import { type Behaviour, behaviourOf } from './behaviour.ts'
import { formSignature } from './sign.ts'
import { parseDocument } from './validate.ts'
import { isObject, iso, type JsonObject, SPACE_ID } from './wire.ts'

/** Somebody out there calls or writes one of our numbers. */

const Phone = z.string().regex(/^(?:\+[1-9]\d{6,14}|anonymous)$/, { error: 'must be E.164, or "anonymous"' })

export const InboundRequest = z.strictObject({
  kind: z.enum(['call', 'text']),
  from: Phone,
  to: z.string().regex(/^\+[1-9]\d{6,14}$/, { error: 'must be E.164' }),
  /** The words of a text. */
  says: z.string().max(10_000).default(''),
})
export type InboundRequest = z.output<typeof InboundRequest>

/** What somebody does who calls: as when they are called, but whoever would not pick up says nothing and hangs up. */
export function callerBehaviour(phone: string): Behaviour {
  const behaviour = behaviourOf(phone)
  switch (behaviour) {
    case 'no_answer':
    case 'busy':
    case 'rejected':
    case 'invalid':
    case 'machine':
      return 'hangs_up'
    case 'flaky':
      return 'interested'
    default:
      return behaviour
  }
}

/** Where the carrier asks for one of our numbers, as it was told to. */
export interface Binding {
  callUrl: string
  textUrl: string
  /** Texts as the fields of a form, answered in XML. */
  isForm: boolean
}

export const CALL_PATH = '/hooks/signalwire/inbound/call'
const TEXT_PATH = '/hooks/signalwire/inbound/text'

/** Of a number nobody has bound: the product's own doors. */
export function defaultBinding(origin: string): Binding {
  return { callUrl: `${origin}${CALL_PATH}`, textUrl: `${origin}${TEXT_PATH}`, isForm: false }
}

/** What `PUT /api/relay/rest/phone_numbers/{id}` said, over what stood. */
export function bindingFrom(body: unknown, before: Binding): Binding {
  const told = isObject(body) ? body : {}
  const text = (name: string, otherwise: string): string => (typeof told[name] === 'string' ? told[name] : otherwise)
  const isForm = text('message_handler', before.isForm ? 'laml_webhooks' : '') === 'laml_webhooks'
  return {
    callUrl: text('call_relay_script_url', before.callUrl),
    textUrl: text('message_request_url', before.textUrl),
    isForm,
  }
}

/** The request a text makes, signed by whoever sends it unless it is signed already. */
export interface TextRequest {
  url: string
  headers: Record<string, string>
  body: string
  signed: boolean
}

/** @param at sandbox epoch ms */
export async function textRequest(
  { from, to, says }: InboundRequest,
  binding: Binding,
  ids: { messageId: string; projectId: string },
  at: number,
  signingKey: string,
): Promise<TextRequest> {
  const url = binding.textUrl
  if (binding.isForm) {
    const fields = {
      AccountSid: ids.projectId,
      MessageSid: ids.messageId,
      From: from,
      To: to,
      Body: says,
      NumMedia: '0',
    }
    const headers = {
      'Content-Type': 'application/x-www-form-urlencoded',
      'X-SignalWire-Signature': await formSignature(signingKey, url, fields),
    }
    return { url, headers, body: new URLSearchParams(fields).toString(), signed: false }
  }
  const body = JSON.stringify(messageBody({ from, to, says }, ids, at))
  return { url, headers: { 'Content-Type': 'application/json' }, body, signed: true }
}

/** The body of a SWML messaging fetch. */
export function messageBody(
  { from, to, says }: { from: string; to: string; says: string },
  { messageId, projectId }: { messageId: string; projectId: string },
  at: number,
): JsonObject {
  return {
    message: {
      message_id: messageId,
      project_id: projectId,
      space_id: SPACE_ID,
      direction: 'inbound',
      type: 'sms',
      from,
      to,
      body: says,
      media: [],
      segments: Math.max(1, Math.ceil(says.length / 160)),
      timestamp: iso(at),
    },
    params: {},
  }
}

/** What the answer to a text writes back; null: nothing. */
export function replyIn(body: string): string | null {
  const xml = /<Message>([\s\S]*?)<\/Message>/.exec(body)?.[1]
  if (xml !== undefined) return xml.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
  const document = body.startsWith('{') ? parseDocument(body) : null
  const sections = document && isObject(document.sections) ? document.sections : {}
  for (const step of Array.isArray(sections.main) ? sections.main : []) {
    const reply = isObject(step) && isObject(step.reply) ? step.reply.body : null
    if (typeof reply === 'string') return reply
  }
  return null
}
