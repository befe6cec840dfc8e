import type { Engine } from './engine.ts'
import { lookUp } from './watchdog.ts'

/**
 * The campaign was deleted: its calls are ended, and none of its permits stays open in the ledger, or their phones would be in a call for
 * every other campaign for ever.
 */
export async function forgetCampaign(engine: Engine, campaignId: string): Promise<void> {
  for (const row of [...engine.flights.values()]) {
    const flight = row.flight!
    const found = flight.carrierCallId === null && engine.campaign !== null ? await lookUp(engine, flight) : null
    const callId = found !== null && found !== 'error' ? found.carrierCallId : flight.carrierCallId
    if (callId !== null) await engine.deps.carrier.end(callId)
  }
  await engine.deps.store.closeAttempts(campaignId, engine.now())
  for (const attemptId of engine.unstored.ids()) engine.unstored.delete(attemptId)
}
