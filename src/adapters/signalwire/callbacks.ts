import type { CallEvent, EndReason } from '../../domain/call.ts'
import type { LocalToInstant } from './callback-time.ts'
import type { CallbackKind } from './callback-url.ts'
import { functionEvent } from './functions.ts'
import { anyField, type Fields, field, fieldsOf, idOf, instantOf, jsonOf, numberOf, textOf } from './lenient.ts'
import { recordingUrlOf } from './recording-url.ts'
import { reportEvents } from './report.ts'
import { callStateOf, detectionOf, endReasonOf } from './spellings.ts'

/**
 * Callbacks from the carrier, turned into events. What SignalWire sends to a REST `status_url` is not documented (reference §3), so
 * every form that was ever seen is read: an envelope, an envelope whose `params` is a string, flat JSON, and the compatibility form.
 */

export interface ParseOptions {
  /** For times the person named without a UTC offset. */
  localToInstant?: LocalToInstant
  /** Recordings on this origin are trusted too. */
  carrierBaseUrl?: string
}

export interface ParsedCallback {
  carrierCallId: string | null
  events: CallEvent[]
}

/** A callback body as JSON or form fields, whatever its content type claims; null when it is neither. */
export function readCallbackBody(rawBody: string): unknown {
  const text = rawBody.trim()
  if (/^[[{"]/.test(text)) return jsonOf(text, Number.POSITIVE_INFINITY) ?? null
  if (!text.includes('=')) return null
  return Object.fromEntries(new URLSearchParams(text))
}

/**
 * What a verified callback says. Never throws; a body that says nothing gives no events.
 * @param receivedAt epoch ms; stands in for every instant that is missing or cannot be true.
 */
export function parseCallback(
  kind: CallbackKind,
  body: unknown,
  receivedAt: number,
  options: ParseOptions = {},
): ParsedCallback {
  const whole = fieldsOf(typeof body === 'string' ? jsonOf(body) : body) ?? {}
  const params = paramsOf(whole)
  const instant = (value: unknown): number => plausible(instantOf(value), receivedAt) ?? receivedAt
  const carrierCallId = idOf(anyField(params, 'call_id', 'callId', 'CallSid', 'id')) ?? idOf(field(whole, 'call_id'))
  const event = (found: CallEvent | null): ParsedCallback => ({ carrierCallId, events: found === null ? [] : [found] })
  switch (kind) {
    case 'status':
      return event(statusEvent(whole, params, instant))
    case 'detect':
      return event(detectEvent(whole, params, instant))
    case 'record':
      return event(recordEvent(whole, params, instant, options.carrierBaseUrl))
    case 'function':
      return event(functionEvent(whole, receivedAt, options.localToInstant))
    case 'report':
      return { carrierCallId, events: reportEvents(whole, receivedAt, instant, options) }
    default:
      return { carrierCallId: null, events: [] }
  }
}

/** The part of a body that is about the call: `params` (which may come as a string), else the body itself. */
function paramsOf(body: Fields): Fields {
  const params = field(body, 'params')
  return fieldsOf(typeof params === 'string' ? jsonOf(params) : params) ?? body
}

/** Clocks differ and callbacks are retried, but nothing is reported a week late or five minutes before it happens. */
function plausible(at: number | null, receivedAt: number): number | null {
  return at !== null && at >= receivedAt - 7 * 86_400_000 && at <= receivedAt + 300_000 ? at : null
}

/** A longer call is a mistake of units. */
const MAX_CALL_SECONDS = 86_400

type ReadInstant = (value: unknown) => number

function statusEvent(body: Fields, params: Fields, instant: ReadInstant): CallEvent | null {
  const word =
    anyField(params, 'call_state', 'state', 'status', 'CallStatus') ??
    anyField(body, 'call_state', 'status', 'CallStatus')
  const sentAt = anyField(body, 'timestamp', 'Timestamp') ?? anyField(params, 'timestamp')
  const answerTime = instantOf(anyField(params, 'answer_time', 'answered_at'))
  const state = callStateOf(word)
  switch (state) {
    case 'ringing':
      return { type: 'ringing', at: instant(sentAt) }
    case 'answered':
      return { type: 'answered', at: instant(answerTime ?? sentAt) }
    case 'ended': {
      const at = instant(instantOf(anyField(params, 'end_time', 'ended_at')) ?? sentAt)
      // An answer time that cannot be true still says that somebody answered; it must then not count as talking time.
      const answeredAt = answerTime === null ? null : Math.min(at, instant(answerTime))
      const rawReason = textOf(anyField(params, 'end_reason', 'endReason'), 100) || endWord(word)
      const reason = endReason(rawReason, answeredAt)
      const talkSeconds = talkSecondsOf(params, answeredAt)
      return { type: 'ended', at, answeredAt, reason, rawReason, ...(talkSeconds === null ? {} : { talkSeconds }) }
    }
    case 'pending':
    case null:
      return null
  }
}

/**
 * The call's length, where the callback gives it (reference §3, the flat form): undocumented whether ringing is in it, so it stands back
 * behind the two instants when the callback has those.
 */
function talkSecondsOf(params: Fields, answeredAt: number | null): number | null {
  if (answeredAt !== null) return null
  const ms = numberOf(field(params, 'duration_ms'))
  const seconds = ms === null ? numberOf(anyField(params, 'duration', 'CallDuration')) : ms / 1000
  return seconds !== null && seconds > 0 && seconds < MAX_CALL_SECONDS ? seconds : null
}

/** A final status such as `no-answer` is a reason by itself; `ended` is not. */
function endWord(word: unknown): string | null {
  return endReasonOf(word) === null ? null : textOf(word, 100)
}

function endReason(raw: string | null, answeredAt: number | null): EndReason {
  if (raw !== null) return endReasonOf(raw) ?? 'other'
  return answeredAt === null ? 'other' : 'hangup'
}

/** The detector's own callback, or the `request` our documents make. Markers such as READY are not detections. */
function detectEvent(body: Fields, params: Fields, instant: ReadInstant): CallEvent | null {
  const detect = field(params, 'detect')
  const word =
    anyField(field(detect, 'params'), 'event') ??
    anyField(params, 'detect_result', 'result') ??
    anyField(body, 'detect_result')
  const detection = detectionOf(word)
  return detection === null ? null : { type: 'detected', at: instant(field(body, 'timestamp')), detection }
}

function recordEvent(
  body: Fields,
  params: Fields,
  instant: ReadInstant,
  baseUrl: string | undefined,
): CallEvent | null {
  const state = anyField(params, 'state') ?? 'finished'
  const record = field(params, 'record')
  const url = recordingUrlOf(anyField(record, 'url') ?? anyField(params, 'url', 'RecordingUrl'), baseUrl)
  if (state !== 'finished' || url === null) return null
  const duration = numberOf(anyField(record, 'duration') ?? anyField(params, 'duration', 'RecordingDuration'))
  const durationSeconds = duration !== null && duration >= 0 && duration <= 86_400 ? Math.round(duration) : null
  return { type: 'recorded', at: instant(field(body, 'timestamp')), url, durationSeconds }
}
