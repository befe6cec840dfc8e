import { composeReply, type ListReport } from '../../domain/mail-reply.ts'
import { answerSoon } from './answer-soon.ts'
import type { MailDeps } from './deps.ts'
import type { Mail, MailImport, MailKey } from './store.ts'

/** Real ms. A list of 100,000 rows takes half a minute. */
const FIRST_LOOK_MS = 2_000
const LONGEST_LOOK_MS = 60_000
/** An import that is not over by then will hardly be: the sender is told how far it is. */
const PATIENCE_MS = 24 * 60 * 60 * 1000
/** Longer than the mailer takes. */
const LEASE_MS = 2 * 60_000
const RETRIES_MS = [30_000, 2 * 60_000, 10 * 60_000, 60 * 60_000, 6 * 60 * 60_000]
/** A message may come a little before its time by our clock. */
const EARLY_MS = 1_500
/** A message is not kept waiting longer than this: the cron finds the rest. */
const QUEUE_MS = 10 * 60_000

/**
 * Tells the sender what became of the lists, once all are over. At least once, in that a crash after sending and before noting it sends it
 * again, under the same Message-ID. Throws when the message should come again.
 */
export async function answerMail(deps: MailDeps, key: MailKey): Promise<void> {
  const mail = await deps.mails.find(key)
  const now = deps.clock.now()
  const soon = now + deps.clock.stretch(EARLY_MS)
  if (mail?.reply !== 'due' || mail.status === 'received' || (mail.replyNextAt ?? 0) > soon) return
  const { mailer } = deps.mail
  if (mailer === null)
    return deps.mails.endReply(key, { reply: 'none', nextAt: null, error: 'Answers are not set up.' })
  const imports = await deps.mails.importsOf(mail.orgId, mail.id)
  const age = now - mail.receivedAt
  const running = imports.some((it) => it.status === 'queued' || it.status === 'running')
  if (running && age < deps.clock.stretch(PATIENCE_MS)) return lookAgain(deps, mail, age)

  const campaign = await deps.campaigns.find(mail.orgId, mail.campaignId)
  if (!(await deps.mails.claimReply(key, soon, now + deps.clock.stretch(LEASE_MS)))) return
  const tries = mail.replyTries + 1
  const reply = composeReply({
    subject: mail.subject,
    campaign: campaign?.name ?? 'a deleted campaign',
    lists: reportsOf(mail, imports),
    refusal: mail.status === 'refused' ? mail.message : null,
    dashboardUrl: deps.mail.importsUrl(mail.campaignId),
  })
  const sent = await mailer.send({ ...reply, id: mail.id, to: mail.sender, inReplyTo: mail.messageId || null })
  if (sent.ok) return deps.mails.endReply(key, { reply: 'sent', nextAt: null, error: null })
  const wait = sent.isFinal ? undefined : RETRIES_MS[tries - 1]
  deps.log.warn('mail.not_answered', { org_id: mail.orgId, mail_id: mail.id, tries, status: wait ? 'due' : 'failed' })
  if (wait === undefined) return deps.mails.endReply(key, { reply: 'failed', nextAt: null, error: sent.error })
  const nextAt = deps.clock.now() + deps.clock.stretch(wait)
  await deps.mails.endReply(key, { reply: 'due', nextAt, error: sent.error })
  if (wait <= QUEUE_MS) await answerSoon(deps, key, Math.ceil(wait / 1000))
}

/** The longer it takes, the more rarely. */
async function lookAgain(deps: MailDeps, mail: Mail, age: number): Promise<void> {
  const realAge = age / deps.clock.stretch(1)
  const wait = Math.min(Math.max(realAge / 4, FIRST_LOOK_MS), LONGEST_LOOK_MS)
  await deps.mails.postponeReply(mail, deps.clock.now() + deps.clock.stretch(wait))
  await answerSoon(deps, mail, Math.ceil(wait / 1000))
}

function reportsOf(mail: Mail, imports: MailImport[]): ListReport[] {
  const known = new Map(imports.map((it) => [it.id, it]))
  return mail.attachments.map(({ filename, importId, message }): ListReport => {
    const found = importId === null ? undefined : known.get(importId)
    if (found) return { ...found, filename, failure: found.failure ?? unfinished(found) }
    return { filename, failure: message, counts: null, problems: [] }
  })
}

function unfinished({ status }: MailImport): string | null {
  if (status === 'undone') return 'The import was taken back.'
  return status === 'queued' || status === 'running'
    ? 'Reading is not over yet; the dashboard shows how far it is.'
    : null
}
