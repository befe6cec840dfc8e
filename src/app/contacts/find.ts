import { AppError } from '../../domain/errors.ts'
import type { Actor, Deps } from '../deps.ts'
import { overError } from './edit.ts'
import type { ContactRow, ContactView, KnownPerson } from './store.ts'

/** Also one that was merged away or erased. */
export async function getContactRow(deps: Deps, actor: Actor, id: string): Promise<ContactView> {
  const contact = await deps.contacts.find(actor.orgId, id)
  if (!contact) throw new AppError('not_found', 'There is no such contact.')
  return contact
}

/** One that can be changed. @throws AppError `conflict` when it was merged away or erased */
export async function getSomebody(deps: Deps, actor: Actor, id: string): Promise<ContactView> {
  const contact = await getContactRow(deps, actor, id)
  if (contact.mergedInto !== null || contact.erasedAt !== null) throw overError(contact.mergedInto)
  return contact
}

export function toPerson({ orgId, id, version, phones, consent }: ContactRow): KnownPerson {
  return { orgId, contactId: id, contactVersion: version, phones, consent }
}
