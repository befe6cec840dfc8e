/** Which entries of the suppression list stop calls: those for everything and those for calls. `s`: the entry. */
export const STOPS_CALLS = `s.kind = 'phone' AND s.channel IN ('all', 'phone')`

/**
 * Whether calls to a phone of a person are stopped: for the phone, or for the person, since somebody who opted out is not called on a phone
 * we learned of later either. SQL expressions for the organization, the phone (E.164) and the contact.
 */
export function suppressedForCalls(org: string, phone: string, contact: string): string {
  return `(EXISTS (SELECT 1 FROM suppressions s WHERE s.org_id = ${org} AND s.value = ${phone} AND ${STOPS_CALLS})
  OR EXISTS (SELECT 1 FROM suppressions s INDEXED BY suppressions_by_contact
    WHERE s.contact_id = ${contact} AND s.contact_id IS NOT NULL AND s.org_id = ${org} AND ${STOPS_CALLS}))`
}
