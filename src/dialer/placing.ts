import { markPlaced, markRefused, watchdogAt } from '../domain/attempt.ts'
import type { CarrierError, DialResult } from '../ports.ts'
import { NOT_SENT, type PlaceItem, WITHDRAWN } from './deps.ts'
import type { Engine } from './engine.ts'
import type { Flight } from './flight.ts'
import { scope } from './intake.ts'
import { returnLead, settleIfDone } from './settle.ts'
import type { DialingCampaign } from './store.ts'

/** Attempts a stateless invocation places: few, so that one slow answer holds up few. */
const GROUP = 5

/** Hands permitted attempts to the placer, several groups at once, without waiting: the answers come in as they may. */
export function placeAll(engine: Engine, campaign: DialingCampaign, items: PlaceItem[]): void {
  for (const { attemptId } of items) remember(engine, attemptId, { stage: 'permitted' })
  for (let i = 0; i < items.length; i += GROUP) {
    const group = items.slice(i, i + GROUP)
    engine.background(
      engine.deps
        .place(scope(engine), group)
        .catch((error) => {
          engine.deps.log.error('place.failed', { campaign_id: engine.campaignId, error: String(error) })
          return []
        })
        .then((answers) => take(engine, campaign, group, answers)),
    )
  }
}

/** Changes a flight in memory only (see flight.ts). */
function remember(engine: Engine, attemptId: string, change: Partial<Flight>): void {
  const flight = engine.flights.get(attemptId)?.flight
  if (flight && !flight.result) engine.remember(attemptId, { flight: { ...flight, ...change } })
}

/** Every answer is noted before anything is waited for: whatever fails after that, no attempt is left in mid-air. */
async function take(
  engine: Engine,
  campaign: DialingCampaign,
  group: PlaceItem[],
  answers: { attemptId: string; result: DialResult }[],
): Promise<void> {
  const byId = new Map(answers.map((a) => [a.attemptId, a.result]))
  const refusals: CarrierError[] = []
  for (const { attemptId } of group) {
    engine.placing.delete(attemptId)
    const result = byId.get(attemptId)
    if (result?.ok) engine.tally.add('dials')
    else if (result?.error.kind === 'rate_limited') engine.tally.add('rate_limited')
    if (result?.ok) placed(engine, attemptId, result.carrierCallId)
    else if (refused(engine, campaign, attemptId, result?.error ?? LOST)) refusals.push(result?.error ?? LOST)
  }
  const notNow = refusals.find((e) => (e.kind === 'rate_limited' || e.kind === 'unreachable') && !NOT_SENT.has(e.code))
  const notAtAll = refusals.find((error) => error.kind === 'auth' || error.kind === 'balance')
  if (notAtAll) await stopForPerson(engine, notAtAll)
  // Paused or stopped meanwhile, by news that has not reached us.
  if (refusals.some((error) => error.code === WITHDRAWN)) await engine.exclusive(() => engine.load())
  if (notNow) await engine.deps.line.backOff(notNow.retryAfterSeconds)
}

const LOST: CarrierError = {
  kind: 'unknown',
  destination: false,
  code: 'no_answer_from_placer',
  message: 'The answer of the placing invocation was lost',
  retryAfterSeconds: null,
}

function placed(engine: Engine, attemptId: string, carrierCallId: string): void {
  const row = engine.flights.get(attemptId)
  // Its callbacks may have settled it before the carrier's answer came.
  if (!row?.flight || row.flight.result) return
  const attempt = markPlaced(row.flight.attempt, engine.now())
  remember(engine, attemptId, { stage: 'placed', carrierCallId, attempt })
}

/** When the watchdog looks at an attempt nobody has told us anything of. */
export function lookAt(engine: Engine, campaign: DialingCampaign, permittedAt: number): number {
  return permittedAt + campaign.settings.ring_timeout_seconds * 1000 + engine.patience.watchdogMarginMs
}

/** When the watchdog looks at an attempt: after the ring time when nobody has answered yet, else after its longest possible duration. */
export function watchAt(
  engine: Engine,
  campaign: DialingCampaign,
  attempt: Parameters<typeof watchdogAt>[0],
  atLeast: number,
): number {
  const marginMs = engine.patience.watchdogMarginMs
  if (attempt.state === 'placed' || attempt.state === 'ringing')
    return lookAt(engine, campaign, attempt.placedAt ?? attempt.permittedAt)
  return Math.max(
    atLeast,
    watchdogAt(attempt, {
      ringTimeoutSeconds: campaign.settings.ring_timeout_seconds,
      maxDurationSeconds: campaign.maxCallSeconds,
      marginMs,
    }),
  )
}

/** The carrier did not take the call. The kind of the error decides whether it counts. Returns whether the attempt was still open. */
function refused(engine: Engine, campaign: DialingCampaign, attemptId: string, error: CarrierError): boolean {
  const row = engine.flights.get(attemptId)
  if (!row?.flight || row.flight.result) return false
  const now = engine.now()
  switch (error.kind) {
    case 'rejected': {
      const attempt = markRefused(row.flight.attempt, { invalidNumber: error.destination, code: error.code }, now)
      settleIfDone(engine, row, { ...row.flight, attempt }, true)
      return true
    }
    case 'rate_limited':
    case 'unreachable':
    case 'auth':
    case 'balance':
      returnLead(engine, row, error.code)
      return true
    case 'unknown': {
      // Its callbacks came before the answer got lost.
      if (row.flight.stage === 'placed') return true
      // It may exist. Nobody dials this person again before the carrier's log has answered.
      const dueAt = now + campaign.settings.ring_timeout_seconds * 1000 + engine.patience.logLagMs
      engine.rewrite(row, { dueAt, flight: { ...row.flight, stage: 'unknown' } })
      return true
    }
  }
}

/** Nobody can dial until a person acts: the campaign pauses and says why. */
async function stopForPerson(engine: Engine, error: CarrierError): Promise<void> {
  const carrier = error.kind === 'auth' ? 'carrier_credentials' : 'carrier_balance'
  const reason = error.code === 'agent_missing' ? 'agent_missing' : carrier
  const moved = await engine.deps.store.moveCampaign(engine.campaignId, ['active'], 'paused', reason, engine.now())
  if (moved) engine.deps.log.error('campaign.paused_by_carrier', { campaign_id: engine.campaignId, code: error.code })
  await engine.exclusive(() => engine.load())
}
