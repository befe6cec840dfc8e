import { ATTEMPT_STATES, type AttemptState } from '../../domain/call.ts'
import type { Attempt } from '../attempts/store.ts'
import { findLive } from '../campaigns/live.ts'
import type { Actor, Deps } from '../deps.ts'
import { getLeadRow } from './find.ts'
import type { LeadView } from './store.ts'

/** One lead with all its attempts. What the campaign's object knows of a call in progress stands over what is stored. */
export async function getLead(deps: Deps, actor: Actor, id: string): Promise<{ lead: LeadView; attempts: Attempt[] }> {
  const lead = await getLeadRow(deps, actor, id)
  const [attempts, campaign] = await Promise.all([
    deps.attempts.listOfLead(actor.orgId, id),
    deps.campaigns.find(actor.orgId, lead.campaignId),
  ])
  const live = campaign ? await findLive(deps, campaign) : null
  const call = live?.inFlight.find((it) => it.leadId === id)
  if (!call) return { lead, attempts }
  return {
    lead: { ...lead, status: 'dialing' },
    attempts: attempts.map((attempt) =>
      attempt.id === call.attemptId && attempt.state !== 'settled'
        ? { ...attempt, state: isState(call.state) ? call.state : attempt.state, reconciling: call.reconciling }
        : attempt,
    ),
  }
}

function isState(text: string): text is AttemptState {
  return (ATTEMPT_STATES as readonly string[]).includes(text)
}
