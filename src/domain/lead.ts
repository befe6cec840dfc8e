/** A lead's statuses and what a person may do to it (1-product §3). How it moves by itself is in lead-progress.ts. */
export const LEAD_STATUSES = [
  'pending',
  'planning',
  'awaiting_approval',
  'dialing',
  'called',
  'retry',
  'rescheduled',
  'completed',
  'no_conversation',
  'failed',
  'do_not_call',
  'skipped',
  'disqualified',
  'disabled',
  'canceled',
] as const
export type LeadStatus = (typeof LEAD_STATUSES)[number]

/** Nothing moves a lead out of these but a person: retry, retry failed, restart, or an edit that makes it dialable. */
export const FINAL_LEAD_STATUSES = [
  'completed',
  'no_conversation',
  'failed',
  'do_not_call',
  'skipped',
  'disqualified',
  'canceled',
] as const satisfies readonly LeadStatus[]
export type FinalLeadStatus = (typeof FINAL_LEAD_STATUSES)[number]

/** In the queue: will be dialed when its time, its window and a slot come. */
export const WAITING_LEAD_STATUSES = ['pending', 'retry', 'rescheduled'] as const satisfies readonly LeadStatus[]
export type WaitingLeadStatus = (typeof WAITING_LEAD_STATUSES)[number]

/** A restart leaves these alone (1-product §2). */
export const NEVER_RESTARTED_STATUSES = [
  'do_not_call',
  'disqualified',
  'skipped',
] as const satisfies readonly LeadStatus[]

const FINAL: ReadonlySet<LeadStatus> = new Set(FINAL_LEAD_STATUSES)
const WAITING: ReadonlySet<LeadStatus> = new Set(WAITING_LEAD_STATUSES)

export function isFinal(status: LeadStatus): status is FinalLeadStatus {
  return FINAL.has(status)
}

export function isWaiting(status: LeadStatus): status is WaitingLeadStatus {
  return WAITING.has(status)
}

export const PRIORITIES = ['high', 'normal', 'low'] as const
export type Priority = (typeof PRIORITIES)[number]

/** Smaller is dialed first. */
export function priorityRank(priority: Priority): 0 | 1 | 2 {
  switch (priority) {
    case 'high':
      return 0
    case 'normal':
      return 1
    case 'low':
      return 2
  }
}

export const LEAD_ACTIONS = ['retry', 'disable', 'enable', 'do_not_call'] as const
export type LeadAction = (typeof LEAD_ACTIONS)[number]

/**
 * From where each action may be taken.
 * - retry: one lead, by a person who looked at it. A skipped lead too: it was corrected. The caller goes on with
 *   `resetForRetry` and `firstStep`, which find out whether there is a phone to dial at all. Not `canceled`: its campaign is over for good.
 * - disable: not while dialing, because the outcome of the running call would have to undo it.
 */
export const LEAD_ACTION_FROM: Readonly<Record<LeadAction, readonly LeadStatus[]>> = {
  retry: ['completed', 'no_conversation', 'failed', 'skipped'],
  disable: ['pending', 'planning', 'awaiting_approval', 'called', 'retry', 'rescheduled'],
  enable: ['disabled'],
  do_not_call: LEAD_STATUSES.filter((status) => status !== 'do_not_call'),
}

export type LeadVerdict =
  | { ok: true; status: LeadStatus }
  | { ok: false; code: 'not_allowed'; message: string; allowedFrom: readonly LeadStatus[] }

const SAID: Readonly<Record<LeadAction, string>> = {
  retry: 'retried',
  disable: 'switched off',
  enable: 'switched on',
  do_not_call: 'marked do not call',
}

/**
 * May this be done to a lead, and what does it become?
 * @param attempts dials so far: a lead that was switched off comes back as `pending` before its first attempt, else as `retry`
 */
export function judgeLeadAction(action: LeadAction, status: LeadStatus, attempts = 0): LeadVerdict {
  const allowedFrom = LEAD_ACTION_FROM[action]
  if (!allowedFrom.includes(status)) {
    const message =
      action === 'disable' && status === 'dialing'
        ? 'A lead in a call can be switched off when the call has ended.'
        : `A lead that is ${status} cannot be ${SAID[action]}; only one that is ${allowedFrom.join(', ')}.`
    return { ok: false, code: 'not_allowed', message, allowedFrom }
  }
  switch (action) {
    case 'retry':
      return { ok: true, status: status === 'skipped' ? 'pending' : 'retry' }
    case 'disable':
      return { ok: true, status: 'disabled' }
    case 'enable':
      return { ok: true, status: attempts > 0 ? 'retry' : 'pending' }
    case 'do_not_call':
      return { ok: true, status: 'do_not_call' }
  }
}
