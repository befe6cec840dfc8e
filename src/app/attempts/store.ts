import type { AttemptState, GoalResult } from '../../domain/call.ts'
import type { AnswerStatus, Disposition } from '../../domain/disposition.ts'
import type { Page, PageRequest } from '../page.ts'

/** One dial of one phone of one lead: permit, audit record and call history in one row. */
export interface Attempt {
  id: string
  orgId: string
  campaignId: string
  leadId: string
  contactId: string
  numberId: string
  from: string
  to: string
  pass: number
  position: number
  state: AttemptState
  /** Set where the campaign's object was asked: nobody has told us what became of the call, and the carrier's log is asked. */
  reconciling?: boolean
  permittedAt: number
  placedAt: number | null
  answeredAt: number | null
  endedAt: number | null
  settledAt: number | null
  carrierCallId: string | null
  answerStatus: AnswerStatus | null
  disposition: Disposition | null
  /** An EndReason, or the carrier's error code when the dial was refused. */
  endReason: string | null
  talkSeconds: number
  summary: string | null
  primaryGoal: GoalResult
  goalScore: number | null
  recordingUrl: string | null
  transcriptKey: string | null
  /** Why it was allowed (1-product §8). */
  proof: Record<string, unknown>
}

/** An attempt in the call history: also who was called, and for what. */
export interface Conversation extends Attempt {
  contactName: string
  campaignName: string | null
}

export interface ConversationQuery extends PageRequest {
  campaignId?: string
  leadId?: string
  dispositions?: Disposition[]
  answerStatuses?: AnswerStatus[]
  phone?: string
  from?: number
  to?: number
  /** How far (product ms) the instant in an attempt's id may lie from `permittedAt`. */
  slackMs: number
}

/** The read side of the ledger. What writes it is the dialing store. Attempts given back before the carrier accepted them are left out. */
export interface AttemptStore {
  find(orgId: string, id: string): Promise<Conversation | null>
  /** Newest first. With filters that few fit, a page may hold fewer than were asked for and still have a next one. */
  list(orgId: string, query: ConversationQuery): Promise<Page<Conversation>>
  /** Oldest first, all of them: a lead has at most 10 phones × 11 attempts a run. */
  listOfLead(orgId: string, leadId: string): Promise<Attempt[]>
  /** Calls that are not settled: to these phones, or to any phone these contacts have. */
  listOpenCalls(
    orgId: string,
    people: { phones: string[]; contactIds: string[]; exceptAttemptId?: string },
  ): Promise<{ attemptId: string; campaignId: string }[]>
  /** Whom an attempt called, for those who know only the campaign, which may be deleted; null when there is no such attempt. */
  findCalled(campaignId: string, attemptId: string): Promise<{ orgId: string; contactId: string; phone: string } | null>
}
