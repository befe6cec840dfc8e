import { answerSoon } from './answer-soon.ts'
import type { MailDeps } from './deps.ts'

const MOST = 100

/** The cron's part: mails whose message was lost, and answers whose time has come. Harmless for those that do move. */
export async function takeUpMails(
  deps: Pick<MailDeps, 'clock' | 'mails' | 'queues' | 'log' | 'limits'>,
): Promise<{ received: number; due: number }> {
  const now = deps.clock.now()
  const stalled = await deps.mails.listStalled(now - deps.clock.stretch(deps.limits.importStalledMs), MOST)
  for (const { orgId, campaignId, id } of stalled)
    await deps.queues.mail({ step: 'process', orgId, campaignId, mailId: id })
  const due = await deps.mails.listDue(now, MOST)
  for (const key of due) await answerSoon(deps, key)
  return { received: stalled.length, due: due.length }
}
