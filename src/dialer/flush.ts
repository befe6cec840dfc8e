import { noteSettled } from './breakers.ts'
import { endWithCampaign, isOver } from './campaign-over.ts'
import { readAgain } from './end-leads.ts'
import type { Engine } from './engine.ts'
import { changeOf, place, scope } from './intake.ts'
import { type Row, WAITING } from './queue.ts'
import { notStored } from './result-aside.ts'
import { assertDatabase, inQueue, stumbled } from './set-aside.ts'
import type { LeadChange } from './store.ts'

/** Results written back in one transaction. */
const FLUSH = 100

/**
 * Writes settled attempts and their leads to D1, then moves the leads on: the ledger knows before the next dial. Repeating it after a
 * crash between the two changes nothing in D1. Returns true while there may be more.
 */
export async function flush(engine: Engine): Promise<boolean> {
  if (!engine.campaign) return false
  const rows = engine.dueResults(FLUSH)
  if (rows.length === 0) return false
  try {
    await store(engine, rows)
  } catch (error) {
    engine.keepResults()
    await storeOneByOne(engine, engine.dueResults(FLUSH), error)
  }
  return rows.length === FLUSH
}

export async function store(engine: Engine, results: Row[]): Promise<void> {
  const rows = await leaveStored(engine, results)
  if (rows.length === 0) return
  const over = isOver(engine.campaign!.status)
  const changes = rows.map((row) => changeFor(row, over)).filter((c): c is LeadChange => c !== null)
  await engine.deps.store.settle(
    scope(engine),
    rows.map((row) => row.flight!.result!.settlement),
    changes,
    engine.now(),
  )
  noteSettled(engine, rows)
  for (const row of rows) {
    try {
      moveOn(engine, row, over)
    } catch (error) {
      // The ledger has its result; only where the lead stands next is not known.
      engine.drop(row)
      stumbled(engine, inQueue(row).who, error)
    }
  }
}

/**
 * What an earlier life had sent to the ledger may have come there after this one asked (recover.ts). The first result stands, since it may
 * know more than a second reading of the call, and its lead goes on by it. Returns the results that are still wanted.
 */
async function leaveStored(engine: Engine, rows: Row[]): Promise<Row[]> {
  const { inherited, deps } = engine
  const { orgId } = scope(engine)
  const doubtful = rows.map((row) => row.flight!.attemptId).filter((id) => inherited.has(id))
  if (doubtful.length === 0) return rows
  const states = await deps.store.attemptStates(orgId, doubtful)
  const wanted: Row[] = []
  for (const row of rows) {
    const { attemptId, result } = row.flight!
    if (inherited.has(attemptId) && states.get(attemptId) === 'settled') {
      const { summary, recordingUrl, transcriptKey } = result!.settlement
      await deps.store.supplement(orgId, attemptId, { summary, recordingUrl, transcriptKey })
      await readAgain(engine, row)
      engine.breakers.windows = null
      engine.breakers.talk = null
    } else wanted.push(row)
    inherited.delete(attemptId)
  }
  return wanted
}

/** Who is at fault stands aside and holds up nobody else. Throws when it is the database. */
async function storeOneByOne(engine: Engine, rows: Row[], failure: unknown): Promise<void> {
  await assertDatabase(engine, failure)
  for (const row of rows) {
    try {
      await store(engine, [row])
    } catch (error) {
      await notStored(engine, row, error)
    }
  }
}

/** What D1 is told of the lead. Nobody tries again once the campaign is over. */
function changeFor(row: Row, over: boolean): LeadChange | null {
  const { next, settlement, at } = row.flight!.result!
  if (next.kind === 'return') return over ? { ...changeOf(row.lead, ENDED, null), ...endWithCampaign(row.lead) } : null
  const change: LeadChange = {
    ...changeOf(row.lead, next, at),
    outcome: {
      attemptId: settlement.attemptId,
      disposition: settlement.disposition!,
      answerStatus: settlement.answerStatus!,
      lastCalledAt: settlement.placedAt ?? settlement.endedAt ?? at,
      primaryGoal: settlement.primaryGoal,
      goalScore: settlement.goalScore,
      conversation: settlement.conversation,
      talkSeconds: settlement.talkSeconds,
    },
  }
  if (!over) return change
  return next.kind === 'dial'
    ? { ...change, ...endWithCampaign(row.lead), nextDueAt: null }
    : { ...change, status: next.status, nextDueAt: null }
}

const ENDED = { kind: 'final', status: 'canceled', reason: null, calledUntil: null } as const

function moveOn(engine: Engine, row: Row, over: boolean): void {
  const { next, at } = row.flight!.result!
  if (over) engine.drop(row)
  else if (next.kind === 'return') {
    const { fromPlace, fromRank, fromDueAt } = row.flight!
    engine.bringBack(row, { place: fromPlace, rank: fromRank, dueAt: fromDueAt })
  } else if (next.kind === 'dial') {
    engine.bringBack(row, place(engine, row.lead, row.seq, next))
  } else if (next.calledUntil !== null && next.calledUntil > at) {
    const lead = { ...row.lead, final: { status: next.status, reason: next.reason } }
    engine.bringBack(row, { place: WAITING, rank: 0, dueAt: next.calledUntil, lead })
  } else {
    engine.drop(row)
  }
}
