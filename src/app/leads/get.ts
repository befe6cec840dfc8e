import { ATTEMPT_STATES, type AttemptState } from '../../domain/call.ts'
import type { Attempt } from '../attempts/store.ts'
import { findLive } from '../campaigns/live.ts'
import type { Actor, Deps } from '../deps.ts'
import type { NamedInbound } from '../inbound/store.ts'
import { getLeadRow } from './find.ts'
import type { LeadView } from './store.ts'

/**
 * One lead with all its attempts, and with their own calls and texts to us. What the campaign's object knows of a call in progress stands
 * over what is stored.
 */
export async function getLead(
  deps: Deps,
  actor: Actor,
  id: string,
): Promise<{ lead: LeadView; attempts: Attempt[]; inbound: NamedInbound[] }> {
  const lead = await getLeadRow(deps, actor, id)
  const [attempts, inbound, campaign] = await Promise.all([
    deps.attempts.listOfLead(actor.orgId, id),
    deps.inbound.listOfLead(actor.orgId, id),
    deps.campaigns.find(actor.orgId, lead.campaignId),
  ])
  const live = campaign ? await findLive(deps, campaign) : null
  const call = live?.inFlight.find((it) => it.leadId === id)
  if (!call) return { lead, attempts, inbound }
  return {
    lead: { ...lead, status: 'dialing' },
    inbound,
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
