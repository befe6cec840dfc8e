import type { MailDeps } from './deps.ts'
import type { MailKey } from './store.ts'

/** Has the sender answered in so many (real) seconds. Never throws: the cron looks too. */
export async function answerSoon(deps: Pick<MailDeps, 'queues' | 'log'>, key: MailKey, seconds = 0): Promise<void> {
  const { orgId, campaignId, id } = key
  await deps.queues
    .mail({ step: 'answer', orgId, campaignId, mailId: id }, seconds)
    .catch(() => deps.log.warn('mail.not_queued', { org_id: orgId, mail_id: id }))
}
