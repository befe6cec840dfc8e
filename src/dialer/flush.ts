import type { Engine } from './engine.ts'
import { changeOf, place, scope } from './intake.ts'
import { type Row, SETTLED, WAITING } from './queue.ts'
import type { LeadChange } from './store.ts'

/** Results written back in one transaction. */
const FLUSH = 100

/**
 * Writes settled attempts and their leads to D1, then moves the leads on: the ledger knows before the next dial. Repeating it after a
 * crash between the two changes nothing in D1. Returns true while there may be more.
 */
export async function flush(engine: Engine): Promise<boolean> {
  if (engine.queue.count(SETTLED) === 0 || !engine.campaign) return false
  const rows = engine.queue.read(SETTLED, FLUSH)
  const changes = rows.map(changeFor).filter((c): c is LeadChange => c !== null)
  await engine.deps.store.settle(
    scope(engine),
    rows.map((row) => row.flight!.result!.settlement),
    changes,
    engine.now(),
  )
  for (const row of rows) moveOn(engine, row)
  return rows.length === FLUSH
}

function changeFor(row: Row): LeadChange | null {
  const { next, settlement } = row.flight!.result!
  if (next.kind === 'return') return null
  return {
    ...changeOf(row.lead, next, row.dueAt),
    outcome: {
      disposition: settlement.disposition!,
      answerStatus: settlement.answerStatus!,
      lastCalledAt: settlement.placedAt ?? settlement.endedAt ?? row.dueAt,
      primaryGoal: settlement.primaryGoal,
      goalScore: settlement.goalScore,
      conversation: settlement.conversation,
      talkSeconds: settlement.talkSeconds,
    },
  }
}

function moveOn(engine: Engine, row: Row): void {
  const { next } = row.flight!.result!
  if (next.kind === 'return') {
    const { fromPlace, fromRank, fromDueAt } = row.flight!
    engine.rewrite(row, { ...row, place: fromPlace, rank: fromRank, dueAt: fromDueAt, flight: null })
  } else if (next.kind === 'dial') {
    engine.rewrite(row, place(engine, row.lead, row.seq, next))
  } else if (next.calledUntil !== null && next.calledUntil > engine.now()) {
    const lead = { ...row.lead, final: { status: next.status, reason: next.reason } }
    engine.rewrite(row, { ...row, place: WAITING, rank: 0, dueAt: next.calledUntil, lead, flight: null })
  } else {
    engine.drop(row)
  }
}
