import { humanize } from './words.ts'

/** The API names reasons by code; here they become sentences. */

/** What a campaign is doing or waiting for. */
const WAITING: Record<string, string> = {
  dialing: 'Dialing.',
  not_active: 'The campaign is not active, so nobody is called.',
  ended: 'Its end date has passed, so nobody is called any more.',
  complete: 'Everybody has been worked; the campaign is complete.',
  idle: 'Nothing to do; it goes on when leads arrive.',
  concurrency: 'As many calls as allowed are in progress; the next starts when one ends.',
  call_interval: 'Keeping the time set between two calls.',
  line: 'The carrier takes only so many new calls a second; waiting for a slot.',
  no_number: 'There is no number to call from.',
  numbers_disabled: 'All its numbers are switched off.',
  numbers_over_cap: 'All its numbers have made their calls for today.',
  numbers_spam: 'All its numbers are over the spam threshold.',
  phones_busy: 'Every phone that is due is in a call already.',
  next_due: 'Nobody is due yet.',
  outside_window: 'It is outside calling hours where those are whose turn it is.',
  retry_interval: 'Everybody was tried once; waiting for the retry interval before the next pass.',
  calls_in_progress: 'Waiting for the calls in progress to end.',
  held: 'Held: something must be done before it goes on.',
}

export function waitingSentence(because: string | null | undefined): string {
  if (!because) return ''
  return WAITING[because] ?? plainReason(because)
}

/** Why a lead is where it is, and why a phone is dead. */
const REASONS: Record<string, string> = {
  campaign_over: 'The campaign was over first',
  by_person: 'Switched off by a person',
  opted_out: 'Asked not to be called',
  wrong_number: 'Wrong number',
  invalid: 'Not a number in service',
  suppressed: 'On the do-not-call list',
  attempts_used_up: 'All attempts are used up',
  no_phone: 'No phone given',
  no_phone_or_email: 'Neither a phone nor an email',
  phone_not_usable: 'The phone cannot be used',
  bad_email: 'The email cannot be used',
  consent_revoked: 'They revoked their consent, and what was told of it is older',
  bad_timezone: 'The time zone is not known',
  numbers_invalid: 'None of the phones is in service',
  wrong_numbers: 'Every phone belongs to somebody else',
  no_live_phone: 'No phone left that may be dialed',
  callback_limit: 'Asked for too many callbacks',
  no_consent: 'No consent on file that holds',
  never_opens: 'No hour at which every rule allows a call',
  unknown_zone: 'The time zone is not known',
}

/** Sentences stay as they are; codes become words. */
export function plainReason(reason: string): string {
  return REASONS[reason] ?? (/^[a-z0-9_]+$/.test(reason) ? humanize(reason) : reason)
}
