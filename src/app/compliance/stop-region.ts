import { AppError } from '../../domain/errors.ts'
import { isPhoneRegion } from '../../domain/regions/area-codes.ts'
import { findRegion } from '../../domain/regions/region-rules.ts'
import { auditEntry } from '../audit/entry.ts'
import { refreshAll } from '../campaigns/refresh-all.ts'
import type { Actor, Deps } from '../deps.ts'
import type { StoredRegionStop } from './region-stop-store.ts'

/**
 * The emergency stop of a region (Louisiana and New York forbid calls in declared emergencies): from the next dial on nobody there is
 * called by any campaign; calls in progress go on. The permit itself looks at it, so it holds even for a campaign that could not be told.
 * Stopping again changes reason and end; the same again changes nothing.
 * @param input.until epoch ms; null: until it is lifted
 * @throws AppError `unprocessable` for a region we do not know, or an end that has passed
 */
export async function stopRegion(
  deps: Deps,
  actor: Actor,
  { region, reason, until }: { region: string; reason: string; until: number | null },
): Promise<StoredRegionStop> {
  if (findRegion(region)?.region !== region && !isPhoneRegion(region)) {
    const message = `"${region}" is not a region: write US-LA for a state, CA-ON for a province, FR for a country`
    throw new AppError('unprocessable', message, { errors: [{ pointer: '/region', message }] })
  }
  const now = deps.clock.now()
  if (until !== null && until <= now) {
    const message = 'must be in the future; leave it out to stop until further notice'
    throw new AppError('unprocessable', `/until: ${message}`, { errors: [{ pointer: '/until', message }] })
  }
  const stop: StoredRegionStop = { orgId: actor.orgId, region, reason, actor: actor.name, stoppedAt: now, until }
  const details = { reason, until: until === null ? null : new Date(until).toISOString() }
  await deps.regionStops.put(stop, auditEntry(deps, actor, 'region.stopped', region, details))
  await refreshAll(deps, actor.orgId)
  return (await deps.regionStops.find(actor.orgId, region, now)) ?? stop
}
