import type { StuckItem, StuckKind } from './api/operations.ts'
import { humanize, type Word } from './words.ts'

/** The operator's words: what is stuck, what a campaign waits for, what was counted. */

export const STUCK: Record<StuckKind, Word> = {
  lead: { label: 'Lead', color: 'red', meaning: 'It could not be read or dialed; the campaign goes on without it' },
  result: {
    label: 'Result',
    color: 'orange',
    meaning: 'The outcome of a call is stored, what was said on it is not yet',
  },
  event: { label: 'Event', color: 'orange', meaning: 'A message of the carrier about a call was not taken in' },
  message: { label: 'Message', color: 'gray', meaning: 'A queue gave it up' },
  import_chunk: { label: 'Import', color: 'red', meaning: 'A part of a list could not be read in' },
}

/** Where to look at what an item is about. */
export function linkOf({ kind, subject, campaign_id }: StuckItem): string | null {
  if (kind === 'lead' && campaign_id) return `/campaigns/${campaign_id}/contacts?lead=${subject}`
  if (kind === 'import_chunk' && !campaign_id) return '/compliance/suppressions'
  return campaign_id && (kind === 'import_chunk' ? `/campaigns/${campaign_id}/contacts` : `/campaigns/${campaign_id}`)
}

const WAITS: Record<string, string> = {
  dialing: 'Dialing',
  idle: 'Waits for leads',
  complete: 'All its leads are done',
  ended: 'Its end date came',
  concurrency: 'As many calls as it may make at once are in progress',
  call_interval: 'Waits for its call interval',
  line: 'Waits for the line',
  budget: 'Calls in progress hold the rest of its budget',
  no_number: 'Has no number to call from',
  numbers_disabled: 'All its numbers are switched off',
  numbers_over_cap: 'All its numbers have made their calls for today',
  numbers_spam: 'All its numbers are above the spam threshold',
  phones_busy: 'Every due phone is in a call already',
  next_due: 'Waits for the next lead that is due',
  outside_window: 'Waits for calling hours',
  retry_interval: 'Waits for the next pass',
  calls_in_progress: 'Waits for its calls in progress',
  held: 'Calls are stopped, or its leads wait for a person',
  not_active: 'Not active',
}

export const waitOf = (because: string): string => WAITS[because] ?? humanize(because)

const COUNTS: Record<string, string> = {
  permitted: 'Calls permitted',
  dials: 'Calls placed',
  lookups: 'Calls looked up at the carrier',
  reconciled: 'Calls reconciled',
  rate_limited: 'Told to slow down by the carrier (429)',
  callbacks_ignored: 'Callbacks for calls already over',
  lead_failed: 'Leads that failed and were tried again',
  result_not_stored: 'Results that were not stored at once',
  attempt_not_taken_up: 'Calls that could not be taken up after a crash',
}
const FAMILIES: Record<string, string> = {
  refused: 'Not permitted',
  given_back: 'Given back',
  set_aside: 'Set aside',
  step_failed: 'Step failed',
}

/** `refused:phone_capped` → "Not permitted: phone capped". */
export function countName(name: string): string {
  const [family = '', detail] = name.split(':')
  if (detail === undefined) return COUNTS[name] ?? humanize(name)
  return `${FAMILIES[family] ?? humanize(family)}: ${humanize(detail).toLowerCase()}`
}

const JOBS: Record<string, string> = {
  sweep: 'Wake campaigns that overslept',
  retry_events: 'Take in callbacks that were set aside',
  sweep_ledger: 'Look for calls left open in the ledger',
  close_inbound: 'Close calls to us that never reported',
  resume_imports: 'Resume lists that stand still',
  resume_suppression_imports: 'Resume do-not-call lists that stand still',
  deliver_webhooks: 'Deliver webhooks',
  seal_proofs: 'Seal proofs',
  seal_again: 'Seal proofs again half a minute later',
}

export const jobName = (name: string): string => JOBS[name] ?? humanize(name)
