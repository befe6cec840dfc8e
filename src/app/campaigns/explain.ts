import { tripSentence } from '../../domain/breaker.ts'
import { type CampaignExplanation, explainCampaign } from '../../domain/explain-campaign.ts'
import { numbersNow } from '../../domain/numbers-free.ts'
import type { LiveCampaign } from '../../ports.ts'
import type { Actor, Deps } from '../deps.ts'
import { getCampaignView } from './find.ts'
import { findLive } from './live.ts'
import type { CampaignView } from './view.ts'

/** Why is this campaign not dialing, and when will it? */
export async function explainCampaignOf(
  deps: Deps,
  actor: Actor,
  id: string,
): Promise<{ view: CampaignView; live: LiveCampaign | null; explanation: CampaignExplanation }> {
  const view = await getCampaignView(deps, actor, id)
  const { campaign, facts, warnings, breaker } = view
  const now = deps.clock.now()
  const [live, known] = await Promise.all([
    findLive(deps, campaign),
    deps.complianceFacts.gather(actor.orgId, { phones: [], contactIds: [], campaignIds: [id], now }),
  ])
  const own = known.campaigns.get(id)
  const explanation = explainCampaign({
    facts,
    statusReason: campaign.statusReason,
    breaker: breaker && { kind: breaker.kind, message: tripSentence(breaker.kind, breaker.evidence) },
    organizationStop: known.organization.stop,
    agentStop: own?.agentStop ?? null,
    numbers: numbersNow(own?.numbers ?? [], campaign.settings.rotation, now),
    job: own?.job ?? null,
    regionStops: known.regionStops,
    warnings,
    live: live && {
      because: live.because,
      nextAt: live.nextAt,
      inFlight: live.inFlight.length,
      lanes: live.lanes,
      busy: live.busy,
    },
  })
  return { view, live, explanation }
}
