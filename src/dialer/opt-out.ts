import type { CallEvent } from '../domain/call.ts'
import type { Engine } from './engine.ts'

/**
 * An opt-out takes effect before the carrier has its answer, for every campaign of the organization, and however late it comes: also
 * for an attempt that is settled long ago (the door has checked that the attempt is ours). Settlement repeats it, which changes nothing.
 */
export async function honourOptOut(engine: Engine, attemptId: string, events: CallEvent[]): Promise<void> {
  if (!engine.campaign) return
  for (const event of events) {
    const said =
      event.type === 'opted_out'
        ? { email: event.email, reason: event.reason }
        : event.type === 'reported' && event.report.disposition === 'OPT_OUT'
          ? { email: event.report.optOutEmail, reason: event.report.summary }
          : null
    if (said) await engine.deps.store.suppressOptOut(engine.campaign.orgId, attemptId, said, engine.now())
  }
}
