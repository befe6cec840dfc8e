import { dialingRank } from '../domain/dial-plan.ts'
import { isWaiting } from '../domain/lead.ts'
import { firstStep, type NextStep, stepFrom } from '../domain/lead-progress.ts'
import type { Engine } from './engine.ts'
import { type QueuedLead, type Row, WAITING } from './queue.ts'
import { forEachLead, mapLeads, pullPage } from './set-aside.ts'
import type { LeadChange, PulledLead } from './store.ts'

/** Leads read from D1 at a time. */
export const INTAKE_PAGE = 500

/**
 * Pulls one page of leads with seq > lastSeq into the queue. Pulling, not being sent, makes it idempotent and crash-safe: what D1 has to
 * know is written first, then the page and how far it went, together. Returns true while there may be more.
 */
export async function intake(engine: Engine): Promise<boolean> {
  if (!engine.intakeDue || !engine.campaign || engine.meta.get().job) return false
  const { lastSeq } = engine.meta.get()
  const { leadSeq } = engine.campaign
  const { store } = engine.deps
  const pull = (after: number, limit: number) => store.pullLeads(engine.campaignId, after, limit)
  const page = await pullPage(engine, pull, lastSeq, INTAKE_PAGE)
  const entries = mapLeads(engine, page.leads, (lead) => ({ lead, ...entryOf(engine, lead) }), isPulled)
  const ending = entries.filter(({ change }) => change !== null)
  const end = (part: typeof ending) =>
    store.settle(
      scope(engine),
      [],
      part.map(({ change }) => change!),
      engine.now(),
    )
  await forEachLead(engine, ending, end, ({ lead }) => isPulled(lead))
  for (const { row } of entries) if (row) engine.queue.insert(row)
  // The last seqs may be those of leads that were deleted; nobody is to wait for them.
  engine.meta.set({ lastSeq: Math.max(lastSeq, page.lastSeq ?? 0, page.isLast ? leadSeq : 0) })
  if (page.isLast) engine.intakeDue = false
  return page.lastSeq !== null
}

const isPulled = ({ seq, id }: PulledLead) => ({ who: { seq, leadId: id }, row: null })

export function scope(engine: Engine): { orgId: string; campaignId: string } {
  return { orgId: engine.campaign!.orgId, campaignId: engine.campaignId }
}

/** Gives one lead its place in the queue, unless it is final or in a call. */
export function admit(engine: Engine, pulled: PulledLead): void {
  const { row } = entryOf(engine, pulled)
  if (row) engine.queue.insert(row)
}

/** The same, and ends it where there is nothing left to dial. */
export async function takeIn(engine: Engine, pulled: PulledLead): Promise<void> {
  const { row, change } = entryOf(engine, pulled)
  if (change) await engine.deps.store.settle(scope(engine), [], [change], engine.now())
  if (row) engine.queue.insert(row)
}

/** The same for a lead whose row stands in the queue, and ends it where there is nothing left to dial. The row stays until that is known. */
export async function admitInPlaceOf(engine: Engine, known: Row, pulled: PulledLead): Promise<void> {
  const { row, change } = entryOf(engine, pulled, known)
  if (change) await engine.deps.store.settle(scope(engine), [], [change], engine.now())
  engine.drop(known)
  if (row) engine.queue.insert(row)
}

/** A lead's row in the queue, or the change that ends it because its phones leave nothing to dial, or neither. */
function entryOf(
  engine: Engine,
  pulled: PulledLead,
  known: Row | null = null,
): { row: Row | null; change: LeadChange | null } {
  if (known === null && engine.busyLeads.has(pulled.id)) return { row: null, change: null }
  const lead = toQueued(pulled)
  const now = engine.now()
  if (pulled.status === 'called') {
    const final = { status: 'completed', reason: null } as const
    const dueAt = pulled.nextDueAt ?? now
    return {
      row: { place: WAITING, rank: 0, dueAt, seq: pulled.seq, lead: { ...lead, final }, flight: null },
      change: null,
    }
  }
  if (!isWaiting(pulled.status)) return { row: null, change: null }
  const fresh = lead.attempts === 0 && lead.phones.every((p) => p.attempts === 0)
  const { progress, next } = fresh
    ? { progress: lead, next: firstStep(lead.phones) }
    : stepFrom(
        lead,
        engine.campaign!.settings,
        now,
        pulled.status === 'rescheduled' ? promised(lead, pulled, now) : null,
      )
  const moved: QueuedLead = {
    ...lead,
    phones: progress.phones,
    pass: next.kind === 'dial' ? next.pass : lead.pass,
    position: next.kind === 'dial' ? next.position : lead.position,
  }
  if (next.kind === 'final') return { row: null, change: changeOf(moved, next, null) }
  return { row: place(engine, moved, pulled.seq, { ...next, dueAt: pulled.nextDueAt ?? next.dueAt }), change: null }
}

/** The call the person asked for. */
function promised(lead: QueuedLead, pulled: PulledLead, now: number): Extract<NextStep, { kind: 'dial' }> {
  const { pass, position } = lead
  const dueAt = pulled.nextDueAt ?? now
  return { kind: 'dial', pass, position, dueAt, notBefore: null, callback: true, status: 'rescheduled' }
}

/** The queue row of a lead whose next step is a dial: in its lane when it may be dialed as soon as its pass is open, else waiting. */
export function place(engine: Engine, lead: QueuedLead, seq: number, next: Extract<NextStep, { kind: 'dial' }>): Row {
  const now = engine.now()
  const moved: QueuedLead = { ...lead, pass: next.pass, position: next.position, callback: next.callback }
  const dueAt = Math.max(next.dueAt ?? 0, gateCovers(engine, next) ? 0 : (next.notBefore ?? 0))
  if (dueAt > now) return { place: WAITING, rank: 0, dueAt, seq, lead: moved, flight: null }
  const phone = moved.phones[moved.position - 1]!
  return {
    place: engine.lanes.laneOf(phone.e164, moved, now).id,
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
    address: pulled.address,
    consent: pulled.consent,
    contactVersion: pulled.contactVersion,
    callback: false,
    final: null,
  }
}
