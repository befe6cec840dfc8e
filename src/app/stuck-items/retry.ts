import { AppError } from '../../domain/errors.ts'
import { describeError } from '../../domain/stuck-item.ts'
import { auditEntry } from '../audit/entry.ts'
import { retryEvent } from '../calls/retry-event.ts'
import type { Actor, Deps } from '../deps.ts'
import { resumeFailedImport } from '../imports/resume-failed.ts'
import { resumeFailedSuppressionImport } from '../suppression-imports/resume-failed.ts'
import { getOpenItem, getStuckItem } from './get.ts'
import type { StuckItem } from './store.ts'

/**
 * Tries once more what was set aside. What goes back to a queue or to its campaign counts as retried with that; should it fail there
 * again, it is set aside as a new item.
 * @throws AppError `not_found`; `not_allowed` when it is not stuck any more, or its campaign is over; `conflict` when it failed again
 */
export async function retryStuckItem(deps: Deps, actor: Actor, id: string): Promise<StuckItem> {
  const item = await getOpenItem(deps, actor, id)
  try {
    await tryAgain(deps, item)
  } catch (error) {
    if (error instanceof AppError) throw error
    const reason = describeError(error)
    await deps.stuckItems.failedAgain(actor.orgId, id, reason, deps.clock.now())
    throw new AppError('conflict', `It failed again: ${reason}`)
  }
  const { kind, subject } = item
  await deps.stuckItems.resolve(
    actor.orgId,
    id,
    'retried',
    auditEntry(deps, actor, 'stuck_item.retried', id, { kind, subject }),
  )
  return await getStuckItem(deps, actor, id)
}

async function tryAgain(deps: Deps, item: StuckItem): Promise<void> {
  switch (item.kind) {
    case 'lead':
      return retryLead(deps, item)
    case 'result':
      return retryResult(deps, item)
    case 'event':
      return retryEvent(deps, item)
    case 'message':
      return resend(deps, item)
    case 'import_chunk':
      return item.payload.kind === 'suppressions'
        ? resumeFailedSuppressionImport(deps, item)
        : resumeFailedImport(deps, item)
  }
}

/** The campaign's object reads the lead anew and gives it its place. */
async function retryLead(deps: Deps, { orgId, campaignId, subject }: StuckItem): Promise<void> {
  const campaign = campaignId === null ? null : await deps.campaigns.find(orgId, campaignId)
  if (!campaign) throw new AppError('not_allowed', 'Its campaign was deleted: discard it.')
  if (campaign.status === 'completed' || campaign.status === 'cancelled')
    throw new AppError(
      'not_allowed',
      campaign.status === 'completed'
        ? 'Its campaign is completed: "Retry failed" takes it up again with the others that failed.'
        : 'Its campaign was cancelled: nobody is called for it any more.',
      { status: campaign.status },
    )
  const { message } = await deps.dialers.tryAgain(campaign.id, 'lead', subject)
  if (message !== '') throw new AppError('not_allowed', message)
}

/** Either the object still holds the result and stores it, or its facts are stored and only what was said is missing. */
async function retryResult(deps: Deps, { orgId, campaignId, subject, payload }: StuckItem): Promise<void> {
  const isHeld = campaignId !== null && (await deps.dialers.tryAgain(campaignId, 'result', subject)).found
  if (!isHeld) await deps.stuckItems.supplement(orgId, subject, payload)
}

async function resend(deps: Deps, { payload }: StuckItem): Promise<void> {
  const { queue, body } = payload
  if (queue !== 'imports' && queue !== 'events')
    throw new AppError('not_allowed', 'It is not known which queue this message came from: discard it.')
  await deps.queues.resend(queue, body)
}
