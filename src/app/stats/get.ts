import { type CostEstimate, estimateCost } from '../../domain/cost.ts'
import type { LiveCampaign } from '../../ports.ts'
import { getCampaignRow, noSuchCampaign } from '../campaigns/find.ts'
import { findLive, overlayInFlight } from '../campaigns/live.ts'
import type { CampaignCounters } from '../campaigns/store.ts'
import type { Actor, Deps } from '../deps.ts'

export interface Stats extends CampaignCounters {
  total: number
  /** Attempts that a person answered, of all attempts settled: 0–1. */
  answerRate: number
  /** Leads that are INTERESTED, of all leads reached (that had a conversation): 0–1. */
  successRate: number
  /** Over conversations. */
  averageTalkSeconds: number
  cost: CostEstimate
  live: LiveCampaign | null
}

/** One row of counters and what is in the air. Sums agree: a lead in a call counts once, as `dialing`. */
export async function getStats(deps: Deps, actor: Actor, id: string): Promise<Stats> {
  const campaign = await getCampaignRow(deps, actor, id)
  const live = await findLive(deps, campaign)
  const leadIds = live?.inFlight.map((call) => call.leadId) ?? []
  const read = await deps.campaigns.countersAndStatuses(actor.orgId, id, leadIds)
  if (!read) throw noSuchCampaign()
  const counters = overlayInFlight(read.counters, read.statuses)
  return {
    ...counters,
    total: Object.values(counters.byStatus).reduce((sum, count) => sum + count, 0),
    answerRate: ratio(counters.byAnswerStatus.human, counters.attempts),
    successRate: ratio(counters.leadsByDisposition.INTERESTED, counters.reached),
    averageTalkSeconds: counters.conversations === 0 ? 0 : Math.round(counters.talkSeconds / counters.conversations),
    cost: estimateCost(counters.talkSeconds),
    live,
  }
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 10_000
}
