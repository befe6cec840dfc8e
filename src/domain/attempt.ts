import {
  ATTEMPT_STATES,
  type AttemptState,
  type CallEvent,
  type ConversationReport,
  type Detection,
  END_REASONS,
  type EndReason,
} from './call.ts'
import { type AttemptFacts, isMachine, wasAnswered } from './outcome.ts'

/**
 * One dial of one phone, and what the carrier told us of it. Callbacks come late, twice and in any order, so every fact is
 * merged by a rule that does not depend on arrival (the earliest, the latest, the most specific; ties by value): any order
 * and any repetition of the same events gives the same attempt. The state only ever moves forward.
 */
export interface Attempt extends AttemptFacts {
  state: AttemptState
  /** Epoch ms, as all instants here. */
  permittedAt: number
  placedAt: number | null
  ringingAt: number | null
  detected: { detection: Detection; at: number } | null
  ended: { reason: EndReason; rawReason: string | null; at: number } | null
  optedOut: { email: boolean; reason: string; at: number } | null
  callbackAsked: { callbackAt: number | null; reason: string; at: number } | null
  saidWrongNumber: { reason: string; at: number } | null
  recording: { url: string; durationSeconds: number | null; at: number } | null
  reported: { report: ConversationReport; at: number } | null
}

/** An attempt as it is when the ledger has permitted it. */
export function newAttempt(permittedAt: number, options: { amdOff?: boolean } = {}): Attempt {
  return {
    state: 'permitted',
    permittedAt,
    placedAt: null,
    ringingAt: null,
    answeredAt: null,
    endedAt: null,
    endReason: null,
    detection: null,
    talkSeconds: null,
    optedOut: null,
    callbackAsked: null,
    wrongNumber: false,
    report: null,
    amdOff: options.amdOff ?? false,
    dialError: null,
    silent: false,
    detected: null,
    ended: null,
    saidWrongNumber: null,
    recording: null,
    reported: null,
  }
}

/** The carrier accepted the dial. Its first callbacks may have come before its answer. */
export function markPlaced(attempt: Attempt, at: number): Attempt {
  return update(attempt, 'placed', { placedAt: earliest(attempt.placedAt, at) })
}

/** The carrier refused the dial for good; there is no call and no callback will come. */
export function markRefused(attempt: Attempt, error: { invalidNumber: boolean; code: string }, at: number): Attempt {
  return update(attempt, 'ended', { dialError: attempt.dialError ?? error, endedAt: earliest(attempt.endedAt, at) })
}

/** Reconciliation gives up: the carrier knows nothing of this call, or nothing but its length. */
export function markSilent(attempt: Attempt, at: number): Attempt {
  return update(attempt, 'ended', { silent: true, endedAt: earliest(attempt.endedAt, at) })
}

export function markSettled(attempt: Attempt): Attempt {
  return update(attempt, 'settled', {})
}

/** The attempt with one more event. The same object when the event says nothing new. */
export function applyEvent(attempt: Attempt, event: CallEvent): Attempt {
  const { at } = event
  switch (event.type) {
    case 'ringing':
      return update(attempt, 'ringing', { ringingAt: earliest(attempt.ringingAt, at) })
    case 'answered':
      return update(attempt, 'answered', { answeredAt: earliest(attempt.answeredAt, at) })
    case 'detected': {
      const detected = choose(attempt.detected, { detection: event.detection, at }, byDetection)
      return update(attempt, 'answered', { detected, detection: detected.detection })
    }
    case 'ended': {
      const ended = choose(attempt.ended, { reason: event.reason, rawReason: event.rawReason, at }, byEnd)
      return update(attempt, 'ended', {
        ended,
        endReason: ended.reason,
        endedAt: earliest(attempt.endedAt, at),
        answeredAt: earliest(attempt.answeredAt, event.answeredAt),
        talkSeconds: longest(attempt.talkSeconds ?? null, event.talkSeconds ?? null),
      })
    }
    case 'recorded': {
      const next = { url: event.url, durationSeconds: event.durationSeconds, at }
      return update(attempt, 'answered', { recording: choose(attempt.recording, next, byLatest) })
    }
    case 'opted_out': {
      const first = choose(attempt.optedOut, { email: event.email, reason: event.reason, at }, byEarliest)
      const email = event.email || (attempt.optedOut?.email ?? false)
      return update(attempt, 'answered', { optedOut: first.email === email ? first : { ...first, email } })
    }
    case 'callback_asked': {
      const next = { callbackAt: event.callbackAt, reason: event.reason, at }
      return update(attempt, 'answered', { callbackAsked: choose(attempt.callbackAsked, next, byCallback) })
    }
    case 'wrong_number': {
      const saidWrongNumber = choose(attempt.saidWrongNumber, { reason: event.reason, at }, byEarliest)
      return update(attempt, 'answered', { saidWrongNumber, wrongNumber: true })
    }
    case 'reported': {
      const reported = choose(attempt.reported, { report: event.report, at }, byReport)
      return update(attempt, 'answered', { reported, report: reported.report })
    }
  }
}

/**
 * Is everything known that decides the outcome?
 * - Nothing before the end of the call: a report alone waits for it, and the watchdog looks up a call that never ends.
 * - A call nobody answered, a machine, and a call closed by reconciliation: at once.
 * - A person was on the line, or may have been: when the report is there, or the grace after the end has passed.
 * @param options.reportGraceMs how long after the end of a call its report may take
 * @returns false: an event must come first. `waitUntil`: at that instant (epoch ms) without any.
 */
