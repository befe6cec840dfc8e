import { between } from './hash.ts'
import { checkPhone, Errors, isE164, isHttpUrl, readCustomVariables, readUrl } from './validate.ts'
import { isObject, iso, type JsonObject, plainError, type Reply, refusal } from './wire.ts'

/** Texts (SignalWire) and mails (Postmark): accepted, kept for the page, and for texts reported as delivered. */

export interface TextMessage {
  id: string
  from: string
  to: string
  body: string
  media: string[]
  statusCallback: string | null
  customVariables: Record<string, string>
}

/** Reads or refuses the body of `POST /api/messaging/messages`. */
export function readMessage(
  body: unknown,
  id: string,
): { ok: true; message: TextMessage } | { ok: false; reply: Reply } {
  if (!isObject(body)) return { ok: false, reply: plainError(400, 'Bad Request') }
  const errors = new Errors()
  checkPhone(body, 'to', errors)
  if (!isE164(body.from) && !/^\d{5,6}$/.test(String(body.from ?? '')))
    errors.add('invalid_from_number', 'from', 'from must be a purchased number in E.164 format or a short code')
  const text = typeof body.body === 'string' ? body.body : ''
  const media = Array.isArray(body.media) ? body.media.filter(isHttpUrl) : []
  if (text === '' && media.length === 0) errors.add('body_or_media_required', 'body', 'body or media is required')
  if (text.length > 1600) errors.add('character_limit_exceeded', 'body', 'body may have at most 1600 characters')
  if (media.length > 8) errors.add('media_limit_exceeded', 'media', 'media may have at most 8 items')
  const message: TextMessage = {
    id,
    from: String(body.from),
    to: String(body.to),
    body: text,
    media,
    statusCallback: readUrl(body, 'status_callback', errors),
    customVariables: readCustomVariables(body.custom_variables, errors),
  }
  return errors.list.length > 0 ? { ok: false, reply: refusal(422, errors.list) } : { ok: true, message }
}

/** Number of segments: 160 or 70 characters alone, 153 or 67 when split (letters outside Latin-1 count as UCS-2). */
function segmentsOf(body: string): number {
  const wide = [...body].some((letter) => letter.charCodeAt(0) > 0xff)
  if (body.length <= (wide ? 70 : 160)) return 1
  return Math.ceil(body.length / (wide ? 67 : 153))
}

/** The documented 201 answer. */
export function messageReply(message: TextMessage, projectId: string, at: number): Reply {
  return {
    status: 201,
    body: {
      id: message.id,
      from: message.from,
      to: message.to,
      body: message.body,
      status: 'queued',
      direction: 'outbound',
      kind: message.media.length > 0 ? 'mms' : 'sms',
      media: message.media,
      number_of_segments: segmentsOf(message.body),
      error_code: null,
      error_message: null,
      created_at: iso(at),
      project_id: projectId,
      status_callback_url: message.statusCallback,
      message_uri: `/api/messaging/logs/${message.id}`,
    },
  }
}

/** The status callbacks of one text, with their sandbox instants: sent, then delivered. */
export function messageCallbacks(
  message: TextMessage,
  projectId: string,
  at: number,
): { at: number; body: JsonObject }[] {
  const sentAt = at + between(`sent:${message.id}`, 500, 1500)
  const deliveredAt = sentAt + between(`delivered:${message.id}`, 1000, 5000)
  const body = (status: string, timestamp: number): JsonObject => ({
    id: message.id,
    project_id: projectId,
    status,
    to: message.to,
    from: message.from,
    body: message.body,
    number_of_segments: segmentsOf(message.body),
    timestamp: iso(timestamp),
    error_code: null,
    error_message: null,
    ...(Object.keys(message.customVariables).length > 0 ? { custom_variables: message.customVariables } : {}),
  })
  return [
    { at: sentAt, body: body('sent', sentAt) },
    { at: deliveredAt, body: body('delivered', deliveredAt) },
  ]
}

export interface Mail {
  id: string
  from: string
  to: string
  subject: string
  text: string
}

/** Reads or refuses a mail as Postmark's `POST /email` does. */
export function readMail(body: unknown, id: string): { ok: true; mail: Mail } | { ok: false; reply: Reply } {
  if (!isObject(body)) return { ok: false, reply: postmarkError(402, 'Invalid JSON') }
  const text = (name: string): string => (typeof body[name] === 'string' ? body[name] : '')
  if (!text('From').includes('@')) return { ok: false, reply: postmarkError(300, "Invalid 'From' address.") }
  if (!text('To').includes('@')) return { ok: false, reply: postmarkError(300, "Invalid 'To' address.") }
  const content = text('TextBody') || text('HtmlBody')
  if (content === '')
    return { ok: false, reply: postmarkError(300, "Provide either email 'TextBody' or 'HtmlBody' or both.") }
  return { ok: true, mail: { id, from: text('From'), to: text('To'), subject: text('Subject'), text: content } }
}

/** Postmark's answer to an accepted mail. */
export function mailReply(mail: Mail, at: number): Reply {
  return {
    status: 200,
    body: { To: mail.to, SubmittedAt: iso(at), MessageID: mail.id, ErrorCode: 0, Message: 'OK' },
  }
}

function postmarkError(code: number, message: string): Reply {
  return { status: 422, body: { ErrorCode: code, Message: message } }
}
