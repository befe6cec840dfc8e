import type { Engine } from './engine.ts'
import type { Flight } from './flight.ts'
import { recoverFirst } from './recover.ts'
import { lookUp } from './watchdog.ts'

/**
 * Takes back calls nobody wants any more: waits for one that is being placed, since its request cannot be recalled, and ends one that has
 * not been answered. One whose placing was forgotten (the object was restarted, the carrier's answer got lost) is looked up. Afterwards
 * none of them rings. A conversation goes on: the person is in it.
 */
export async function withdraw(engine: Engine, attemptIds: string[]): Promise<void> {
  await Promise.all(
    attemptIds.map(async (attemptId) => {
      await engine.placing.over(attemptId)
      await recoverFirst(engine)
      const code = await end(engine, attemptId)
      if (code !== null)
        engine.deps.log.error('call.not_withdrawn', { campaign_id: engine.campaignId, attempt_id: attemptId, code })
    }),
  )
}

/** Null when it rings no more, else why nobody can say so. */
async function end(engine: Engine, attemptId: string): Promise<string | null> {
  const waiting = (): Flight | null => {
    const flight = engine.flights.get(attemptId)?.flight
    const isOver = !flight || flight.result !== null || flight.attempt.state === 'ended'
    return isOver || flight.attempt.answeredAt !== null ? null : flight
  }
  const flight = waiting()
  if (flight === null || flight.stage === 'unplaced' || engine.campaign === null) return null
  const found = flight.carrierCallId === null ? await lookUp(engine, flight) : null
  if (found === 'error') return 'not_looked_up'
  const callId = waiting() && (waiting()!.carrierCallId ?? found?.carrierCallId ?? null)
  // Answered or ended while it was looked up, or over by the log; an unknown one may only be missing there for now.
  if (waiting() === null || (found && found.endReason !== null)) return null
  if (callId === null) return 'not_found'
  const ended = await engine.deps.carrier.end(callId)
  return ended.ok ? null : ended.error.code
}
