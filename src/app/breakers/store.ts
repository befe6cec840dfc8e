import type { BreakerEvidence, BreakerFacts, BreakerKind } from '../../domain/breaker.ts'
import type { AnswerStatus, Disposition } from '../../domain/disposition.ts'

/** A breaker paused a campaign. Instants are epoch ms. */
export interface BreakerTrip {
  id: string
  campaignId: string
  kind: BreakerKind
  evidence: BreakerEvidence
  trippedAt: number
  /** null: nobody has let it go on. */
  resumedAt: number | null
  resumedBy: string | null
}

/** One of the calls that tripped a breaker, or used up a budget. */
export interface TrippingCall {
  attemptId: string
  leadId: string
  contactName: string
  /** E.164. */
  to: string
  permittedAt: number
  disposition: Disposition | null
  answerStatus: AnswerStatus | null
  endReason: string | null
  talkSeconds: number
}

/** The read side of the breakers. What trips them is the campaign's object; what closes a trip is the transition of its campaign. */
export interface BreakerStore {
  /** What the campaign's object judges by, as D1 has it. */
  readFacts(orgId: string, campaignId: string, callsAfter: number, hoursFrom: number): Promise<BreakerFacts>
  /** Newest first. */
  listTrips(orgId: string, campaignId: string, limit: number): Promise<BreakerTrip[]>
  /** The trip each of these campaigns stands still for. */
  findOpen(orgId: string, campaignIds: string[]): Promise<Map<string, BreakerTrip>>
  /** In the order of their ids. */
  listCalls(orgId: string, attemptIds: string[]): Promise<TrippingCall[]>
}
