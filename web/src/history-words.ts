import type { Erasure, HistoryEvent } from './api/contacts.ts'
import { countOf, formatDuration, formatPhone } from './format.ts'
import { plainReason } from './reasons.ts'
import { DISPOSITION, humanize, LEAD_STATUS, type Word, wordOf } from './words.ts'

/** What happened with somebody, as people read it. */

const ACTIONS: Record<string, string> = {
  'contact.created': 'Added to the address book',
  'contact.updated': 'Details changed',
  'contact.merged': 'Another contact was merged into this one',
  'contact.merged_away': 'Merged into this contact',
  'contact.erased': 'Erased',
  'consent.recorded': 'Consent recorded',
  'consent.cleared': 'Consent taken off',
  'consent.revoked': 'Consent revoked',
  'lead.updated': 'Changed at a lead',
  'lead.disabled': 'Switched off in a campaign',
  'lead.enabled': 'Switched on again in a campaign',
  'lead.retried': 'To be called again',
  'lead.do_not_call': 'Marked “do not call”',
  'lead.set_aside': 'Set aside, because it failed each time',
  'suppression.added': 'Put on the do-not-call list',
  'suppression.removed': 'Taken off the do-not-call list',
  'suppression.widened': 'Suppression widened',
  'suppression.repeated': 'Asked again not to be called',
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

export function sayEvent({ kind, what, campaign_name, details }: HistoryEvent): string {
  const campaign = campaign_name ?? 'a campaign that was deleted'
  switch (kind) {
    case 'lead':
      return `Became a lead of ${campaign}`
    case 'call':
      return `Called${details.to ? ` at ${formatPhone(text(details.to))}` : ''} for ${campaign}`
    case 'inbound':
      if (what === 'text') return details.body ? `Wrote “${text(details.body)}”` : 'Wrote an empty text'
      return 'Called us'
    case 'import': {
      const how = what === 'created' ? 'Came in' : 'Updated'
      const list = text(details.filename) || (details.source === 'contacts' ? 'the address book' : 'a list')
      return `${how} ${what === 'created' ? 'with' : 'by'} ${list}${campaign_name ? ` for ${campaign_name}` : ''}`
    }
    case 'change':
      return ACTIONS[what] ?? humanize(what.replace('.', ' '))
  }
}

/** What came of it; of a lead, where it stands now. */
export function outcomeOf({ kind, what, details }: HistoryEvent): Word | null {
  switch (kind) {
    case 'lead':
      return wordOf(LEAD_STATUS, what)
    case 'call':
      return details.disposition ? wordOf(DISPOSITION, what) : { label: humanize(what), color: 'yellow' }
    case 'inbound':
      return details.disposition ? wordOf(DISPOSITION, text(details.disposition)) : null
    case 'import':
    case 'change':
      return null
  }
}

/** What else is known of it, in a few words; or empty. */
export function changeText({ kind, details }: HistoryEvent): string {
  const seconds = typeof details.talk_seconds === 'number' ? details.talk_seconds : 0
  switch (kind) {
    case 'lead':
      return details.status_reason ? plainReason(text(details.status_reason)) : ''
    case 'call':
    case 'inbound':
      return [seconds > 0 && `${formatDuration(seconds)} talk`, text(details.summary)].filter(Boolean).join(' · ')
    case 'import':
      return ''
    case 'change':
      return [fieldsOf(details), text(details.reason)].filter(Boolean).join(' · ')
  }
}

const FIELDS: Record<string, string> = { zone: 'time zone', externalId: 'external id' }

/** The fields that were changed; what they were and are stays in the log. */
function fieldsOf(details: Record<string, unknown>): string {
  const { fields } = details
  if (!Array.isArray(fields)) return ''
  return fields.map((field) => FIELDS[String(field)] ?? humanize(String(field)).toLowerCase()).join(', ')
}

/** Who did it. */
export function actorText(actor: string): string {
  const [kind, name] = actor.split(':')
  switch (kind) {
    case 'key':
      return `API key ${name}`
    case 'inbound':
      return 'they called or wrote'
    case 'import':
      return 'an import'
    default:
      return actor
  }
}

export function emptiedText({ attempts, transcripts, recordings, imports }: Erasure): string {
  const counts = [
    countOf(attempts, 'call'),
    countOf(transcripts, 'transcript'),
    countOf(recordings, 'recording'),
    countOf(imports.length, 'list'),
  ]
  return counts.join(', ')
}
