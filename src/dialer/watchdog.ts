import { applyEvent, markSilent, needsLog } from '../domain/attempt.ts'
import type { CarrierCall } from '../ports.ts'
import type { Engine } from './engine.ts'
import type { Flight } from './flight.ts'
import type { Row } from './queue.ts'
import { returnLead, settleIfDone } from './settle.ts'

/** Attempts looked up in one go. */
const LOOKUPS = 10
/** A call that is still going on is looked at again after this long. */
const AGAIN_MS = 60_000
/** So many failed look-ups in a row and the attempt is closed as FAILED: the carrier's log has been silent for over an hour. */
const MAX_LOOKUPS = 12
/** What is known of a call that is over decides when so many look-ups brought nothing more. */
const LOOKUPS_AFTER_END = 3
const HOUR_MS = 60 * 60_000
const LEAVES_WITHIN_MS = 15 * 60_000
/** A log that shows nothing as new as the call that is looked for may be late by this much. */
const LOG_LAGS_MS = 10 * 60_000
/** The carrier's clock and ours may differ by this much. */
const SKEW_MS = 2 * 60_000

/**
 * Looks after attempts whose time is up: a report that did not come, a call without a terminal event, a dial whose answer got lost, a
 * permit from before a crash. None is ever dialed again before the carrier's log has been asked. Returns true while more are due.
 */
export async function watch(engine: Engine): Promise<boolean> {
  const due = engine.dueFlights(engine.now(), LOOKUPS)
  // All at once: one slow answer of the carrier's log must not add up over the others.
  const done = await Promise.allSettled(
    due.map(async (row) => {
      const current = engine.flights.get(row.flight!.attemptId)
      if (!current) return
      if (engine.placing.has(row.flight!.attemptId))
        engine.remember(row.flight!.attemptId, {}, engine.now() + engine.patience.watchdogMarginMs)
      else await lookAfter(engine, current).catch((error: unknown) => standAside(engine, row.flight!.attemptId, error))
    }),
  )
  for (const one of done) if (one.status === 'rejected') throw one.reason
  return due.length === LOOKUPS
}

/** One that cannot be looked after makes room for the others, is tried again, and ends when its call can no longer go on. */
function standAside(engine: Engine, attemptId: string, error: unknown): never {
  const row = engine.flights.get(attemptId)
  const isHopeless = row?.flight && row.flight.stage !== 'asked' && engine.now() > lastWord(engine, row.flight)
  if (row && isHopeless && !row.flight?.result) closeSilently(engine, row)
  else engine.remember(attemptId, {}, engine.now() + AGAIN_MS)
  throw error
}

async function lookAfter(engine: Engine, row: Row): Promise<void> {
  const flight = row.flight!
  // Only its report was missing, and what is known says enough.
  if (flight.attempt.state === 'ended' && (!needsLog(flight.attempt) || flight.lookups >= LOOKUPS_AFTER_END))
    return settleUnlessKept(engine, row, flight)
  if (flight.stage === 'unplaced') return returnLead(engine, row, 'permit_unanswered')
  if (flight.stage === 'asked') {
    const known = await engine.deps.store.attemptStates(engine.campaign!.orgId, [flight.attemptId])
    if (!known.has(flight.attemptId)) {
      const current = engine.flights.get(flight.attemptId)
      if (current) returnLead(engine, current, 'never_permitted')
      return
    }
  }
  engine.searched.add(flight.attemptId)
  const { found, isCurrent } = await searchLog(engine, flight)
  // The look-up took time and callbacks may have come meanwhile: decide on the row as it is now.
  const current = engine.flights.get(flight.attemptId)
  if (!current || current.flight!.result) return
  const isOver = current.flight!.attempt.state === 'ended'
  // What came meanwhile says more than the log.
  if (isOver && !needsLog(current.flight!.attempt)) return settleUnlessKept(engine, current, current.flight!)
  if (found === 'error' || (isOver && found?.endReason == null)) return again(engine, current)
  if (found) return reconcile(engine, current, found)
  if (!isCurrent && engine.now() < flight.attempt.permittedAt + LOG_LAGS_MS) return again(engine, current)
  // The carrier does not know it. An unanswered dial was never taken: given back. After a crash nobody can say whether the request had
  // left, so it counts as an attempt that failed.
  if (current.flight!.stage === 'unknown') return returnLead(engine, current, 'not_accepted')
  closeSilently(engine, current)
}

