import type { Engine } from './engine.ts'

/**
 * Takes back calls nobody wants any more: waits for one that is being placed, since its request cannot be recalled, and ends one that has
 * not been answered. Afterwards none of them rings. A conversation goes on: the person is in it.
 */
export async function withdraw(engine: Engine, attemptIds: string[]): Promise<void> {
  await Promise.all(
    attemptIds.map(async (attemptId) => {
      await engine.placing.over(attemptId)
      const flight = engine.flights.get(attemptId)?.flight
      if (!flight?.carrierCallId || flight.attempt.answeredAt !== null || flight.attempt.state === 'ended') return
      const ended = await engine.deps.carrier.end(flight.carrierCallId)
      if (ended.ok) return
      const { code } = ended.error
      engine.deps.log.error('call.not_withdrawn', { campaign_id: engine.campaignId, attempt_id: attemptId, code })
    }),
  )
}
