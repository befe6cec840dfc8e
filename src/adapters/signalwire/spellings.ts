import type { Detection, EndReason, GoalResult } from '../../domain/call.ts'
import type { Disposition } from '../../domain/disposition.ts'

/**
 * Every foreign spelling and what it means here. The carrier's own pages disagree on spellings (reference §3), and the AI
 * varies them, so words are compared without case, spaces, dashes and underscores.
 */

export type CallState = 'pending' | 'ringing' | 'answered' | 'ended'

const CALL_STATES: Record<CallState, string[]> = {
  // `ending` does not say whether anybody had answered.
  pending: ['queued', 'initiated', 'created', 'ending'],
  ringing: ['ringing', 'early'],
  answered: ['answered', 'in_progress', 'joined'],
  ended: ['ended', 'completed', 'busy', 'failed', 'no_answer', 'canceled', 'cancelled'],
}

/** Documented end reasons, plus the final call statuses that say why in one word. A bare `ended` says nothing and is not here. */
const END_REASONS: Partial<Record<EndReason, string[]>> = {
  hangup: ['hangup', 'completed'],
  busy: ['busy'],
  no_answer: ['no_answer'],
  declined: ['decline', 'declined', 'rejected'],
  canceled: ['cancel', 'canceled', 'cancelled'],
  error: ['error', 'failed'],
  max_duration: ['max_duration'],
  not_found: ['not_found'],
  other: ['abandoned'],
}

const DETECTIONS: Partial<Record<Detection, string[]>> = {
  human: ['human'],
  machine: ['machine'],
  // CED and CNG are the two fax tones; the fax detector's outcome event is not documented.
  fax: ['fax', 'ced', 'cng'],
  unknown: ['unknown'],
}

const OUTCOMES: Partial<Record<Disposition, string[]>> = {
  INTERESTED: ['interested', 'qualified'],
  NOT_INTERESTED: ['not_interested', 'uninterested', 'declined'],
  CALLBACK: [
    'callback',
    'call_back',
    'callback_requested',
    'call_back_requested',
    'callback_request',
    'call_back_later',
    'call_later',
    'schedule_callback',
  ],
  OPT_OUT: ['opt_out', 'opted_out', 'do_not_call', 'dnc', 'stop', 'stop_calling', 'unsubscribe', 'unsubscribed'],
  WRONG_NUMBER: ['wrong_number', 'wrong_person', 'wrong_contact'],
  VOICEMAIL: ['voicemail', 'voice_mail', 'answering_machine', 'machine'],
  COMPLETED: ['completed', 'complete', 'finished'],
}

const GOALS: Record<GoalResult, string[]> = {
  achieved: ['achieved', 'fully_achieved', 'reached'],
  partially_achieved: ['partially_achieved', 'partially', 'partial'],
  not_achieved: ['not_achieved', 'not_reached', 'failed'],
  unknown: ['unknown'],
}

function reader<T extends string>(table: Partial<Record<T, string[]>>): (word: unknown) => T | null {
  const meanings = new Map<string, T>()
  for (const meaning of Object.keys(table) as T[]) {
    for (const spelling of table[meaning] ?? []) meanings.set(squash(spelling), meaning)
  }
  return (word) => (typeof word === 'string' ? (meanings.get(squash(word)) ?? null) : null)
}

function squash(word: string): string {
  return word
    .slice(0, 80)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
}

/** Each gives null for a word that is not in its table. */
export const callStateOf = reader(CALL_STATES)
export const endReasonOf = reader(END_REASONS)
export const detectionOf = reader(DETECTIONS)
export const dispositionOf = reader(OUTCOMES)
export const goalResultOf = reader(GOALS)
