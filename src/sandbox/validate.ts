import {
  type ApiError,
  type CallingCommand,
  type EndReason,
  isObject,
  type Json,
  type JsonObject,
  plainError,
  type Reply,
  refusal,
  STATUS_EVENTS,
  type StatusEvent,
  type SwmlDocument,
} from './wire.ts'

/**
 * Reads and refuses calling commands as SignalWire's specification does: unknown parameters, wrong types and out-of-range values are
 * 422 with a documented code. Where the documentation names no code for a case, `invalid_parameter` is used.
 */

const E164 = /^\+[1-9]\d{6,14}$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const VARIABLE_NAME = /^[A-Za-z_]\w*$/
const RESERVED_NAME = /^(signalwire_|sw_|rtc_|internal_)/i
const CODECS = new Set(['PCMU', 'PCMA', 'OPUS', 'G722', 'G729', 'VP8', 'H264'])
const DIAL_PARAMS = new Set(
  (
    'from to url swml url_method fallback_url caller_id status_url status_events timeout max_price_per_minute codecs send_digits ' +
    'region custom_variables to_script username password'
  ).split(' '),
)
const UPDATE_PARAMS = new Set(['id', 'url', 'swml', 'fallback_url', 'status', 'status_url'])

/** REST spelling of `calling.end`'s reasons → ours. */
const END_REASONS: Record<string, EndReason> = {
  hangup: 'hangup',
  cancel: 'cancel',
  busy: 'busy',
  noAnswer: 'no_answer',
  decline: 'declined',
  error: 'error',
}

export type Read = { ok: true; command: CallingCommand } | { ok: false; reply: Reply }

/** Collects every error of a request, as the API reports them together. */
export class Errors {
  readonly list: ApiError[] = []
  add(code: string, attribute: string | null, message: string): void {
    this.list.push({ code, message, attribute })
  }
}

export function isE164(value: unknown): value is string {
  return typeof value === 'string' && E164.test(value)
}

export function isHttpUrl(value: unknown): value is string {
  if (typeof value !== 'string') return false
  try {
    return ['http:', 'https:'].includes(new URL(value).protocol)
  } catch {
    return false
  }
}

/** Turns a parsed body of `POST /api/calling/calls` into a command, or into the refusal SignalWire would send. */
export function readCallingCommand(body: unknown): Read {
  if (!isObject(body)) return { ok: false, reply: plainError(400, 'Bad Request') }
  const errors = new Errors()
  const name = body.command
  let command: CallingCommand | null = null
  if (name === undefined || name === null || name === '')
    errors.add('missing_required_parameter', 'command', 'command is required')
  else if (name === 'dial' || name === 'update') {
    if (!isObject(body.params)) errors.add('missing_required_parameter', 'params', 'params is required')
    else command = name === 'dial' ? readDial(body.params, errors) : readUpdate(body.params, errors)
  } else if (name === 'calling.end') command = readEnd(body, errors)
  else errors.add('invalid_command_attempted', 'command', `${String(name)} is not a command this sandbox knows`)
  if (command === null || errors.list.length > 0) return { ok: false, reply: refusal(422, errors.list) }
  return { ok: true, command }
}

