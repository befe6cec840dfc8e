import type { LiveCampaign } from '../ports.ts'
import type { Engine } from './engine.ts'
import type { Flight } from './flight.ts'

/** Lanes shown; a campaign over the whole world has more, which the screen could not show anyway. */
const LANES = 100

/** What a campaign is doing now, from memory. */
export function liveOf(engine: Engine): LiveCampaign {
  engine.lanes.refresh(engine.now())
  const lanes = engine.lanes
    .all()
    .map((lane) => ({
      zones: lane.zones,
      regions: lane.regions,
      waiting: engine.queue.count(lane.id),
      open: lane.window.open,
      until: lane.window.until,
      because: lane.window.because.detail,
    }))
    .filter((lane) => lane.waiting > 0)
    .sort((a, b) => b.waiting - a.waiting)
  return {
    inFlight: [...engine.flights.values()].map((row) => {
      const flight = row.flight!
      return {
        leadId: row.lead.id,
        attemptId: flight.attemptId,
        phone: flight.phone,
        from: flight.from,
        state: flight.attempt.state,
        since: flight.attempt.placedAt ?? flight.attempt.permittedAt,
        pass: row.lead.pass,
        position: row.lead.position,
        reconciling: isReconciled(engine, flight),
      }
    }),
    waiting: engine.waitingCount(),
    pass: engine.meta.state?.gate.openPass ?? 1,
    because: engine.because,
    nextAt: engine.wakeAt,
    open: engine.lanes.all().some((lane) => lane.window.open),
    lanes: lanes.slice(0, LANES),
    busy: engine.intakeDue || engine.meta.state?.job != null,
  }
}

/** Its answer got lost, or no word of it has come in its time. */
function isReconciled(engine: Engine, { attemptId, stage }: Flight): boolean {
  return stage === 'unknown' || stage === 'unplaced' || engine.searched.has(attemptId)
}

/** The same in the API's spelling, for the socket and the HTTP door. */
export function liveJson(live: LiveCampaign): Record<string, unknown> {
  const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
  return {
    in_flight: live.inFlight.map((f) => ({
      lead_id: f.leadId,
      attempt_id: f.attemptId,
      phone: f.phone,
      from: f.from,
      state: f.state,
      since: iso(f.since),
      pass: f.pass,
      position: f.position,
      reconciling: f.reconciling,
    })),
    waiting: live.waiting,
    pass: live.pass,
    because: live.because,
    next_at: iso(live.nextAt),
    open: live.open,
    lanes: live.lanes.map((l) => ({ ...l, until: iso(l.until) })),
    busy: live.busy,
  }
}
