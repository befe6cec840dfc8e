import type { ImportAdvance, KnownContact, LeadPlan, PhoneState } from '../../app/imports/plan.ts'
import type { CommitResult, LeadInsertStore } from '../../app/imports/store.ts'
import { consentRecord } from '../../domain/consent.ts'
import type { LeadStatus } from '../../domain/lead.ts'
import type { RowPhone } from '../../domain/lead-file/rows.ts'
import { addressRow, readAddress, readConsent } from './contact-json.ts'
import { bindList, readJson } from './json-column.ts'
import { jsonSlices } from './json-slices.ts'
import {
  ADVANCE_IMPORT,
  CONTACT_COLUMNS,
  COUNT_LEADS,
  COUNT_SEQ,
  GUARD_CHANGED,
  GUARD_IMPORT,
  GUARD_NEW,
  INSERT_CONSENT_AUDIT,
  INSERT_CONTACTS,
  INSERT_LEADS,
  INSERT_PHONES,
  PHONE_STATES,
  REVIVE_LEADS,
  UPDATE_CONTACTS,
  UPDATE_EMAILS,
  UPDATE_LEADS,
} from './lead-insert-sql.ts'

/** The bulk writes of every way in. Rows go in as JSON lists: one bound value for thousands of rows. */
export function createLeadInsertStore(db: D1Database): LeadInsertStore {
  const contacts = async (from: string, orgId: string, campaignId: string, keys: string[]): Promise<KnownContact[]> => {
    const { results } = await db
      .prepare(`SELECT ${CONTACT_COLUMNS} ${from} ORDER BY c.id`)
      .bind(bindList(keys), orgId, campaignId)
      .all<ContactRow>()
    return results.map(toContact)
  }
  return {
    async phoneStates(orgId, phones) {
      const { results } = await db.prepare(PHONE_STATES).bind(bindList(phones), orgId).all<PhoneRow>()
      return results.map(
        (row): PhoneState => ({
          e164: row.e164,
          contactId: row.contact_id,
          dead: row.dead === null ? null : row.dead === 'wrong_number' ? 'wrong_number' : 'invalid',
          suppressed: row.suppressed === 1,
        }),
      )
    },
    contactsByIds: (orgId, campaignId, ids) =>
      contacts(
        `FROM json_each(?1) j CROSS JOIN contacts c ON c.id = j.value AND c.org_id = ?2
         LEFT JOIN leads l ON l.contact_id = c.id AND l.campaign_id = ?3`,
        orgId,
        campaignId,
        ids,
      ),
    contactsByEmails: (orgId, campaignId, emails) =>
      contacts(
        `FROM json_each(?1) j CROSS JOIN contacts c INDEXED BY contacts_by_email ON c.org_id = ?2 AND c.email = j.value
         LEFT JOIN leads l ON l.contact_id = c.id AND l.campaign_id = ?3`,
        orgId,
        campaignId,
        emails,
      ),
    async commit(plan, advance) {
      try {
        await db.batch(statements(db, plan, advance))
        return 'committed'
      } catch (error) {
        // Our own guards, and the keys that only a concurrent writer can make collide. D1 has no codes, only texts.
        if (!/malformed JSON|UNIQUE constraint failed/.test(String(error))) throw error
        return advance ? staleOrConflict(db, advance) : 'conflict'
      }
    },
  }
}

async function staleOrConflict(db: D1Database, advance: ImportAdvance): Promise<CommitResult> {
  const row = await db
    .prepare('SELECT chunk, status FROM imports WHERE id = ?1 AND org_id = ?2')
    .bind(advance.importId, advance.orgId)
    .first<{ chunk: number; status: string }>()
  const isCurrent = row?.chunk === advance.chunk && (row.status === 'queued' || row.status === 'running')
  return isCurrent ? 'conflict' : 'stale'
}