function reconcile(engine: Engine, row: Row, call: CarrierCall): void | Promise<void> {
  const flight: Flight = { ...row.flight!, carrierCallId: call.carrierCallId, stage: 'placed', lookups: 0 }
  if (call.endReason === null) {
    if (engine.now() > lastWord(engine, flight)) closeSilently(engine, row, flight)
    else engine.remember(flight.attemptId, { flight }, engine.now() + AGAIN_MS)
    return
  }
  engine.tally.add('reconciled')
  const endedAt = call.createdAt + (call.durationSeconds ?? 0) * 1000
  const attempt = applyEvent(flight.attempt, {
    type: 'ended',
    at: Math.min(endedAt, engine.now()),
    answeredAt: call.answered ? (flight.attempt.answeredAt ?? call.createdAt) : null,
    reason: call.endReason,
    rawReason: 'voice_log',
    talkSeconds: call.answered ? call.durationSeconds : null,
  })
  return settleUnlessKept(engine, row, { ...flight, attempt })
}

/**
 * The end of a call of which no report has come. What it said may have been acknowledged and kept for later, because it could not be taken
 * in (a stuck item of kind `event`): then nobody decides before it was tried again.
 */
async function settleUnlessKept(engine: Engine, row: Row, flight: Flight): Promise<void> {
  const { attemptId, attempt } = flight
  const mayWait = attempt.report === null && engine.now() <= lastWord(engine, flight)
  const isKept = mayWait && (await engine.deps.store.hasKeptEvent(engine.campaign!.orgId, attemptId))
  const current = engine.flights.get(attemptId)
  if (!current || current.flight!.result) return
  // Callbacks that came meanwhile are in the cache, and say at least as much.
  const latest = current === row ? flight : current.flight!
  if (isKept) engine.remember(attemptId, { flight: latest }, engine.now() + AGAIN_MS)
  else settleIfDone(engine, current, latest)
}

function again(engine: Engine, row: Row): void {
  const lookups = row.flight!.lookups + 1
  if (lookups >= MAX_LOOKUPS) {
    closeSilently(engine, row)
    return
  }
  const at = engine.now() + AGAIN_MS * Math.min(lookups, 10)
  engine.remember(row.flight!.attemptId, { flight: { ...row.flight!, lookups } }, at)
}

/** Closed as FAILED (system); counts as an attempt and follows the retry policy (2-architecture §2). */
function closeSilently(engine: Engine, row: Row, flight: Flight = row.flight!): void {
  settleIfDone(engine, row, { ...flight, attempt: markSilent(flight.attempt, engine.now()) })
}

/** After this no call can still be going on, whatever the log says of it. */
function lastWord(engine: Engine, flight: Flight): number {
  const { settings, maxCallSeconds } = engine.campaign!
  return flight.attempt.permittedAt + (settings.ring_timeout_seconds + maxCallSeconds) * 1000 + HOUR_MS
}

/** The carrier's knowledge of an attempt; null: its log does not have it. */
export async function lookUp(engine: Engine, flight: Flight): Promise<CarrierCall | null | 'error'> {
  return (await searchLog(engine, flight)).found
}

/**
 * Looks for an attempt in the carrier's log: by the call's id, else by who called whom since the permit (one phone is in one call at a
 * time). `isCurrent`: the log has later calls, or knows the call by its id or not, so what is not there will not come.
 */
async function searchLog(
  engine: Engine,
  flight: Flight,
): Promise<{ found: CarrierCall | null | 'error'; isCurrent: boolean }> {
  engine.tally.add('lookups')
  const { carrier } = engine.deps
  if (flight.carrierCallId) {
    const answer = await carrier.findCall(flight.carrierCallId)
    return { found: answer.ok ? answer.call : 'error', isCurrent: true }
  }
  // A dial leaves soon after its permit; a longer stretch of the log would only grow with every look.
  const latest = flight.attempt.permittedAt + LEAVES_WITHIN_MS + engine.patience.watchdogMarginMs
  const answer = await carrier.listCalls(flight.attempt.permittedAt - SKEW_MS, Math.min(engine.now() + SKEW_MS, latest))
  if (!answer.ok) return { found: 'error', isCurrent: false }
  const since = flight.attempt.permittedAt - SKEW_MS
  const theirs = await engine.deps.store.knownCalls(engine.campaign!.orgId, flight.phone, flight.attemptId)
  const mine = answer.calls.filter(
    (c) => c.to === flight.phone && c.from === flight.from && c.createdAt >= since && !theirs.has(c.carrierCallId),
  )
  const found = mine.sort((a, b) => b.createdAt - a.createdAt)[0] ?? null
  // A dial has left by the time its answer is given up; the look-up asks for the log of a while after that.
  const isCurrent = answer.calls.some(
    (call) => call.createdAt > flight.attempt.permittedAt + engine.patience.watchdogMarginMs,
  )
  return { found, isCurrent }
}
