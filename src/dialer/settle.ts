import { type Attempt, applyEvent, isSettleable, markSettled } from '../domain/attempt.ts'
import type { CallEvent } from '../domain/call.ts'
import { afterAttempt } from '../domain/lead-progress.ts'
import { outcomeOf } from '../domain/outcome.ts'
import type { Engine } from './engine.ts'
import type { Flight } from './flight.ts'
import { watchAt } from './placing.ts'
import { type QueuedLead, type Row, SETTLED } from './queue.ts'
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
  if (flight.result) return true
  // A sign of life proves the carrier took the call.
  settleIfDone(engine, row, { ...flight, attempt, carrierCallId: callId, stage: 'placed' })
  return true
}

/**
 * Whether there is something in `after` that is not to be forgotten: what detection and the AI said, which nobody could tell us again, and
 * that the call is over, so that its report is not waited for too long. That it was answered stands in the carrier's log.
 */
function mustBeKept(before: Attempt, after: Attempt): boolean {
  return (
    before.optedOut !== after.optedOut ||
    before.callbackAsked !== after.callbackAsked ||
    before.saidWrongNumber !== after.saidWrongNumber ||
    before.recording !== after.recording ||
    before.reported !== after.reported ||
    before.detected?.detection !== after.detected?.detection ||
    before.ended?.reason !== after.ended?.reason
  )
}

/**
 * Settles an attempt about which everything is known; else notes when to look again. `row` is the one in the cache, `flight` what is known
 * now. A result stands in memory until D1 has it (`unstored`): whoever brought its last event waits for that, so that the carrier is told
 * "heard" only of what is stored. `keep`: nobody waits and nobody will say it again, so it is stored here first.
 */
export function settleIfDone(engine: Engine, row: Row, flight: Flight = row.flight!, keep = false): void {
  const now = engine.now()
  const ready = isSettleable(flight.attempt, now, { reportGraceMs: engine.patience.reportGraceMs })
  if (ready !== true) {
    const { attemptId } = flight
    const at =
      ready === false ? watchAt(engine, engine.campaign!, flight.attempt, engine.watchedAt(attemptId)) : ready.waitUntil
    if (mustBeKept(row.flight!.attempt, flight.attempt)) engine.rewrite(row, { dueAt: at, flight })
    else engine.remember(attemptId, { flight }, at)
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
  const result = { settlement, next, at: now }
  const settled: Flight = { ...flight, stage: 'settled', attempt: markSettled(attempt), result }
  if (keep) {
    engine.rewrite(row, { place: SETTLED, rank: 0, dueAt: now, lead, flight: settled })
    return
  }
  engine.remember(flight.attemptId, { lead, flight: settled }, Infinity)
  engine.unstored.add(flight.attemptId)
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
  engine.tally.add(`given_back:${/^[a-z0-9_]{1,40}$/.test(code) ? code : 'other'}`)
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
