import { AppError } from '../../domain/errors.ts'
import type { Actor, Deps } from '../deps.ts'
import type { Page, PageRequest } from '../page.ts'
import type { Mail } from './store.ts'

/** The mails to a campaign's address, newest first, also those that were refused. @throws AppError `not_found` */
export async function listMails(
  deps: Pick<Deps, 'campaigns' | 'mails'>,
  actor: Actor,
  campaignId: string,
  request: PageRequest,
): Promise<Page<Mail>> {
  if (!(await deps.campaigns.find(actor.orgId, campaignId)))
    throw new AppError('not_found', 'There is no such campaign.')
  return deps.mails.list(actor.orgId, campaignId, request)
}
