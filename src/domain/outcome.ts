import type { ConversationReport, Detection, EndReason } from './call.ts'
import type { AnswerStatus, Disposition } from './disposition.ts'

/** Everything known of one attempt when it is settled. Instants are epoch ms. */
export interface AttemptFacts {
  answeredAt: number | null
  endedAt: number | null
  endReason: EndReason | null
  detection: Detection | null
  /** The carrier's own count from answer to end; null when it did not say. */
  talkSeconds?: number | null
  optedOut: { email: boolean; reason: string } | null
  callbackAsked: { callbackAt: number | null } | null
  wrongNumber: boolean
  report: ConversationReport | null
  /** Answering machine detection was off, so no detection is no news. */
  amdOff?: boolean
  /** The carrier refused the dial for good: there was no call. */
  dialError: null | { invalidNumber: boolean; code: string }
  /** Closed by reconciliation: the carrier never told us how it ended. */
  silent?: boolean
}

export interface AttemptOutcome {
  disposition: Disposition
  answerStatus: AnswerStatus
  /** The carrier says there is no such number: the phone is dead. */
  invalidNumber: boolean
  /** Only with CALLBACK; null when no time was said. */
  callbackAt: number | null
  /** They also asked not to be mailed. Honoured whatever the disposition. */
  optOutEmail: boolean
  /** From answer to end; 0 when not answered. */
  talkSeconds: number
  /** Somebody or something picked up. Makes the difference between `no_conversation` and `failed` at the end of a lead. */
  answered: boolean
  /** An EndReason, or the carrier's error code when the dial was refused. */
  endReason: string
}

/** One turn or none is no conversation (1-product §4). */
const TURNS_OF_A_CONVERSATION = 2
/**
 * A person on the line for this long, with the report lost, counts as spoken to: ringing somebody again who has just
 * talked for a minute is worse than one lead without details.
 */
const LONG_TALK_SECONDS = 60

/** Ends that only an unanswered call has; `canceled` is the ring time running out, or us. */
const UNANSWERED: Partial<Record<EndReason, AnswerStatus>> = {
  busy: 'busy',
  declined: 'rejected',
  no_answer: 'no_answer',
  canceled: 'no_answer',
  error: 'failed',
  not_found: 'failed',
}

/**
 * What came of an attempt. The first of these that applies decides:
 * 1. opt-out, said to a function or found in the report: the law does not care what else was said.
 * 2. wrong number: nothing else said on the call concerns our contact.
 * 3. callback: a promise made to the person, kept even when the report sums the call up differently.
 * 4. the report of the AI, which heard the whole conversation and knows more than detection does at its start.
 * 5. detection: a machine or a fax.
 * 6. how the call ended.
 */
export function outcomeOf(facts: AttemptFacts): AttemptOutcome {
  const answered = wasAnswered(facts)
  const talkSeconds = talkSecondsOf(facts)
  return {
    disposition: dispositionOf(facts, answered, talkSeconds),
    answerStatus: answerStatusOf(facts, answered),
    invalidNumber: facts.dialError?.invalidNumber ?? false,
    callbackAt: facts.callbackAsked?.callbackAt ?? facts.report?.callbackAt ?? null,
    optOutEmail: (facts.optedOut?.email ?? false) || (facts.report?.optOutEmail ?? false),
    talkSeconds,
    answered,
    endReason: facts.endReason ?? facts.dialError?.code ?? 'lost',
  }
}

/** Any sign that the line was picked up; the callback that says so outright may have been lost. */
export function wasAnswered(facts: AttemptFacts): boolean {
  return (
    facts.answeredAt !== null ||
    isMachine(facts) ||
    facts.detection === 'human' ||
    spoke(facts) ||
    facts.report !== null
  )
}

/** Detection decides, and the report's own finding when detection had none. */
export function isMachine(facts: AttemptFacts): boolean {
  const known = facts.detection === null || facts.detection === 'unknown' ? facts.report?.detection : facts.detection
  return known === 'machine' || known === 'fax'
}

/** Somebody said something that a function of the agent was called for. */
function spoke(facts: AttemptFacts): boolean {
  return facts.optedOut !== null || facts.callbackAsked !== null || facts.wrongNumber
}

function dispositionOf(facts: AttemptFacts, answered: boolean, talkSeconds: number): Disposition {
  const reported = facts.report?.disposition ?? null
  if (facts.optedOut !== null || reported === 'OPT_OUT') return 'OPT_OUT'
  if (facts.wrongNumber || reported === 'WRONG_NUMBER') return 'WRONG_NUMBER'
  if (facts.callbackAsked !== null || reported === 'CALLBACK') return 'CALLBACK'
  if (facts.report !== null && reported !== null) {
    const conversation = facts.report.userTurns >= TURNS_OF_A_CONVERSATION
    return reported === 'COMPLETED' && !conversation ? notReached(facts) : reported
  }
  if (isMachine(facts)) return 'VOICEMAIL'
  if (facts.dialError !== null) return 'FAILED'
  if (!answered) return unansweredDisposition(facts)
  if (facts.endReason === 'error') return 'FAILED'
  // A report without an outcome we know, or no report at all: only what is certain counts as a conversation.
  if (facts.report !== null) return facts.report.userTurns >= TURNS_OF_A_CONVERSATION ? 'COMPLETED' : 'NO_ANSWER'
  if (facts.detection === 'human') return talkSeconds >= LONG_TALK_SECONDS ? 'COMPLETED' : 'NO_ANSWER'
  return facts.silent ? 'FAILED' : 'NO_ANSWER'
}

/** A "completed" call in which nobody spoke: the AI talked to a machine, or to silence. */
function notReached(facts: AttemptFacts): Disposition {
  return isMachine(facts) ? 'VOICEMAIL' : 'NO_ANSWER'
}

function unansweredDisposition(facts: AttemptFacts): Disposition {
  const known = facts.endReason === null ? undefined : UNANSWERED[facts.endReason]
  if (known !== undefined) return known === 'failed' ? 'FAILED' : 'NO_ANSWER'
  return facts.silent || facts.endReason === null ? 'FAILED' : 'NO_ANSWER'
}

function answerStatusOf(facts: AttemptFacts, answered: boolean): AnswerStatus {
  if (!answered) {
    if (facts.dialError !== null || facts.endReason === null) return 'failed'
    return UNANSWERED[facts.endReason] ?? (facts.silent ? 'failed' : 'no_answer')
  }
  if (spoke(facts)) return 'human'
  const reportedMachine = facts.report?.disposition === 'VOICEMAIL' && facts.detection !== 'human'
  return isMachine(facts) || reportedMachine ? 'machine' : 'human'
}

/** The carrier's count first: instants of callbacks may be those of their arrival, late and out of order. */
function talkSecondsOf(facts: AttemptFacts): number {
  if (facts.talkSeconds != null && wasAnswered(facts)) return Math.round(facts.talkSeconds)
  if (facts.answeredAt === null || facts.endedAt === null) return 0
  return Math.max(0, Math.round((facts.endedAt - facts.answeredAt) / 1000))
}
