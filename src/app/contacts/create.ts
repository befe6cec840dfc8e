import { AppError } from '../../domain/errors.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { assertWritten, consentAudit, type PersonPatch, readChanges } from './edit.ts'
import { getContact } from './get.ts'
import type { ContactDetail, ContactRow } from './store.ts'

/**
 * Adds somebody to the address book by hand. An email may be shared by several people, a phone and an external id belong to one.
 * @throws AppError `unprocessable` without phone and email; `conflict` naming the contact that has the phone or the external id
 */
export async function createContact(deps: Deps, actor: Actor, input: PersonPatch): Promise<ContactDetail> {
  if ((input.phones ?? []).length === 0 && (input.email ?? null) === null)
    throw new AppError('unprocessable', 'A contact needs a phone or an email.', {
      errors: [{ pointer: '/phones', message: 'give a phone, or an email' }],
    })
  const id = deps.ids.next('con')
  const nobody = { orgId: actor.orgId, contactId: id, contactVersion: 1, phones: [], consent: null }
  const { phoneSources: _, ...changes } = await readChanges(deps, actor, nobody, input)
  const now = deps.clock.now()
  const contact: ContactRow = {
    name: '',
    email: null,
    phones: [],
    tags: [],
    properties: {},
    externalId: null,
    zone: null,
    address: null,
    consent: null,
    ...changes,
    id,
    orgId: actor.orgId,
    lastImportId: null,
    createdImportId: null,
    mergedInto: null,
    erasedAt: null,
    version: 1,
    createdAt: now,
    updatedAt: now,
  }
  const created = auditEntry(deps, actor, 'contact.created', id)
  assertWritten(await deps.contacts.create(contact, [created, ...consentAudit(deps, actor, nobody, input.consent)]))
  return await getContact(deps, actor, id)
}
