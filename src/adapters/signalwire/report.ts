import type { CallEvent, ConversationReport } from '../../domain/call.ts'
import { callbackTimeOf, type LocalToInstant } from './callback-time.ts'
import { functionEvent } from './functions.ts'
import {
  anyField,
  type Fields,
  field,
  fieldsOf,
  flagOf,
  instantOf,
  jsonOf,
  listOf,
  numberOf,
  textOf,
} from './lenient.ts'
import { recordingUrlOf } from './recording-url.ts'
import { detectionOf, dispositionOf, goalResultOf } from './spellings.ts'
import { extractTranscript } from './transcript.ts'

/** The report SignalWire sends when an AI session ends (`post_prompt_url`, reference §5). */

const MAX_SUMMARY = 1_000
/** Keys of `post_prompt_data` that are the carrier's, not the AI's. */
const CARRIER_KEYS = new Set(['raw', 'parsed', 'substituted'])

/**
 * The events of one report: the answer and the opt-outs of the function log again, because either's own callback may have been
 * lost and an opt-out must never be, then the report itself. `fetch_conversation` shares the URL and is not a report.
 * @param instant reads an instant of the body, replacing what cannot be true by the time of receipt.
 */
export function reportEvents(
  body: unknown,
  receivedAt: number,
  instant: (value: unknown) => number,
  options: { localToInstant?: LocalToInstant; carrierBaseUrl?: string },
): CallEvent[] {
  const action = field(body, 'action')
  if (fieldsOf(body) === null || (action !== undefined && action !== 'post_conversation')) return []
  const answered = instantOf(field(body, 'call_answer_date'))
  const optOut = optOutOf(field(body, 'swaig_log'), instant)
  return [
    ...(answered === null ? [] : [{ type: 'answered' as const, at: instant(answered) }]),
    ...(optOut === null ? [] : [optOut]),
    { type: 'reported', at: instant(field(body, 'ai_end_date')), report: reportOf(body, receivedAt, options) },
  ]
}

/** All opt-outs of the function log as one, since each event costs the database a batch: the first, and no mail if any of them said so. */
function optOutOf(log: unknown, instant: (value: unknown) => number): CallEvent | null {
  const optOuts = listOf(log, 1_000)
    .map((entry) => functionEvent(loggedCall(entry), instant(field(entry, 'epoch_time')), undefined))
    .filter((event) => event?.type === 'opted_out')
  const [first] = optOuts
  return first === undefined ? null : { ...first, email: optOuts.some((event) => event.email) }
}

/** A function log entry in the form the function's own callback had. */
function loggedCall(entry: unknown): Fields {
  return { function: field(entry, 'command_name'), argument: { raw: field(entry, 'command_arg') } }
}

function reportOf(
  body: unknown,
  receivedAt: number,
  options: { localToInstant?: LocalToInstant; carrierBaseUrl?: string },
): ConversationReport {
  const { answers, prose } = answersOf(field(body, 'post_prompt_data'))
  const vars = field(body, 'SWMLVars')
  return {
    disposition: dispositionOf(anyField(answers, 'outcome', 'disposition')),
    summary: textOf(field(answers, 'summary'), MAX_SUMMARY) || textOf(prose, MAX_SUMMARY),
    callbackAt: callbackTimeOf(field(answers, 'callback_at'), receivedAt, options.localToInstant),
    primaryGoal: goalResultOf(field(answers, 'primary_goal')) ?? 'unknown',
    goalScore: scoreOf(field(answers, 'goal_score')),
    userTurns: extractTranscript(body).turns.filter((turn) => turn.role === 'person').length,
    optOutEmail: flagOf(field(answers, 'opt_out_email')),
    detection: detectionOf(field(vars, 'detect_result')),
    recordingUrl: recordingUrlOf(field(vars, 'record_call_url'), options.carrierBaseUrl),
    transcriptKey: null,
  }
}

/**
 * The AI's answers, looked for in the order SignalWire's own SDK uses: parsed object, first non-empty parsed entry, flat keys,
 * raw text as JSON (a code fence taken off). Text that is no JSON is kept as prose.
 */
function answersOf(data: unknown): { answers: Fields | null; prose: string | null } {
  const parsed = field(data, 'parsed')
  const candidates = [parsed, ...listOf(parsed, 20), flatAnswers(data)]
  const found = candidates.map(fieldsOf).find((fields) => fields !== null && Object.keys(fields).length > 0)
  if (found) return { answers: found, prose: null }
  const raw = typeof data === 'string' ? data : field(data, 'raw')
  const fromRaw = typeof raw === 'string' ? fieldsOf(jsonOf(withoutFence(raw))) : null
  if (fromRaw !== null) return { answers: fromRaw, prose: null }
  const prose = anyField(data, 'substituted') ?? raw
  return { answers: null, prose: typeof prose === 'string' ? prose : null }
}

function flatAnswers(data: unknown): Fields | null {
  const fields = fieldsOf(data)
  if (fields === null) return null
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !CARRIER_KEYS.has(key)))
}

function withoutFence(text: string): string {
  const trimmed = text.trim()
  if (!trimmed.startsWith('```')) return trimmed
  const start = trimmed.indexOf('\n')
  const end = trimmed.lastIndexOf('```')
  return start > 0 && end > start ? trimmed.slice(start, end) : trimmed
}

/** 0–100, whole; anything else was not a score. */
function scoreOf(value: unknown): number | null {
  const score = numberOf(value)
  return score !== null && score >= 0 && score <= 100 ? Math.round(score) : null
}
