import { AppError } from '../../domain/errors.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { getLeadRow } from './find.ts'
import { getLead } from './get.ts'
import { tellCampaigns } from './tell-campaigns.ts'

/**
 * The person took back their consent, in whatever way (47 CFR 64.1200(a)(10)). It stays on file as revoked, and only one given later takes
 * its place. Saying it twice is no error. It is no opt-out: without `require_consent` the person may still be called.
 * @throws AppError `not_found`, `not_allowed` when there is no consent to take back
 */
export async function revokeConsent(
  deps: Deps,
  actor: Actor,
  id: string,
  input: { reason: string },
): ReturnType<typeof getLead> {
  const lead = await getLeadRow(deps, actor, id)
  if (lead.consent === null || lead.consent.type === 'none')
    throw new AppError('not_allowed', 'There is no consent on file that could be revoked.', { status: 'not_given' })
  const audit = auditEntry(deps, actor, 'consent.revoked', lead.contactId, { reason: input.reason })
  await deps.leads.revokeConsent(lead, input.reason, audit)
  await tellCampaigns(deps, actor, lead.contactId)
  return await getLead(deps, actor, id)
}
