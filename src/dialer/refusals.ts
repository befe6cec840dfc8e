import { afterRefusal, type NextStep, stepFrom, withDead } from '../domain/lead-progress.ts'
import { endLeads, readAgain } from './end-leads.ts'
import type { Engine } from './engine.ts'
import { changeOf, place, scope } from './intake.ts'
import type { QueuedLead, Row } from './queue.ts'
import type { DialingCampaign, PermitRequest, Refusal } from './store.ts'

const SHOWN_WAIT_MS = 2 * 60_000

/** The ledger said no: nothing was dialed and no attempt is spent. The reason decides where the lead goes. */
export async function refuse(
  engine: Engine,
  campaign: DialingCampaign,
  request: PermitRequest,
  refusal: Refusal,
): Promise<void> {
  engine.placing.delete(request.attemptId)
  const row = engine.flights.get(request.attemptId)
  if (!row?.flight) return
  switch (refusal.reason) {
    // Nothing to do with the lead: exactly where it was. Whoever asked re-reads the campaign, or has the number's new count.
    case 'inactive':
    case 'number_capped':
    case 'number_off':
    case 'late':
      giveBack(engine, row)
      return
    case 'changed':
      return readAgain(engine, row)
    case 'region_capped':
      // Nobody of this region may be called again, ever.
      if (refusal.freeAt === null) return endLeads(engine, [row], refusal.cap)
      return onwards(engine, row, again(row, 'phone_capped', campaign, engine.now(), refusal.freeAt))
    case 'dead':
      return onwards(
        engine,
        row,
        stepFrom(withDead(row.lead, row.lead.position, refusal.dead), campaign.settings, engine.now()),
      )
    case 'suppressed':
    case 'phone_busy':
    case 'phone_capped': {
      // Held by an attempt of ours that is not in flight: its permit was committed after its answer had been given up.
      if (refusal.reason === 'phone_busy' && refusal.by !== null && !engine.flights.has(refusal.by))
        engine.meta.set({ recovered: false })
      const freesAt = refusal.reason === 'phone_capped' ? refusal.freeAt : null
      return onwards(engine, row, again(row, refusal.reason, campaign, engine.now(), freesAt))
    }
  }
}

function again(
  { lead }: Row,
  reason: 'suppressed' | 'phone_busy' | 'phone_capped',
  campaign: DialingCampaign,
  now: number,
  freesAt: number | null,
): ReturnType<typeof afterRefusal> {
  const { callback, attempts } = lead
  const current = { callback, status: callback ? 'rescheduled' : attempts > 0 ? 'retry' : 'pending' } as const
  return afterRefusal(lead, reason, current, campaign.settings, now, freesAt)
}

/** Back to its place in its lane, as if it had never been picked. */
export function giveBack(engine: Engine, row: Row): void {
  const { fromPlace, fromRank, fromDueAt } = row.flight!
  engine.bringBack(row, { place: fromPlace, rank: fromRank, dueAt: fromDueAt })
}

async function onwards(
  engine: Engine,
  row: Row,
  step: { progress: Pick<QueuedLead, 'phones' | 'pass' | 'position' | 'everAnswered'>; next: NextStep },
): Promise<void> {
  const lead: QueuedLead = { ...row.lead, ...step.progress }
  const { next } = step
  if (next.kind === 'dial') {
    engine.bringBack(row, place(engine, lead, row.seq, next))
    // A long wait is shown on the lead; a minute for a busy phone is not worth a write.
    if (next.dueAt === null || next.dueAt <= engine.now() + SHOWN_WAIT_MS) return
  }
  await engine.deps.store.settle(scope(engine), [], [changeOf(lead, next, null)], engine.now())
  if (next.kind === 'dial') return
  engine.drop(row)
}
