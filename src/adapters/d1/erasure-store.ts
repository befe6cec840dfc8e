import type {
  ErasableAttempt,
  ErasableImport,
  Erasure,
  ErasureProgress,
  ErasureStore,
  InboundFiles,
} from '../../app/erasures/store.ts'
import * as guards from './contact-merge-sql.ts'
import { cutPage, decodeCursor } from './cursor.ts'
import * as sql from './erasure-sql.ts'
import { bindList, readJson } from './json-column.ts'

interface Row {
  org_id: string
  id: string
  contact_id: string
  requested_by: string
  reason: string
  status: string
  progress: string
  requested_at: number
  finished_at: number | null
}

const AFTER_ALL = '\u{10ffff}'
const json = JSON.stringify

export function createErasureStore(db: D1Database): ErasureStore {
  const run = (text: string, orgId: string, ...values: unknown[]) => db.prepare(text).bind(orgId, ...values)
  const all = async <T>(text: string, orgId: string, ...values: unknown[]): Promise<T[]> =>
    (await run(text, orgId, ...values).all<T>()).results
  const horizon = async ({ orgId, progress }: Erasure, table: string, key = 'id', rows = sql.SLICE) =>
    (await all<{ key: string }>(sql.horizonOf(table, key, rows), orgId, progress.after))[0]?.key ?? null

  return {
    async begin({ erasure, contact, leads, suppressions, audit }) {
      const { orgId, progress } = erasure
      const target = progress.target!
      const [ids, leadIds, waiting] = [target.contactIds, target.leadIds, sql.WAITING].map(bindList)
      const at = erasure.requestedAt
      try {
        await db.batch([
          run(guards.guardPeople(1), orgId, json([[contact.id, contact.updatedAt, contact.version]])),
          run(
            guards.GUARD_LEADS,
            orgId,
            json(leads.map((it) => [it.id, it.contactId, it.status, it.attempts, json(it.phoneAttempts)])),
            ids,
          ),
          run(guards.GUARD_CALLS, orgId, bindList(target.phones)),
          run(sql.SUPPRESS, orgId, json(suppressions)),
          run(sql.CLEAN_SUPPRESSIONS, orgId, ids, 'privacy request', 'privacy_request'),
          run(sql.COUNT_ERASED, orgId, leadIds, waiting),
          run(sql.ERASE_LEADS, orgId, leadIds, waiting, at),
          run(sql.DELETE_PHONES, orgId, bindList(target.phones), ids),
          run(sql.ERASE_CONTACTS, orgId, ids, at),
          run(
            sql.INSERT_ERASURE,
            orgId,
            erasure.id,
            erasure.contactId,
            erasure.requestedBy,
            erasure.reason,
            erasure.status,
            json(progress),
            at,
          ),
          run(guards.INSERT_AUDIT, orgId, json([audit])),
        ])
        return true
      } catch (error) {
        if (!/malformed JSON/.test(String(error))) throw error
        return false
      }
    },
    async find(orgId, id) {
      const [row] = await all<Row>(sql.ERASURE, orgId, id)
      return row ? toErasure(row) : null
    },
    async list(orgId, { limit, cursor }) {
      const before = cursor === null ? AFTER_ALL : String(decodeCursor(cursor, 1)[0])
      const rows = await all<Row>(sql.ERASURES, orgId, before, limit + 1)
      return cutPage(rows, limit, toErasure, (row) => [row.id])
    },
    async listRunning(limit) {
      const { results } = await db.prepare(sql.RUNNING).bind(limit).all<{ id: string; orgId: string }>()
      return results
    },
    async advance({ orgId, id, progress }, step, after) {
      await run(sql.ADVANCE, orgId, id, json({ ...done(progress), step, after })).run()
    },
    async finish({ orgId, id, progress }, at) {
      await run(sql.FINISH, orgId, id, json({ ...done(progress), target: null, after: '' }), at).run()
    },
    async readAttempts(erasure) {
      const { orgId, progress } = erasure
      const upTo = await horizon(erasure, 'attempts')
      const ids = bindList(progress.target!.contactIds)
      const rows = await all<ErasableAttempt & { unsealed: number }>(
        sql.ATTEMPTS,
        orgId,
        progress.after,
        upTo ?? AFTER_ALL,
        ids,
      )
      return {
        found: rows.filter((row) => row.unsealed === 0),
        unsealed: rows.some((row) => row.unsealed === 1),
        after: upTo,
      }
    },
    async eraseAttempts({ orgId, id }, attemptIds, at) {
      const list = bindList(attemptIds)
      await db.batch([
        run(sql.NOTE_ATTEMPTS, orgId, id, list),
        run(sql.ERASE_ATTEMPTS, orgId, list, json({ erased_by: id }), at),
      ])
    },
    async readInbound(erasure) {
      const { orgId, progress } = erasure
      const upTo = await horizon(erasure, 'inbound_conversations')
      const { contactIds, phones } = progress.target!
      const slice = [progress.after, upTo ?? AFTER_ALL]
      const found = await all<InboundFiles>(sql.INBOUND, orgId, ...slice, bindList(contactIds), bindList(phones))
      return { found, after: upTo }
    },
    async eraseInbound({ orgId }, ids) {
      await run(sql.ERASE_INBOUND, orgId, bindList(ids)).run()
    },
    async eraseTexts(erasure, step, at) {
      const { orgId, progress } = erasure
      const { table, key, rows } = sql.TEXT_TABLES[step]
      const upTo = await horizon(erasure, table, key, rows)
      const texts = bindList(textsOf(progress, step))
      const slice = [progress.after, upTo ?? AFTER_ALL]
      await db.batch(sql.ERASE_TEXTS[step].map((text) => run(text, orgId, ...slice, texts, at)))
      return { found: [], after: upTo }
    },
    async readImport({ orgId, progress }) {
      const [row] = await all<Omit<ErasableImport, 'isOver'> & { isOver: number }>(
        sql.NEXT_IMPORT,
        orgId,
        progress.after,
      )
      return { found: row ? [{ ...row, isOver: row.isOver === 1 }] : [], after: row?.id ?? null }
    },
    async readUpload({ orgId, progress }) {
      const found = await all<{ id: string; fileKey: string }>(sql.NEXT_UPLOAD, orgId, progress.after)
      return { found, after: found[0]?.id ?? null }
    },
    async deleteUpload(orgId, id) {
      await run(sql.DELETE_UPLOAD, orgId, id).run()
    },
    async eraseImport(orgId, importId, at) {
      await db.batch([run(sql.ERASE_MAIL, orgId, importId), run(sql.ERASE_IMPORT, orgId, importId, at)])
    },
  }
}

