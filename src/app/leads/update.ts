import { AppError } from '../../domain/errors.ts'
import type { Priority } from '../../domain/lead.ts'
import { auditEntry } from '../audit/entry.ts'
import { assertWritten, concernsCampaigns, consentAudit, type PersonPatch, readChanges } from '../contacts/edit.ts'
import type { Actor, Deps } from '../deps.ts'
import { getLeadRow } from './find.ts'
import { getLead } from './get.ts'
import { tellCampaigns, tellLeads } from './tell-campaigns.ts'

export interface LeadPatch extends Omit<PersonPatch, 'properties' | 'externalId'> {
  priority?: Priority
  variables?: Record<string, string>
}

/**
 * A person corrects a lead. Priority and variables are the lead's; all else is the contact's and changes everywhere. The campaign's
 * object, told of it, makes a skipped lead that has become dialable pending.
 */
export async function updateLead(deps: Deps, actor: Actor, id: string, patch: LeadPatch): ReturnType<typeof getLead> {
  const lead = await getLeadRow(deps, actor, id)
  const fields = Object.keys(patch)
  if (fields.length === 0) return await getLead(deps, actor, id)
  const { priority, variables, ...person } = patch
  // Said by the campaign before the ledger may know of it; the ledger is asked in the change itself.
  if (patch.phones && (await getLead(deps, actor, id)).lead.status === 'dialing')
    throw new AppError('conflict', 'The lead is in a call; change its phones when it has ended.', { status: 'dialing' })
  const changes = {
    ...(await readChanges(deps, actor, lead, person)),
    ...(priority && { priority }),
    ...(variables && { variables }),
  }
  const audit = auditEntry(deps, actor, 'lead.updated', id, { fields })
  const more = consentAudit(deps, actor, lead, patch.consent, lead.id)
  const result = await deps.leads.update(lead, changes, deps.clock.now(), [audit, ...more])
  // Gone meanwhile: reading it says so.
  if (!result.ok && result.why === 'missing') return await getLead(deps, actor, id)
  assertWritten(result)
  if (concernsCampaigns(patch)) await tellCampaigns(deps, actor, lead.contactId)
  else await tellLeads(deps, [lead])
  return await getLead(deps, actor, id)
}
