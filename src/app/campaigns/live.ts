import type { LeadStatus } from '../../domain/lead.ts'
import { describeError } from '../../domain/stuck-item.ts'
import type { LiveCampaign } from '../../ports.ts'
import type { Deps } from '../deps.ts'
import type { Campaign, CampaignCounters } from './store.ts'

/** A campaign that ended may still have calls in progress for this long. */
const AFTERGLOW_MS = 2 * 60 * 60 * 1000

/**
 * What is in the air, from the campaign's object; null when nothing can be, or when the object does not answer: what is stored is
 * shown then, which is what it will be once the calls have ended.
 */
export async function findLive(deps: Deps, campaign: Campaign): Promise<LiveCampaign | null> {
  if (!mayHaveCalls(campaign, deps.clock.now())) return null
  try {
    return await deps.dialers.live(campaign.id)
  } catch (error) {
    deps.log.error('campaign.silent', { campaign_id: campaign.id, error: describeError(error) })
    return null
  }
}

function mayHaveCalls(campaign: Campaign, now: number): boolean {
  switch (campaign.status) {
    case 'draft':
      return false
    case 'scheduled':
    case 'active':
    case 'paused':
      return true
    case 'completed':
    case 'cancelled':
      return campaign.finishedAt !== null && now - campaign.finishedAt < AFTERGLOW_MS
  }
}

/** The counters with every lead in a call counted as `dialing` and not as what is stored. */
export function overlayInFlight(counters: CampaignCounters, stored: Map<string, LeadStatus>): CampaignCounters {
  const byStatus = { ...counters.byStatus }
  for (const status of stored.values()) {
    byStatus[status] -= 1
    byStatus.dialing += 1
  }
  return { ...counters, byStatus }
}
