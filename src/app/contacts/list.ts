import { AppError } from '../../domain/errors.ts'
import { normalisePhone } from '../../domain/phone.ts'
import type { Actor, Deps } from '../deps.ts'
import { getOrganization } from '../organizations/get.ts'
import type { Page, PageRequest } from '../page.ts'
import { type ContactFilter, resolveFilter } from './filter.ts'
import type { ContactView } from './store.ts'

export interface ContactSearch extends PageRequest {
  filter: ContactFilter
  /** As people write it; without a country code it is read as the organization's. */
  phone?: string | undefined
  email?: string | undefined
  externalId?: string | undefined
}

/**
 * The address book, newest first; those that were merged away or erased are not in it.
 * @throws AppError `unprocessable` when the phone is none
 */
export async function listContacts(deps: Deps, actor: Actor, search: ContactSearch): Promise<Page<ContactView>> {
  const filter = await resolveFilter(deps, actor, search.filter)
  const phone = search.phone === undefined ? undefined : await readPhone(deps, actor, search.phone)
  return await deps.contacts.list(actor.orgId, { ...search, filter, phone, email: search.email?.toLowerCase() })
}

async function readPhone(deps: Deps, actor: Actor, text: string): Promise<string> {
  const { defaultRegion } = await getOrganization(deps, actor)
  // A plus that was not encoded arrives as a space.
  const found = normalisePhone(text.replace(/^ (?=\d)/, '+'), defaultRegion)
  if (found.ok) return found.e164
  throw new AppError('unprocessable', found.message, { errors: [{ parameter: 'phone', message: found.message }] })
}
