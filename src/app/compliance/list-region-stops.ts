import type { Actor, Deps } from '../deps.ts'
import type { StoredRegionStop } from './region-stop-store.ts'

/** The emergency stops that stand now. */
export async function listRegionStops(deps: Deps, actor: Actor): Promise<StoredRegionStop[]> {
  return await deps.regionStops.list(actor.orgId, deps.clock.now())
}
