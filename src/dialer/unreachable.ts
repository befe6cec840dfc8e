import { stepFrom } from '../domain/lead-progress.ts'
import { endLeads } from './end-leads.ts'
import type { Engine } from './engine.ts'
import { place } from './intake.ts'
import type { Lane } from './lanes.ts'
import type { Row } from './queue.ts'
import { forEachLead, inQueue, mapLeads } from './set-aside.ts'

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
  const moves = mapLeads(engine, rows, (row) => ({ row, target: nextOpen(engine, row) }), inQueue)
  for (const { row, target } of moves) if (target) engine.rewrite(row, target)
  const ending = moves.filter((move) => move.target === null).map(({ row }) => row)
  await forEachLead(engine, ending, (part) => endLeads(engine, part, reason), inQueue)
}

/** The lead's own lane, when it stands in a wrong one, else its place behind its next phone whose window opens some day. */
function nextOpen(engine: Engine, row: Row): Row | null {
  const { lead } = row
  const now = engine.now()
  const laneOf = (e164: string) => engine.lanes.laneOf(e164, lead, now)
  const own = laneOf(lead.phones[lead.position - 1]!.e164)
  if (own.id !== row.place) return { ...row, place: own.id }
  const lanes = lead.phones.map((phone) => (phone.dead === null ? laneOf(phone.e164) : null))
  engine.lanes.refresh(now)
  const phones = lead.phones.map((phone, i) => (lanes[i] && neverOpens(lanes[i]) ? { ...phone, dead: CLOSED } : phone))
  const { progress, next } = stepFrom({ ...lead, phones }, engine.campaign!.settings, now)
  return next.kind === 'dial' ? place(engine, { ...lead, ...progress, phones: lead.phones }, row.seq, next) : null
}

/** Passed over, for now, as if it were dead. */
const CLOSED = 'invalid' as const

/** A stop without an end is not for ever: a person will lift it. */
function neverOpens({ window }: Lane): boolean {
  return !window.open && window.until === null && window.because.code !== 'region_stop'
}
