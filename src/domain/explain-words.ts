/** What codes say to people, as clauses or sentences. */
import type { BreakerKind } from './breaker.ts'
import type { WaitReason } from './dial-plan.ts'
import type { LeadStatus } from './lead.ts'
import type { FinalReason } from './lead-progress.ts'
import type { NoNumber } from './rotation.ts'

/** Why a lead ended as it did, or a campaign stands where it does; stored with it. */
const REASONS: Readonly<Record<FinalReason | OtherReason, string>> = {
  attempts_used_up: 'every attempt on its phones is used up',
  no_phone: 'it has no phone',
  numbers_invalid: 'none of its phones can be dialed',
  wrong_numbers: 'its phones belong to somebody else',
  no_live_phone: 'none of its phones is live',
  suppressed: 'its phone is on the suppression list',
  opted_out: 'they asked not to be called',
  callback_limit: 'they asked to be called later too many times',
  no_consent: 'the campaign requires consent and none is on file',
  ineligible: 'they do not meet the campaign’s criteria',
  removed: 'whoever gave it took it back',
  by_person: 'a person switched it off',
  never_opens: 'its hours, the schedule and the law never meet',
  unknown_zone: 'nobody knows which time zone it is in',
  campaign_over: 'the campaign was over first',
  agent_missing: 'its agent no longer exists',
  carrier_balance: 'the account at the carrier has no balance left',
  carrier_credentials: 'the carrier refuses our credentials',
  ended: 'its end date came',
  breaker_technical_failures: 'too many of its recent calls failed for technical reasons',
  breaker_opt_outs: 'too many of the people it reached asked not to be called',
  breaker_budget_day: 'its budget for the day is used up',
  breaker_budget_total: 'its budget is used up',
}

type OtherReason =
  | 'ineligible'
  | 'removed'
  | 'by_person'
  | 'never_opens'
  | 'unknown_zone'
  | 'campaign_over'
  | 'agent_missing'
  | 'carrier_balance'
  | 'carrier_credentials'
  | 'ended'
  | `breaker_${BreakerKind}`

/** The id of an AttemptCap, which is stored when a limit that never ends is reached. */
const CAP_ID = /^[A-Z]{2}(-[A-Z]+)?\./

export function reasonClause(reason: string | null): string | null {
  if (reason === null || reason === '') return null
  if (CAP_ID.test(reason)) return 'the law where the person is allows no more calls to them'
  return REASONS[reason as FinalReason] ?? reason.replaceAll('_', ' ')
}

/** What would move a lead out of a status in which it is not dialed; null: nothing a person could do here. */
export const LEAD_REMEDIES: Readonly<Partial<Record<LeadStatus, string>>> = {
  planning: 'Nothing: its next outreach is being written.',
  awaiting_approval: 'Approve its outreach.',
  called: 'Nothing: its conversation is over and is being worked up.',
  completed: 'Retry the lead to have it called again.',
  no_conversation: 'Retry the lead, or correct its phones.',
  failed: 'Retry the lead, or correct its phones.',
  do_not_call: 'Take its phones off the suppression list, with a reason, and add the person again.',
  skipped: 'Correct or add a phone, or what else the reason names; then retry the lead.',
  disqualified:
    'Nothing here: the criteria are looked at once, when somebody comes in. Add the person to another campaign.',
  disabled: 'Switch the lead on.',
  canceled: 'Add the person to another campaign: this one was cancelled.',
}

export const NUMBER_SENTENCES: Readonly<Record<NoNumber, { because: string; remedy: string }>> = {
  none: { because: 'The campaign has no number to call from.', remedy: 'Give the campaign a number.' },
  all_disabled: {
    because: 'Every number of the campaign is switched off.',
    remedy: 'Switch a number on, or add another.',
  },
  all_spam: {
    because: 'Every number of the campaign is over its spam threshold.',
    remedy: 'Raise the spam threshold, or add a cleaner number.',
  },
  all_over_cap: {
    because: 'Every number of the campaign has made its calls for today.',
    remedy: 'Raise the calls a number may make a day, or add another number.',
  },
}

/** Reasons for which a lead that may be called waits for its turn. */
export const PACING: ReadonlySet<string> = new Set([
  'concurrency',
  'call_interval',
  'line',
  'phones_busy',
] satisfies WaitReason[])

const WAITS: Readonly<Record<WaitReason, string>> = {
  dialing: 'It is dialing.',
  not_active: 'The campaign is not active.',
  ended: 'Its end date has passed; it ends with its last calls.',
  complete: 'Every lead is done.',
  idle: 'There is nobody left to call; it waits for new leads.',
  concurrency: 'As many calls as it may make at once are going on.',
  call_interval: 'It waits for the interval between two calls.',
  line: 'The carrier takes no more calls this second.',
  budget: 'What is left of its budget is set aside for the calls in progress.',
  no_number: NUMBER_SENTENCES.none.because,
  numbers_disabled: NUMBER_SENTENCES.all_disabled.because,
  numbers_over_cap: NUMBER_SENTENCES.all_over_cap.because,
  numbers_spam: NUMBER_SENTENCES.all_spam.because,
  phones_busy: 'Every phone that is due is in a call already.',
  next_due: 'Everybody who may be called was called; it waits for the next lead that is due.',
  outside_window: 'Nobody it could call is inside their calling hours.',
  retry_interval: 'This pass is done; it waits the retry interval before the next.',
  calls_in_progress: 'Its last calls are going on.',
  held: 'Its leads wait for something that time alone does not bring.',
}

/** What the campaign's object says it waits for, as a sentence. */
export function waitSentence(because: string): string {
  return WAITS[because as WaitReason] ?? `It says: ${because}.`
}
