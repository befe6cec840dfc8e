import { AppError } from '../../domain/errors.ts'
import { phoneSearch } from '../../domain/phone-prefixes.ts'
import { getCampaignRow, noSuchCampaign } from '../campaigns/find.ts'
import { findLive } from '../campaigns/live.ts'
import type { CountedCampaign } from '../campaigns/store.ts'
import type { Actor, Deps } from '../deps.ts'
import { getOrganization } from '../organizations/get.ts'
import type { Page } from '../page.ts'
import type { LeadQuery, LeadView } from './store.ts'

/** Orders other than the list's own are sorted for each page, for which all leads have to be read: 0.2 s of the database for so many. */
export const MOST_SORTED = 50_000

/**
 * The leads of a campaign. Those in a call are shown, and found, as `dialing`.
 * @throws AppError `unprocessable` for an order that would have to sort too many
 */
export async function listLeads(
  deps: Deps,
  actor: Actor,
  campaignId: string,
  query: Omit<LeadQuery, 'inFlight' | 'phones'>,
): Promise<Page<LeadView>> {
  const campaign = await getCampaignRow(deps, actor, campaignId)
  const [live] = await Promise.all([findLive(deps, campaign), assertSortable(deps, actor, campaignId, query)])
  const inFlight = live?.inFlight.map((call) => call.leadId) ?? []
  const phones = query.q && /\d{3}/.test(query.q.replaceAll(/\D/g, '')) ? await phonesOf(deps, actor, query.q) : null
  const page = await deps.leads.list(actor.orgId, campaignId, { ...query, inFlight, phones })
  const calling = new Set(inFlight)
  return { ...page, items: page.items.map((lead) => (calling.has(lead.id) ? { ...lead, status: 'dialing' } : lead)) }
}

async function phonesOf(deps: Deps, actor: Actor, q: string): Promise<LeadQuery['phones']> {
  const { defaultRegion } = await getOrganization(deps, actor)
  return phoneSearch(q, defaultRegion)
}

async function assertSortable(
  deps: Deps,
  actor: Actor,
  campaignId: string,
  query: Pick<LeadQuery, 'sort' | 'statuses'>,
): Promise<void> {
  if (query.sort === 'seq') return
  const counted = await deps.campaigns.findCounted(actor.orgId, campaignId)
  if (!counted) throw noSuchCampaign()
  const count = countOf(counted, query.statuses)
  if (count <= MOST_SORTED) return
  const message = `${count.toLocaleString('en-US')} leads are too many to be sorted by ${query.sort}: at most ${MOST_SORTED.toLocaleString('en-US')}. Ask for fewer with status, or take the order of the list.`
  throw new AppError('unprocessable', message, { errors: [{ parameter: 'sort', message }] })
}

function countOf({ counters }: CountedCampaign, statuses: LeadQuery['statuses']): number {
  return Object.entries(counters.byStatus).reduce(
    (sum, [status, count]) => (!statuses || statuses.some((it) => it === status) ? sum + count : sum),
    0,
  )
}
