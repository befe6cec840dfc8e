import { DAY_MS } from '../domain/local-time.ts'
import type { Engine } from './engine.ts'

/** Counts are written at most once in this time (real ms). */
const EVERY_MS = 60_000
/** As many as are worth a write of their own; fewer wait until the object rests, or for a quarter of an hour. */
const WORTH_IT = 100
const AT_LATEST_MS = 15 * 60_000

/**
 * Adds what was counted to the counters of the day (UTC), a few rows for many calls. `rests`: the object has nothing to do for now and may
 * be forgotten by the platform with all it has in memory. Never fails: counts that cannot be written are written the next time.
 */
export async function tellTally(engine: Engine, rests: boolean): Promise<void> {
  const { tally, campaign } = engine
  const now = engine.now()
  const { total } = tally
  if (total === 0 || !campaign) return
  const { stretch } = engine.deps.clock
  const since = now - engine.tallyToldAt
  if (since < stretch(EVERY_MS)) return
  if (!rests && total < WORTH_IT && since < stretch(AT_LATEST_MS)) return
  const taken = tally.take()
  engine.tallyToldAt = now
  try {
    const day = new Date(Math.floor(now / DAY_MS) * DAY_MS).toISOString().slice(0, 10)
    await engine.deps.store.addCounts(campaign.orgId, day, taken)
  } catch {
    tally.putBack(taken)
  }
}
