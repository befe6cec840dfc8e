import { and, eq, ne, type SQL, sql } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import type { AuditEntry } from '../../app/audit/store.ts'
import type { LeadChanges, LeadUpdate, LeadView } from '../../app/leads/store.ts'
import { auditIf } from './audit-store.ts'
import { addressText, consentText } from './contact-json.ts'
import { bindList } from './json-column.ts'
import { contactPhones, contacts, leads } from './schema.ts'

/**
 * A person's change to a lead, its contact and the phones in one transaction. The audit entry goes first and carries the condition; every
 * other statement asks only whether that entry is there, so either all of it happened or nothing.
 */
export async function updateLead(
  db: DrizzleD1Database,
  lead: LeadView,
  changes: LeadChanges,
  at: number,
  [audit, ...more]: [AuditEntry, ...AuditEntry[]],
): Promise<LeadUpdate> {
  const e164s = bindList(changes.phones?.flatMap((phone) => phone.e164 ?? []) ?? [])
  const done = sql`EXISTS (SELECT 1 FROM audit_log WHERE org_id = ${audit.orgId} AND id = ${audit.id})`
  // Who changes a consent has seen what it was.
  const asRead =
    changes.consent === undefined
      ? sql`1`
      : sql`EXISTS (SELECT 1 FROM contacts c WHERE c.id = ${lead.contactId} AND c.org_id = ${lead.orgId}
          AND c.version = ${lead.contactVersion})`
  const [inserted] = await db.batch([
    auditIf(
      db,
      audit,
      sql`EXISTS (SELECT 1 FROM leads WHERE id = ${lead.id} AND org_id = ${lead.orgId})
        AND ${asRead}
        AND NOT EXISTS (SELECT 1 FROM contact_phones p WHERE p.org_id = ${lead.orgId} AND p.contact_id <> ${lead.contactId}
          AND p.e164 IN (SELECT value FROM json_each(${e164s})))`,
    ),
    db
      .update(leads)
      .set({
        updatedAt: at,
        ...(changes.priority && { priority: changes.priority }),
        ...(changes.variables && { variables: JSON.stringify(changes.variables) }),
      })
      .where(and(eq(leads.id, lead.id), eq(leads.orgId, lead.orgId), done)),
    ...more.map((entry) => auditIf(db, entry, done)),
    ...contactStatements(db, lead, changes, at, done),
    ...phoneStatements(db, lead, changes, done),
  ])
  if (inserted.meta.changes > 0) return { ok: true }
  const other = await db
    .select({ phone: contactPhones.e164, contactId: contactPhones.contactId })
    .from(contactPhones)
    .where(
      and(
        eq(contactPhones.orgId, lead.orgId),
        ne(contactPhones.contactId, lead.contactId),
        sql`${contactPhones.e164} IN (SELECT value FROM json_each(${e164s}))`,
      ),
    )
    .get()
  if (other) return { ok: false, why: 'taken', ...other }
  return { ok: false, why: changes.consent === undefined ? 'missing' : 'changed' }
}

function contactStatements(db: DrizzleD1Database, lead: LeadView, changes: LeadChanges, at: number, done: SQL) {
  const { name, email, tags, phones, zone } = changes
  const address = changes.address === undefined ? undefined : addressText(changes.address)
  const consent = changes.consent === undefined ? undefined : consentText(changes.consent)
  if ([name, email, tags, phones, zone, address, consent].every((it) => it === undefined)) return []
  const differs = [
    phones && sql`${contacts.phones} IS NOT ${JSON.stringify(phones)}`,
    zone !== undefined && sql`${contacts.zone} IS NOT ${zone}`,
    address !== undefined && sql`${contacts.address} IS NOT ${address}`,
    consent !== undefined && sql`${contacts.consent} IS NOT ${consent}`,
  ].filter((it) => it !== undefined && it !== false)
  return [
    db
      .update(contacts)
      .set({
        updatedAt: at,
        ...(differs.length > 0 && { version: sql`${contacts.version} + (${sql.join(differs, sql` OR `)})` }),
        ...(zone !== undefined && { zone }),
        ...(address !== undefined && { address }),
        ...(consent !== undefined && { consent }),
        ...(name !== undefined && { name }),
        ...(email !== undefined && { email }),
        ...(tags && { tags: JSON.stringify(tags) }),
        ...(phones && { phones: JSON.stringify(phones) }),
      })
      .where(and(eq(contacts.id, lead.contactId), eq(contacts.orgId, lead.orgId), done)),
  ]
}

function phoneStatements(db: DrizzleD1Database, lead: LeadView, { phones, phoneSources }: LeadChanges, done: SQL) {
  if (!phones || !phoneSources) return []
  const kept = new Set(phones.flatMap((phone) => phone.e164 ?? []))
  const removed = lead.phones.flatMap((phone) => (phone.e164 !== null && !kept.has(phone.e164) ? phone.e164 : []))
  return [
    // A number that was taken off the contact is forgotten together with what was found out about it; one that stays keeps its state.
    db
      .delete(contactPhones)
      .where(
        and(
          eq(contactPhones.orgId, lead.orgId),
          eq(contactPhones.contactId, lead.contactId),
          sql`${contactPhones.e164} IN (SELECT value FROM json_each(${bindList(removed)}))`,
          done,
        ),
      ),
    db
      .insert(contactPhones)
      .select(
        sql`SELECT ${lead.orgId}, value, ${lead.contactId}, NULL, NULL FROM json_each(${bindList([...kept])}) WHERE ${done}`,
      )
      .onConflictDoNothing(),
    db
      .update(leads)
      .set({
        phoneAttempts: sql`(SELECT json_group_array(coalesce(json_extract(leads.phone_attempts, '$[' || m.value || ']'), 0) ORDER BY m.key)
          FROM json_each(${JSON.stringify(phoneSources)}) m)`,
      })
      .where(and(eq(leads.contactId, lead.contactId), eq(leads.orgId, lead.orgId), done)),
  ]
}
