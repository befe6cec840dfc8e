import * as calls from './check-calls.ts'
import { wrongLeads } from './check-leads.ts'
import { callbacksTurnedAway, wrongOutcomes } from './check-outcomes.ts'
import * as sums from './check-sums.ts'
import type { Evidence } from './evidence.ts'

/** Everything that must hold after a run, by name. Each returns its differences. */
export const CHECKS: Readonly<Record<string, (evidence: Evidence) => string[]>> = {
  'no attempt is placed twice': calls.dialedTwice,
  'no phone is in two calls at once': calls.overlapping,
  'nobody is dialed after an accepted opt-out': calls.dialedAfterOptOut,
  'no phone is called over its cap': calls.overPhoneCap,
  'no number calls over its cap': calls.overNumberCap,
  'no dead phone is dialed': calls.dialedWhenDead,
  'calls and counted attempts are the same': calls.withoutCounterpart,
  'every permit is settled': calls.unsettled,
  'every outcome follows from what was said': wrongOutcomes,
  'no callback is turned away': callbacksTurnedAway,
  'every lead ends where the rules say': wrongLeads,
  'every lead agrees with its attempts': sums.wrongLeadSums,
  'campaign_stats equals a recount': sums.wrongStats,
  'campaign_hours equals a recount': sums.wrongHours,
  'number_days equals a recount': sums.wrongNumberDays,
  'everything is over and nothing is stuck': sums.unfinished,
}
