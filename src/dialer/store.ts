import type { GoalResult } from '../domain/call.ts'
import type { RegionStop } from '../domain/calling-window.ts'
import type { CampaignStatus } from '../domain/campaign-lifecycle.ts'
import type { CampaignSettings } from '../domain/campaign-settings.ts'
import type { ConsentSpan } from '../domain/consent.ts'
import type { AnswerStatus, Disposition } from '../domain/disposition.ts'
import type { LeadStatus, Priority } from '../domain/lead.ts'
import type { PersonAddress } from '../domain/regions/zone-resolver.ts'
import type { WeeklySchedule } from '../domain/weekly-schedule.ts'
import type { BreakerStore } from './breaker-store.ts'
import type { BulkJob } from './meta.ts'
import type { StuckStore } from './stuck-store.ts'

/** What the campaign's object needs of the database; implemented by `adapters/d1/dialing-store.ts`. Instants are epoch ms. */
export interface DialingStore extends BreakerStore, StuckStore {
  loadCampaign(campaignId: string): Promise<DialingCampaign | null>
  /** Leads with seq > `afterSeq` in seq order, whatever their status. */
  pullLeads(campaignId: string, afterSeq: number, limit: number): Promise<PulledLead[]>
  pullLead(campaignId: string, leadId: string): Promise<PulledLead | null>
  /** Of these leads those the campaign does not have any more at this place of its list, or that are switched off. */
  findMissingLeads(campaignId: string, leads: { id: string; seq: number }[]): Promise<Set<string>>
  /** Leads whose person's data has changed since it was read (`contactVersion`), or whose person is gone. */
  findChangedLeads(
    orgId: string,
    leads: { leadId: string; contactId: string; contactVersion: number }[],
  ): Promise<Set<string>>
  /** Permits not settled yet, for an object that lost its storage. */
  openAttempts(orgId: string, campaignId: string): Promise<OpenAttempt[]>
  /** One round trip: inserts the ledger row of each attempt that may be made, and says why the others may not. */
  permit(campaign: PermitContext, requests: PermitRequest[]): Promise<PermitAnswer>
  /** Which of these attempts stand in the ledger, and which of them are settled there. */
  attemptStates(orgId: string, attemptIds: string[]): Promise<Map<string, 'open' | 'settled'>>
  /** Writes results back in one transaction; repeating it changes nothing. */
  settle(
    campaign: { orgId: string; campaignId: string },
    results: Settlement[],
    leads: LeadChange[],
    now: number,
  ): Promise<void>
  /** Whether somebody's call to us has decided about its lead; null: there is no such call. */
  findCallBack(orgId: string, conversationId: string): Promise<{ counted: boolean } | null>
  /** Writes what a call to us made of its lead, in one transaction and once. */
  settleCallBack(
    campaign: { orgId: string; campaignId: string },
    conversationId: string,
    change: LeadChange,
    now: number,
  ): Promise<void>
  /** A callback of this attempt was acknowledged and kept, because it could not be taken in, and waits to be tried again. */
  hasKeptEvent(orgId: string, attemptId: string): Promise<boolean>
  /** An opt-out heard during or after a call takes effect before anything else happens. Idempotent. */
  suppressOptOut(
    orgId: string,
    attemptId: string,
    optOut: { phones: boolean; email: boolean; reason: string },
    now: number,
  ): Promise<void>
  /** The phone of this attempt belongs to somebody else: never dialed again for anyone in the organization. Idempotent. */
  markWrongNumber(orgId: string, attemptId: string, now: number): Promise<void>
  /** Leads of (afterSeq, …] in seq order with what a bulk change needs to know. */
  leadsForBulk(campaignId: string, afterSeq: number, limit: number): Promise<BulkLead[]>
  /** Conditional: only from one of `from`. `job`: what is to be done to its leads with it. Returns whether it changed. */
  moveCampaign(
    campaignId: string,
    from: CampaignStatus[],
    to: CampaignStatus,
    reason: string | null,
    now: number,
    job?: BulkJob['kind'] | null,
    /** Only while no lead came in after this seq and no import is under way. */
    seenSeq?: number | null,
  ): Promise<boolean>
  /** The job in the campaign's row is done. */
  finishJob(campaignId: string, job: BulkJob['kind']): Promise<void>
  /** The campaign is gone: none of its permits stays open, or their phones would be in a call for ever. */
  closeAttempts(campaignId: string, now: number): Promise<void>
  /** The carrier's ids of other attempts' calls to this phone. */
  knownCalls(orgId: string, phone: string, exceptAttemptId: string): Promise<Set<string>>
  /** Whose attempt it is when its campaign is gone. */
  orgOfAttempt(campaignId: string, attemptId: string): Promise<string | null>
  /** What came after the result was written: fills in what is not there yet. */
  supplement(orgId: string, attemptId: string, late: LateWords): Promise<void>
  /** Campaigns whose next_wake_at has passed, the most overdue first. */
  dueCampaigns(now: number, limit: number): Promise<string[]>
  setNextWake(campaignId: string, at: number | null): Promise<void>
  /** What is said on each of these calls, and whether it is still wanted, read in the moment before they are dialed. */
  loadScripts(
    orgId: string,
    campaignId: string,
    items: { attemptId: string; leadId: string; from: string; to: string }[],
  ): Promise<ScriptSource | null>
}

