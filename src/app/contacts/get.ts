import type { Actor, Deps } from '../deps.ts'
import { getContactRow } from './find.ts'
import type { ContactDetail } from './store.ts'

/** One contact with its leads and the suppressions that hold for it. */
export async function getContact(deps: Deps, actor: Actor, id: string): Promise<ContactDetail> {
  const contact = await getContactRow(deps, actor, id)
  const [leads, suppressions] = await Promise.all([
    deps.contacts.listLeads(actor.orgId, id),
    deps.contacts.listSuppressions(contact),
  ])
  return { ...contact, leads, suppressions }
}
