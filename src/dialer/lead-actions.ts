import { consentHolds } from '../domain/consent.ts'
import { dialingRank } from '../domain/dial-plan.ts'
import { judgeLeadAction } from '../domain/lead.ts'
import { firstStep, initialProgress, stepFrom } from '../domain/lead-progress.ts'
import { endOf } from './end-leads.ts'
import type { Engine } from './engine.ts'
import { admit, changeOf, scope, toQueued } from './intake.ts'
import { IN_FLIGHT, type Key, SETTLED, WAITING } from './queue.ts'
import { recoverFirst } from './recover.ts'
import type { LeadChange, PulledLead } from './store.ts'

export type PersonAction = 'retry' | 'disable' | 'enable' | 'do_not_call' | 'edit'

/**
 * One lead is changed by a person. The object alone writes a lead's dialing state, so that a click and a call cannot overtake one
 * another. D1 already has edited details (name, phones, priority) and suppressions; status and place in the queue are decided here.
 */
export async function changeLead(engine: Engine, leadId: string, action: PersonAction): Promise<Answer> {
  // Who is in a call is known only then.
  await recoverFirst(engine)
  return engine.exclusive(() => change(engine, leadId, action))
}

interface Answer {
  ok: boolean
  message: string
}

async function change(engine: Engine, leadId: string, action: PersonAction): Promise<Answer> {
  if (!engine.campaign) await engine.load()
  const lead = await engine.deps.store.pullLead(engine.campaignId, leadId)
  if (!lead || !engine.campaign) return { ok: false, message: 'There is no such lead in this campaign.' }
  const inCall = engine.busyLeads.has(leadId)
  if (inCall && action !== 'edit' && action !== 'do_not_call') {
    return { ok: false, message: 'The lead is in a call; try again when it has ended.' }
  }
  const decided = decide(engine, lead, action)
  if (typeof decided === 'string') return { ok: false, message: decided }
  // While in a call the settlement will decide; the suppression is checked by every later permit.
  if (inCall) return { ok: true, message: '' }
  if (decided) await engine.deps.store.settle(scope(engine), [], [decided], engine.now())
  // As it stands now: an import may have given it a new place in the list meanwhile.
  const now = decided ? await engine.deps.store.pullLead(engine.campaignId, leadId) : lead
  const row = engine.queue.findBySeq(lead.seq, likelyPlaces(engine, lead))
  if (row && row.place !== IN_FLIGHT && row.place !== SETTLED) engine.queue.remove(row)
  // A lead that was not pulled yet comes in with its page.
  if (now && now.seq <= engine.meta.get().lastSeq) admit(engine, now)
  engine.changed.add(leadId)
  return { ok: true, message: '' }
}

/** Where the row of a lead mostly stands: in its lane, or waiting until its time. */
export function likelyPlaces(engine: Engine, lead: PulledLead): Omit<Key, 'seq'>[] {
  const { pass, position, priority, ...facts } = toQueued(lead)
  const phone = facts.phones[position - 1]
  const waiting = lead.nextDueAt === null ? [] : [{ place: WAITING, rank: 0, dueAt: lead.nextDueAt }]
  if (!phone) return waiting
  const lane = { place: engine.lanes.laneOf(phone.e164, facts, engine.now()).id, dueAt: 0 }
  const ranks = [false, true].map((callback) => dialingRank(pass, position, priority, callback))
  return [...ranks.map((rank) => ({ ...lane, rank })), ...waiting]
}

/** What D1 has to be told; null: nothing. A text is a refusal. */
function decide(engine: Engine, lead: PulledLead, action: PersonAction): LeadChange | string | null {
  if (lead.isGone) return action === 'edit' ? null : 'The contact was merged into another one, or erased.'
  const queued = toQueued(lead)
  const unconsented = lacksConsent(engine, lead)
  if (action === 'edit') {
    const waiting = lead.status === 'pending' || lead.status === 'retry'
    if (unconsented) return lead.status === 'skipped' || waiting ? endOf({ lead: queued }, 'no_consent') : null
    // Corrected phones make a skipped lead dialable; a waiting one keeps its place as far as its phones allow.
    if (lead.status === 'skipped') return fresh(lead)
    if (!waiting) return null
    if (lead.attempts === 0) return fresh(lead)
    const { progress, next } = stepFrom(queued, engine.campaign!.settings, engine.now(), stay(lead))
    return changeOf({ ...queued, ...progress }, next, null)
  }
  const verdict = judgeLeadAction(action, lead.status, lead.attempts)
  if (!verdict.ok) return verdict.message
  switch (action) {
    case 'retry': {
      if (unconsented) return 'The campaign requires consent, and none that holds is on file: record it first.'
      const change = fresh(lead)
      return change.status === 'pending' && lead.attempts > 0 ? { ...change, status: 'retry' } : change
    }
    case 'enable': {
      if (lead.attempts === 0) return fresh(lead)
      const { progress, next } = stepFrom(queued, engine.campaign!.settings, engine.now())
      return changeOf({ ...queued, ...progress }, next, null)
    }
    case 'disable':
    case 'do_not_call':
      return {
        ...changeOf(queued, stay(lead), null),
        status: verdict.status,
        statusReason: action === 'disable' ? 'by_person' : 'opted_out',
        nextDueAt: null,
      }
  }
}

/** The campaign requires consent, and this person's does not hold and is not to begin later. */
function lacksConsent(engine: Engine, { consent }: PulledLead): boolean {
  const now = engine.now()
  if (!engine.campaign!.settings.require_consent || consentHolds(consent, now)) return false
  return consent?.from == null || consent.from <= now
}

/** From the first live phone, attempts from zero. */
function fresh(lead: PulledLead): LeadChange {
  const progress = initialProgress(lead.phones.map((phone) => ({ ...phone, attempts: 0 })))
  const next = firstStep(progress.phones)
  return changeOf({ ...toQueued(lead), ...progress, everAnswered: lead.everAnswered }, next, null)
}

const stay = (lead: PulledLead) => ({
  kind: 'dial' as const,
  pass: lead.pass,
  position: lead.phonePosition,
  dueAt: lead.nextDueAt,
  notBefore: null,
  callback: false,
  status: lead.status as 'pending',
})
