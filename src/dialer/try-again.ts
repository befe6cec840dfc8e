import { firstStep, initialProgress, stepFrom } from '../domain/lead-progress.ts'
import type { Engine } from './engine.ts'
import { changeOf, scope, takeIn, toQueued } from './intake.ts'
import { retryResult } from './result-aside.ts'
import type { LeadChange, PulledLead } from './store.ts'

/**
 * Tries again what was set aside, because a person says so. A lead goes on where it stood; should it fail again, it is set aside again.
 * Throws when it fails at once.
 */
export async function tryAgain(
  engine: Engine,
  kind: string,
  subject: string,
): Promise<{ found: boolean; message: string }> {
  return engine.exclusive(async () => {
    if (!engine.campaign) await engine.load()
    if (kind === 'result') return { found: retryResult(engine, subject), message: '' }
    const message = await retryLead(engine, subject)
    return { found: message === '', message }
  })
}

/** Returns why not, or ''. */
async function retryLead(engine: Engine, leadId: string): Promise<string> {
  const { store } = engine.deps
  const lead = await store.pullLead(engine.campaignId, leadId)
  if (!lead || !engine.campaign) return 'The lead is not in its campaign any more: discard it.'
  if (engine.busyLeads.has(leadId)) return ''
  engine.troubles.forget(lead.seq)
  const change = lead.status === 'failed' ? takenBack(engine, lead) : null
  if (change) await store.settle(scope(engine), [], [change], engine.now())
  const row = engine.queue.findBySeq(lead.seq)
  if (row) engine.queue.remove(row)
  const now = change ? await store.pullLead(engine.campaignId, leadId) : lead
  // A lead that was not pulled yet comes in with its page.
  if (now && now.seq <= engine.meta.get().lastSeq) await takeIn(engine, now)
  engine.changed.add(leadId)
  return ''
}

/** From where it stood when it was set aside; its attempts count. */
function takenBack(engine: Engine, lead: PulledLead): LeadChange {
  const queued = toQueued(lead)
  if (lead.attempts === 0) {
    const progress = initialProgress(lead.phones)
    return changeOf({ ...queued, ...progress }, firstStep(progress.phones), null)
  }
  const { progress, next } = stepFrom(queued, engine.campaign!.settings, engine.now())
  return changeOf({ ...queued, ...progress }, next, null)
}
