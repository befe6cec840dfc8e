import { getCampaignRow } from '../campaigns/find.ts'
import { findLive } from '../campaigns/live.ts'
import type { Actor, Deps } from '../deps.ts'
import type { Page } from '../page.ts'
import type { LeadQuery, LeadView } from './store.ts'

/** The leads of a campaign. Those in a call are shown, and found, as `dialing`. */
export async function listLeads(
  deps: Deps,
  actor: Actor,
  campaignId: string,
  query: Omit<LeadQuery, 'inFlight'>,
): Promise<Page<LeadView>> {
  const campaign = await getCampaignRow(deps, actor, campaignId)
  const live = await findLive(deps, campaign)
  const inFlight = live?.inFlight.map((call) => call.leadId) ?? []
  const page = await deps.leads.list(actor.orgId, campaignId, { ...query, inFlight })
  const calling = new Set(inFlight)
  return { ...page, items: page.items.map((lead) => (calling.has(lead.id) ? { ...lead, status: 'dialing' } : lead)) }
}
