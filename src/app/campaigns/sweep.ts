import type { Clock, Queues } from '../../ports.ts'

/** Campaigns woken by one sweep; the rest follow in the next minute. */
const SWEEP_LIMIT = 1_000

/** The safety net under the objects' alarms: wakes every campaign whose time has passed. Costs one indexed query when there is none. */
export async function sweep(deps: {
  clock: Clock
  queues: Queues
  dialing: { dueCampaigns(now: number, limit: number): Promise<string[]> }
}): Promise<number> {
  const due = await deps.dialing.dueCampaigns(deps.clock.now(), SWEEP_LIMIT)
  if (due.length > 0) await deps.queues.wake(due)
  return due.length
}
