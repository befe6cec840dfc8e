import type { InboundChannel } from '../../domain/campaign-settings.ts'
import { type InboundMatch, pickLead, sortCampaigns, takesIn } from '../../domain/inbound.ts'
import { blankRow } from '../../domain/lead-file/rows.ts'
import { describeError } from '../../domain/stuck-item.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Deps } from '../deps.ts'
import { insertLeads } from '../imports/insert-leads.ts'
import type { RowResult } from '../imports/plan.ts'
import type { IntakeRow } from '../imports/plan-leads.ts'
import type { AnsweringCampaign } from './store.ts'

export interface Match {
  contactId: string | null
  /** Of the lead, or the campaign that answers. */
  campaignId: string | null
  leadId: string | null
  matched: InboundMatch
  /** Why no lead was found or added: a stable code, or ''. */
  reason: string
}

export type MatchDeps = Pick<Deps, 'inbound' | 'imports' | 'arrivals' | 'ids' | 'clock' | 'dialers' | 'log'>

/**
 * In a day (UTC) and campaign. Numbers of callers can be made up: without a bound whoever has a telephone exchange could have us call as many
 * strangers as they like.
 */
const MOST_JOINS = 1_000

interface Caller {
  orgId: string
  conversationId: string
  numberId: string
  channel: InboundChannel
  /** E.164. */
  phone: string
  /** False: whoever is not known stays unknown. */
  mayJoin: boolean
}

/**
 * Who is calling or writing: the contact by the phone, and of their leads the one it concerns (domain/inbound.ts). Whoever is no lead yet
 * becomes one of the first campaign on this number that takes people in, by the rules of every way in. Nobody is refused an answer
 * because they could not be added.
 */
export async function matchCaller(deps: MatchDeps, caller: Caller): Promise<Match> {
  const { orgId, phone, numberId, channel } = caller
  const { contactId, leads, campaigns } = await deps.inbound.findCallers(orgId, phone, numberId)
  const lead = pickLead(leads)
  if (lead) return { contactId, campaignId: lead.campaignId, leadId: lead.leadId, matched: 'lead', reason: '' }
  const sorted = sortCampaigns(campaigns)
  const campaign = caller.mayJoin ? sorted.find((it) => takesIn(it, channel)) : undefined
  const unmatched = (reason: string): Match => ({
    contactId,
    campaignId: (campaign ?? sorted[0])?.id ?? null,
    leadId: null,
    matched: contactId === null ? 'none' : 'contact',
    reason,
  })
  if (!campaign) return unmatched('not_taken_in')
  try {
    if ((await deps.arrivals.requestsOn(orgId, campaign.id, 'inbound', deps.clock.now())) >= MOST_JOINS) {
      const because = 'too_many_today'
      deps.log.warn('inbound.not_added', { org_id: orgId, campaign_id: campaign.id, because })
      return unmatched(because)
    }
    const result = await addCaller(deps, caller, campaign, contactId)
    if (result.leadId === null) return unmatched('not_added')
    const matched = result.outcome === 'created' ? 'added' : 'lead'
    // Somebody who does not meet the criteria is kept with the reasons, and talked to like anybody else.
    const reason = result.status === 'disqualified' ? 'disqualified' : ''
    return { contactId: result.contactId, campaignId: campaign.id, leadId: result.leadId, matched, reason }
  } catch (error) {
    const about = { org_id: orgId, campaign_id: campaign.id }
    deps.log.error('inbound.not_added', { ...about, error: describeError(error) })
    return unmatched('not_added')
  }
}

/** Nobody's number told us anything: the campaign that answers, and no more. */
export async function matchNobody(
  deps: Pick<Deps, 'inbound'>,
  { orgId, numberId }: { orgId: string; numberId: string },
): Promise<Match> {
  const { campaigns } = await deps.inbound.findCallers(orgId, '', numberId)
  const campaignId = sortCampaigns(campaigns)[0]?.id ?? null
  return { contactId: null, campaignId, leadId: null, matched: 'none', reason: 'caller_unknown' }
}

async function addCaller(
  deps: MatchDeps,
  { orgId, conversationId, phone }: Caller,
  campaign: AnsweringCampaign,
  contactId: string | null,
): Promise<RowResult> {
  const { id: campaignId, requireConsent, eligibility } = campaign
  const actor = `inbound:${conversationId}`
  const row: IntakeRow = {
    ...blankRow(),
    ...(contactId === null ? {} : { contactId }),
    phones: [{ position: 1, e164: phone, raw: phone, problem: null }],
  }
  const [result] = await insertLeads(
    deps,
    {
      orgId,
      target: { campaignId, requireConsent, eligibility },
      importId: null,
      actor,
      action: 'upsert',
      rows: [row],
    },
    {
      arrival: { source: 'inbound', requests: 1, rejected: 0 },
      audit: () =>
        auditEntry(deps, { orgId, name: actor, role: 'member' }, 'campaign.leads_added', campaignId, {
          conversation_id: conversationId,
        }),
    },
  )
  if (!result) throw new Error('a row without a result')
  return result
}
