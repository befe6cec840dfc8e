import { newAttempt } from '../domain/attempt.ts'
import { dialingRank } from '../domain/dial-plan.ts'
import { describeError } from '../domain/stuck-item.ts'
import { readAgain } from './end-leads.ts'
import type { Engine } from './engine.ts'
import { toQueued } from './intake.ts'
import { lookAt } from './placing.ts'
import { IN_FLIGHT, type Row } from './queue.ts'
import { assertDatabase, inQueue, stumbled } from './set-aside.ts'
import type { OpenAttempt, PulledLead } from './store.ts'

/**
 * Permits in the ledger that this object knows nothing of: it has lost its storage, or a permit was committed after its answer had been
 * given up. They are in flight, and only reconciliation may decide about them. Before anything else, so that nothing overtakes it.
 */
export async function recover(engine: Engine): Promise<boolean> {
  if (!engine.campaign) return false
  const inherited = await takeStock(engine)
  if (engine.meta.get().recovered) return inherited
  for (const open of await engine.deps.store.openAttempts(engine.campaign.orgId, engine.campaignId)) {
    try {
      const pulled = await engine.deps.store.pullLead(engine.campaignId, open.leadId)
      // In flight or settled by this very attempt, mostly; by another one it is found again when the phone is refused as busy.
      if (!pulled || engine.busyLeads.has(open.leadId)) continue
      takeUp(engine, open, pulled)
    } catch (error) {
      // One lead that cannot be read keeps no callback of the others from being heard; the ledger sweep comes back to its attempt.
      await assertDatabase(engine, error)
      notTakenUp(engine, open.id, error)
    }
  }
  engine.meta.set({ recovered: true })
  return true
}

/**
 * Flights of an earlier life (a crash, or the object was asleep): the ledger is asked whether it has their results already, which the
 * object may not have noted any more. Their leads go on by what stands there.
 */
async function takeStock(engine: Engine): Promise<boolean> {
  if (!engine.isInherited) return false
  const rows = [...engine.flights.values()]
  const ids = rows.map((row) => row.flight!.attemptId)
  const states = await engine.deps.store.attemptStates(engine.campaign!.orgId, ids)
  for (const row of rows) {
    const current = engine.flights.get(row.flight!.attemptId)
    if (!current || states.get(row.flight!.attemptId) !== 'settled') continue
    try {
      await readAgain(engine, current)
    } catch (error) {
      await assertDatabase(engine, error)
      engine.drop(current)
      stumbled(engine, inQueue(current).who, error)
    }
  }
  engine.isInherited = false
  return true
}

function notTakenUp(engine: Engine, attempt_id: string, error: unknown): void {
  engine.tally.add('attempt_not_taken_up')
  const { campaignId: campaign_id } = engine
  engine.deps.log.error('attempt.not_taken_up', { campaign_id, attempt_id, error: describeError(error) })
}

/** For a command that may be the first word to an object that has just woken, or has lost its storage. Not inside another turn. */
export async function recoverFirst(engine: Engine): Promise<void> {
  if (engine.campaign && engine.meta.get().recovered && !engine.isInherited) return
  await engine.exclusive(async () => {
    if (!engine.campaign) await engine.load()
    await recover(engine)
  })
}

function takeUp(engine: Engine, open: OpenAttempt, pulled: PulledLead): void {
  const { settings } = engine.campaign!
  const waiting = engine.queue.findBySeq(pulled.seq)
  if (waiting) engine.queue.remove(waiting)
  const lead = { ...toQueued(pulled), pass: open.pass, position: open.position }
  const lane = engine.lanes.laneOf(open.phone, lead, engine.now())
  // It may be ringing at this moment, and the carrier's log may not have it yet.
  const rungAt = lookAt(engine, engine.campaign!, open.permittedAt)
  const row: Row = {
    place: IN_FLIGHT,
    rank: 0,
    dueAt: Math.max(engine.now(), rungAt),
    seq: pulled.seq,
    lead,
    flight: {
      attemptId: open.id,
      numberId: open.numberId,
      from: open.from,
      phone: open.phone,
      stage: 'permitted',
      carrierCallId: null,
      attempt: newAttempt(open.permittedAt, { amdOff: settings.amd_mode === 'off' }),
      fromPlace: lane.id,
      fromRank: dialingRank(open.pass, open.position, lead.priority, false),
      fromDueAt: 0,
      lookups: 0,
      result: null,
    },
  }
  engine.takeUp(row)
}
