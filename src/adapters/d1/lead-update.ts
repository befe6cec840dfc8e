import { and, eq, sql } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import type { AuditEntry } from '../../app/audit/store.ts'
import type { ContactUpdate } from '../../app/contacts/store.ts'
import type { LeadChanges, LeadView } from '../../app/leads/store.ts'
import { updateContact } from './contact-update.ts'
import { leads } from './schema.ts'

/** A person's change to a lead, its contact and the phones in one transaction, or nothing. */
export async function updateLead(
  db: DrizzleD1Database,
  lead: LeadView,
  { priority, variables, ...changes }: LeadChanges,
  at: number,
  audit: [AuditEntry, ...AuditEntry[]],
): Promise<ContactUpdate> {
  return await updateContact(db, {
    person: lead,
    changes,
    at,
    audit,
    condition: sql`EXISTS (SELECT 1 FROM leads WHERE id = ${lead.id} AND org_id = ${lead.orgId} AND contact_id = ${lead.contactId})`,
    more: (done) => [
      db
        .update(leads)
        .set({
          updatedAt: at,
          ...(priority && { priority }),
          ...(variables && { variables: JSON.stringify(variables) }),
        })
        .where(and(eq(leads.id, lead.id), eq(leads.orgId, lead.orgId), done)),
    ],
  })
}
