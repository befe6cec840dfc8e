import { describeError, waitBeforeTry } from '../domain/stuck-item.ts'
import type { Engine } from './engine.ts'
import type { Settled } from './flight.ts'
import { store } from './flush.ts'
import { scope } from './intake.ts'
import type { Row } from './queue.ts'
import type { Settlement } from './store.ts'

/** A result of which nothing at all can be stored is tried again this often: its phone stays in a call until then. */
const HOURLY_MS = 60 * 60_000

/**
 * D1 does not take this one result. It is tried alone a few times over minutes; then it is set aside with what was said on the call, and
 * only the facts are stored, because an attempt that stays open keeps its phone from being called by anybody.
 */
export async function notStored(engine: Engine, row: Row, error: unknown): Promise<void> {
  const flight = row.flight!
  const result = flight.result!
  const tries = (result.tries ?? 0) + 1
  const text = describeError(error)
  const { attemptId } = flight
  engine.tally.add('result_not_stored')
  engine.deps.log.warn('result.not_stored', {
    campaign_id: engine.campaignId,
    attempt_id: attemptId,
    lead_id: row.lead.id,
    tries,
    error: text,
  })
  const wait = waitBeforeTry(tries)
  const next = { ...flight, result: { ...result, tries } }
  const kept = engine.rewrite(row, { dueAt: engine.now() + (wait ?? HOURLY_MS), flight: next })
  if (wait === null) await setResultAside(engine, kept, tries, text)
}

async function setResultAside(engine: Engine, row: Row, tries: number, error: string): Promise<void> {
  const { store: db, ids, log } = engine.deps
  const { attemptId, result } = row.flight!
  const { summary, recordingUrl, transcriptKey } = result!.settlement
  await db.setAside({
    id: ids.next('stk'),
    ...scope(engine),
    kind: 'result',
    subject: attemptId,
    error,
    payload: { summary, recordingUrl, transcriptKey },
    tries,
    at: engine.now(),
  })
  engine.tally.add('set_aside:result')
  const about = { campaign_id: engine.campaignId, attempt_id: attemptId, lead_id: row.lead.id }
  log.error('result.set_aside', { ...about, tries, error })
  const bare = withFacts(row, result!)
  try {
    await store(engine, [bare])
  } catch (reason) {
    log.error('result.facts_not_stored', { ...about, error: describeError(reason) })
    await settleAlone(engine, bare)
  }
}

/** The attempt without its lead, which is at fault too then: it is marked as far as it can be, and a person may retry it. */
async function settleAlone(engine: Engine, row: Row): Promise<void> {
  const { store: db, log } = engine.deps
  try {
    await db.settle(scope(engine), [row.flight!.result!.settlement], [], engine.now())
    await db.failLead(scope(engine), row.lead.id, engine.now())
    engine.drop(row)
  } catch (reason) {
    // Nothing can be written of it: it stays where it is and is tried again every hour.
    const about = { campaign_id: engine.campaignId, attempt_id: row.flight!.attemptId }
    log.error('result.stays_open', { ...about, error: describeError(reason) })
  }
}

/** What has a fixed form; nothing that was said, and nothing the carrier wrote. */
function withFacts(row: Row, result: Settled): Row {
  const { settlement } = result
  const facts: Settlement = {
    ...settlement,
    summary: null,
    recordingUrl: null,
    transcriptKey: null,
    carrierCallId: /^[\w-]{1,64}$/.test(settlement.carrierCallId ?? '') ? settlement.carrierCallId : null,
    endReason: /^[\w.-]{1,64}$/.test(settlement.endReason) ? settlement.endReason : 'unknown',
  }
  return { ...row, flight: { ...row.flight!, result: { ...result, settlement: facts } } }
}

/** A person says: try the whole result again, now. False when it is not held here (any more). */
export function retryResult(engine: Engine, attemptId: string): boolean {
  const row = engine.findResult(attemptId)
  if (!row) return false
  const result = { ...row.flight!.result!, tries: 0 }
  engine.rewrite(row, { dueAt: engine.now(), flight: { ...row.flight!, result } })
  return true
}