export interface DialingCampaign {
  id: string
  orgId: string
  status: CampaignStatus
  type: string
  startAt: number | null
  endAt: number | null
  settings: CampaignSettings
  settingsVersion: number
  scheduleId: string | null
  schedule: WeeklySchedule | null
  agentId: string | null
  maxCallSeconds: number
  numbers: DialingNumber[]
  fallbackZones: string[]
  /** Emergency stops of the organization that stand now or will end by themselves. */
  regionStops: RegionStop[]
  /** The kill switch of the organization or of the agent: nobody is called while one is thrown. */
  stopped: 'organization' | 'agent' | null
  /** Of the organization: grows with its schedules, region stops and fallback zones. */
  complianceVersion: number
  leadSeq: number
  nextWakeAt: number | null
  /** A change to many leads that came with its status and is not done. */
  job: BulkJob['kind'] | null
  /** Calls permitted at or before this instant count for no breaker: a person has resumed since. */
  breakersFrom: number
}

export interface LateWords {
  recordingUrl: string | null
  summary: string | null
  transcriptKey: string | null
}

export interface DialingNumber {
  id: string
  e164: string
  zone: string
  enabled: boolean
  spamScore: number
  weight: number
}

export interface PulledLead {
  id: string
  contactId: string
  seq: number
  priority: Priority
  status: LeadStatus
  pass: number
  phonePosition: number
  attempts: number
  everAnswered: boolean
  nextDueAt: number | null
  zone: string | null
  address: PersonAddress | null
  consent: ConsentSpan | null
  /** Of the contact: a permit asked for under another one is refused as `changed`. */
  contactVersion: number
  /** The contact was merged into another one, or erased: nobody is called here any more, and the reason is kept. */
  isGone?: boolean
  /** Usable phones in position order; `dead` as known to the organization. */
  phones: { e164: string; attempts: number; dead: 'invalid' | 'wrong_number' | 'suppressed' | null }[]
}

export interface OpenAttempt {
  id: string
  leadId: string
  numberId: string
  from: string
  phone: string
  pass: number
  position: number
  permittedAt: number
}

export interface PermitContext {
  orgId: string
  campaignId: string
  /** The settings and the organization's rules the requests were made under; others stand now: `inactive`. */
  settingsVersion: number
  complianceVersion: number
  maxAttemptsPerPhonePerDay: number
  maxCallsPerNumberPerDay: number
  now: number
  /** Attempts permitted after this instant count against the phone's cap: 24 h and a margin. */
  attemptsSince: number
  numberIds: string[]
}

