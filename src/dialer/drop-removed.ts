import type { Engine } from './engine.ts'
import { IN_FLIGHT, type Key, type Row, SETTLED } from './queue.ts'

/** Rows looked at in one go: one look-up each in D1. */
const SLICE = 1_000
/** Before everybody who waits; rows in flight and settled stand below and have a ledger row, so their leads are there. */
const BEFORE_WAITING: Key = { place: 0, rank: -1, dueAt: 0, seq: 0 }

/**
 * A few leads were deleted or switched off: their rows go, wherever they wait, unless the word comes late and they are on again. Who is in
 * flight is refused, or settled, first.
 */
export async function dropNamed(engine: Engine, seqs: readonly number[]): Promise<void> {
  await engine.exclusive(async () => {
    const rows = seqs.flatMap((seq) => engine.queue.findBySeq(seq) ?? [])
    await dropGone(
      engine,
      rows.filter(({ place }) => place !== IN_FLIGHT && place !== SETTLED),
    )
  })
}

/** Of these rows, those whose lead D1 does not have there any more; returns how many. */
async function dropGone(engine: Engine, rows: Row[]): Promise<number> {
  if (rows.length === 0) return 0
  const leads = rows.map(({ lead, seq }) => ({ id: lead.id, seq }))
  const gone = await engine.deps.store.findMissingLeads(engine.campaignId, leads)
  for (const row of rows) {
    if (!gone.has(row.lead.id)) continue
    engine.queue.remove(row)
    engine.changed.add(row.lead.id)
  }
  return gone.size
}

/** Leads were deleted from D1 or switched off, perhaps many: their rows are to be found and dropped. */
export function noteRemoved(engine: Engine): void {
  engine.meta.set({
    removedAfter: engine.queue.total() === 0 && engine.meta.get().lastSeq === 0 ? null : BEFORE_WAITING,
  })
}

/**
 * Drops the rows of leads that D1 does not have any more, or not at this place of the list, or that are switched off, slice by slice.
 * Nobody waits for it: the permit refuses who is gone, so this only makes the counts true and lets a campaign end whose last leads were
 * taken away. Returns true while there may be more.
 */
export async function dropRemoved(engine: Engine): Promise<boolean> {
  const { removedAfter, job } = engine.meta.get()
  // A job on all leads empties the queue or reads every lead itself.
  if (removedAfter === null || !engine.campaign || job) return false
  const rows = engine.queue.readyAfter(removedAfter, SLICE)
  const dropped = await dropGone(engine, rows)
  const last = rows.at(-1)
  const isDone = rows.length < SLICE || !last
  // Whoever removed more leads meanwhile has set it back to the beginning.
  if (engine.meta.get().removedAfter === removedAfter)
    engine.meta.set({
      removedAfter: isDone ? null : { place: last.place, rank: last.rank, dueAt: last.dueAt, seq: last.seq },
    })
  return !isDone || dropped > 0
}
