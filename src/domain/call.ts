import type { Disposition } from './disposition.ts'

/** How a call leg ended, in our own words; every carrier spelling is mapped onto these. */
export const END_REASONS = [
  'hangup',
  'busy',
  'no_answer',
  'declined',
  'canceled',
  'error',
  'max_duration',
  'not_found',
  'other',
] as const
export type EndReason = (typeof END_REASONS)[number]

/** What answering machine detection said. */
export const DETECTIONS = ['human', 'machine', 'fax', 'unknown'] as const
export type Detection = (typeof DETECTIONS)[number]

export const GOAL_RESULTS = ['achieved', 'partially_achieved', 'not_achieved', 'unknown'] as const
export type GoalResult = (typeof GOAL_RESULTS)[number]

/** What the AI reported of one conversation, after validation. Everything the AI left out or garbled is null or `unknown`. */
export interface ConversationReport {
  /** null when the AI gave no outcome we know. */
  disposition: Disposition | null
  summary: string
  /** When the person asked to be called again (epoch ms); null when not said or not understood. */
  callbackAt: number | null
  primaryGoal: GoalResult
  /** 0–100, null when not given. */
  goalScore: number | null
  /** Turns spoken by the person. One turn or none is not a conversation (1-product §4). */
  userTurns: number
  /** Also asked not to be mailed. */
  optOutEmail: boolean
  detection: Detection | null
  recordingUrl: string | null
  /** Where the full transcript lies in the file store. */
  transcriptKey: string | null
}

/**
 * One thing that happened to one attempt, in the order-free form the dialer consumes.
 * Instants are epoch milliseconds. Any of these may arrive late, twice, or in any order.
 */
export type CallEvent =
  | { type: 'ringing'; at: number }
  | { type: 'answered'; at: number }
  | { type: 'detected'; at: number; detection: Detection }
  | {
      type: 'ended'
      at: number
      answeredAt: number | null
      reason: EndReason
      rawReason: string | null
      /** From answer to end as the carrier counted it; a callback that only says when it was sent knows no better. */
      talkSeconds?: number | null
    }
  | { type: 'recorded'; at: number; url: string; durationSeconds: number | null }
  | { type: 'opted_out'; at: number; email: boolean; reason: string }
  | { type: 'callback_asked'; at: number; callbackAt: number | null; reason: string }
  | { type: 'wrong_number'; at: number; reason: string }
  | { type: 'reported'; at: number; report: ConversationReport }

/** The furthest point an attempt has reached; it only ever moves to the right. */
export const ATTEMPT_STATES = ['permitted', 'placed', 'ringing', 'answered', 'ended', 'settled'] as const
export type AttemptState = (typeof ATTEMPT_STATES)[number]
