import { applyEvent, isSettleable, markSettled } from '../domain/attempt.ts'
import type { CallEvent } from '../domain/call.ts'
import { afterAttempt } from '../domain/lead-progress.ts'
import { outcomeOf } from '../domain/outcome.ts'
import type { Engine } from './engine.ts'
import type { Flight } from './flight.ts'
import { watchAt } from './placing.ts'
import { IN_FLIGHT, type QueuedLead, type Row, SETTLED } from './queue.ts'
import type { Settlement } from './store.ts'

/**
 * Takes in what the carrier told us of one attempt. Idempotent and indifferent to order (domain/attempt.ts).
 * Returns false when the attempt is not in flight here: settled long ago, or never ours.
 */
export function takeEvents(
  engine: Engine,
  attemptId: string,
  carrierCallId: string | null,
  events: CallEvent[],
): boolean {
  const row = engine.flights.get(attemptId)
  if (!row?.flight || !engine.campaign) return false
  const { flight } = row
  let { attempt } = flight
  for (const event of events) attempt = applyEvent(attempt, event)
  const callId = flight.carrierCallId ?? carrierCallId
  if (attempt === flight.attempt && callId === flight.carrierCallId) return true
  const stage = flight.stage === 'settled' ? 'settled' : 'placed'
  const next: Flight = { ...flight, attempt, carrierCallId: callId, stage }
  // A sign of life proves the carrier took the call.
  if (row.place !== IN_FLIGHT) return true
  const dueAt = attempt.state === 'ended' ? row.dueAt : watchAt(engine, engine.campaign, attempt, row.dueAt)
  settleIfDone(engine, { ...row, dueAt, flight: next }, row)
  return true
}

/** Settles an attempt about which everything is known; else notes when to look again. `stored` is the row as it is in storage. */
export function settleIfDone(engine: Engine, row: Row, stored: Row = row): void {
  const flight = row.flight!
  const now = engine.now()
  const ready = isSettleable(flight.attempt, now, { reportGraceMs: engine.patience.reportGraceMs })
  if (ready !== true) {
    engine.rewrite(stored, { ...row, dueAt: ready === false ? row.dueAt : ready.waitUntil })
    return
  }
  const campaign = engine.campaign!
  const outcome = outcomeOf(flight.attempt)
  const { progress, next, disposition } = afterAttempt(row.lead, outcome, campaign.settings, now)
  const { attempt } = flight
  const { report } = attempt
  const dead = outcome.invalidNumber ? 'invalid' : disposition === 'WRONG_NUMBER' ? 'wrong_number' : null
  const settlement: Settlement = {
    attemptId: flight.attemptId,
    counted: true,
    placedAt: attempt.placedAt ?? (attempt.dialError ? null : attempt.permittedAt),
    answeredAt: attempt.answeredAt,
    endedAt: attempt.endedAt,
    carrierCallId: flight.carrierCallId,
    answerStatus: outcome.answerStatus,
    disposition,
    endReason: outcome.endReason,
    talkSeconds: outcome.talkSeconds,
    summary: report?.summary ?? null,
    primaryGoal: report?.primaryGoal ?? 'unknown',
    goalScore: report?.goalScore ?? null,
    recordingUrl: attempt.recording?.url ?? report?.recordingUrl ?? null,
    transcriptKey: report?.transcriptKey ?? null,
    conversation: outcome.answerStatus === 'human' && CONVERSED.has(disposition),
    phone: flight.phone,
    deadPhone: dead,
    optOut:
      disposition === 'OPT_OUT' || outcome.optOutEmail
        ? { phones: disposition === 'OPT_OUT', email: outcome.optOutEmail }
        : null,
  }
  const lead: QueuedLead = {
    ...row.lead,
    phones: progress.phones,
    everAnswered: progress.everAnswered,
    pass: progress.pass,
    position: progress.position,
    attempts: row.lead.attempts + 1,
  }
  engine.rewrite(stored, {
    place: SETTLED,
    rank: 0,
    dueAt: now,
    lead,
    flight: { ...flight, stage: 'settled', attempt: markSettled(attempt), result: { settlement, next, at: now } },
  })
}

/** Dispositions that say a person was spoken with. */
const CONVERSED: ReadonlySet<string> = new Set([
  'INTERESTED',
  'NOT_INTERESTED',
  'CALLBACK',
  'COMPLETED',
  'WRONG_NUMBER',
  'OPT_OUT',
])

/** The carrier never took the call: the attempt is given back, not counted, and the lead keeps its place. */
export function returnLead(engine: Engine, row: Row, code: string): void {
  const flight = row.flight!
  const settlement: Settlement = {
    attemptId: flight.attemptId,
    counted: false,
    placedAt: null,
    answeredAt: null,
    endedAt: null,
    carrierCallId: null,
    answerStatus: null,
    disposition: null,
    endReason: code,
    talkSeconds: 0,
    summary: null,
    primaryGoal: 'unknown',
    goalScore: null,
    recordingUrl: null,
    transcriptKey: null,
    conversation: false,
    phone: flight.phone,
    deadPhone: null,
    optOut: null,
  }
  const now = engine.now()
  engine.rewrite(row, {
    place: SETTLED,
    rank: 0,
    dueAt: now,
    flight: { ...flight, stage: 'settled', result: { settlement, next: { kind: 'return' }, at: now } },
  })
}
