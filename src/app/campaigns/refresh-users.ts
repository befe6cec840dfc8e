import { AppError } from '../../domain/errors.ts'
import type { Deps } from '../deps.ts'
import type { CampaignPart } from './store.ts'

/** An agent, a number or a schedule changed: the campaigns that are at work with it act on it at once, or as soon as the queue reaches them. */
export async function refreshUsers(deps: Deps, orgId: string, part: CampaignPart): Promise<void> {
  const users = await deps.campaigns.listUsing(orgId, part)
  const ids = users.filter((campaign) => campaign.status !== 'draft').map((campaign) => campaign.id)
  const told = await Promise.allSettled(ids.map((id) => deps.dialers.refresh(id)))
  const missed = ids.filter((_, i) => told[i]!.status === 'rejected')
  if (missed.length > 0) await deps.queues.wake(missed)
}

/** The refusal to delete something that campaigns still need, naming them. */
export async function inUse(deps: Deps, orgId: string, part: CampaignPart, noun: string): Promise<AppError> {
  const campaigns = (await deps.campaigns.listUsing(orgId, part)).map(({ id, name }) => ({ id, name }))
  const names = campaigns.map((campaign) => `"${campaign.name}"`).join(', ')
  return new AppError('in_use', `This ${noun} is used by campaigns that are not finished: ${names}.`, { campaigns })
}