export function isSettleable(
  attempt: Attempt,
  now: number,
  options: { reportGraceMs: number },
): boolean | { waitUntil: number } {
  if (attempt.state !== 'ended' || attempt.endedAt === null) return false
  if (attempt.dialError !== null || attempt.silent || attempt.report !== null) return true
  if (isMachine(attempt)) return true
  if (!wasAnswered(attempt) && !mayHaveBeenAnswered(attempt)) return true
  const waitUntil = attempt.endedAt + options.reportGraceMs
  return now >= waitUntil ? true : { waitUntil }
}

/**
 * When to ask the carrier what became of this attempt (epoch ms). Between permit and the carrier's answer: the ring time. After
 * that: its longest possible duration, because the callback that says "answered" may be the one that was lost.
 * @param limits.marginMs on top, for the carrier's own delays
 */
export function watchdogAt(
  attempt: Attempt,
  limits: { ringTimeoutSeconds: number; maxDurationSeconds: number; marginMs: number },
): number {
  const ringMs = limits.ringTimeoutSeconds * 1000
  const talkMs = limits.maxDurationSeconds * 1000
  if (attempt.answeredAt !== null) return attempt.answeredAt + talkMs + limits.marginMs
  if (attempt.state === 'permitted') return attempt.permittedAt + ringMs + limits.marginMs
  return (attempt.placedAt ?? attempt.permittedAt) + ringMs + talkMs + limits.marginMs
}

/**
 * Must something still be done for an event that came after the attempt was settled? An opt-out is honoured however late, also
 * one that only asks for no more mail, and a wrong number's phone is not dialed again; nothing else changes the lead's course.
 */
export function lateConsequence(before: Attempt, after: Attempt): 'opt_out' | 'opt_out_email' | 'wrong_number' | null {
  const phones = (it: Attempt): boolean => it.optedOut !== null || it.report?.disposition === 'OPT_OUT'
  const email = (it: Attempt): boolean => (it.optedOut?.email ?? false) || (it.report?.optOutEmail ?? false)
  const wrong = (it: Attempt): boolean => it.wrongNumber || it.report?.disposition === 'WRONG_NUMBER'
  if (before === after || before.state !== 'settled') return null
  if (phones(after) && (!phones(before) || (email(after) && !email(before)))) return 'opt_out'
  if (email(after) && !email(before)) return 'opt_out_email'
  return wrong(after) && !wrong(before) && !phones(after) ? 'wrong_number' : null
}

/** The call is over, and only the carrier's log can still say whether anybody answered it: the callbacks that would have were lost. */
export function needsLog(attempt: Attempt): boolean {
  return attempt.state === 'ended' && attempt.report === null && !wasAnswered(attempt) && mayHaveBeenAnswered(attempt)
}

/** Hung up, with no word of an answer: that callback may still be on its way. Other ends say that nobody answered. */
function mayHaveBeenAnswered(attempt: Attempt): boolean {
  return attempt.endReason === 'hangup' || attempt.endReason === 'max_duration' || attempt.endReason === 'other'
}

function update(attempt: Attempt, reached: AttemptState, facts: Partial<Attempt>): Attempt {
  const state = ATTEMPT_STATES.indexOf(reached) > ATTEMPT_STATES.indexOf(attempt.state) ? reached : attempt.state
  const next: Attempt = { ...attempt, ...facts, state }
  const keys = Object.keys(next) as (keyof Attempt)[]
  return keys.every((key) => next[key] === attempt[key]) ? attempt : next
}

function earliest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return Math.min(a, b)
}

function longest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return Math.max(a, b)
}

/** Negative: `a` is kept, positive: `b`. Zero only for equal values. */
type Order<T> = (a: T, b: T) => number

function choose<T>(current: T | null, next: T, order: Order<T>): T {
  return current === null || order(current, next) > 0 ? next : current
}

const byValue: Order<unknown> = (a, b) => {
  const [x, y] = [JSON.stringify(a), JSON.stringify(b)]
  return x === y ? 0 : x < y ? -1 : 1
}
const byEarliest: Order<{ at: number; reason: string; email?: boolean }> = (a, b) =>
  a.at - b.at || byValue(a.reason, b.reason)
const byLatest: Order<{ at: number }> = (a, b) => b.at - a.at || byValue(a, b)

/** Anything known beats `unknown`; then the latest, because a detector corrects itself. */
const byDetection: Order<{ detection: Detection; at: number }> = (a, b) =>
  Number(a.detection === 'unknown') - Number(b.detection === 'unknown') || byLatest(a, b)

/** A reason that says something beats one that does not; then the first, because what follows repeats it. */
const byEnd: Order<{ reason: EndReason; rawReason: string | null; at: number }> = (a, b) =>
  Number(isVague(a.reason)) - Number(isVague(b.reason)) ||
  a.at - b.at ||
  END_REASONS.indexOf(a.reason) - END_REASONS.indexOf(b.reason) ||
  byValue(a.rawReason, b.rawReason)

function isVague(reason: EndReason): boolean {
  return reason === 'other' || reason === 'not_found'
}

/** A wish with a time beats one without; then the latest, because people change their minds. */
const byCallback: Order<{ callbackAt: number | null; at: number }> = (a, b) =>
  Number(a.callbackAt === null) - Number(b.callbackAt === null) || byLatest(a, b)

const byReport: Order<{ report: ConversationReport; at: number }> = (a, b) =>
  Number(a.report.disposition === null) - Number(b.report.disposition === null) ||
  // The same report again, after its transcript could not be stored the first time.
  (a.at === b.at && Number(a.report.transcriptKey === null) - Number(b.report.transcriptKey === null)) ||
  byLatest(a, b)
