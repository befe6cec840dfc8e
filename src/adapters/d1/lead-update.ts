import { and, eq, ne, type SQL, sql } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import type { AuditEntry } from '../../app/audit/store.ts'
import type { LeadChanges, LeadUpdate, LeadView } from '../../app/leads/store.ts'
import { bindList } from './json-column.ts'
import { contactPhones, contacts, leads } from './schema.ts'

/**
 * A person's change to a lead, its contact, the phones and the counters in one transaction. The audit entry goes first and carries the
 * condition; every other statement asks only whether that entry is there, so either all of it happened or nothing.
 */
export async function updateLead(
  db: DrizzleD1Database,
  lead: LeadView,
  changes: LeadChanges,
  options: { notInCall: boolean },
  at: number,
  audit: AuditEntry,
): Promise<LeadUpdate> {
  const e164s = changes.phones?.flatMap((phone) => phone.e164 ?? []) ?? []
  const taken = sql`SELECT 1 FROM contact_phones p WHERE p.org_id = ${lead.orgId} AND p.contact_id <> ${lead.contactId}
    AND p.e164 IN (SELECT value FROM json_each(${bindList(e164s)}))`
  const conditions = [
    sql`EXISTS (SELECT 1 FROM leads WHERE id = ${lead.id} AND org_id = ${lead.orgId}${changes.move ? sql` AND status = ${lead.status}` : sql``})`,
    changes.phones ? sql`NOT EXISTS (${taken})` : undefined,
    options.notInCall
      ? sql`NOT EXISTS (SELECT 1 FROM attempts WHERE lead_id = ${lead.id} AND org_id = ${lead.orgId} AND state <> 'settled')`
      : undefined,
  ].filter((condition) => condition !== undefined)
  const done = sql`EXISTS (SELECT 1 FROM audit_log WHERE org_id = ${audit.orgId} AND id = ${audit.id})`

  const first = db.run(sql`INSERT INTO audit_log (org_id, id, actor, action, subject, details, at)
    SELECT ${audit.orgId}, ${audit.id}, ${audit.actor}, ${audit.action}, ${audit.subject}, ${JSON.stringify(audit.details)}, ${audit.at}
    WHERE ${sql.join(conditions, sql` AND `)}`)
  const rest = [
    db
      .update(leads)
      .set(leadColumns(changes, at))
      .where(and(eq(leads.id, lead.id), eq(leads.orgId, lead.orgId), done)),
    ...statusCounters(db, lead, changes, done),
    ...contactStatements(db, lead, changes, at, done),
  ]
  const [inserted] = await db.batch([first, ...rest])
  if (inserted.meta.changes > 0) return { ok: true }
  if (changes.phones) {
    const other = await db
      .select({ e164: contactPhones.e164, contactId: contactPhones.contactId })
      .from(contactPhones)
      .where(
        and(
          eq(contactPhones.orgId, lead.orgId),
          ne(contactPhones.contactId, lead.contactId),
          sql`${contactPhones.e164} IN (SELECT value FROM json_each(${bindList(e164s)}))`,
        ),
      )
      .get()
    if (other) return { ok: false, why: 'taken', phone: other.e164, contactId: other.contactId }
  }
  return { ok: false, why: 'moved' }
}

function leadColumns({ priority, variables, phoneAttempts, move }: LeadChanges, at: number) {
  return {
    updatedAt: at,
    ...(priority && { priority }),
    ...(variables && { variables: JSON.stringify(variables) }),
    ...(phoneAttempts && { phoneAttempts: JSON.stringify(phoneAttempts) }),
    ...(move && { status: move.to, statusReason: move.reason, nextDueAt: move.nextDueAt, ...move.at }),
  }
}

function statusCounters(db: DrizzleD1Database, lead: LeadView, { move }: LeadChanges, done: SQL) {
  if (!move || move.to === lead.status) return []
  const from = sql.raw(`s_${lead.status}`)
  const to = sql.raw(`s_${move.to}`)
  return [
    db.run(
      sql`UPDATE campaign_stats SET ${from} = ${from} - 1, ${to} = ${to} + 1 WHERE campaign_id = ${lead.campaignId} AND ${done}`,
    ),
  ]
}

function contactStatements(db: DrizzleD1Database, lead: LeadView, changes: LeadChanges, at: number, done: SQL) {
  const { name, email, tags, phones } = changes
  if (name === undefined && email === undefined && tags === undefined && phones === undefined) return []
  const statements = [
    db
      .update(contacts)
      .set({
        updatedAt: at,
        ...(name !== undefined && { name }),
        ...(email !== undefined && { email }),
        ...(tags && { tags: JSON.stringify(tags) }),
        ...(phones && { phones: JSON.stringify(phones) }),
      })
      .where(and(eq(contacts.id, lead.contactId), eq(contacts.orgId, lead.orgId), done)),
  ]
  if (!phones) return statements
  const kept = new Set(phones.flatMap((phone) => phone.e164 ?? []))
  const removed = lead.phones.flatMap((phone) => (phone.e164 !== null && !kept.has(phone.e164) ? phone.e164 : []))
  // A number that was taken off the contact is forgotten together with what was found out about it; one that stays keeps its state.
  return [
    ...statements,
    db.run(sql`DELETE FROM contact_phones WHERE org_id = ${lead.orgId} AND contact_id = ${lead.contactId}
      AND e164 IN (SELECT value FROM json_each(${bindList(removed)})) AND ${done}`),
    db.run(sql`INSERT OR IGNORE INTO contact_phones (org_id, e164, contact_id)
      SELECT ${lead.orgId}, value, ${lead.contactId} FROM json_each(${bindList([...kept])}) WHERE ${done}`),
  ]
}
