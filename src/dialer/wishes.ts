import type { CallEvent } from '../domain/call.ts'
import type { DialingStore } from './store.ts'

/**
 * What people say about being called takes effect before the carrier has its answer, for every campaign of the organization, and however
 * late it comes: also for an attempt that is settled long ago (the door has checked that the attempt is ours). Settlement repeats it,
 * which changes nothing.
 */
export async function honourWishes(
  store: DialingStore,
  orgId: string,
  attemptId: string,
  events: CallEvent[],
  now: number,
): Promise<void> {
  for (const event of events) {
    const optOut = optOutOf(event)
    if (optOut) await store.suppressOptOut(orgId, attemptId, optOut, now)
    const wrong =
      event.type === 'wrong_number' || (event.type === 'reported' && event.report.disposition === 'WRONG_NUMBER')
    if (wrong) await store.markWrongNumber(orgId, attemptId, now)
  }
}

function optOutOf(event: CallEvent): { phones: boolean; email: boolean; reason: string } | null {
  if (event.type === 'opted_out') return { phones: true, email: event.email, reason: event.reason }
  if (event.type !== 'reported') return null
  const { disposition, optOutEmail, summary } = event.report
  const phones = disposition === 'OPT_OUT'
  return phones || optOutEmail ? { phones, email: optOutEmail, reason: summary } : null
}
