import type { InboundChannel } from '../../domain/campaign-settings.ts'
import type { Disposition } from '../../domain/disposition.ts'
import type { Eligibility } from '../../domain/eligibility.ts'
import type { CallerLead, InboundMatch, InboundState, NumberCampaign } from '../../domain/inbound.ts'
import type { Page, PageRequest } from '../page.ts'

/** A call or a text that came to one of our numbers. Instants are epoch ms. */
export interface InboundConversation {
  id: string
  orgId: string
  channel: InboundChannel
  /** The carrier's id of it: told twice, kept once. */
  carrierId: string
  numberId: string
  /** Our number, E.164. */
  to: string
  /** Theirs, E.164; '' when withheld or none that can be called. */
  phone: string
  contactId: string | null
  campaignId: string | null
  leadId: string | null
  state: InboundState
  matched: InboundMatch
  /** Why it was not matched, added or talked to: a stable code, or ''. */
  reason: string
  /** The words of a text. */
  body: string
  receivedAt: number
  answeredAt: number | null
  endedAt: number | null
  talkSeconds: number
  disposition: Disposition | null
  summary: string | null
  recordingUrl: string | null
  transcriptKey: string | null
  /** It decided the outcome of the lead. */
  counted: boolean
  callbackAt: number | null
  /** A call that has not reported by then is closed without. */
  endsBy: number | null
  /** What the carrier told of the call so far: an Attempt (domain/attempt.ts) as JSON, or ''. */
  heard: string
}

/** In the history: also who it was, and for what. */
export interface NamedInbound extends InboundConversation {
  contactName: string
  campaignName: string | null
}

export interface InboundQuery extends PageRequest {
  campaignId?: string | undefined
  contactId?: string | undefined
  leadId?: string | undefined
  channel?: InboundChannel | undefined
  /** Received in [from, to], epoch ms. */
  from?: number | undefined
  to?: number | undefined
  /** How far (product ms) the instant in an id may lie from `receivedAt`. */
  slackMs: number
}

/** One of our numbers, by what was called. */
export interface CalledNumber {
  id: string
  orgId: string
  organization: string
  /** The kill switch of the organization is thrown. */
  isStopped: boolean
}

export interface AnsweringCampaign extends NumberCampaign {
  agentId: string | null
  requireConsent: boolean
  eligibility: Eligibility | null
}

/** Who may be calling, and who may answer. */
export interface Callers {
  contactId: string | null
  leads: CallerLead[]
  /** Active and paused ones that use the number. */
  campaigns: AnsweringCampaign[]
}

/** Whom an opt-out takes in. */
export interface InboundPerson {
  /** E.164. */
  phones: string[]
  email: string | null
}

export interface InboundSettlement {
  endedAt: number
  talkSeconds: number
  disposition: Disposition | null
  summary: string | null
  recordingUrl: string | null
  transcriptKey: string | null
  callbackAt: number | null
  reason: string
}

export interface InboundStore {
  /** Whose number it is: of the organization that had it first, should two have it. */
  findNumber(e164: string): Promise<CalledNumber | null>
  /** Keeps it unless it is kept already, and gives what is kept. */
  receive(conversation: InboundConversation): Promise<{ conversation: InboundConversation; isNew: boolean }>
  findCallers(orgId: string, phone: string, numberId: string): Promise<Callers>
  findPerson(orgId: string, contactId: string): Promise<InboundPerson | null>
  /** Is the phone on the list, for this channel? */
  isSuppressed(orgId: string, phone: string, channel: InboundChannel): Promise<boolean>
  /** What was found out about one that was just received; customers are told of it. False when it is known already. */
  match(
    conversation: Pick<
      InboundConversation,
      'orgId' | 'id' | 'contactId' | 'campaignId' | 'leadId' | 'matched' | 'reason'
    >,
    answer: { answeredAt: number; endsBy: number; heard: string } | null,
    at: number,
  ): Promise<boolean>
  find(orgId: string, id: string): Promise<NamedInbound | null>
  /** Newest first. With filters that few fit, a page may hold fewer than were asked for and still have a next one. */
  list(orgId: string, query: InboundQuery): Promise<Page<NamedInbound>>
  /** Oldest first. */
  listOfLead(orgId: string, leadId: string): Promise<NamedInbound[]>
  /** Of all organizations what came until `before` and is not done: texts, calls that are over, and calls that should be by `now`. */
  listDue(now: number, before: number, limit: number): Promise<InboundConversation[]>
  /** What is known of the call, in place of what was known; false when somebody else wrote meanwhile. */
  hear(orgId: string, id: string, before: string, after: string): Promise<boolean>
  /** The facts of a call that is over. It stays open until its lead has been told. Once. */
  settle(orgId: string, id: string, settlement: InboundSettlement): Promise<boolean>
  /** Fills in what came late and is not there yet. */
  supplement(
    orgId: string,
    id: string,
    late: { summary: string | null; recordingUrl: string | null; transcriptKey: string | null },
  ): Promise<void>
  /** Nothing is left to be done about it; customers are told. */
  finish(orgId: string, id: string, at: number): Promise<void>
  /** Takes back the consent of a contact, with an entry in the audit log. Nothing when none stands. */
  revokeConsent(
    orgId: string,
    revocation: { contactId: string; leadId: string | null; reason: string; auditId: string; actor: string },
    at: number,
  ): Promise<void>
  /** The phone is somebody else's: never dialed again for anyone in the organization. */
  markWrongNumber(orgId: string, phone: string, at: number): Promise<void>
}