function readDial(params: JsonObject, errors: Errors): CallingCommand {
  refuseUnknown(params, DIAL_PARAMS, errors)
  checkPhone(params, 'from', errors)
  checkPhone(params, 'to', errors)
  const { url, swml } = readScript(params, errors)
  if (url === null && swml === null && errors.list.every((e) => e.attribute !== 'url' && e.attribute !== 'swml'))
    errors.add('inline_swml_or_swml_webhook_required', 'url', 'either url or swml is required')
  const method = params.url_method ?? 'POST'
  if (method !== 'GET' && method !== 'POST')
    errors.add('invalid_http_method', 'url_method', 'url_method must be GET or POST')
  if (params.caller_id !== undefined && !isE164(params.caller_id))
    errors.add('not_e164', 'caller_id', 'caller_id must be in E.164 format')
  const timeout = params.timeout
  if (timeout !== undefined && !(Number.isInteger(timeout) && Number(timeout) >= 1 && Number(timeout) <= 600))
    errors.add('invalid_parameter', 'timeout', 'timeout must be a whole number from 1 to 600')
  const price = params.max_price_per_minute
  if (price !== undefined && !(typeof price === 'number' && price >= 0))
    errors.add('invalid_parameter', 'max_price_per_minute', 'max_price_per_minute must be a number of at least 0')
  checkCodecs(params.codecs, errors)
  if (params.send_digits !== undefined && !/^[0-9A-Da-d*#w,]*$/.test(String(params.send_digits)))
    errors.add('invalid_parameter', 'send_digits', 'send_digits may contain 0-9, A-D, *, #, w and comma')
  return {
    command: 'dial',
    from: String(params.from),
    to: String(params.to),
    url,
    urlMethod: method === 'GET' ? 'GET' : 'POST',
    fallbackUrl: readUrl(params, 'fallback_url', errors),
    swml,
    statusUrl: readUrl(params, 'status_url', errors),
    statusEvents: readStatusEvents(params.status_events, errors),
    timeoutSeconds: timeout === undefined ? 0 : Number(timeout),
    customVariables: readCustomVariables(params.custom_variables, errors),
  }
}

function readUpdate(params: JsonObject, errors: Errors): CallingCommand {
  refuseUnknown(params, UPDATE_PARAMS, errors)
  const id = readId(params.id, errors)
  const { url, swml } = readScript(params, errors)
  const status = params.status ?? null
  if (status !== null && status !== 'canceled' && status !== 'completed')
    errors.add('invalid_parameter', 'status', 'status must be canceled or completed')
  if (status === null && url === null && swml === null)
    errors.add('inline_swml_or_swml_webhook_required', 'url', 'one of url, swml and status is required')
  return {
    command: 'update',
    id,
    status: status === 'canceled' || status === 'completed' ? status : null,
    url,
    swml,
    fallbackUrl: readUrl(params, 'fallback_url', errors),
    statusUrl: readUrl(params, 'status_url', errors),
  }
}

function readEnd(body: JsonObject, errors: Errors): CallingCommand {
  const id = readId(body.id, errors)
  if (!isObject(body.params)) errors.add('missing_required_parameter', 'params', 'params is required')
  const raw = isObject(body.params) ? body.params.reason : undefined
  const reason = typeof raw === 'string' ? END_REASONS[raw] : undefined
  if (raw !== undefined && reason === undefined)
    errors.add('invalid_parameter', 'reason', `reason must be one of ${Object.keys(END_REASONS).join(', ')}`)
  return { command: 'calling.end', id, reason: reason ?? null }
}

function refuseUnknown(params: JsonObject, known: Set<string>, errors: Errors): void {
  for (const name of Object.keys(params))
    if (!known.has(name)) errors.add('invalid_parameter', name, `${name} is not a parameter of this command`)
}

/** A required E.164 number. */
export function checkPhone(params: JsonObject, name: string, errors: Errors): void {
  const value = params[name]
  if (value === undefined || value === null || value === '')
    errors.add('missing_required_parameter', name, `${name} is required`)
  else if (!isE164(value)) errors.add('not_e164', name, `${name} must be in E.164 format`)
}

function readId(value: Json | undefined, errors: Errors): string {
  if (typeof value !== 'string' || value === '') errors.add('missing_required_parameter', 'id', 'id is required')
  else if (!UUID.test(value)) errors.add('provided_id_is_unrecognized', 'id', 'id must be the id of a call')
  return String(value)
}

/** An optional http(s) address. */
export function readUrl(params: JsonObject, name: string, errors: Errors): string | null {
  const value = params[name]
  if (value === undefined || value === null) return null
  if (isHttpUrl(value)) return value
  errors.add('not_an_http_url', name, `${name} must be a valid http or https url`)
  return null
}

/** `url` or `swml`, never both; an inline document may also be its JSON text. */
function readScript(params: JsonObject, errors: Errors): { url: string | null; swml: SwmlDocument | null } {
  const url = readUrl(params, 'url', errors)
  const raw = params.swml
  if (raw === undefined || raw === null) return { url, swml: null }
  if (url !== null) errors.add('incompatible_parameters', 'swml', 'url and swml cannot be specified together')
  const swml = parseDocument(raw)
  if (swml === null) errors.add('not_json_or_yaml', 'swml', 'swml must be a SWML document')
  return { url, swml }
}

/** A SWML document from an object or from JSON text; null when it is neither. YAML is not read. */
export function parseDocument(raw: unknown): SwmlDocument | null {
  if (isObject(raw)) return raw
  if (typeof raw !== 'string') return null
  try {
    const parsed: unknown = JSON.parse(raw)
    return isObject(parsed) ? parsed : null
  } catch {
    return null
  }
}

function readStatusEvents(value: Json | undefined, errors: Errors): StatusEvent[] {
  if (value === undefined || value === null) return ['ended']
  const known = (item: Json): item is StatusEvent => STATUS_EVENTS.some((event) => event === item)
  if (Array.isArray(value) && value.every(known)) return value
  errors.add(
    'list_contains_invalid_entries',
    'status_events',
    `status_events must be a list of ${STATUS_EVENTS.join(', ')}`,
  )
  return ['ended']
}

function checkCodecs(value: Json | undefined, errors: Errors): void {
  if (value === undefined) return
  const list = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : null
  const valid = list?.every((codec) => typeof codec === 'string' && CODECS.has(codec.trim().split('@')[0] ?? ''))
  if (!valid)
    errors.add('invalid_codecs_format', 'codecs', 'codecs must be a list or a comma-separated string of codecs')
}

/** At most 20 string pairs with proper names; used by calls and messages alike. */
export function readCustomVariables(value: Json | undefined, errors: Errors): Record<string, string> {
  const found: Record<string, string> = {}
  if (value === undefined || value === null) return found
  const attribute = 'custom_variables'
  if (!isObject(value)) {
    errors.add('must_be_object', attribute, 'custom_variables must be an object of string pairs')
    return found
  }
  const entries = Object.entries(value)
  if (entries.length > 20)
    errors.add('too_many_custom_variables', attribute, 'custom_variables may hold at most 20 pairs')
  for (const [name, content] of entries) {
    if (!VARIABLE_NAME.test(name)) errors.add('invalid_custom_variable_name', attribute, `${name} is not a valid name`)
    else if (RESERVED_NAME.test(name))
      errors.add('reserved_custom_variable_name', attribute, `${name} uses a reserved prefix`)
    else if (typeof content !== 'string' || content === '')
      errors.add('invalid_custom_variable_value', attribute, `${name} must be a non-empty string`)
    else if (new TextEncoder().encode(content).length > 1024)
      errors.add('custom_variable_value_too_long', attribute, `${name} must be at most 1024 bytes`)
    else found[name] = content
  }
  return found
}
