import { and, eq, isNull } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type {
  ContactToUndo,
  ImportUndo,
  KeptBecause,
  LeadToUndo,
  UndoneImport,
  UndoStore,
} from '../../app/imports/undo-store.ts'
import type { LeadStatus } from '../../domain/lead.ts'
import { auditIfChanged } from './audit-store.ts'
import { bindList, readJson } from './json-column.ts'
import { DELETE_LEADS, UNCOUNT_LEADS } from './lead-delete-sql.ts'
import { imports } from './schema.ts'
import {
  ADVANCE_UNDO,
  CONTACTS_TO_UNDO,
  DELETE_CONTACTS,
  DELETE_PHONES,
  GUARD_CONTACTS,
  GUARD_LEADS_TO_UNDO,
  GUARD_UNDO,
  HAND_CONTACTS,
  HAND_LEADS,
  LEADS_TO_UNDO,
  STALLED_UNDOS,
  WIDEN_LATER,
} from './undo-sql.ts'

export function createUndoStore(db: D1Database): UndoStore {
  const drizzled = drizzle(db)
  /** All of it or nothing; false when a guard stopped it. */
  const attempt = async (
    { id, orgId, undo, seqs }: UndoneImport,
    next: ImportUndo,
    statements: D1PreparedStatement[],
  ): Promise<boolean> => {
    try {
      await db.batch([
        db.prepare(GUARD_UNDO).bind(id, orgId, undo.step, seqs?.last ?? null),
        ...statements,
        db.prepare(ADVANCE_UNDO).bind(id, orgId, JSON.stringify(next)),
      ])
      return true
    } catch (error) {
      // D1 has no codes, only texts.
      if (!/malformed JSON/.test(String(error))) throw error
      return false
    }
  }
  return {
    async request(orgId, importId, undo, audit) {
      const [changed] = await drizzled.batch([
        drizzled
          .update(imports)
          .set({ status: 'undone', undo: JSON.stringify(undo) })
          .where(and(eq(imports.id, importId), eq(imports.orgId, orgId), isNull(imports.undo))),
        auditIfChanged(drizzled, audit),
      ])
      return changed.meta.changes > 0
    },
    async find(orgId, importId) {
      const row = await db
        .prepare(
          `SELECT id, org_id, campaign_id, undo, first_seq, last_seq, first_contact_id, last_contact_id
           FROM imports WHERE id = ?1 AND org_id = ?2 AND undo IS NOT NULL`,
        )
        .bind(importId, orgId)
        .first<ImportRow>()
      return row ? toUndone(row) : null
    },
    async listLeads({ id, orgId, campaignId }, after, upTo) {
      const { results } = await db.prepare(LEADS_TO_UNDO).bind(campaignId, after, upTo, id, orgId).all<LeadRow>()
      return results.map(
        (row): LeadToUndo => ({
          id: row.id,
          seq: row.seq,
          contactId: row.contact_id,
          status: row.status,
          name: row.name ?? '',
          phones: phonesOf(row.phones),
          because: row.because,
        }),
      )
    },
    async listContacts({ id, orgId }, after, last, limit) {
      const { results } = await db.prepare(CONTACTS_TO_UNDO).bind(orgId, id, after, last, limit).all<ContactRow>()
      return results.map(
        (row): ContactToUndo => ({
          id: row.id,
          name: row.name,
          phones: phonesOf(row.phones),
          isItsOwn: row.is_its_own === 1,
          because: row.because,
        }),
      )
    },
    removeLeads(entry, { gone, handed }, next) {
      const { id, orgId, campaignId } = entry
      if (gone.length + handed.length === 0 || campaignId === null) return attempt(entry, next, [])
      const [ids, kept] = [bindList(gone), bindList(handed)]
      const hand = (sql: string) => db.prepare(sql).bind(kept, id, orgId)
      return attempt(entry, next, [
        db.prepare(GUARD_LEADS_TO_UNDO).bind(ids, id, kept),
        db.prepare(UNCOUNT_LEADS).bind(ids, campaignId),
        db.prepare(DELETE_LEADS).bind(ids, orgId),
        ...(handed.length > 0 ? [WIDEN_LATER, HAND_CONTACTS, HAND_LEADS].map(hand) : []),
      ])
    },
    removeContacts(entry, contactIds, next) {
      if (contactIds.length === 0) return attempt(entry, next, [])
      const ids = JSON.stringify(contactIds)
      return attempt(entry, next, [
        db.prepare(GUARD_CONTACTS).bind(ids, entry.id, entry.orgId),
        db.prepare(DELETE_PHONES).bind(ids, entry.orgId),
        db.prepare(DELETE_CONTACTS).bind(ids, entry.orgId),
      ])
    },
    async listStalled(before, limit) {
      const { results } = await db.prepare(STALLED_UNDOS).bind(before, limit).all<{ id: string; org_id: string }>()
      return results.map((row) => ({ id: row.id, orgId: row.org_id }))
    },
  }
}

interface ImportRow {
  id: string
  org_id: string
  campaign_id: string
  undo: string
  first_seq: number | null
  last_seq: number | null
  first_contact_id: string | null
  last_contact_id: string | null
}

interface LeadRow {
  id: string
  seq: number
  contact_id: string
  status: LeadStatus
  name: string | null
  phones: string | null
  because: KeptBecause | null
}

interface ContactRow {
  id: string
  name: string
  phones: string
  is_its_own: number
  because: KeptBecause | null
}

function toUndone(row: ImportRow): UndoneImport {
  const { first_seq, last_seq, first_contact_id, last_contact_id } = row
  return {
    id: row.id,
    orgId: row.org_id,
    campaignId: row.campaign_id === '' ? null : row.campaign_id,
    undo: readJson<ImportUndo>(row.undo),
    seqs: first_seq === null || last_seq === null ? null : { first: first_seq, last: last_seq },
    contacts:
      first_contact_id === null || last_contact_id === null ? null : { first: first_contact_id, last: last_contact_id },
  }
}

function phonesOf(text: string | null): string[] {
  return readJson<{ e164: string | null }[]>(text ?? '[]').flatMap((phone) => phone.e164 ?? [])
}
