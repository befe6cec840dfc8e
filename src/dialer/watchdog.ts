import { applyEvent, markSilent } from '../domain/attempt.ts'
import type { CarrierCall } from '../ports.ts'
import type { Engine } from './engine.ts'
import type { Flight } from './flight.ts'
import { IN_FLIGHT, type Row } from './queue.ts'
import { giveBack } from './refusals.ts'
import { returnLead, settleIfDone } from './settle.ts'

/** Attempts looked up in one go. */
const LOOKUPS = 10
/** A call that is still going on is looked at again after this long. */
const AGAIN_MS = 60_000
/** So many failed look-ups in a row and the attempt is closed as FAILED: the carrier's log has been silent for over an hour. */
const MAX_LOOKUPS = 12
const HOUR_MS = 60 * 60_000
const LEAVES_WITHIN_MS = 15 * 60_000
/** The carrier's clock and ours may differ by this much. */
const SKEW_MS = 2 * 60_000

/**
 * Looks after attempts whose time is up: a report that did not come, a call without a terminal event, a dial whose answer got lost, a
 * permit from before a crash. None is ever dialed again before the carrier's log has been asked. Returns true while more are due.
 */
export async function watch(engine: Engine): Promise<boolean> {
  const due = engine.queue.due(IN_FLIGHT, engine.now(), LOOKUPS)
  // All at once: one slow answer of the carrier's log must not add up over the others.
  const done = await Promise.allSettled(
    due.map(async (row) => {
      const current = engine.flights.get(row.flight!.attemptId)
      if (!current) return
      if (engine.placing.has(row.flight!.attemptId))
        engine.rewrite(current, { dueAt: engine.now() + engine.patience.watchdogMarginMs })
      else await lookAfter(engine, current)
    }),
  )
  for (const one of done) if (one.status === 'rejected') throw one.reason
  return due.length === LOOKUPS
}

async function lookAfter(engine: Engine, row: Row): Promise<void> {
  const flight = row.flight!
  // Only its report was missing.
  if (flight.attempt.state === 'ended') return settleIfDone(engine, row)
  if (flight.stage === 'unplaced') return returnLead(engine, row, 'permit_unanswered')
  if (flight.stage === 'asked') {
    const known = await engine.deps.store.findPermitted(engine.campaign!.orgId, [flight.attemptId])
    if (!known.has(flight.attemptId)) {
      const current = engine.flights.get(flight.attemptId)
      if (current) giveBack(engine, current)
      return
    }
  }
  const found = await lookUp(engine, flight)
  // The look-up took time and callbacks may have come meanwhile: decide on the row as it is now.
  const current = engine.flights.get(flight.attemptId)
  if (!current || current.flight!.stage === 'settled' || current.flight!.attempt.state === 'ended') return
  if (found === 'error') return again(engine, current)
  if (found) return reconcile(engine, current, found)
  // The carrier does not know it. An unanswered dial was never taken: given back. After a crash nobody can say whether the request had
  // left, so it counts as an attempt that failed.
  if (current.flight!.stage === 'unknown') return returnLead(engine, current, 'not_accepted')
  closeSilently(engine, current)
}

function reconcile(engine: Engine, row: Row, call: CarrierCall): void {
  const flight: Flight = { ...row.flight!, carrierCallId: call.carrierCallId, stage: 'placed', lookups: 0 }
  if (call.endReason === null) {
    if (engine.now() > lastWord(engine, flight)) {
      closeSilently(engine, { ...row, flight }, row)
      return
    }
    engine.rewrite(row, { dueAt: engine.now() + AGAIN_MS, flight })
    return
  }
  const endedAt = call.createdAt + (call.durationSeconds ?? 0) * 1000
  const attempt = applyEvent(flight.attempt, {
    type: 'ended',
    at: Math.min(endedAt, engine.now()),
    answeredAt: call.answered ? (flight.attempt.answeredAt ?? call.createdAt) : null,
    reason: call.endReason,
    rawReason: 'voice_log',
    talkSeconds: call.answered ? call.durationSeconds : null,
  })
  settleIfDone(engine, { ...row, flight: { ...flight, attempt } }, row)
}

function again(engine: Engine, row: Row): void {
  const lookups = row.flight!.lookups + 1
  if (lookups >= MAX_LOOKUPS) {
    closeSilently(engine, row)
    return
  }
  const dueAt = engine.now() + AGAIN_MS * Math.min(lookups, 10)
  engine.rewrite(row, { dueAt, flight: { ...row.flight!, lookups } })
}

/** Closed as FAILED (system); counts as an attempt and follows the retry policy (2-architecture §2). */
function closeSilently(engine: Engine, row: Row, stored: Row = row): void {
  const attempt = markSilent(row.flight!.attempt, engine.now())
  settleIfDone(engine, { ...row, flight: { ...row.flight!, attempt } }, stored)
}

/** After this no call can still be going on, whatever the log says of it. */
function lastWord(engine: Engine, flight: Flight): number {
  const { settings, maxCallSeconds } = engine.campaign!
  return flight.attempt.permittedAt + (settings.ring_timeout_seconds + maxCallSeconds) * 1000 + HOUR_MS
}

/** The carrier's knowledge of an attempt: by its id, else by who called whom since the permit. One phone is in one call at a time. */
export async function lookUp(engine: Engine, flight: Flight): Promise<CarrierCall | null | 'error'> {
  const { carrier } = engine.deps
  if (flight.carrierCallId) {
    const answer = await carrier.findCall(flight.carrierCallId)
    return answer.ok ? answer.call : 'error'
  }
  // A dial leaves soon after its permit; a longer stretch of the log would only grow with every look.
  const latest = flight.attempt.permittedAt + LEAVES_WITHIN_MS + engine.patience.watchdogMarginMs
  const answer = await carrier.listCalls(flight.attempt.permittedAt - SKEW_MS, Math.min(engine.now() + SKEW_MS, latest))
  if (!answer.ok) return 'error'
  const since = flight.attempt.permittedAt - SKEW_MS
  const theirs = await engine.deps.store.knownCalls(engine.campaign!.orgId, flight.phone, flight.attemptId)
  const mine = answer.calls.filter(
    (c) => c.to === flight.phone && c.from === flight.from && c.createdAt >= since && !theirs.has(c.carrierCallId),
  )
  return mine.sort((a, b) => b.createdAt - a.createdAt)[0] ?? null
}
