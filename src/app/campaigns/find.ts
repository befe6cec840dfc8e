import { AppError } from '../../domain/errors.ts'
import type { Actor, Deps } from '../deps.ts'
import type { Campaign } from './store.ts'
import { type CampaignView, viewCampaigns } from './view.ts'

/** The campaign of the actor's organization, or the refusal that does not tell whether another organization has it. */
export async function getCampaignRow(deps: Deps, actor: Actor, id: string): Promise<Campaign> {
  const campaign = await deps.campaigns.find(actor.orgId, id)
  if (!campaign) throw noSuchCampaign()
  return campaign
}

export async function getCampaignView(deps: Deps, actor: Actor, id: string): Promise<CampaignView> {
  const counted = await deps.campaigns.findCounted(actor.orgId, id)
  const [view] = counted ? await viewCampaigns(deps, actor.orgId, [counted]) : []
  if (!view) throw noSuchCampaign()
  return view
}

export function noSuchCampaign(): AppError {
  return new AppError('not_found', 'There is no such campaign.')
}

/** Refuses unless the campaign is the actor's. */
export async function assertCampaign(deps: Deps, actor: Actor, id: string): Promise<void> {
  await getCampaignRow(deps, actor, id)
}
