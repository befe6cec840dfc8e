import { describeError } from '../../domain/stuck-item.ts'
import type { Dialers, Log } from '../../ports.ts'
import type { AttemptStore } from '../attempts/store.ts'

/** Real time. A call that is being placed is waited for, and the person who asked is waiting too. */
const PATIENCE_MS = 10_000

/**
 * Takes back every open call to these phones, and to any phone of these contacts, whichever campaign makes it: when this returns none
 * of them will ring again. Never throws: the list itself is what counts, and no later permit passes it. What could not be taken back
 * within ten seconds is logged.
 * @param people.exceptAttemptId the call on which it was said
 */
export async function withdrawCalls(
  deps: { attempts: Pick<AttemptStore, 'listOpenCalls'>; dialers: Pick<Dialers, 'withdraw'>; log: Log },
  orgId: string,
  people: { phones: string[]; contactIds: string[]; exceptAttemptId?: string },
): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${PATIENCE_MS} ms`)), PATIENCE_MS)
  })
  try {
    const calls = await Promise.race([deps.attempts.listOpenCalls(orgId, people), timeout])
    const byCampaign = new Map<string, string[]>()
    for (const { campaignId, attemptId } of calls)
      byCampaign.set(campaignId, [...(byCampaign.get(campaignId) ?? []), attemptId])
    await Promise.all(
      [...byCampaign].map(async ([campaignId, attemptIds]) => {
        try {
          await Promise.race([deps.dialers.withdraw(campaignId, attemptIds), timeout])
        } catch (error) {
          deps.log.error('call.not_withdrawn', {
            campaign_id: campaignId,
            attempt_ids: attemptIds,
            error: describeError(error),
          })
        }
      }),
    )
  } catch (error) {
    deps.log.error('call.not_looked_up', { org_id: orgId, error: describeError(error) })
  } finally {
    clearTimeout(timer)
  }
}
