import { newAttempt } from '../domain/attempt.ts'
import { dialingRank } from '../domain/dial-plan.ts'
import type { Engine } from './engine.ts'
import { toQueued } from './intake.ts'
import { lookAt } from './placing.ts'
import { IN_FLIGHT, type Row } from './queue.ts'
import type { OpenAttempt, PulledLead } from './store.ts'

/**
 * Permits in the ledger that this object knows nothing of: it has lost its storage, or a permit was committed after its answer had been
 * given up. They are in flight, and only reconciliation may decide about them. Before anything else, so that nothing overtakes it.
 */
export async function recover(engine: Engine): Promise<boolean> {
  if (engine.meta.get().recovered || !engine.campaign) return false
  for (const open of await engine.deps.store.openAttempts(engine.campaign.orgId, engine.campaignId)) {
    const pulled = await engine.deps.store.pullLead(engine.campaignId, open.leadId)
    // In flight or settled by this very attempt, mostly; by another one it is found again when the phone is refused as busy.
    if (!pulled || engine.busyLeads.has(open.leadId)) continue
    takeUp(engine, open, pulled)
  }
  engine.meta.set({ recovered: true })
  return true
}

/** For a command that may be the first word to an object that has just woken, or has lost its storage. Not inside another turn. */
export async function recoverFirst(engine: Engine): Promise<void> {
  if (engine.campaign && engine.meta.get().recovered) return
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
  engine.queue.insert(row)
  engine.flights.set(open.id, row)
  engine.busyLeads.add(lead.id)
}
