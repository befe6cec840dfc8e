import { describeError } from '../../domain/stuck-item.ts'
import type { Deps } from '../deps.ts'

/** Work on a campaign's leads that its object takes up from the row (`CampaignStore.transition`). */
export type BulkJob = 'cancel' | 'restart' | 'restart_unreached' | 'retry_failed'

/**
 * The row has changed and the campaign's object must act on it. When it cannot be reached: the change stands, and the sweep wakes the
 * object within a minute.
 */
export async function tellDialer(deps: Deps, campaignId: string): Promise<void> {
  await twice(() => deps.dialers.refresh(campaignId)).catch((error: unknown) => {
    deps.log.error('campaign.not_refreshed', { campaign_id: campaignId, error: describeError(error) })
  })
}

/** An object that is being restarted refuses the first call and takes the second. */
async function twice(call: () => Promise<void>): Promise<void> {
  try {
    await call()
  } catch {
    await call()
  }
}
