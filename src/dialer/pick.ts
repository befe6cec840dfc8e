import { consentHolds } from '../domain/consent.ts'
import { PHONE_BUSY_MS } from '../domain/lead-progress.ts'
import { endLeads } from './end-leads.ts'
import type { Engine } from './engine.ts'
import { type Row, WAITING } from './queue.ts'
import { forEachLead, inQueue, mapLeads } from './set-aside.ts'

/** Leads that step aside in one round. */
const MAX_ASIDE = 1_000
/** Where one stepped aside there are often more: looked at this many at a time, whatever the number that is wanted. */
const SLICE = 200

/**
 * The first `count` leads of open lanes that may be dialed at this very instant. Whoever may not steps aside, and nobody waits behind
 * them: a lead whose lane is no longer the right one (consent ran out, the tables are newer than its place), one whose consent the
 * campaign requires and that does not hold, one behind a phone that is in a call (one switchboard, many people).
 * `isCutOff`: so many stepped aside that who stands behind them has not been looked for yet.
 */
export async function pickFree(
  engine: Engine,
  lanes: number[],
  count: number,
  limit: number,
  now: number,
): Promise<{ rows: Row[]; isCutOff: boolean }> {
  const busy = new Set([...engine.flights.values()].map((row) => row.flight!.phone))
  for (let aside = 0; ; ) {
    const rows = engine.queue.pick(lanes, aside === 0 ? count : Math.max(count, SLICE), limit)
    const phones = new Set(busy)
    const free: Row[] = []
    const unconsented: Row[] = []
    for (const row of rows) {
      const [elsewhere] = mapLeads(engine, [row], () => ({ to: placeNow(engine, row, phones, now) }), inQueue)
      if (!elsewhere) continue
      if (elsewhere.to === 'no_consent') unconsented.push(row)
      else if (elsewhere.to) engine.queue.move(row, elsewhere.to)
      else free.push(row)
      phones.add(phoneOf(row))
    }
    await forEachLead(engine, unconsented, (part) => endLeads(engine, part, 'no_consent'), inQueue)
    aside += rows.length - free.length
    if (free.length === rows.length || free.length >= count) return { rows: free.slice(0, count), isCutOff: false }
    if (aside >= MAX_ASIDE) return { rows: free, isCutOff: true }
  }
}

/** Where a picked lead belongs instead, or null when it may be dialed. */
function placeNow(engine: Engine, row: Row, busy: ReadonlySet<string>, now: number): Row | 'no_consent' | null {
  const { lead } = row
  const lane = engine.lanes.laneOf(phoneOf(row), lead, now)
  if (lane.id !== row.place) return { ...row, place: lane.id }
  if (engine.campaign!.settings.require_consent && !consentHolds(lead.consent, now)) {
    const from = lead.consent?.from ?? null
    return from !== null && from > now ? { ...row, place: WAITING, rank: 0, dueAt: from } : 'no_consent'
  }
  if (busy.has(phoneOf(row))) return { ...row, place: WAITING, rank: 0, dueAt: now + PHONE_BUSY_MS }
  return null
}

const phoneOf = ({ lead }: Row): string => lead.phones[lead.position - 1]!.e164
