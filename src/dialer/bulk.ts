import { isFinal, type LeadStatus, NEVER_RESTARTED_STATUSES } from '../domain/lead.ts'
import { firstStep, initialProgress, resetForRestart } from '../domain/lead-progress.ts'
import { FIRST_GATE } from '../domain/pass-gate.ts'
import { endWithCampaign } from './campaign-over.ts'
import type { Engine } from './engine.ts'
import { admit, changeOf, scope, toQueued } from './intake.ts'
import type { BulkJob, MetaState } from './meta.ts'
import { forEachLead, mapLeads, pullPage } from './set-aside.ts'
import type { BulkLead, LeadChange, PulledLead } from './store.ts'

/** Leads changed in one slice: small enough for one D1 statement of JSON, large enough to get through a million. */
const SLICE = 500
/** Rows of the queue deleted in one slice: some ten milliseconds. */
const CLEARED = 5_000

/**
 * One slice of a change to many leads: cancel, restart, retry the failed. The job stands in the campaign's row since the moment its
 * status changed, and no permit is given while it stands there; so it is neither lost with a command nor overtaken by a dial. A job under
 * way is replaced: the later command wins. Returns true while there is one.
 */
export async function workBulk(engine: Engine): Promise<boolean> {
  const { job } = engine.meta.get()
  if (!job || !engine.campaign) return false
  if (job.phase === 'clear') return clear(engine, job)
  const { store } = engine.deps
  const pull = (after: number, limit: number) => store.leadsForBulk(engine.campaignId, after, limit)
  const page = await pullPage(engine, pull, job.afterSeq, SLICE, job.kind)
  const mine = page.leads.filter((lead) => lead.seq <= job.untilSeq)
  // A call in progress finishes; its settlement decides about the lead.
  const changed = mapLeads(
    engine,
    mine.filter((lead) => !engine.busyLeads.has(lead.id)),
    (lead) => ({ lead, change: changeFor(job.kind, lead) }),
    isRead,
    job.kind,
  ).filter((one): one is { lead: BulkLead; change: LeadChange } => one.change !== null)
  const change = async (part: typeof changed): Promise<void> => {
    const changes = part.map((one) => one.change)
    // Into the queue first: a lead that D1 calls `retry` and the queue does not have would be forgotten, the other way round is only done again.
    if (job.kind === 'retry_failed') requeue(engine, mine, changes)
    await store.settle(scope(engine), [], changes, engine.now())
  }
  await forEachLead(engine, changed, change, ({ lead }) => isRead(lead), job.kind)
  const { lastSeq } = page
  if (!page.isLast && lastSeq !== null && lastSeq < job.untilSeq) {
    engine.meta.set({ job: { ...job, afterSeq: lastSeq } })
    return true
  }
  if (job.kind === 'retry_failed') return finish(engine, job)
  engine.meta.set({ job: { ...job, phase: 'clear' } })
  return true
}

/** Done: first in the row, which alone lets calls start again, then here. */
async function finish(engine: Engine, job: BulkJob, more: Partial<MetaState> = {}): Promise<boolean> {
  await engine.deps.store.finishJob(engine.campaignId, job.kind)
  if (engine.campaign) engine.campaign = { ...engine.campaign, job: null }
  engine.meta.set({ ...more, job: null })
  return true
}

/** The queue is emptied in slices; after a restart the leads are read in again from the first. */
function clear(engine: Engine, job: BulkJob): boolean | Promise<boolean> {
  if (engine.queue.clearSlice(CLEARED)) return true
  if (job.kind === 'cancel') return finish(engine, job)
  engine.intakeDue = true
  return finish(engine, job, { lastSeq: 0, gate: FIRST_GATE })
}

const isRead = ({ seq, id }: BulkLead) => ({ who: { seq, leadId: id }, row: null })

export function changeFor(kind: BulkJob['kind'], lead: BulkLead): LeadChange | null {
  switch (kind) {
    case 'cancel':
      return cancelled(lead)
    case 'restart':
      return restarted(lead)
    case 'restart_unreached':
      return REACHED.has(lead.status) ? null : restarted(lead)
    case 'retry_failed':
      return lead.status === 'failed' ? retried(lead) : null
  }
}

const REACHED: ReadonlySet<LeadStatus> = new Set(['completed', 'called', 'rescheduled'])
const UNTOUCHED: ReadonlySet<LeadStatus> = new Set([...NEVER_RESTARTED_STATUSES, 'disabled'])

/** What the end of the campaign makes of a lead; null: nothing, it is final. */
export function cancelled(lead: PulledLead): LeadChange | null {
  if (isFinal(lead.status)) return null
  // Reached already; only the completion timeout was still running.
  if (lead.status === 'called') return { ...base(lead), status: 'completed', nextDueAt: null }
  return { ...base(lead), ...endWithCampaign(lead), nextDueAt: null }
}

function restarted(lead: BulkLead): LeadChange | null {
  if (UNTOUCHED.has(lead.status) || isAsNew(lead)) return null
  const progress = resetForRestart({ ...toQueued(lead) })
  const next = firstStep(progress.phones)
  const queued = { ...toQueued(lead), ...progress, attempts: 0, everAnswered: false }
  return { ...changeOf(queued, next, null), forget: true }
}

/** Waits for its first call as it came in: a restart of a long list need not write those nobody has got to. */
function isAsNew(lead: BulkLead): boolean {
  const step = firstStep(lead.phones)
  return (
    lead.status === 'pending' &&
    lead.attempts === 0 &&
    !lead.everAnswered &&
    lead.disposition === null &&
    lead.nextDueAt === null &&
    lead.phones.every((phone) => phone.attempts === 0) &&
    step.kind === 'dial' &&
    step.pass === lead.pass &&
    step.position === lead.phonePosition
  )
}

/** Attempts from zero; what was learned of the phones is kept. */
function retried(lead: BulkLead): LeadChange | null {
  const progress = initialProgress(lead.phones.map((phone) => ({ ...phone, attempts: 0 })))
  const next = firstStep(progress.phones)
  if (next.kind === 'final') return null
  const queued = { ...toQueued(lead), ...progress, everAnswered: lead.everAnswered }
  return { ...changeOf(queued, next, null), status: 'retry' }
}

/** Leads brought back one by one join the queue of a running campaign. */
function requeue(engine: Engine, leads: BulkLead[], changes: LeadChange[]): void {
  const changed = new Map(changes.map((c) => [c.leadId, c]))
  for (const lead of leads) {
    const change = changed.get(lead.id)
    if (!change || lead.seq > engine.meta.get().lastSeq) continue
    const phones = lead.phones.map((phone) => ({ ...phone, attempts: 0 }))
    admit(engine, {
      ...lead,
      status: 'retry',
      pass: change.pass,
      phonePosition: change.phonePosition,
      nextDueAt: null,
      phones,
    })
  }
}

function base(lead: PulledLead): LeadChange {
  return {
    leadId: lead.id,
    status: lead.status,
    statusReason: null,
    pass: lead.pass,
    phonePosition: lead.phonePosition,
    phoneAttempts: lead.phones.map((phone) => phone.attempts),
    attempts: lead.attempts,
    everAnswered: lead.everAnswered,
    nextDueAt: lead.nextDueAt,
  }
}
