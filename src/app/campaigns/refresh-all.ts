import type { Deps } from '../deps.ts'

/**
 * Something changed that holds for the whole organization: every campaign that is at work acts on it at once. Permits look at it by
 * themselves, so a campaign that cannot be reached calls nobody in the meantime; the queue wakes it until it has heard.
 */
export async function refreshAll(deps: Deps, orgId: string): Promise<void> {
  const ids = await deps.campaigns.listAtWork(orgId)
  const told = await Promise.allSettled(ids.map((id) => deps.dialers.refresh(id)))
  const missed = ids.filter((_, i) => told[i]!.status === 'rejected')
  if (missed.length > 0) await deps.queues.wake(missed)
}
