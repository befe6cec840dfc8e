import { drizzle } from 'drizzle-orm/d1'
import type { BreakerStore } from '../../dialer/breaker-store.ts'
import { type BreakerFacts, breakerCall, breakerReason } from '../../domain/breaker.ts'
import type { AnswerStatus, Disposition } from '../../domain/disposition.ts'
import { auditIfChanged } from './audit-store.ts'
import { BREAKER_CALLS, BREAKER_HOURS, BREAKER_TALK, KEEP_TRIP, PAUSE_BY_BREAKER } from './breaker-sql.ts'
import type { createWebhookOutbox } from './webhook-outbox.ts'

/** Tells customers that the campaign is paused. */
type Outbox = Pick<ReturnType<typeof createWebhookOutbox>, 'moved' | 'batch'>

/** The breakers' part of the dialer's store. */
export function createBreakerFactsStore(db: D1Database, outbox: Outbox): BreakerStore {
  return {
    loadBreakerFacts: (campaign, callsAfter, hoursFrom) => readBreakerFacts(db, campaign, callsAfter, hoursFrom),

    async tripBreaker({ id, auditId, orgId, campaignId, settingsVersion, breakersFrom, kind, evidence, at }) {
      const audit = auditIfChanged(drizzle(db), {
        orgId,
        id: auditId,
        actor: 'system',
        action: 'breaker.tripped',
        subject: campaignId,
        details: { trip_id: id, kind },
        at,
      }).toSQL()
      // Each writes only if the one before it did.
      const [paused] = await outbox.batch([
        db.prepare(PAUSE_BY_BREAKER).bind(campaignId, orgId, breakerReason(kind), at, settingsVersion, breakersFrom),
        db.prepare(KEEP_TRIP).bind(campaignId, id, orgId, kind, JSON.stringify(evidence), at),
        db.prepare(audit.sql).bind(...audit.params),
        ...outbox.moved(campaignId, 'paused', breakerReason(kind), at),
      ])
      return (paused?.meta.changes ?? 0) > 0
    },
  }
}

/** Also what the API measures by. */
export async function readBreakerFacts(
  db: D1Database,
  { orgId, campaignId }: { orgId: string; campaignId: string },
  callsAfter: number,
  hoursFrom: number,
): Promise<BreakerFacts> {
  const [calls, hours, talk] = await db.batch<Record<string, string | number | null>>([
    db.prepare(BREAKER_CALLS).bind(campaignId, orgId, callsAfter),
    db.prepare(BREAKER_HOURS).bind(campaignId, hoursFrom),
    db.prepare(BREAKER_TALK).bind(campaignId),
  ])
  return {
    calls: (calls?.results ?? []).map((row) =>
      breakerCall({
        attemptId: row.id as string,
        permittedAt: row.permitted_at as number,
        answerStatus: row.answer_status as AnswerStatus | null,
        disposition: row.disposition as Disposition | null,
        endReason: row.end_reason as string | null,
        invalidNumber: row.invalid === 1,
      }),
    ),
    hours: (hours?.results ?? []).map((row) => ({ hour: row.hour as number, talkSeconds: row.talk_seconds as number })),
    totalSeconds: (talk?.results[0]?.talk_seconds as number | undefined) ?? 0,
  }
}
