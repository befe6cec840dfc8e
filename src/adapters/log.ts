import type { Log } from '../ports.ts'

/**
 * The fields a line may have. A name is on this list only when what stands under it can never say who somebody is: ids, codes, counts.
 * Anything else is left out, and its name is listed under `dropped`.
 */
export const LOG_FIELDS = [
  'request_id',
  'org_id',
  'campaign_id',
  'attempt_id',
  'attempt_ids',
  'lead_id',
  'import_id',
  'erasure_id',
  'mail_id',
  'endpoint_id',
  'delivery_id',
  'event_id',
  'stuck_id',
  'trip_id',
  'message_id',
  'action',
  'attempts',
  'because',
  'chunk',
  'code',
  'count',
  'created',
  'details',
  'disqualified',
  'duplicate',
  'error',
  'job',
  'kind',
  'method',
  'ms',
  'processed',
  'queue',
  'reason',
  'rejected',
  'route',
  'rows',
  'sealed_to',
  'skipped',
  'status',
  'step',
  'tries',
  'type',
  'updated',
  'where',
  // What tripped a breaker.
  'calls',
  'calls_named',
  'day',
  'hits',
  'limit_cents',
  'limit_percent',
  'measured_percent',
  'spent_cents',
  'window',
  'worst_case_cents',
  'zone',
] as const

const ALLOWED: ReadonlySet<string> = new Set(LOG_FIELDS)
/** Longest text in a line: a stack, not a transcript. */
const MAX_TEXT = 2_000
const PHONE = /(?:\+|%2B)[1-9](?:[\s().-]{0,2}\d){6,14}/gi
// Bounded, or a long text without an @ would take minutes.
const EMAIL = /[A-Za-z0-9._+-]{1,64}(?:@|%40)(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}/g

/** Keys, tokens and secrets, by what stands before them or by how they begin: the carrier's (PT, PSK), our webhooks' (whsec), those of CRMs (ingest). */
const SECRETS: readonly [RegExp, string][] = [
  [/\b(Basic|Bearer)\s{1,3}[\w.~+/=-]{8,}/gi, '$1 [secret]'],
  [/(x-api-key[\\"']{0,3}\s{0,3}[:=]\s{0,3}[\\"']{0,3})[\w.~+/=-]+/gi, '$1[secret]'],
  [/([?&](?:t|key|token|secret|signature)=)[^&\s"'#]+/gi, '$1[secret]'],
  [/\bwhsec_[\w+/=-]+/g, '[secret]'],
  [/\bPSK_\w+/g, '[secret]'],
  [/\bingest_[0-9a-f]{16,}/gi, '[secret]'],
  [/\bPT[0-9a-f]{16,}/gi, '[secret]'],
  [/(:\/\/)[^/?#\s@:]{1,100}:[^/?#\s@]{1,100}@/g, '$1[secret]@'],
]

/**
 * The last line of defence, at every level: no phone number, email address, key or token leaves in a log, whatever an error's text quotes.
 */
export function redact(text: string): string {
  // Cut after what may be a phone or an address, not within it.
  const safe = SECRETS.reduce((open, [form, instead]) => open.replace(form, instead), text.slice(0, MAX_TEXT + 200))
    .replace(PHONE, '[phone]')
    .replace(EMAIL, '[email]')
  return safe.length > MAX_TEXT ? `${safe.slice(0, MAX_TEXT)}…` : safe
}

/** One line: `level`, `message`, then the fields that are allowed. */
export function logLine(
  level: 'info' | 'warn' | 'error',
  message: string,
  fields: Record<string, unknown> = {},
): Record<string, unknown> {
  const line: Record<string, unknown> = { level, message: redact(message) }
  const dropped: string[] = []
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === null) continue
    if (ALLOWED.has(name)) line[name] = safeValue(value)
    else dropped.push(name)
  }
  if (dropped.length > 0) line.dropped = dropped
  return line
}

function safeValue(value: unknown): unknown {
  if (typeof value === 'string') return redact(value)
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.slice(0, 100).map(safeValue)
  return redact(value instanceof Error ? String(value) : (JSON.stringify(value) ?? ''))
}

/** Structured lines on the console, which Workers Logs indexes by field. No personal data at info. */
export const consoleLog: Log = {
  info: (message, fields) => console.log(JSON.stringify(logLine('info', message, fields))),
  warn: (message, fields) => console.warn(JSON.stringify(logLine('warn', message, fields))),
  error: (message, fields) => console.error(JSON.stringify(logLine('error', message, fields))),
}