/** What was done besides attempts. */
function done({ transcripts, recordings, recordingsLeft, imports }: ErasureProgress): Partial<ErasureProgress> {
  return { transcripts, recordings, recordingsLeft, imports }
}

/** All that may stand in a text, lower case. What the carrier said and nobody could take in may name nothing but the attempt. */
function textsOf({ target, attempts }: ErasureProgress, step: keyof typeof sql.TEXT_TABLES): string[] {
  const { contactIds, leadIds, phones, emails } = target!
  const named = [...contactIds, ...leadIds, ...phones, ...emails, ...(step === 'stuck' ? attempts : [])]
  return named.map((it) => it.toLowerCase())
}

function toErasure(row: Row): Erasure {
  const progress = readJson<Partial<ErasureProgress>>(row.progress)
  return {
    id: row.id,
    orgId: row.org_id,
    contactId: row.contact_id,
    requestedBy: row.requested_by,
    reason: row.reason,
    status: row.status === 'completed' ? 'completed' : 'running',
    progress: {
      step: progress.step ?? 'attempts',
      after: progress.after ?? '',
      target: progress.target ?? null,
      attempts: progress.attempts ?? [],
      transcripts: progress.transcripts ?? 0,
      recordings: progress.recordings ?? 0,
      recordingsLeft: progress.recordingsLeft ?? [],
      imports: progress.imports ?? [],
    },
    requestedAt: row.requested_at,
    finishedAt: row.finished_at,
  }
}
