import type { CampaignStatus } from '../../domain/campaign-lifecycle.ts'
import type { CampaignSettings } from '../../domain/campaign-settings.ts'
import type { PastAttempt, PersonFacts, StandingStop, Stop, SuppressionFact } from '../../domain/compliance-facts.ts'
import type { Priority } from '../../domain/lead.ts'
import type { NumberState } from '../../domain/rotation.ts'
import type { WeeklySchedule } from '../../domain/weekly-schedule.ts'

/** Everything the database knows that decides about calls to some phones. Instants are epoch ms. */
export interface ComplianceFacts {
  organization: { fallbackZones: string[]; stop: Stop | null }
  regionStops: StandingStop[]
  campaigns: Map<string, CampaignFacts>
  /** Contacts that were named, and those the phones belong to. */
  people: Map<string, PersonFacts & { id: string; phones: string[] }>
  /** What the organization knows of each phone. */
  phones: Map<string, { contactId: string; dead: { why: 'invalid' | 'wrong_number'; at: number | null } | null }>
  /** Of these phones and people, calls only, oldest first. */
  suppressions: (Omit<SuppressionFact, 'ofPhone'> & { phone: string; contactId: string | null })[]
  /** By phone, oldest first; those given back are left out. */
  attempts: Map<string, PastAttempt[]>
}

export interface CampaignFacts {
  id: string
  status: CampaignStatus
  settings: CampaignSettings
  schedule: WeeklySchedule | null
  hasAgent: boolean
  agentStop: Stop | null
  /** Work on its leads that has to be done before anybody is dialed, or null. */
  job: string | null
  numbers: CampaignNumber[]
}

/** A number of a campaign with the calls of its own calendar day. */
export type CampaignNumber = NumberState & { zone: string }

export interface FactsQuestion {
  /** E.164. */
  phones: string[]
  contactIds: string[]
  campaignIds: string[]
  /** Epoch ms: whose day it is for the numbers. */
  now: number
}

export interface ComplianceFactsStore {
  /** One round trip, however many phones. What belongs to another organization, or does not exist, is absent from the answer. */
  gather(orgId: string, question: FactsQuestion): Promise<ComplianceFacts>
  /**
   * Leads of the campaign that wait for their turn and come before this one in the dialing order, whether they may be called now or not;
   * null when more than `limit` wait, of whom nobody wants to wait for the count.
   */
  countAhead(lead: PlaceInOrder, limit: number): Promise<number | null>
}

/** What the dialing order goes by (1-product §3). */
export interface PlaceInOrder {
  campaignId: string
  pass: number
  phonePosition: number
  priority: Priority
  seq: number
}
