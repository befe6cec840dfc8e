import type { CampaignStatus } from '../../domain/campaign-lifecycle.ts'
import type { CampaignSettings, CampaignType, Direction } from '../../domain/campaign-settings.ts'
import type { AnswerStatus, Disposition } from '../../domain/disposition.ts'
import type { LeadStatus } from '../../domain/lead.ts'
import type { AuditEntry } from '../audit/store.ts'
import type { Page, PageRequest } from '../page.ts'
import type { BulkJob } from './tell-dialer.ts'

export interface Campaign {
  id: string
  orgId: string
  name: string
  description: string
  notes: string
  type: CampaignType
  direction: Direction
  status: CampaignStatus
  archivedAt: number | null
  agentId: string | null
  numberIds: string[]
  scheduleId: string | null
  startAt: number | null
  endAt: number | null
  settings: CampaignSettings
  /** Grows with every change of the settings; attempts record it. */
  settingsVersion: number
  /** The greatest seq given to a lead so far. */
  leadSeq: number
  nextWakeAt: number | null
  statusReason: string | null
  startedAt: number | null
  finishedAt: number | null
  createdAt: number
  updatedAt: number
  /** Calls permitted at or before this instant count for no breaker: a person has let the campaign go on since. */
  breakersFrom: number
}

export interface CountedCampaign {
  campaign: Campaign
  counters: CampaignCounters
}

/** What a PATCH may change. */
export type CampaignFields = Pick<
  Campaign,
  | 'name'
  | 'description'
  | 'notes'
  | 'type'
  | 'direction'
  | 'agentId'
  | 'numberIds'
  | 'scheduleId'
  | 'startAt'
  | 'endAt'
  | 'settings'
>

/** What changes together with the status. */
export type TransitionFields = Partial<
  Pick<Campaign, 'statusReason' | 'startedAt' | 'finishedAt' | 'archivedAt' | 'nextWakeAt' | 'breakersFrom'>
> & {
  /** Work on the leads that the campaign's object takes up from the row; nobody is dialed before it is done. */
  job?: BulkJob
}

/** The counters of a campaign: one row, changed in the same transactions as the rows they count. */
export interface CampaignCounters {
  byStatus: Record<LeadStatus, number>
  /** Attempts by what came of them. */
  byDisposition: Record<Disposition, number>
  /** Leads by the disposition they stand at now. */
  leadsByDisposition: Record<Disposition, number>
  byAnswerStatus: Record<AnswerStatus, number>
  attempts: number
  conversations: number
  talkSeconds: number
  /** Leads that had at least one conversation. */
  reached: number
  goalsAchieved: number
}

export interface CampaignQuery extends PageRequest {
  statuses?: CampaignStatus[]
  type?: CampaignType
  q?: string
  /** false (default): only those in the main list; true: only the archived. */
  archived?: boolean
}

/** An agent, a number or a schedule that campaigns may be using. */
export type CampaignPart = { agentId: string } | { numberId: string } | { scheduleId: string }

/** A campaign that uses one of these. */
export type CampaignUser = Pick<Campaign, 'id' | 'name' | 'status'>

export interface CampaignStore {
  find(orgId: string, id: string): Promise<Campaign | null>
  /** The campaign and its counters in one read. */
  findCounted(orgId: string, id: string): Promise<CountedCampaign | null>
  /** Newest first. */
  list(orgId: string, query: CampaignQuery): Promise<Page<CountedCampaign>>
  /** The counters and the stored status of some leads, read at one instant. */
  countersAndStatuses(
    orgId: string,
    id: string,
    leadIds: string[],
  ): Promise<{ counters: CampaignCounters; statuses: Map<string, LeadStatus> } | null>
  /** Also creates the row of counters. */
  create(campaign: Campaign, audit: AuditEntry): Promise<void>
  /** Changes the row only while it is as it was read (same status and settings version); false otherwise. `changes.settings` and the other
   * locked fields make a new settings version. */
  update(campaign: Campaign, changes: Partial<CampaignFields>, at: number, audit: AuditEntry): Promise<boolean>
  /**
   * Moves the campaign from what it was read as (status, settings version, mark) to another status, or sets the mark; false when it had
   * left it. With `breakersFrom` the breaker that had stopped it is closed by the actor of the audit entry.
   */
  transition(
    campaign: Campaign,
    to: CampaignStatus,
    fields: TransitionFields,
    at: number,
    audit: AuditEntry,
  ): Promise<boolean>
  /** Deletes the campaign and its counters while it is in the status it was read in. Its leads go by `LeadStore.deleteOrphans`. */
  delete(campaign: Campaign, audit: AuditEntry): Promise<boolean>
  /** Campaigns that are not finished and use this agent, number or schedule. */
  listUsing(orgId: string, what: CampaignPart): Promise<CampaignUser[]>
  /** The same for many schedules, by schedule; at most 100 of each. */
  listScheduleUsers(orgId: string, scheduleIds: string[]): Promise<Map<string, CampaignUser[]>>
  /** Ids of the campaigns that are scheduled, active or paused: those whose objects know anything. At most 500, active ones first. */
  listAtWork(orgId: string): Promise<string[]>
}
