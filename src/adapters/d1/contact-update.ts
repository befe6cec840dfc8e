import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import type { AuditEntry } from '../../app/audit/store.ts'
import type { ContactChanges, ContactUpdate, KnownPerson } from '../../app/contacts/store.ts'
import { auditIf } from './audit-store.ts'
import { addressText, consentText } from './contact-json.ts'
import { IS_SOMEBODY } from './contact-query.ts'
import { bindList } from './json-column.ts'
import { contactPhones, contacts, leads } from './schema.ts'

/** Who is changed, and at what: the contact itself or one of its leads. */
export interface Change {
  person: KnownPerson
  changes: ContactChanges
  at: number
  audit: [AuditEntry, ...AuditEntry[]]
  /** Has to hold besides. */
  condition?: SQL
  /** What else is written; `done` is true once the change is decided. */
  more?: (done: SQL) => BatchItem<'sqlite'>[]
}

/**
 * A person's change to a contact and its phones in one transaction. The audit entry goes first and carries the condition; every other
 * statement asks only whether that entry is there, so either all of it happened or nothing.
 */
export async function updateContact(db: DrizzleD1Database, change: Change): Promise<ContactUpdate> {
  const { person, changes, at, condition, more } = change
  const [audit, ...audits] = change.audit
  const { orgId, contactId } = person
  const done = sql`EXISTS (SELECT 1 FROM audit_log WHERE org_id = ${audit.orgId} AND id = ${audit.id})`
  const [inserted] = await db.batch([
    auditIf(db, audit, and(condition, ...conditionsOf(person, changes))!),
    ...(more?.(done) ?? []),
    ...audits.map((entry) => auditIf(db, entry, done)),
    ...contactStatements(db, person, changes, at, done),
    ...phoneStatements(db, person, changes, done),
  ])
  if ((inserted as D1Result).meta.changes > 0) return { ok: true }
  const now = await db
    .select({ mergedInto: contacts.mergedInto, erasedAt: contacts.erasedAt, version: contacts.version })
    .from(contacts)
    .where(and(eq(contacts.orgId, orgId), eq(contacts.id, contactId)))
    .get()
  if (!now) return { ok: false, why: 'missing' }
  if (now.mergedInto !== null || now.erasedAt !== null) return { ok: false, why: 'over', mergedInto: now.mergedInto }
  const taken = await findTaken(db, orgId, contactId, changes)
  if (taken) return taken
  if (changes.phones && (await findOpenCall(db, person))) return { ok: false, why: 'in_call' }
  return { ok: false, why: now.version === person.contactVersion ? 'missing' : 'changed' }
}

/** Whose the phones or the external id are already; null: nobody else's. */
export async function findTaken(
  db: DrizzleD1Database,
  orgId: string,
  contactId: string,
  { phones, externalId }: ContactChanges,
): Promise<ContactUpdate | null> {
  const [phone] = await db.all<{ phone: string; contactId: string }>(
    sql`SELECT p.e164 AS phone, p.contact_id AS contactId ${othersPhones(orgId, contactId, phones ?? [])} LIMIT 1`,
  )
  if (phone) return { ok: false, why: 'taken', ...phone }
  const [other] = await db.all<{ contactId: string }>(
    sql`SELECT c.id AS contactId ${othersExternalId(orgId, contactId, externalId ?? null)}`,
  )
  return other ? { ok: false, why: 'external_id_taken', contactId: other.contactId } : null
}

const othersPhones = (orgId: string, contactId: string, phones: { e164: string | null }[]) =>
  sql`FROM json_each(${bindList(phones.flatMap((phone) => phone.e164 ?? []))}) j
    CROSS JOIN contact_phones p ON p.org_id = ${orgId} AND p.e164 = j.value WHERE p.contact_id <> ${contactId}`

const othersExternalId = (orgId: string, contactId: string, externalId: string | null) =>
  sql`FROM contacts c INDEXED BY contacts_by_external_id
    WHERE c.org_id = ${orgId} AND c.external_id = ${externalId} AND c.external_id IS NOT NULL AND c.id <> ${contactId}`

/** Nobody else has the phones and the external id. */
export function isFree(orgId: string, contactId: string, { phones, externalId }: ContactChanges): SQL | undefined {
  return and(
    phones && sql`NOT EXISTS (SELECT 1 ${othersPhones(orgId, contactId, phones)})`,
    externalId == null ? undefined : sql`NOT EXISTS (SELECT 1 ${othersExternalId(orgId, contactId, externalId)})`,
  )
}