export interface PermitRequest {
  attemptId: string
  leadId: string
  /** The lead's place in the list: one that was removed and added again has another. */
  seq: number
  contactId: string
  numberId: string
  from: string
  phone: string
  pass: number
  position: number
  contactVersion: number
  /** Every phone of the person: what the caps of their regions count over. */
  phones: string[]
  caps: PermitCap[]
  /** The number's own calendar day. */
  day: string
  /** Why the call is allowed, as far as the object knows; the database adds the attempts of the last 24 h. */
  proof: Record<string, unknown>
}

/** A regional limit on attempts to one person (`domain/regions/attempt-caps.ts`). */
export interface PermitCap {
  id: string
  counts: 'attempts' | 'refusals' | 'hang_ups'
  max: number
  /** Attempts permitted after this instant count. */
  since: number
  /** How long one counts, ms; null: for ever. */
  windowMs: number | null
}

export type Refusal =
  | { reason: 'suppressed' }
  /** Zone, address, consent or phones of the person are others than the object knows, or the lead was removed or switched off. */
  | { reason: 'changed' }
  /** A limit of the person's region; `freeAt` null: for ever. */
  | { reason: 'region_capped'; cap: string; freeAt: number | null }
  | { reason: 'dead'; dead: 'invalid' | 'wrong_number' }
  /** `by`: the attempt of this same campaign that holds the phone, if it is one. */
  | { reason: 'phone_busy'; by: string | null }
  | { reason: 'phone_capped'; freeAt: number }
  | { reason: 'number_capped' }
  /** The number was switched off. */
  | { reason: 'number_off' }
  /** Asked for too late: later permits are in the proof chain already. */
  | { reason: 'late' }
  | { reason: 'inactive' }

export interface PermitAnswer {
  permitted: Set<string>
  refused: Map<string, Refusal>
  /** Calls of each number on each of the days asked about, after this batch: `numberId|day`. */
  callsToday: Map<string, number>
}

export interface Settlement {
  attemptId: string
  /** False: given back before the carrier accepted it; not counted anywhere. */
  counted: boolean
  placedAt: number | null
  answeredAt: number | null
  endedAt: number | null
  carrierCallId: string | null
  answerStatus: AnswerStatus | null
  disposition: Disposition | null
  endReason: string
  talkSeconds: number
  summary: string | null
  primaryGoal: GoalResult
  goalScore: number | null
  recordingUrl: string | null
  transcriptKey: string | null
  /** Spoke with a person for more than one turn. */
  conversation: boolean
  phone: string
  /** Every phone of the contact is suppressed for the organization, and the email if they said so. */
  optOut: { phones: boolean; email: boolean } | null
  /** Marks the phone dead for the whole organization. */
  deadPhone: 'invalid' | 'wrong_number' | null
}

export interface LeadChange {
  leadId: string
  /** When given, the change is made only while the lead still has one of these statuses. */
  status: LeadStatus
  statusReason: string | null
  pass: number
  phonePosition: number
  phoneAttempts: number[]
  attempts: number
  everAnswered: boolean
  nextDueAt: number | null
  /** Absent: unchanged. */
  outcome?: {
    /** What it adds to the lead counts only while this attempt is open, or this call to us (`cnv_…`) has not counted. */
    attemptId: string
    disposition: Disposition
    answerStatus: AnswerStatus
    lastCalledAt: number
    primaryGoal: GoalResult
    goalScore: number | null
    conversation: boolean
    talkSeconds: number
  }
  /** A restart forgets disposition and goal. */
  forget?: boolean
}

export interface BulkLead extends PulledLead {
  disposition: Disposition | null
}

export interface ScriptSource {
  /** The campaign may still dial: it runs, and no kill switch is thrown. */
  active: boolean
  agent: {
    greeting: string
    prompt: string
    voice: string
    language: string
    company: string
    /** Who calls when the agent names no company. */
    organization: string
    maxCallSeconds: number
    disclosure: boolean
    disclosureText: string | null
  }
  settings: CampaignSettings
  people: Map<string, ScriptPerson>
}

export interface ScriptPerson {
  name: string
  email: string | null
  variables: Record<string, string>
  zone: string | null
  address: PersonAddress | null
  /** What was permitted still stands, neither the phone nor the person is suppressed, and the number we call from is on. */
  wanted: boolean
}
