import { sql } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import type { ContactRow, ContactView } from '../../app/contacts/store.ts'
import type { ContactPhone } from '../../app/leads/store.ts'
import { readAddress, readConsent } from './contact-json.ts'
import { bindList, readJson, readOr } from './json-column.ts'
import type { contacts } from './schema.ts'

type Row = typeof contacts.$inferSelect

/** Adds what the organization knows of the phones and whom it may not contact: three look-ups for a whole page. */
export async function withPhones(db: DrizzleD1Database, orgId: string, rows: Row[]): Promise<ContactView[]> {
  if (rows.length === 0) return []
  const people = rows.map(fromRow)
  const e164s = people.flatMap(({ phones }) => phones.flatMap((phone) => phone.e164 ?? []))
  const emails = people.flatMap((person) => person.email ?? [])
  const keys = JSON.stringify([...e164s.map((it) => ['phone', it]), ...emails.map((it) => ['email', it])])
  const ids = bindList(people.map((it) => it.id))
  const [dead, suppressed, persons] = await Promise.all([
    db.all<{ e164: string; dead: string }>(sql`SELECT p.e164, p.dead FROM json_each(${bindList(e164s)}) j
      CROSS JOIN contact_phones p ON p.org_id = ${orgId} AND p.e164 = j.value WHERE p.dead IS NOT NULL`),
    db.all<Entry>(sql`SELECT s.kind, s.value, s.channel FROM json_each(${keys}) j
      CROSS JOIN suppressions s ON s.org_id = ${orgId} AND s.kind = j.value ->> 0 AND s.value = j.value ->> 1`),
    db.all<Entry & { id: string }>(sql`SELECT s.contact_id AS id, s.kind, s.channel FROM json_each(${ids}) j
      CROSS JOIN suppressions s INDEXED BY suppressions_by_contact ON s.contact_id = j.value AND s.contact_id IS NOT NULL
        AND s.org_id = ${orgId}`),
  ])
  const deadBy = new Map(dead.map((phone) => [phone.e164, phone.dead]))
  const stopped = new Set(suppressed.map((it) => `${it.kind} ${it.value}`))
  const stopsCalls = new Set(suppressed.filter(forbidsCalls).map((it) => it.value))
  const known = new Set(persons.map((it) => it.id))
  // Who opted out is not called on a phone learned of later either.
  const optedOut = new Set(persons.filter(forbidsCalls).map((it) => it.id))
  return people.map((person) => ({
    ...person,
    phones: person.phones.map((phone) => ({
      ...phone,
      dead: phone.e164 === null ? null : (deadBy.get(phone.e164) ?? null),
      suppressed: phone.e164 !== null && (optedOut.has(person.id) || stopsCalls.has(phone.e164)),
    })),
    suppressed:
      known.has(person.id) ||
      stopped.has(`email ${person.email}`) ||
      person.phones.some((phone) => stopped.has(`phone ${phone.e164}`)),
  }))
}

interface Entry {
  kind: string
  value: string
  channel: string
}

const forbidsCalls = ({ kind, channel }: Entry): boolean => kind === 'phone' && channel !== 'text'

export function fromRow(row: Row): ContactRow {
  return {
    ...row,
    phones: readOr(() => readJson<ContactPhone[]>(row.phones), []),
    tags: readOr(() => readJson<string[]>(row.tags), []),
    properties: readOr(() => readJson<Record<string, string>>(row.properties), {}),
    address: readOr(() => readAddress(row.address), null),
    consent: readOr(() => readConsent(row.consent), null),
  }
}
