import { AppError } from '../../domain/errors.ts'
import { mailboxAddress } from '../../domain/mail-token.ts'
import type { Actor, Deps } from '../deps.ts'
import type { Mailbox } from './store.ts'

/** A campaign's mailbox as it is shown. */
export interface MailboxView {
  /** null before it is set up. */
  address: string | null
  mailbox: Mailbox | null
  /** null: senders are answered; else why not. */
  noReplies: string | null
}

/** @throws AppError `not_found` when there is no such campaign */
export async function getMailbox(deps: Deps, actor: Actor, campaignId: string): Promise<MailboxView> {
  await assertCampaign(deps, actor, campaignId)
  return viewOf(deps, await deps.mailboxes.find(actor.orgId, campaignId))
}

export function viewOf(deps: Pick<Deps, 'mail'>, mailbox: Mailbox | null): MailboxView {
  const { domain, mailer } = deps.mail
  return {
    address: mailbox === null || domain === null ? null : mailboxAddress(mailbox.token, domain),
    mailbox,
    noReplies:
      mailer === null
        ? 'Lists are imported, but nobody is answered: set POSTMARK_SERVER_TOKEN and MAIL_FROM for the Worker.'
        : null,
  }
}

export async function assertCampaign(deps: Pick<Deps, 'campaigns'>, actor: Actor, campaignId: string): Promise<void> {
  if (!(await deps.campaigns.find(actor.orgId, campaignId)))
    throw new AppError('not_found', 'There is no such campaign.')
}
