import { answerSoon } from './answer-soon.ts'
import type { MailDeps } from './deps.ts'
import type { Mail, MailKey } from './store.ts'
import { importIdOf, MAX_LISTS } from './store-lists.ts'

const FAILURE =
  'The mail could not be read for a technical reason. Send it again; if that does not help, upload the list in the dashboard.'

/** Ends a mail whose message failed for good. Lists that became imports by then go on; their sender is told, if it is known who that is. */
export async function failDeadMail(deps: MailDeps, key: MailKey): Promise<void> {
  const mail = await deps.mails.find(key)
  if (mail?.status !== 'received') return
  const imports = await deps.mails.importsOf(mail.orgId, mail.id)
  // Answered is who was known to have sent it by then.
  const isDue = mail.reply === 'due'
  const settled = await deps.mails.settle(key, {
    status: imports.length > 0 ? 'imported' : 'refused',
    reason: 'failed',
    message: FAILURE,
    sender: mail.sender,
    subject: mail.subject,
    attachments: imports.map(({ id, filename }) => ({ filename, importId: id, message: '' })),
    reply: mail.reply,
    replyNextAt: isDue ? deps.clock.now() : null,
    replyError: mail.replyError,
  })
  if (!settled) return
  deps.log.error('mail.failed', { org_id: mail.orgId, campaign_id: mail.campaignId, mail_id: mail.id })
  if (mail.fileKey !== null) {
    await deps.files.delete(await mailLeftovers(deps, mail, mail.fileKey))
    await deps.mails.forgetFile(key)
  }
  if (isDue) await answerSoon(deps, key)
}

/** The mail, what was taken out of it, and lists that were stored before it came to an import: nobody would find them again. */
async function mailLeftovers(deps: MailDeps, { orgId, id }: Mail, fileKey: string): Promise<string[]> {
  const keys = await deps.files.list(fileKey)
  for (let place = 1; place <= MAX_LISTS; place++) {
    const importId = importIdOf(id, place)
    const lists = await deps.files.list(`${orgId}/imports/${importId}/`)
    if (lists.length > 0 && !(await deps.imports.find(orgId, importId))) keys.push(...lists)
  }
  return keys
}
