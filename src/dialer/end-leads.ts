import { cancelled } from './bulk.ts'
import { endWithCampaign, isOver } from './campaign-over.ts'
import type { Engine } from './engine.ts'
import { admitInPlaceOf, changeOf, scope } from './intake.ts'
import { IN_FLIGHT, type Row, SETTLED } from './queue.ts'
import type { LeadChange } from './store.ts'

/**
 * Ends leads that may not be called. Nobody is ended on what is no longer known of them: whose data has changed in the database since the
 * object read it, by a list or another campaign, takes its place anew instead.
 */
export async function endLeads(engine: Engine, rows: Row[], reason: string): Promise<void> {
  if (rows.length === 0) return
  const { store } = engine.deps
  const changed = await store.findChangedLeads(
    scope(engine).orgId,
    rows.map(({ lead }) => ({ leadId: lead.id, contactId: lead.contactId, contactVersion: lead.contactVersion })),
  )
  const ending = rows.filter(({ lead }) => !changed.has(lead.id))
  if (ending.length > 0) {
    const changes = ending.map((row) => endOf(row, reason))
    await store.settle(scope(engine), [], changes, engine.now())
    for (const row of ending) engine.drop(row)
  }
  await Promise.all(rows.filter(({ lead }) => changed.has(lead.id)).map((row) => readAgain(engine, row)))
}

/** The person's data changed under us: the lead takes its place by what stands in the database now. */
export async function readAgain(engine: Engine, row: Row): Promise<void> {
  const pulled = await engine.deps.store.pullLead(engine.campaignId, row.lead.id)
  // A lead that was not pulled yet comes in with its page.
  const isOut = pulled !== null && isOver(engine.campaign!.status)
  // The change to many leads passed over it while it was in flight.
  const change = isOut ? cancelled(pulled) : null
  if (change) await engine.deps.store.settle(scope(engine), [], [change], engine.now())
  // Removed and added again, it stands elsewhere already.
  const other = pulled && pulled.seq !== row.seq ? engine.queue.findBySeq(pulled.seq) : null
  if (pulled && !isOut && !other && pulled.seq <= engine.meta.get().lastSeq) {
    await admitInPlaceOf(engine, row, pulled)
    return
  }
  engine.drop(row)
  if (other && (other.place === IN_FLIGHT || other.place === SETTLED)) engine.busyLeads.add(row.lead.id)
}

/** The end of a lead that may not be called: skipped when it never was, else what its attempts made of it. */
export function endOf({ lead }: Pick<Row, 'lead'>, statusReason: string): LeadChange {
  const { status } = endWithCampaign(lead)
  const ended = changeOf(lead, { kind: 'final', status: 'skipped', reason: null, calledUntil: null }, null)
  return { ...ended, status: lead.attempts === 0 ? 'skipped' : status, statusReason }
}
