import type { Engine } from './engine.ts'
import { IN_FLIGHT, type Key, SETTLED } from './queue.ts'

/** Rows looked at in one go: one look-up each in D1. */
const SLICE = 1_000
/** Before everybody who waits; rows in flight and settled stand below and have a ledger row, so their leads are there. */
export const BEFORE_WAITING: Key = { place: 0, rank: -1, dueAt: 0, seq: 0 }

/** A few leads were deleted or switched off: their rows go, wherever they wait. Who is in flight is refused, or settled, first. */
export async function dropNamed(engine: Engine, seqs: readonly number[]): Promise<void> {
  await engine.exclusive(() => {
    for (const seq of seqs) {
      const row = engine.queue.findBySeq(seq)
      if (!row || row.place === IN_FLIGHT || row.place === SETTLED) continue
      engine.queue.remove(row)
      engine.changed.add(row.lead.id)
    }
  })
}

/** Leads were deleted from D1 or switched off, perhaps many: their rows are to be found and dropped. */
export function noteRemoved(engine: Engine): void {
  engine.meta.set({
    removedAfter: engine.queue.total() === 0 && engine.meta.get().lastSeq === 0 ? null : BEFORE_WAITING,
  })
}

/**
 * Drops the rows of leads that D1 does not have any more, or not at this place of the list, or that are switched off, slice by slice. Nobody waits for it: the permit refuses who is gone, so this only
 * makes the counts true and lets a campaign end whose last leads were taken away. Returns true while there may be more.
 */
export async function dropRemoved(engine: Engine): Promise<boolean> {
  const { removedAfter, job } = engine.meta.get()
  // A job on all leads empties the queue or reads every lead itself.
  if (removedAfter === null || !engine.campaign || job) return false
  const rows = engine.queue.readyAfter(removedAfter, SLICE)
  const leads = rows.map(({ lead, seq }) => ({ id: lead.id, seq }))
  const gone =
    leads.length === 0 ? new Set<string>() : await engine.deps.store.findMissingLeads(engine.campaignId, leads)
  for (const row of rows)
    if (gone.has(row.lead.id)) {
      engine.queue.remove(row)
      engine.changed.add(row.lead.id)
    }
  const last = rows.at(-1)
  const isDone = rows.length < SLICE || !last
  // Whoever removed more leads meanwhile has set it back to the beginning.
  if (engine.meta.get().removedAfter === removedAfter)
    engine.meta.set({
      removedAfter: isDone ? null : { place: last.place, rank: last.rank, dueAt: last.dueAt, seq: last.seq },
    })
  return !isDone || gone.size > 0
}
