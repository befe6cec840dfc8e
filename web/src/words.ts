import type { BreakerKind } from './api/breakers.ts'
import type { AnswerStatus, CampaignAction, CampaignStatus } from './api/campaigns.ts'
import type { Disposition, GoalResult, LeadPhone, LeadStatus } from './api/leads.ts'

/** The product's words and their colours, in one place (design 1-product §2–§4). */
export interface Word {
  label: string
  /** Key of Mantine's colours. */
  color: string
  meaning?: string
}

/** A call of which no word has come in its time. */
export const RECONCILING: Word = {
  label: 'Being reconciled',
  color: 'orange',
  meaning: 'No word of what became of this call: the carrier’s log is being asked before anybody is dialed again',
}

export const LEAD_STATUS: Record<LeadStatus, Word> = {
  pending: { label: 'Pending', color: 'gray', meaning: 'Waiting for the first attempt' },
  planning: { label: 'Planning', color: 'gray', meaning: 'The next outreach is being written' },
  awaiting_approval: { label: 'Awaiting approval', color: 'grape', meaning: 'A person must approve the outreach' },
  dialing: { label: 'Dialing', color: 'yellow', meaning: 'Being called now' },
  called: { label: 'Called', color: 'violet', meaning: 'Conversation over; waiting for its result' },
  retry: { label: 'Retry', color: 'cyan', meaning: 'Will be tried again' },
  rescheduled: { label: 'Rescheduled', color: 'indigo', meaning: 'Asked to be called later' },
  completed: { label: 'Completed', color: 'green', meaning: 'Reached; outcome recorded' },
  no_conversation: { label: 'No conversation', color: 'gray', meaning: 'Answered, but never a conversation' },
  failed: { label: 'Failed', color: 'red', meaning: 'Never answered, or only errors; attempts used up' },
  do_not_call: { label: 'Do not call', color: 'red', meaning: 'Opted out or suppressed' },
  skipped: { label: 'Skipped', color: 'gray', meaning: 'Never dialable' },
  disqualified: { label: 'Disqualified', color: 'orange', meaning: 'Fails the eligibility criteria' },
  disabled: { label: 'Disabled', color: 'gray', meaning: 'Switched off by a person' },
  canceled: { label: 'Canceled', color: 'gray', meaning: 'The campaign was cancelled first' },
}

/** How far through its life a status is: the order of the status bar. */
export const LEAD_STATUS_ORDER: LeadStatus[] = [
  'completed',
  'called',
  'dialing',
  'rescheduled',
  'retry',
  'planning',
  'awaiting_approval',
  'pending',
  'no_conversation',
  'failed',
  'do_not_call',
  'disqualified',
  'skipped',
  'disabled',
  'canceled',
]

export const DISPOSITION: Record<Disposition, Word> = {
  INTERESTED: { label: 'Interested', color: 'green' },
  COMPLETED: { label: 'Completed', color: 'teal' },
  CALLBACK: { label: 'Callback', color: 'indigo' },
  NOT_INTERESTED: { label: 'Not interested', color: 'orange' },
  VOICEMAIL: { label: 'Voicemail', color: 'violet' },
  NO_ANSWER: { label: 'No answer', color: 'gray' },
  WRONG_NUMBER: { label: 'Wrong number', color: 'pink' },
  FAILED: { label: 'Failed', color: 'red' },
  OPT_OUT: { label: 'Opt-out', color: 'red' },
}

export const ANSWER_STATUS: Record<AnswerStatus, Word> = {
  human: { label: 'Human', color: 'green' },
  machine: { label: 'Machine', color: 'violet' },
  no_answer: { label: 'No answer', color: 'gray' },
  rejected: { label: 'Rejected', color: 'orange' },
  busy: { label: 'Busy', color: 'cyan' },
  failed: { label: 'Failed', color: 'red' },
}

export const CAMPAIGN_STATUS: Record<CampaignStatus | 'archived', Word> = {
  draft: { label: 'Draft', color: 'gray' },
  scheduled: { label: 'Scheduled', color: 'indigo' },
  active: { label: 'Active', color: 'green' },
  paused: { label: 'Paused', color: 'yellow' },
  completed: { label: 'Completed', color: 'teal' },
  cancelled: { label: 'Cancelled', color: 'red' },
  archived: { label: 'Archived', color: 'gray' },
}

/** What pauses a campaign by itself: what happened, what its calls are, and what a person does about it. */
export const BREAKER: Record<BreakerKind, { label: string; calls: string; remedy: string }> = {
  technical_failures: {
    label: 'Too many calls failed',
    calls: 'The calls that failed',
    remedy: 'Find out what they have in common before you do.',
  },
  opt_outs: {
    label: 'Too many people opted out',
    calls: 'The calls in which people opted out',
    remedy: 'Look at whom it calls, and at what they are told, before you do.',
  },
  budget_day: {
    label: 'Budget for the day used up',
    calls: 'The latest calls',
    remedy: 'Raise the budget a day, or wait for tomorrow.',
  },
  budget_total: { label: 'Budget used up', calls: 'The latest calls', remedy: 'Raise the budget first.' },
}

/** Somebody, or a phone, on the do-not-call list. */
export const SUPPRESSED: Word = {
  label: 'Suppressed',
  color: 'red',
  meaning: 'On the do-not-call list of the organization',
}

/** What is known of a phone we call. */
export const PHONE_STATE: Record<LeadPhone['state'], Word> = {
  live: { label: 'Live', color: 'green' },
  dead: { label: 'Dead', color: 'red', meaning: 'Wrong or invalid; never dialed again until edited' },
  suppressed: SUPPRESSED,
}

/** Whether an agent or a number may be called with. */
export const RUNNING = {
  ready: { label: 'Ready', color: 'green' },
  stopped: { label: 'Stopped', color: 'red', meaning: 'Nobody is called with it' },
} as const satisfies Record<string, Word>

export const DISCLOSURE_OFF: Word = {
  label: 'No disclosure',
  color: 'orange',
  meaning: 'Calls do not open by saying who calls and that the voice is artificial',
}

export const CAMPAIGN_ACTION: Record<CampaignAction, string> = {
  start: 'Go live',
  pause: 'Pause',
  resume: 'Resume',
  cancel: 'Cancel campaign',
  restart: 'Restart',
  retry_failed: 'Retry failed leads',
  archive: 'Archive',
  unarchive: 'Unarchive',
  delete: 'Delete',
  duplicate: 'Duplicate',
  run: 'Start all outreaches',
  approve_all: 'Approve all outreaches',
}

export const CAMPAIGN_TYPE = { one_time: 'One-time', follow_up: 'Follow-up' } as const

export const GOAL_RESULT: Record<GoalResult, Word> = {
  achieved: { label: 'Achieved', color: 'green' },
  partially_achieved: { label: 'Partly achieved', color: 'cyan' },
  not_achieved: { label: 'Not achieved', color: 'red' },
  unknown: { label: 'Unknown', color: 'gray' },
}

/** `do_not_call` → "Do not call", for words the API adds before this page knows them. */
export function humanize(word: string): string {
  const words = word.replaceAll('_', ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export function wordOf(words: Record<string, Word>, key: string): Word {
  return words[key] ?? { label: humanize(key), color: 'gray' }
}
