import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { tellCampaigns } from '../leads/tell-campaigns.ts'
import { assertWritten, concernsCampaigns, consentAudit, type PersonPatch, readChanges } from './edit.ts'
import { getSomebody, toPerson } from './find.ts'
import { getContact } from './get.ts'
import type { ContactDetail } from './store.ts'

/**
 * A person corrects a contact, for every campaign it is in. The campaigns' objects, told of it, make skipped leads that have become
 * dialable pending.
 * @throws AppError `conflict` when somebody else has a phone or the external id, while it is in a call (phones), and for one that was merged
 * away or erased
 */
export async function updateContact(deps: Deps, actor: Actor, id: string, patch: PersonPatch): Promise<ContactDetail> {
  const fields = Object.keys(patch)
  const person = toPerson(await getSomebody(deps, actor, id))
  if (fields.length === 0) return await getContact(deps, actor, id)
  const changes = await readChanges(deps, actor, person, patch)
  const audit = auditEntry(deps, actor, 'contact.updated', id, { fields })
  const more = consentAudit(deps, actor, person, patch.consent)
  assertWritten(await deps.contacts.update(person, changes, deps.clock.now(), [audit, ...more]))
  if (concernsCampaigns(patch)) await tellCampaigns(deps, actor, id)
  return await getContact(deps, actor, id)
}