function statements(db: D1Database, plan: LeadPlan, advance: ImportAdvance | null): D1PreparedStatement[] {
  const { orgId, campaignId, importId, at } = plan
  const list: D1PreparedStatement[] = []
  const run = (sql: string, ...values: (string | number | null)[]) => {
    list.push(db.prepare(sql).bind(...values))
  }
  const each = (sql: string, rows: readonly unknown[], ...values: (string | number | null)[]) => {
    for (const slice of jsonSlices(rows)) run(sql, slice, ...values)
  }

  if (advance) run(GUARD_IMPORT, advance.importId, orgId, advance.chunk)
  const emails = plan.newContacts.map((contact) => contact.email).filter((email) => email !== null)
  run(GUARD_NEW, bindList(emails), orgId, campaignId)
  if (plan.changedContacts.length > 0) {
    const read = plan.changedContacts.map((contact) => [contact.id, contact.readAt])
    run(GUARD_CHANGED, JSON.stringify(read), bindList(plan.revivedLeads.map((lead) => lead.id)), orgId)
  }

  const contact = (it: LeadPlan['newContacts'][number]) => [
    it.id,
    it.name,
    it.email,
    it.phones,
    it.zone,
    it.tags,
    addressRow(it.address),
    consentRecord(it.consent),
  ]
  each(INSERT_CONTACTS, plan.newContacts.map(contact), orgId, importId, at)
  each(UPDATE_CONTACTS, plan.changedContacts.map(contact), orgId, importId, at)
  const emailChanges = plan.changedContacts.filter((it) => it.emailChanged).map((it) => [it.id, it.email])
  each(UPDATE_EMAILS, emailChanges, orgId)
  each(
    INSERT_CONSENT_AUDIT,
    plan.consentChanges.map((it) => [
      it.auditId,
      it.contactId,
      { import_id: importId, from: consentRecord(it.from), to: consentRecord(it.to) },
    ]),
    orgId,
    plan.actor,
    at,
  )
  each(
    INSERT_PHONES,
    plan.newPhones.map((it) => [it.e164, it.contactId]),
    orgId,
  )
  each(
    INSERT_LEADS,
    plan.newLeads.map((it) => [
      it.id,
      it.contactId,
      it.place,
      it.priority,
      it.status,
      it.reason,
      it.phonePosition,
      it.variables,
    ]),
    orgId,
    campaignId,
    importId,
    at,
  )
  each(
    UPDATE_LEADS,
    plan.changedLeads.filter((it) => Object.keys(it.variables).length > 0).map((it) => [it.id, it.variables]),
    orgId,
    at,
  )
  each(
    REVIVE_LEADS,
    plan.revivedLeads.map((it) => [it.id, it.place, it.phonePosition]),
    orgId,
    campaignId,
    at,
  )
  const places = plan.newLeads.length + plan.revivedLeads.length
  if (places > 0) {
    const count = (status: LeadStatus) => plan.newLeads.filter((it) => it.status === status).length
    const revived = plan.revivedLeads.length
    run(COUNT_SEQ, campaignId, orgId, places)
    run(COUNT_LEADS, campaignId, count('pending') + revived, count('skipped') - revived, count('do_not_call'))
  }
  if (advance) {
    const { counts } = advance
    run(
      ADVANCE_IMPORT,
      advance.importId,
      orgId,
      advance.status,
      JSON.stringify(advance.cursor),
      advance.rows,
      counts.processed,
      counts.created,
      counts.updated,
      counts.duplicate,
      counts.rejected,
      counts.skipped,
      JSON.stringify(advance.errors),
      advance.failure,
      advance.finishedAt,
    )
  }
  return list
}

interface PhoneRow {
  e164: string
  contact_id: string | null
  dead: string | null
  suppressed: number
}

interface ContactRow {
  id: string
  name: string
  email: string | null
  phones: string
  zone: string | null
  address: string | null
  consent: string | null
  tags: string
  last_import_id: string | null
  updated_at: number
  lead_id: string | null
  lead_status: LeadStatus | null
}

function toContact(row: ContactRow): KnownContact {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    phones: readJson<RowPhone[]>(row.phones),
    zone: row.zone,
    address: readAddress(row.address),
    consent: readConsent(row.consent),
    tags: readJson<string[]>(row.tags),
    lastImportId: row.last_import_id,
    updatedAt: row.updated_at,
    lead: row.lead_id !== null && row.lead_status !== null ? { id: row.lead_id, status: row.lead_status } : null,
  }
}
