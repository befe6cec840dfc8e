import type { InboundChannel } from './api/campaigns.ts'
import type { InboundConversation, InboundMatch } from './api/inbound.ts'
import { plainReason } from './reasons.ts'
import { type Word, wordOf } from './words.ts'

/** Calls and texts that came to us, in words. */

export const INBOUND_CHANNEL: Record<InboundChannel, string> = { call: 'Call', text: 'Text' }

const INBOUND_MATCH: Record<InboundMatch, Word> = {
  lead: { label: 'Lead', color: 'green', meaning: 'Recognised by their phone as a lead of the campaign' },
  added: { label: 'Joined', color: 'teal', meaning: 'Became a lead by calling or writing' },
  contact: {
    label: 'Contact',
    color: 'cyan',
    meaning: 'In the address book, and no lead of a campaign that takes people in',
  },
  none: { label: 'Unknown', color: 'gray', meaning: 'Nobody we know' },
}

const DISQUALIFIED: Word = {
  label: 'Disqualified',
  color: 'orange',
  meaning: 'Joined by calling or writing, but does not meet the criteria of the campaign',
}

/** Whom they were taken for. */
export function matchWord({ matched, reason }: Pick<InboundConversation, 'matched' | 'reason'>): Word {
  return reason === 'disqualified' ? DISQUALIFIED : wordOf(INBOUND_MATCH, matched)
}

/** Why somebody was not matched, added or talked to. */
const REASONS: Record<string, string> = {
  caller_unknown: 'Their number is withheld, or none that could be called',
  not_taken_in: 'No campaign on this number takes people in',
  too_many_today: 'A thousand people came in by calling and writing today: the most a campaign takes in a day',
  not_added: 'They could not be added',
  no_agent: 'No campaign with an agent uses this number',
  organization_stopped: 'All calls of the organization are stopped',
  agent_stopped: 'The agent of the campaign is stopped',
  over: 'They hung up first',
  disqualified: 'They joined as disqualified: they do not meet the criteria',
}

export function inboundReason(reason: string): string {
  return REASONS[reason] ?? plainReason(reason)
}
