import type { AuditEntry } from '../../app/audit/store.ts'
import type { ImportAdvance, KnownContact, KnownLead, PhoneState } from '../../app/imports/plan.ts'
import type { CommitResult, LeadInsertStore } from '../../app/imports/store.ts'
import type { LeadStatus } from '../../domain/lead.ts'
import type { RowPhone } from '../../domain/lead-file/rows.ts'
import { addArrival } from './arrival-store.ts'
import { readAddress, readConsent } from './contact-json.ts'
import { bindList, readJson } from './json-column.ts'
import { jsonSlices } from './json-slices.ts'
import { ATTEMPTED_LEADS } from './lead-delete-sql.ts'
import {
  CONTACTS_BY_EMAIL,
  CONTACTS_BY_EXTERNAL_ID,
  CONTACTS_BY_ID,
  INSERT_AUDIT,
  PHONE_STATES,
} from './lead-insert-sql.ts'
import { planStatements } from './lead-insert-statements.ts'

/** The bulk writes of every way in. Rows go in as JSON lists: one bound value for thousands of rows. */
export function createLeadInsertStore(db: D1Database): LeadInsertStore {
  const contacts = async (
    sql: string,
    orgId: string,
    campaignId: string | null,
    keys: string[],
  ): Promise<KnownContact[]> => {
    const select = db.prepare(sql)
    const found: KnownContact[] = []
    for (const slice of jsonSlices(keys)) {
      const { results } = await select.bind(slice, orgId, campaignId).all<ContactRow>()
      found.push(...results.map(toContact))
    }
    return found.sort((a, b) => (a.id < b.id ? -1 : 1))
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
    contactsByIds: (orgId, campaignId, ids) => contacts(CONTACTS_BY_ID, orgId, campaignId, ids),
    contactsByEmails: (orgId, campaignId, emails) => contacts(CONTACTS_BY_EMAIL, orgId, campaignId, emails),
    contactsByExternalIds: (orgId, campaignId, externalIds) =>
      contacts(CONTACTS_BY_EXTERNAL_ID, orgId, campaignId, externalIds),
    async attemptedLeads(leadIds) {
      const { results } = await db.prepare(ATTEMPTED_LEADS).bind(bindList(leadIds)).all<{ id: string }>()
      return new Set(results.map((row) => row.id))
    },
    async commit(plan, advance, record) {
      try {
        const list = planStatements(db, plan, advance)
        if (record) list.push(addArrival(db, record.arrival), insertAudit(db, record.audit))
        await db.batch(list)
        return 'committed'
      } catch (error) {
        // Our own guards, and the keys that only a concurrent writer can make collide. D1 has no codes, only texts.
        if (!/malformed JSON|UNIQUE constraint failed/.test(String(error))) throw error
        return advance ? staleOrConflict(db, advance) : 'conflict'
      }
    },
  }
}

function insertAudit(
  db: D1Database,
  { orgId, id, actor, action, subject, details, at }: AuditEntry,
): D1PreparedStatement {
  return db.prepare(INSERT_AUDIT).bind(orgId, id, actor, action, subject, JSON.stringify(details), at)
}

async function staleOrConflict(db: D1Database, advance: ImportAdvance): Promise<CommitResult> {
  const row = await db
    .prepare('SELECT chunk, status FROM imports WHERE id = ?1 AND org_id = ?2')
    .bind(advance.importId, advance.orgId)
    .first<{ chunk: number; status: string }>()
  const isCurrent = row?.chunk === advance.chunk && (row.status === 'queued' || row.status === 'running')
  return isCurrent ? 'conflict' : 'stale'
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
  properties: string
  external_id: string | null
  last_import_id: string | null
  updated_at: number
  lead_id: string | null
  lead_seq: number | null
  lead_status: LeadStatus | null
  lead_reason: string | null
  lead_attempts: number | null
  lead_is_going: number
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
    properties: readJson<Record<string, string>>(row.properties),
    externalId: row.external_id,
    lastImportId: row.last_import_id,
    updatedAt: row.updated_at,
    lead: row.lead_id === null ? null : toLead(row, row.lead_id),
  }
}

function toLead(row: ContactRow, id: string): KnownLead {
  return {
    id,
    seq: row.lead_seq!,
    status: row.lead_status!,
    statusReason: row.lead_reason,
    attempts: row.lead_attempts!,
    isGoing: row.lead_is_going === 1,
  }
}
