import type { BreakerStore, BreakerTrip, TrippingCall } from '../../app/breakers/store.ts'
import type { BreakerEvidence, BreakerKind } from '../../domain/breaker.ts'
import { readBreakerFacts } from './breaker-facts-store.ts'
import { BREAKER_TRIPS, OPEN_TRIPS, TRIPPING_CALLS } from './breaker-sql.ts'
import { bindList, readJson } from './json-column.ts'

type Row = Record<string, string | number | null>

export function createBreakerStore(db: D1Database): BreakerStore {
  const all = (sql: string, ...values: (string | number)[]): Promise<Row[]> =>
    db
      .prepare(sql)
      .bind(...values)
      .all<Row>()
      .then(({ results }) => results)

  return {
    readFacts: (orgId, campaignId, callsAfter, hoursFrom) =>
      readBreakerFacts(db, { orgId, campaignId }, callsAfter, hoursFrom),
    async listTrips(orgId, campaignId, limit) {
      return (await all(BREAKER_TRIPS, campaignId, orgId, limit)).map(toTrip)
    },
    async findOpen(orgId, campaignIds) {
      const trips = (await all(OPEN_TRIPS, bindList(campaignIds), orgId)).map(toTrip)
      return new Map(trips.map((trip) => [trip.campaignId, trip]))
    },
    async listCalls(orgId, attemptIds) {
      return (await all(TRIPPING_CALLS, bindList(attemptIds), orgId)).map(toCall)
    },
  }
}

function toTrip(row: Row): BreakerTrip {
  return {
    id: row.id as string,
    campaignId: row.campaign_id as string,
    kind: row.kind as BreakerKind,
    evidence: readJson<BreakerEvidence>(row.evidence as string),
    trippedAt: row.tripped_at as number,
    resumedAt: row.resumed_at as number | null,
    resumedBy: row.resumed_by as string | null,
  }
}

function toCall(row: Row): TrippingCall {
  return {
    attemptId: row.id as string,
    leadId: row.lead_id as string,
    contactName: (row.name as string | null) ?? '',
    to: row.phone as string,
    permittedAt: row.permitted_at as number,
    disposition: row.disposition as TrippingCall['disposition'],
    answerStatus: row.answer_status as TrippingCall['answerStatus'],
    endReason: row.end_reason as string | null,
    talkSeconds: row.talk_seconds as number,
  }
}
