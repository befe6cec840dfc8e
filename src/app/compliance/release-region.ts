import { AppError } from '../../domain/errors.ts'
import { auditEntry } from '../audit/entry.ts'
import { refreshAll } from '../campaigns/refresh-all.ts'
import type { Actor, Deps } from '../deps.ts'

/** Lifts an emergency stop; campaigns that are active go on at once. @throws AppError `not_found` when none stands */
export async function releaseRegion(
  deps: Deps,
  actor: Actor,
  { region, reason }: { region: string; reason: string },
): Promise<void> {
  const now = deps.clock.now()
  const stop = await deps.regionStops.find(actor.orgId, region, now)
  const audit = auditEntry(deps, actor, 'region.released', region, {
    reason,
    stopped_because: stop?.reason,
    stopped_at: stop && new Date(stop.stoppedAt).toISOString(),
  })
  if (!stop || !(await deps.regionStops.remove(actor.orgId, region, now, audit)))
    throw new AppError('not_found', `Calls to ${region} are not stopped.`)
  await refreshAll(deps, actor.orgId)
}
