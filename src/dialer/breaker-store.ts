import type { BreakerEvidence, BreakerFacts, BreakerKind } from '../domain/breaker.ts'

/** What the breakers need of the database; part of `DialingStore`. Instants are epoch ms. */
export interface BreakerStore {
  /** The settled calls that make up the windows, in the order of their ids, and what was spent: by hour since `hoursFrom`, and in all. */
  loadBreakerFacts(
    campaign: { orgId: string; campaignId: string },
    callsAfter: number,
    hoursFrom: number,
  ): Promise<BreakerFacts>
  /** Pauses the campaign, keeps the evidence and writes the audit entry, all or nothing. False: it is not any more what was judged. */
  tripBreaker(trip: BreakerTrip): Promise<boolean>
}

export interface BreakerTrip {
  id: string
  auditId: string
  orgId: string
  campaignId: string
  /** What was judged: with other settings, or after a resume, the campaign is judged anew. */
  settingsVersion: number
  breakersFrom: number
  kind: BreakerKind
  evidence: BreakerEvidence
  at: number
}
