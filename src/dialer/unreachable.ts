import type { NextStep } from '../domain/lead-progress.ts'
import { endWithCampaign } from './campaign-over.ts'
import type { Engine } from './engine.ts'
import { changeOf, place, scope } from './intake.ts'
import type { Lane } from './lanes.ts'
import type { Row } from './queue.ts'
import type { LeadChange } from './store.ts'

/** Leads of one lane looked at in one go. */
const SLICE = 200

/**
 * A window that never opens is a skip with its reason, not an endless wait: its leads go on to their next phone whose window does open,
 * or end. Only while the campaign runs, so that settings may be put right before. Returns true while there may be more.
 */
export async function leaveClosedLanes(engine: Engine): Promise<boolean> {
  const { campaign } = engine
  if (campaign?.status !== 'active' || campaign.stopped || engine.meta.get().job) return false
  engine.lanes.refresh(engine.now())
  for (const lane of engine.lanes.all()) {
    if (!neverOpens(lane) || engine.queue.count(lane.id) === 0) continue
    await leave(engine, engine.queue.read(lane.id, SLICE), lane.window.because.code)
    return true
  }
  return false
}

async function leave(engine: Engine, rows: Row[], reason: string): Promise<void> {
  const moves = rows.map((row) => ({ row, target: nextOpen(engine, row) }))
  const ending = moves.filter((move) => move.target === null).map(({ row }) => endOf(row, reason))
  if (ending.length > 0) await engine.deps.store.settle(scope(engine), [], ending, engine.now())
  for (const { row, target } of moves) {
    if (target) engine.rewrite(row, target)
    else engine.drop(row)
  }
}

/** The lead's place behind its next phone, in this pass, whose window opens some day. */
function nextOpen(engine: Engine, row: Row): Row | null {
  const { lead } = row
  const most = engine.campaign!.settings.retry.max_attempts_per_phone
  for (const [index, phone] of lead.phones.entries()) {
    if (index < lead.position || phone.dead !== null || phone.attempts >= most) continue
    const lane = engine.lanes.laneOf(phone.e164, lead, engine.now())
    engine.lanes.refresh(engine.now())
    if (neverOpens(lane)) continue
    const next: Extract<NextStep, { kind: 'dial' }> = {
      kind: 'dial',
      pass: lead.pass,
      position: index + 1,
      dueAt: null,
      notBefore: null,
      callback: false,
      status: 'pending',
    }
    return place(engine, lead, row.seq, next)
  }
  return null
}

/** A stop without an end is not for ever: a person will lift it. */
function neverOpens({ window }: Lane): boolean {
  return !window.open && window.until === null && window.because.code !== 'region_stop'
}

/** The end of a lead that may not be called: skipped when it never was, else what its attempts made of it. */
export function endOf({ lead }: Pick<Row, 'lead'>, statusReason: string): LeadChange {
  const { status } = endWithCampaign(lead)
  const ended = changeOf(lead, { kind: 'final', status: 'skipped', reason: null, calledUntil: null }, null)
  return { ...ended, status: lead.attempts === 0 ? 'skipped' : status, statusReason }
}
