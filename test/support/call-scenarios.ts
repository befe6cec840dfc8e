/** What can happen on a call: the events the carrier sends and what must come of it, written down without the domain's help. */
import type { CallEvent, ConversationReport, Detection, EndReason } from '../../src/domain/call.ts'
import type { Disposition } from '../../src/domain/disposition.ts'

interface Instants {
  at: number
  endedAt: number
  callbackAt: number
}

export interface Scenario {
  name: string
  weight: number
  disposition: Disposition
  answered: boolean
  events(on: Instants): CallEvent[]
  /** The dial itself was refused. */
  refused?: { invalidNumber: boolean; code: string }
  /** No callback ever came. */
  silent?: boolean
  /** The report is missing. */
  lost?: boolean
}

export function reportOf(report: Partial<ConversationReport>): ConversationReport {
  return {
    disposition: null,
    summary: '',
    callbackAt: null,
    primaryGoal: 'unknown',
    goalScore: null,
    userTurns: 4,
    optOutEmail: false,
    detection: null,
    recordingUrl: null,
    transcriptKey: null,
    ...report,
  }
}

const ended = (on: Instants, reason: EndReason, answered: boolean): CallEvent => ({
  type: 'ended',
  at: on.endedAt,
  answeredAt: answered ? on.at + 500 : null,
  reason,
  rawReason: reason,
})

/** A call somebody or something answered. */
const talk = (on: Instants, detection: Detection, ...more: CallEvent[]): CallEvent[] => [
  { type: 'ringing', at: on.at + 200 },
  { type: 'answered', at: on.at + 500 },
  { type: 'detected', at: on.at + 700, detection },
  ended(on, 'hangup', true),
  ...more,
]

const reported = (on: Instants, disposition: Disposition | null, userTurns = 4): CallEvent => ({
  type: 'reported',
  at: on.endedAt,
  report: reportOf({ disposition, userTurns }),
})

const unanswered = (reason: EndReason) => (on: Instants) => [
  { type: 'ringing' as const, at: on.at + 200 },
  ended(on, reason, false),
]

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'interested',
    weight: 10,
    disposition: 'INTERESTED',
    answered: true,
    events: (on) => talk(on, 'human', reported(on, 'INTERESTED')),
  },
  {
    name: 'not interested, one turn',
    weight: 6,
    disposition: 'NOT_INTERESTED',
    answered: true,
    events: (on) => talk(on, 'human', reported(on, 'NOT_INTERESTED', 1)),
  },
  {
    name: 'completed',
    weight: 4,
    disposition: 'COMPLETED',
    answered: true,
    events: (on) => talk(on, 'human', reported(on, 'COMPLETED', 2)),
  },
  {
    name: 'completed with one turn',
    weight: 5,
    disposition: 'NO_ANSWER',
    answered: true,
    events: (on) => talk(on, 'human', reported(on, 'COMPLETED', 1)),
  },
  {
    name: 'callback by function',
    weight: 8,
    disposition: 'CALLBACK',
    answered: true,
    events: (on) =>
      talk(
        on,
        'human',
        { type: 'callback_asked', at: on.at + 5_000, callbackAt: on.callbackAt, reason: 'busy' },
        reported(on, 'COMPLETED'),
      ),
  },
  {
    name: 'callback by report, no time',
    weight: 4,
    disposition: 'CALLBACK',
    answered: true,
    events: (on) => talk(on, 'human', reported(on, 'CALLBACK')),
  },
  {
    name: 'opt-out',
    weight: 4,
    disposition: 'OPT_OUT',
    answered: true,
    events: (on) =>
      talk(
        on,
        'human',
        { type: 'opted_out', at: on.at + 5_000, email: false, reason: 'stop calling' },
        reported(on, 'INTERESTED'),
      ),
  },
  {
    name: 'wrong number',
    weight: 6,
    disposition: 'WRONG_NUMBER',
    answered: true,
    events: (on) =>
      talk(on, 'human', { type: 'wrong_number', at: on.at + 4_000, reason: '' }, reported(on, 'COMPLETED', 3)),
  },
  { name: 'rings out', weight: 14, disposition: 'NO_ANSWER', answered: false, events: unanswered('no_answer') },
  { name: 'busy', weight: 6, disposition: 'NO_ANSWER', answered: false, events: unanswered('busy') },
  { name: 'declined', weight: 6, disposition: 'NO_ANSWER', answered: false, events: unanswered('declined') },
  { name: 'network error', weight: 5, disposition: 'FAILED', answered: false, events: unanswered('error') },
  { name: 'machine', weight: 12, disposition: 'VOICEMAIL', answered: true, events: (on) => talk(on, 'machine') },
  {
    name: 'invalid number',
    weight: 4,
    disposition: 'FAILED',
    answered: false,
    events: () => [],
    refused: { invalidNumber: true, code: 'invalid_pstn_destination' },
  },
  { name: 'silent', weight: 3, disposition: 'FAILED', answered: false, events: () => [], silent: true },
  {
    name: 'answered, report lost',
    weight: 2,
    disposition: 'NO_ANSWER',
    answered: true,
    events: (on) => talk(on, 'unknown'),
    lost: true,
  },
]
