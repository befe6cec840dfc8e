import type { Behaviour } from './behaviour.ts'
import type { EndReason, Json, JsonObject, StatusEvent } from './wire.ts'

/** One delivery of a callback, as `/calls` shows it. */
export interface SentCallback {
  event: string
  /** ISO sandbox time. */
  at: string
  /** HTTP status of the answer; 0 when there was none. */
  status: number
  /** The tries before this one, when there were any: each may have been taken in although its answer was lost. */
  failed?: FailedTry[]
}

export interface FailedTry {
  /** ISO sandbox time. */
  at: string
  status: number
}

/**
 * One call as the world stores it. Instants are sandbox epoch ms and may lie in the future: the ringing is planned when the call is
 * placed, the end as soon as the script knows it. What is true *now* is read through `stateOf`.
 */
export interface Call {
  seq: number
  id: string
  from: string
  to: string
  behaviour: Behaviour
  /** Absent: a call of ours. */
  direction?: 'inbound'
  placedAt: number
  ringingAt: number | null
  answerAt: number | null
  endAt: number | null
  endReason: EndReason | null
  attemptId: string | null
  detection: string | null
  outcome: string | null
  /** Grows with every hang-up or redirect from outside: what was planned before, for later than `cutAt`, is off. */
  epoch: number
  cutAt: number
  statusUrl: string | null
  statusEvents: StatusEvent[]
  customVariables: Record<string, string>
  url: string | null
  urlMethod: 'GET' | 'POST'
  fallbackUrl: string | null
  recordingsUrl: string
  /** Where the ledger holds the dial, and with it an inline document. */
  ledgerSeq: number
  /** All callbacks are kept back and sent last to first. */
  reversed: boolean
  /** Callbacks kept back so far, by the instant each belongs to. */
  held: HeldCallback[]
  callbacks: SentCallback[]
}

export interface HeldCallback {
  at: number
  kind: string
  detail: JsonObject
}

export type CallState = 'queued' | 'ringing' | 'answered' | 'ended'

/** How far the call has come at `now`. */
export function stateOf(call: Call, now: number): CallState {
  if (call.endAt !== null && call.endAt <= now) return 'ended'
  if (call.answerAt !== null && call.answerAt <= now) return 'answered'
  if (call.ringingAt !== null && call.ringingAt <= now) return 'ringing'
  return 'queued'
}

function past(at: number | null, now: number): string | null {
  return at !== null && at <= now ? new Date(at).toISOString() : null
}

/** Whether the call was answered before it ended. */
export function wasAnswered(call: Call): boolean {
  return call.answerAt !== null && (call.endAt === null || call.answerAt <= call.endAt)
}

/** One entry of `GET /calls`: only what has happened by `now`. */
export function callEntry(call: Call, now: number): JsonObject {
  const state = stateOf(call, now)
  const answered = wasAnswered(call)
  return {
    seq: call.seq,
    id: call.id,
    from: call.from,
    to: call.to,
    ...(call.direction ? { direction: call.direction } : {}),
    state,
    behaviour: call.behaviour,
    placed_at: new Date(call.placedAt).toISOString(),
    ringing_at: past(call.ringingAt, now),
    answered_at: answered ? past(call.answerAt, now) : null,
    ended_at: past(call.endAt, now),
    end_reason: state === 'ended' ? call.endReason : null,
    attempt_id: call.attemptId,
    detection: answered && state !== 'queued' && state !== 'ringing' ? call.detection : null,
    outcome: state === 'ended' ? call.outcome : null,
    custom_variables: call.customVariables,
    callbacks_sent: call.callbacks.length,
    callbacks: call.callbacks as unknown as Json,
  }
}

/** The caller's own id of the attempt: a custom variable, else the first `att_…` in a callback URL. */
export function attemptIdOf(customVariables: Record<string, string>, urls: (string | null)[]): string | null {
  const named = customVariables.attempt_id ?? customVariables.attemptId ?? customVariables.attempt
  if (named) return named
  for (const url of urls) {
    const found = /att_[A-Za-z0-9_-]*[A-Za-z0-9]/.exec(url ?? '')
    if (found) return found[0]
  }
  return null
}