function conditionsOf(person: KnownPerson, changes: ContactChanges): (SQL | undefined)[] {
  const { orgId, contactId } = person
  const me = sql`FROM contacts WHERE contacts.org_id = ${orgId} AND contacts.id = ${contactId}`
  return [
    sql`EXISTS (SELECT 1 ${me} AND ${IS_SOMEBODY})`,
    // Who changes a consent has seen what it was.
    changes.consent === undefined
      ? undefined
      : sql`EXISTS (SELECT 1 ${me} AND contacts.version = ${person.contactVersion})`,
    isFree(orgId, contactId, changes),
    changes.phones && sql`NOT EXISTS (${openCallsOf(person)})`,
  ]
}

/** The call's result is written by the place of the phone it rang; that place must not move meanwhile. */
const openCallsOf = ({ orgId, phones }: KnownPerson) =>
  sql`SELECT 1 FROM json_each(${bindList(phones.flatMap((phone) => phone.e164 ?? []))}) j
    CROSS JOIN attempts a INDEXED BY attempts_by_phone ON a.org_id = ${orgId} AND a.phone = j.value WHERE a.state <> 'settled'`

async function findOpenCall(db: DrizzleD1Database, person: KnownPerson): Promise<boolean> {
  return (await db.all(sql`${openCallsOf(person)} LIMIT 1`)).length > 0
}

function contactStatements(
  db: DrizzleD1Database,
  { orgId, contactId }: KnownPerson,
  changes: ContactChanges,
  at: number,
  done: SQL,
) {
  const { name, email, tags, phones, zone, properties, externalId } = changes
  const address = changes.address === undefined ? undefined : addressText(changes.address)
  const consent = changes.consent === undefined ? undefined : consentText(changes.consent)
  const given = [name, email, tags, phones, zone, address, consent, properties, externalId]
  if (given.every((it) => it === undefined)) return []
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
        // Greater than before in any case: an import that read the contact must notice.
        updatedAt: sql`max(${contacts.updatedAt} + 1, ${at})`,
        ...(differs.length > 0 && { version: sql`${contacts.version} + (${sql.join(differs, sql` OR `)})` }),
        ...(zone !== undefined && { zone }),
        ...(address !== undefined && { address }),
        ...(consent !== undefined && { consent }),
        ...(name !== undefined && { name }),
        ...(email !== undefined && { email }),
        ...(externalId !== undefined && { externalId }),
        ...(tags && { tags: JSON.stringify(tags) }),
        ...(properties && { properties: JSON.stringify(properties) }),
        ...(phones && { phones: JSON.stringify(phones) }),
      })
      .where(and(eq(contacts.id, contactId), eq(contacts.orgId, orgId), done)),
  ]
}

function phoneStatements(
  db: DrizzleD1Database,
  person: KnownPerson,
  { phones, phoneSources }: ContactChanges,
  done: SQL,
) {
  if (!phones || !phoneSources) return []
  const { orgId, contactId } = person
  const kept = new Set(phones.flatMap((phone) => phone.e164 ?? []))
  const removed = person.phones.flatMap((phone) => (phone.e164 !== null && !kept.has(phone.e164) ? phone.e164 : []))
  return [
    // A number that was taken off the contact is forgotten together with what was found out about it; one that stays keeps its state.
    db
      .delete(contactPhones)
      .where(
        and(
          eq(contactPhones.orgId, orgId),
          eq(contactPhones.contactId, contactId),
          sql`${contactPhones.e164} IN (SELECT value FROM json_each(${bindList(removed)}))`,
          done,
        ),
      ),
    db
      .insert(contactPhones)
      .select(
        sql`SELECT ${orgId}, value, ${contactId}, NULL, NULL FROM json_each(${bindList([...kept])}) WHERE ${done}`,
      )
      .onConflictDoNothing(),
    db
      .update(leads)
      .set({
        phoneAttempts: sql`(SELECT json_group_array(coalesce(json_extract(leads.phone_attempts, '$[' || m.value || ']'), 0) ORDER BY m.key)
          FROM json_each(${JSON.stringify(phoneSources)}) m)`,
      })
      .where(and(eq(leads.contactId, contactId), eq(leads.orgId, orgId), done)),
  ]
}
