import { cityOf } from './format.ts'
import { capitalized, readable } from './region-words.ts'
import { humanize } from './words.ts'

/** The API names reasons by code; here they become sentences. */

/** Why a lead or a campaign is where it is, why a phone is dead or cannot be used, why a call was not made. */
const REASONS: Record<string, string> = {
  // Leads: final reasons, and what people did
  attempts_used_up: 'All attempts are used up',
  by_person: 'Switched off by a person',
  callback_limit: 'Asked for too many callbacks',
  campaign_over: 'The campaign was over first',
  erased: 'The person asked to be forgotten',
  ineligible: 'Does not meet the criteria of the campaign',
  merged: 'The same person as another lead, which goes on for both',
  consent_revoked: 'They revoked their consent, and what was told of it is older',
  never_opens: 'No hour at which every rule allows a call',
  no_consent: 'No consent on file that holds',
  no_live_phone: 'No phone left that may be dialed',
  no_phone: 'No phone given',
  numbers_invalid: 'None of the phones is in service',
  opted_out: 'Asked not to be called',
  removed: 'Taken off the list by an import, a mail or the API',
  set_aside: 'Set aside because it failed each time: see Operations',
  suppressed: 'On the do-not-call list',
  unknown_zone: 'Nobody knows which time zone they are in',
  wrong_numbers: 'Every phone belongs to somebody else',
  // Phones and rows of lists
  bad_email: 'The email cannot be used',
  bad_timezone: 'The time zone is not known',
  digits_lost: 'A spreadsheet took digits away from the phone',
  empty: 'No phone given',
  impossible: 'No telephone can have this number',
  invalid: 'Not a number in service',
  no_phone_or_email: 'Neither a phone nor an email',
  not_a_number: 'Not a phone number',
  phone_not_usable: 'The phone cannot be used',
  too_long: 'The phone has too many digits',
  too_short: 'The phone has too few digits',
  wrong_number: 'Wrong number',
  // Campaigns
  agent_missing: 'Its agent no longer exists: choose another, then resume',
  carrier_balance: 'The account at the carrier has no balance left: add to it, then resume',
  carrier_credentials: 'The carrier refuses our credentials: have them corrected, then resume',
  ended: 'Its end date came',
  breaker_technical_failures: 'It paused itself: too many of its recent calls failed',
  breaker_opt_outs: 'It paused itself: too many people asked not to be called',
  breaker_budget_day: 'It paused itself: its budget for the day is used up',
  breaker_budget_total: 'It paused itself: its budget is used up',
  // Calls
  window_closed: 'The calling window closed before the call could start',
  withdrawn: 'The call was taken back before it was placed',
  not_found: 'The number is not in service',
  lost: 'The carrier never said what became of the call',
  not_routable: 'The carrier has no route to the phone',
  error: 'The carrier or the network failed',
  max_duration: 'The call reached its longest duration',
}

/** 'US-NV.ai_voice.hang_ups': the law of a state or a country. */
const RULE_OF_REGION = /^([A-Z]{2}(?:-[A-Z0-9]+)?)\.([a-z0-9_.]+)$/

/** Sentences stay as they are; codes become words. */
export function plainReason(reason: string): string {
  const region = RULE_OF_REGION.exec(reason)?.[1]
  if (region) return `A limit of the person's ${region.includes('-') ? 'state' : 'country'} forbids further calls`
  return REASONS[reason] ?? (/^[a-z0-9_]+$/.test(reason) ? humanize(reason) : reason)
}

const RULES: Record<string, string> = {
  federal: 'Federal calling hours',
  calling: 'Calling hours of the campaign',
  schedule: 'Schedule of the campaign',
  time_zone: 'A time zone that is known',
  attempts_24h: 'Attempts on one phone in 24 hours',
  suppression: 'Do-not-call list',
  consent: 'Consent',
  phone_dead: 'Phone in service',
  phone_busy: 'Phone is free',
}

const PARTS_OF_RULE: Record<string, string> = {
  ai_voice: 'artificial voices',
  hang_ups: 'hang-ups',
  cst: 'on Central Standard Time',
  stop: 'emergency stop',
}

/** 'US-NV.ai_voice.hang_ups' → "Nevada: artificial voices, hang-ups". */
export function ruleName(id: string, regionName: (region: string) => string): string {
  const [, region, parts] = RULE_OF_REGION.exec(id) ?? []
  if (!region || !parts) return RULES[id] ?? humanize(id)
  const words = parts.split('.').map((part) => PARTS_OF_RULE[part] ?? humanize(part).toLowerCase())
  return `${regionName(region)}: ${words.join(', ')}`
}

const ZONE = /\b(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)\/[A-Za-z_/-]+/g

const REGION = /\b[A-Z]{2}-[A-Z]{2,3}\b/g

/** A sentence of the API as people read it: instants at the place of the zone, names instead of zones and regions. */
export function plainSentence(
  sentence: string,
  zone: string | undefined,
  regionName: (region: string) => string = (region) => region,
): string {
  return `${capitalized(readable(sentence, zone).replace(ZONE, cityOf).replace(REGION, regionName))}.`
}
