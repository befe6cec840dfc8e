import type { CallEvent } from '../domain/call.ts'
import type { Engine } from './engine.ts'
import { recoverFirst } from './recover.ts'
import { takeEvents } from './settle.ts'
import type { LateWords } from './store.ts'
import { honourWishes } from './wishes.ts'

/**
 * Hears what the carrier says of an attempt (the door has checked that it is ours). Returns false when the attempt is not in flight here:
 * settled long ago, or never permitted. What the person wished is honoured all the same, and what was said or recorded is kept.
 */
export async function hear(
  engine: Engine,
  from: { campaignId: string; attemptId: string; carrierCallId: string | null },
  events: CallEvent[],
): Promise<boolean> {
  const { attemptId } = from
  const { store } = engine.deps
  if (engine.meta.state === null && (await store.loadCampaign(from.campaignId)) === null) {
    const orgId = await store.orgOfAttempt(from.campaignId, attemptId)
    if (orgId !== null) await honourWishes(store, orgId, attemptId, events, engine.now())
    return false
  }
  engine.meta.adopt(from.campaignId)
  await recoverFirst(engine)
  // The result that stands in memory or is on its way to the ledger does not take in what is said after it.
  const isDecided = engine.flights.get(attemptId)?.flight?.result != null
  const known = takeEvents(engine, attemptId, from.carrierCallId, events)
  const orgId = engine.campaign?.orgId ?? (await store.orgOfAttempt(from.campaignId, attemptId))
  if (orgId === null) return known
  await honourWishes(store, orgId, attemptId, events, engine.now())
  if (!known) engine.tally.add('callbacks_ignored')
  const late = known && !isDecided ? null : lateWords(events)
  if (late) await store.supplement(orgId, attemptId, late)
  return known
}

function lateWords(events: CallEvent[]): LateWords | null {
  let late: LateWords | null = null
  for (const event of events) {
    late ??= { recordingUrl: null, summary: null, transcriptKey: null }
    if (event.type === 'recorded') late.recordingUrl = event.url
    if (event.type !== 'reported') continue
    late.summary = event.report.summary
    late.transcriptKey = event.report.transcriptKey
    late.recordingUrl ??= event.report.recordingUrl
  }
  return late && Object.values(late).some((value) => value !== null) ? late : null
}
