import { afterCallBack, mayBeDecided } from '../domain/inbound.ts'
import type { CallBack } from '../ports.ts'
import { isOver } from './campaign-over.ts'
import type { Engine } from './engine.ts'
import { admit, changeOf, scope, toQueued } from './intake.ts'
import { likelyPlaces } from './lead-actions.ts'
import { IN_FLIGHT, type Row, SETTLED } from './queue.ts'
import { recoverFirst } from './recover.ts'
import type { LeadChange, PulledLead } from './store.ts'

/**
 * Somebody we meant to call has called us. While their lead waits, or stands in its completion timeout, what came of their call decides about
 * it as a call of ours would have; a final lead is not opened again. A lead in flight comes later (`done` false), when its own call is
 * settled: that result is written first, and what they said to us decides only if it left the lead waiting. Until this is done the
 * permit refuses every call to them (permit-sql.ts), so nobody is dialed in between.
 *
 * It may be repeated at any time: whether it has counted stands in the database, and the lead takes its place by what stands there.
 */
export async function calledBack(
  engine: Engine,
  leadId: string,
  call: CallBack,
): Promise<{ done: boolean; counted: boolean }> {
  // Who is in a call is known only then.
  await recoverFirst(engine)
  return engine.exclusive(() => decide(engine, leadId, call))
}

const NOTHING = { done: true, counted: false }

async function decide(engine: Engine, leadId: string, call: CallBack): Promise<{ done: boolean; counted: boolean }> {
  const { store } = engine.deps
  if (!engine.campaign) await engine.load()
  const lead = await store.pullLead(engine.campaignId, leadId)
  if (!lead || !engine.campaign) return NOTHING
  if (engine.busyLeads.has(leadId)) return { done: false, counted: false }
  const known = await store.findCallBack(scope(engine).orgId, call.conversationId)
  if (!known) return NOTHING
  const change = known.counted ? null : changeFor(engine, lead, call)
  if (!change && !known.counted) return NOTHING
  const row = takeOut(engine, lead)
  try {
    // Out of the queue first: a lead that the database calls completed must not be found there after a crash.
    if (change) await store.settleCallBack(scope(engine), call.conversationId, change, engine.now())
  } catch (error) {
    if (row) engine.queue.insert(row)
    throw error
  }
  const now = await store.pullLead(engine.campaignId, leadId)
  // A lead that was not pulled yet comes in with its page.
  if (now && now.seq <= engine.meta.get().lastSeq && !isOver(engine.campaign.status)) admit(engine, now)
  engine.changed.add(leadId)
  return { done: true, counted: true }
}

function changeFor(engine: Engine, lead: PulledLead, call: CallBack): LeadChange | null {
  const { status, settings } = engine.campaign!
  if (!mayBeDecided(lead.status)) return null
  const queued = toQueued(lead)
  const decided = afterCallBack(queued, call, settings, call.at)
  if (!decided) return null
  const { progress, next } = decided
  // Nobody will call them any more, whatever was promised.
  if (next.kind === 'dial' && isOver(status)) return null
  return {
    ...changeOf({ ...queued, ...progress }, next, null),
    outcome: {
      attemptId: call.conversationId,
      disposition: call.disposition,
      answerStatus: 'human',
      lastCalledAt: call.at,
      primaryGoal: call.primaryGoal,
      goalScore: call.goalScore,
      conversation: true,
      talkSeconds: 0,
    },
  }
}

function takeOut(engine: Engine, lead: PulledLead): Row | null {
  const row = engine.queue.findBySeq(lead.seq, likelyPlaces(engine, lead))
  if (!row || row.place === IN_FLIGHT || row.place === SETTLED) return null
  engine.queue.remove(row)
  return row
}
