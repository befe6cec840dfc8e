import { explainLead, type LeadExplanation } from '../../domain/explain-lead.ts'
import { isWaiting } from '../../domain/lead.ts'
import { numbersNow } from '../../domain/numbers-free.ts'
import { getCampaignRow } from '../campaigns/find.ts'
import { findLive } from '../campaigns/live.ts'
import { factsFor } from '../compliance/check-call.ts'
import type { Actor, Deps } from '../deps.ts'
import { getLeadRow } from './find.ts'
import type { LeadView } from './store.ts'

/** With more leads waiting than this nobody counts who comes first. */
const MOST_COUNTED = 5_000

export interface ExplainedLead extends LeadExplanation {
  lead: LeadView
  /** Leads before it in the dialing order, called or not; null when it is not in it, or too many wait. */
  ahead: number | null
  dialer: { because: string; nextAt: number | null } | null
}

/** Why was this lead not called yet, and when will it be? */
export async function explainLeadOf(deps: Deps, actor: Actor, id: string): Promise<ExplainedLead> {
  const stored = await getLeadRow(deps, actor, id)
  const campaign = await getCampaignRow(deps, actor, stored.campaignId)
  const now = deps.clock.now()
  const [live, facts] = await Promise.all([
    findLive(deps, campaign),
    deps.complianceFacts.gather(actor.orgId, {
      phones: stored.phones.flatMap((phone) => phone.e164 ?? []),
      contactIds: [stored.contactId],
      campaignIds: [campaign.id],
      now,
    }),
  ])
  const inCall = live?.inFlight.some((call) => call.leadId === id) ?? false
  const lead: LeadView = inCall ? { ...stored, status: 'dialing' } : stored
  const known = facts.campaigns.get(campaign.id)
  const question = { contact: { id: lead.contactId }, campaignId: campaign.id }
  const { status, startAt, endAt, settings } = campaign
  const explanation = explainLead({
    now,
    lead: {
      status: lead.status,
      statusReason: lead.statusReason,
      pass: lead.pass,
      position: lead.phonePosition,
      nextDueAt: lead.nextDueAt,
    },
    campaign: {
      status,
      startAt,
      endAt,
      hasAgent: known?.hasAgent ?? false,
      job: known?.job ?? null,
      numbers: numbersNow(known?.numbers ?? [], settings.rotation, now),
      retryMode: settings.retry.mode,
    },
    phones: lead.phones.map(({ position, e164 }) => {
      return { position, e164, facts: e164 === null ? null : factsFor(facts, question, e164, now) }
    }),
    dialer: live && { because: live.because, nextAt: live.nextAt, pass: live.pass, busy: live.busy },
  })
  const isInOrder = isWaiting(lead.status) && lead.status !== 'rescheduled' && status === 'active'
  return {
    ...explanation,
    lead,
    ahead: isInOrder ? await deps.complianceFacts.countAhead(lead, MOST_COUNTED) : null,
    dialer: live && { because: live.because, nextAt: live.nextAt },
  }
}
