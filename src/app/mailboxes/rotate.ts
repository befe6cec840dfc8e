import { AppError } from '../../domain/errors.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { assertCampaign, type MailboxView, viewOf } from './get.ts'
import { noDomain } from './save.ts'

/**
 * A new address; mail to the old one is refused from now on.
 * @throws AppError `forbidden`, `not_found`, `missing_requirements` (no MAIL_DOMAIN, or no mailbox yet)
 */
export async function rotateMailbox(deps: Deps, actor: Actor, campaignId: string): Promise<MailboxView> {
  if (actor.role === 'viewer') throw new AppError('forbidden', 'Viewers cannot change the mailbox.')
  await assertCampaign(deps, actor, campaignId)
  if (deps.mail.domain === null) throw noDomain()
  const audit = auditEntry(deps, actor, 'mailbox.rotated', campaignId)
  const { orgId } = actor
  if (!(await deps.mailboxes.rotate(orgId, campaignId, deps.mail.newToken(), deps.clock.now(), audit)))
    throw new AppError('missing_requirements', 'The campaign has no mailbox yet: set it up first.', {
      missing: ['mailbox'],
    })
  return viewOf(deps, await deps.mailboxes.find(orgId, campaignId))
}
