import type { CarrierError } from '../../ports.ts'
import { anyField, fieldsOf, listOf, textOf } from './lenient.ts'

/** What an error code of `POST /api/calling/calls` means for the campaign (reference §2.3). */
type Effect = 'balance' | 'back_off' | 'destination' | 'ours'

/**
 * Codes that do not appear here are `ours`: refused for good, the phone is not to blame. `not_e164` can be about either number
 * and `not_routable` is what a space without international permission gets, so neither alone may kill a phone.
 */
const CODES: Record<Exclude<Effect, 'ours'>, string[]> = {
  balance: [
    'insufficient_balance',
    'auto_top_up_deactivated',
    'account_limit_exceeded',
    'feature_not_available',
    'not_allowed_on_subscription_plan',
  ],
  back_off: ['max_queued_calls_exceeded', 'rate_limit_exceeded', 'cannot_process'],
  destination: [
    'invalid_pstn_destination',
    'to_destination_unresolvable',
    'destination_number_not_supported',
    'number_blacklisted',
  ],
}
/** Codes that are about the called phone only when the error names the `to` attribute. */
const DESTINATION_WHEN_TO = new Set(['not_e164'])

const EFFECTS = new Map<string, Effect>(
  (Object.keys(CODES) as (keyof typeof CODES)[]).flatMap((effect) =>
    CODES[effect].map((code) => [code, effect] as const),
  ),
)
/** Of several errors in one answer, the one that holds everybody back counts first. */
const WEIGHT: Record<Effect, number> = { balance: 3, back_off: 2, destination: 1, ours: 0 }

/** Codes of `calling.end` that say the call is gone already: nothing is left to do. */
export const CALL_GONE_CODES: ReadonlySet<string> = new Set([
  'provided_id_is_unrecognized',
  'cannot_update_completed',
  'invalid_call_id_passed',
])

interface ReportedError {
  code: string
  message: string
  effect: Effect
}

/**
 * What an HTTP answer other than the expected one means. `body` is the parsed JSON body or undefined.
 * @param now epoch ms, for a Retry-After given as a date.
 */
export function carrierErrorOf(status: number, body: unknown, retryAfter: string | null, now: number): CarrierError {
  const errors = reportedErrors(body)
  const worst = errors.reduce<ReportedError | null>(
    (found, error) => (found === null || WEIGHT[error.effect] > WEIGHT[found.effect] ? error : found),
    null,
  )
  const { kind, destination } = judge(status, worst?.effect ?? 'ours')
  return {
    kind,
    destination,
    code: worst?.code || `http_${status}`,
    message: worst?.message || textOf(anyField(body, 'error', 'message'), 300) || `HTTP ${status}`,
    retryAfterSeconds: kind === 'rate_limited' || status === 503 ? retryAfterSeconds(retryAfter, now) : null,
  }
}

/** An error that did not come as an HTTP answer. */
export function localCarrierError(kind: CarrierError['kind'], code: string, message: string): CarrierError {
  return { kind, destination: false, code, message: textOf(message, 300), retryAfterSeconds: null }
}

function judge(status: number, effect: Effect): Pick<CarrierError, 'kind' | 'destination'> {
  if (status === 401 || status === 403) return { kind: 'auth', destination: false }
  if (status === 402) return { kind: 'balance', destination: false }
  // A request time-out says nothing about how far the request came, and neither does a failed or strange success.
  if (status === 408 || status >= 500 || status < 300) return { kind: 'unknown', destination: false }
  if (effect === 'balance') return { kind: 'balance', destination: false }
  if (status === 429 || effect === 'back_off') return { kind: 'rate_limited', destination: false }
  return { kind: 'rejected', destination: effect === 'destination' }
}

/** Both documented bodies: `{errors:[{code, message, attribute}]}` and `{errors:[{code, title, detail}]}`. */
function reportedErrors(body: unknown): ReportedError[] {
  return listOf(anyField(body, 'errors'), 50)
    .filter((entry) => fieldsOf(entry) !== null)
    .map((entry) => {
      const code = textOf(anyField(entry, 'code'), 100)
      const attribute = textOf(anyField(entry, 'attribute'), 100)
      return {
        code,
        message: textOf(anyField(entry, 'message', 'detail', 'title'), 300),
        effect: effectOf(code, attribute),
      }
    })
}

function effectOf(code: string, attribute: string): Effect {
  const aboutTo = /(^|[./])to$/.test(attribute)
  const aboutFrom = /(^|[./])(from|caller_id)$/.test(attribute)
  if (DESTINATION_WHEN_TO.has(code)) return aboutTo ? 'destination' : 'ours'
  const effect = EFFECTS.get(code) ?? 'ours'
  return effect === 'destination' && aboutFrom ? 'ours' : effect
}

/** Whole seconds, at most a day; null when absent or not understood. SignalWire does not document the header (reference §1). */
function retryAfterSeconds(header: string | null, now: number): number | null {
  if (header === null) return null
  const seconds = /^\s*\d{1,9}\s*$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - now) / 1000)
  return Number.isNaN(seconds) ? null : Math.min(86_400, Math.max(0, seconds))
}
