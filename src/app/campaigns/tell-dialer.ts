import { AppError } from '../../domain/errors.ts'
import type { Deps } from '../deps.ts'

export type BulkJob = 'cancel' | 'restart' | 'restart_unreached' | 'retry_failed'

/**
 * The row has changed and the campaign's object must act on it. When it cannot be reached: the change stands, and the sweep wakes the
 * object within a minute. A job over many leads is not in the row, so the caller is told when it could not be handed over. The job's
 * command re-reads the row itself: a refresh before it could dial by the old queue.
 */
export async function tellDialer(deps: Deps, campaignId: string, job?: BulkJob): Promise<void> {
  if (!job) {
    await twice(() => deps.dialers.refresh(campaignId)).catch((error: unknown) => {
      deps.log.error('A campaign could not be refreshed', { campaignId, reason: String(error) })
    })
    return
  }
  await twice(() => deps.dialers.bulk(campaignId, job)).catch((error: unknown) => {
    deps.log.error('A campaign could not be given a job', { campaignId, job, reason: String(error) })
    throw new AppError('unavailable', 'The campaign has the new status, but its leads could not be changed yet.', {
      job,
    })
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
