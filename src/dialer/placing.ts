import { markPlaced, markRefused, watchdogAt } from '../domain/attempt.ts'
import type { CarrierError, DialResult } from '../ports.ts'
import type { PlaceItem } from './deps.ts'
import type { Engine } from './engine.ts'
import { scope } from './intake.ts'
import { returnLead, settleIfDone } from './settle.ts'
import type { DialingCampaign } from './store.ts'

/** Attempts a stateless invocation places: few, so that one slow answer holds up few. */
const GROUP = 5

/** Hands permitted attempts to the placer, several groups at once, without waiting: the answers come in as they may. */
export function placeAll(engine: Engine, campaign: DialingCampaign, items: PlaceItem[]): void {
  for (const { attemptId } of items) setStage(engine, attemptId, 'permitted')
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

/** `permitted` is only a stage in memory: storing it would cost a write and change nothing about what a crash leaves behind. */
function setStage(engine: Engine, attemptId: string, stage: 'permitted'): void {
  const row = engine.flights.get(attemptId)
  if (row?.flight) row.flight.stage = stage
}

async function take(
  engine: Engine,
  campaign: DialingCampaign,
  group: PlaceItem[],
  answers: { attemptId: string; result: DialResult }[],
): Promise<void> {
  const byId = new Map(answers.map((a) => [a.attemptId, a.result]))
  for (const { attemptId } of group) {
    engine.placing.delete(attemptId)
    const result = byId.get(attemptId)
    if (result?.ok) placed(engine, campaign, attemptId, result.carrierCallId)
    else await refused(engine, campaign, attemptId, result?.error ?? LOST)
  }
}

const LOST: CarrierError = {
  kind: 'unknown',
  destination: false,
  code: 'no_answer_from_placer',
  message: 'The answer of the placing invocation was lost',
  retryAfterSeconds: null,
}

function placed(engine: Engine, campaign: DialingCampaign, attemptId: string, carrierCallId: string): void {
  const row = engine.flights.get(attemptId)
  // Its callbacks may have settled it before the carrier's answer came.
  if (!row?.flight || row.flight.stage === 'settled') return
  const attempt = markPlaced(row.flight.attempt, engine.now())
  engine.rewrite(row, {
    dueAt: watchAt(engine, campaign, attempt, row.dueAt),
    flight: { ...row.flight, stage: 'placed', carrierCallId, attempt },
  })
}

/** When the watchdog looks at an attempt: after the ring time when nobody has answered yet, else after its longest possible duration. */
export function watchAt(
  engine: Engine,
  campaign: DialingCampaign,
  attempt: Parameters<typeof watchdogAt>[0],
  atLeast: number,
): number {
  const marginMs = engine.patience.watchdogMarginMs
  const ringMs = campaign.settings.ring_timeout_seconds * 1000
  if (attempt.state === 'placed' || attempt.state === 'ringing')
    return (attempt.placedAt ?? attempt.permittedAt) + ringMs + marginMs
  return Math.max(
    atLeast,
    watchdogAt(attempt, {
      ringTimeoutSeconds: campaign.settings.ring_timeout_seconds,
      maxDurationSeconds: campaign.maxCallSeconds,
      marginMs,
    }),
  )
}

/** The carrier did not take the call. The kind of the error decides whether it counts and who has to act. */
async function refused(
  engine: Engine,
  campaign: DialingCampaign,
  attemptId: string,
  error: CarrierError,
): Promise<void> {
  const row = engine.flights.get(attemptId)
  if (!row?.flight || row.flight.stage === 'settled') return
  const now = engine.now()
  switch (error.kind) {
    case 'rejected': {
      const attempt = markRefused(row.flight.attempt, { invalidNumber: error.destination, code: error.code }, now)
      settleIfDone(engine, engine.rewrite(row, { flight: { ...row.flight, attempt } }))
      return
    }
    case 'rate_limited':
    case 'unreachable':
      returnLead(engine, row, error.code)
      await engine.deps.line.backOff(error.retryAfterSeconds)
      return
    case 'auth':
    case 'balance':
      returnLead(engine, row, error.code)
      await stopForPerson(engine, error)
      return
    case 'unknown': {
      // It may exist. Nobody dials this person again before the carrier's log has answered.
      const dueAt = now + campaign.settings.ring_timeout_seconds * 1000 + engine.patience.logLagMs
      engine.rewrite(row, { dueAt, flight: { ...row.flight, stage: 'unknown' } })
    }
  }
}

/** Nobody can dial until a person acts: the campaign pauses and says why. */
async function stopForPerson(engine: Engine, error: CarrierError): Promise<void> {
  const reason = error.kind === 'auth' ? 'carrier_credentials' : 'carrier_balance'
  const moved = await engine.deps.store.moveCampaign(engine.campaignId, ['active'], 'paused', reason, engine.now())
  if (moved) engine.deps.log.error('campaign.paused_by_carrier', { campaign_id: engine.campaignId, code: error.code })
  await engine.load()
}
