import { newAttempt } from '../domain/attempt.ts'
import { dialingRank } from '../domain/dial-plan.ts'
import { isWaiting } from '../domain/lead.ts'
import { firstStep, type NextStep, stepFrom } from '../domain/lead-progress.ts'
import type { Engine } from './engine.ts'
import { IN_FLIGHT, type QueuedLead, type Row, WAITING } from './queue.ts'
import type { LeadChange, PulledLead } from './store.ts'

/** Leads read from D1 at a time. */
export const INTAKE_PAGE = 500

/**
 * Pulls one page of leads with seq > lastSeq into the queue. Pulling, not being sent, makes it idempotent and crash-safe.
 * Returns true while there may be more.
 */
export async function intake(engine: Engine): Promise<boolean> {
  if (!engine.intakeDue || !engine.campaign || engine.meta.get().job) return false
  await recoverOpenAttempts(engine)
  const page = await engine.deps.store.pullLeads(engine.campaignId, engine.meta.get().lastSeq, INTAKE_PAGE)
  const changes: LeadChange[] = []
  for (const lead of page) {
    const change = admit(engine, lead)
    if (change) changes.push(change)
  }
  if (changes.length > 0) {
    await engine.deps.store.settle(scope(engine), [], changes, engine.now())
  }
  const last = page.at(-1)
  if (last) engine.meta.set({ lastSeq: last.seq })
  if (page.length < INTAKE_PAGE) engine.intakeDue = false
  return page.length > 0
}

export function scope(engine: Engine): { orgId: string; campaignId: string } {
  return { orgId: engine.campaign!.orgId, campaignId: engine.campaignId }
}

/** Gives a lead its place in the queue. Returns a change when its phones leave nothing to dial. */
export function admit(engine: Engine, pulled: PulledLead): LeadChange | null {
  if (pulled.status === 'called') {
    const lead: QueuedLead = { ...toQueued(pulled), final: { status: 'completed', reason: null } }
    const dueAt = pulled.nextDueAt ?? engine.now()
    engine.queue.insert({ place: WAITING, rank: 0, dueAt, seq: pulled.seq, lead, flight: null })
    return null
  }
  if (!isWaiting(pulled.status)) return null
  if (engine.busyLeads.has(pulled.id)) return null
  const lead = toQueued(pulled)
  const now = engine.now()
  if (pulled.status === 'rescheduled') {
    const row = place(engine, lead, pulled.seq, {
      kind: 'dial',
      pass: lead.pass,
      position: lead.position,
      dueAt: pulled.nextDueAt ?? now,
      notBefore: null,
      callback: true,
      status: 'rescheduled',
    })
    engine.queue.insert(row)
    return null
  }
  const fresh = lead.attempts === 0 && lead.phones.every((p) => p.attempts === 0)
  const { progress, next } = fresh
    ? { progress: lead, next: firstStep(lead.phones) }
    : stepFrom(lead, engine.campaign!.settings, now)
  const moved: QueuedLead = {
    ...lead,
    phones: progress.phones,
    pass: next.kind === 'dial' ? next.pass : lead.pass,
    position: next.kind === 'dial' ? next.position : lead.position,
  }
  if (next.kind === 'final') return changeOf(moved, next, null)
  engine.queue.insert(place(engine, moved, pulled.seq, { ...next, dueAt: pulled.nextDueAt ?? next.dueAt }))
  return null
}

/** The queue row of a lead whose next step is a dial: in its lane when it may be dialed as soon as its pass is open, else waiting. */
export function place(engine: Engine, lead: QueuedLead, seq: number, next: Extract<NextStep, { kind: 'dial' }>): Row {
  const now = engine.now()
  const moved: QueuedLead = { ...lead, pass: next.pass, position: next.position, callback: next.callback }
  const dueAt = Math.max(next.dueAt ?? 0, gateCovers(engine, next) ? 0 : (next.notBefore ?? 0))
  if (dueAt > now) return { place: WAITING, rank: 0, dueAt, seq, lead: moved, flight: null }
  const phone = moved.phones[moved.position - 1]!
  return {
    place: engine.lanes.laneOf(phone.e164, moved.zone).id,
    rank: dialingRank(moved.pass, moved.position, moved.priority, moved.callback),
    dueAt: 0,
    seq,
    lead: moved,
    flight: null,
  }
}

/** The pass opens no sooner than the lead may be dialed again, so it can stand in its lane and costs no second move. */
function gateCovers(engine: Engine, next: Extract<NextStep, { kind: 'dial' }>): boolean {
  const { openPass, emptySince } = engine.meta.get().gate
  if (next.pass <= openPass) return false
  if (next.notBefore === null || emptySince === null) return true
  return emptySince + engine.campaign!.settings.retry.interval_minutes * 60_000 >= next.notBefore
}

/** What D1 has to say of a lead from now on. */
export function changeOf(lead: QueuedLead, next: NextStep, now: number | null): LeadChange {
  const calledUntil = next.kind === 'final' ? next.calledUntil : null
  return {
    leadId: lead.id,
    status: calledUntil !== null && now !== null && calledUntil > now ? 'called' : next.status,
    statusReason: next.kind === 'final' ? next.reason : null,
    pass: lead.pass,
    phonePosition: lead.position,
    phoneAttempts: lead.phones.map((p) => p.attempts),
    attempts: lead.attempts,
    everAnswered: lead.everAnswered,
    nextDueAt: next.kind === 'dial' ? (next.dueAt ?? next.notBefore) : calledUntil,
  }
}

export function toQueued(pulled: PulledLead): QueuedLead {
  return {
    id: pulled.id,
    contactId: pulled.contactId,
    priority: pulled.priority,
    pass: pulled.pass,
    position: Math.min(Math.max(pulled.phonePosition, 1), Math.max(pulled.phones.length, 1)),
    attempts: pulled.attempts,
    everAnswered: pulled.everAnswered,
    phones: pulled.phones,
    zone: pulled.zone,
    callback: false,
    final: null,
  }
}

/**
 * An object that lost its storage finds its unsettled permits in the ledger. They are in flight, and only reconciliation may decide
 * about them.
 */
async function recoverOpenAttempts(engine: Engine): Promise<void> {
  const { recovered, lastSeq } = engine.meta.get()
  if (recovered) return
  if (lastSeq === 0) {
    for (const open of await engine.deps.store.openAttempts(engine.campaign!.orgId, engine.campaignId)) {
      const pulled = await engine.deps.store.pullLead(engine.campaignId, open.leadId)
      if (!pulled || engine.flights.has(open.id)) continue
      const lead = { ...toQueued(pulled), pass: open.pass, position: open.position }
      const lane = engine.lanes.laneOf(open.phone, pulled.zone)
      const row: Row = {
        place: IN_FLIGHT,
        rank: 0,
        dueAt: engine.now(),
        seq: pulled.seq,
        lead,
        flight: {
          attemptId: open.id,
          numberId: open.numberId,
          from: open.from,
          phone: open.phone,
          stage: 'permitted',
          carrierCallId: null,
          attempt: newAttempt(open.permittedAt, { amdOff: engine.campaign!.settings.amd_mode === 'off' }),
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
  }
  engine.meta.set({ recovered: true })
}
