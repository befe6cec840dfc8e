import { and, desc, eq, lt, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { ImportError, ImportStatus } from '../../app/imports/store.ts'
import type {
  Mail,
  MailAttachment,
  MailImport,
  MailKey,
  MailStatus,
  MailStore,
  ReplyState,
} from '../../app/mails/store.ts'
import { cutPage, decodeCursor } from './cursor.ts'
import { readJson } from './json-column.ts'
import { mails } from './schema-ways-in.ts'

export function createMailStore(d1: D1Database): MailStore {
  const db = drizzle(d1)
  const one = ({ orgId, campaignId, id }: MailKey) =>
    and(eq(mails.orgId, orgId), eq(mails.campaignId, campaignId), eq(mails.id, id))
  const keysOf = (rows: { org_id: string; campaign_id: string; id: string }[]): MailKey[] =>
    rows.map((row) => ({ orgId: row.org_id, campaignId: row.campaign_id, id: row.id }))
  return {
    async create(mail) {
      await db.insert(mails).values({ ...mail, attachments: JSON.stringify(mail.attachments) })
    },
    async find(key) {
      const row = await db.select().from(mails).where(one(key)).get()
      return row ? fromRow(row) : null
    },
    async list(orgId, campaignId, { limit, cursor }) {
      const before = cursor === null ? undefined : lt(mails.id, String(decodeCursor(cursor, 1)[0]))
      const rows = await db
        .select()
        .from(mails)
        .where(and(eq(mails.orgId, orgId), eq(mails.campaignId, campaignId), before))
        .orderBy(desc(mails.id))
        .limit(limit + 1)
      return cutPage(rows, limit, fromRow, (row) => [row.id])
    },
    async takeMessageKey({ orgId, campaignId, id }, known) {
      const { messageKey, messageId, sender, subject, reply, replyError } = known
      const { meta } = await d1
        .prepare(
          `UPDATE OR IGNORE mails SET message_key = ?4, message_id = ?5, sender = ?6, subject = ?7, reply = ?8, reply_error = ?9
           WHERE org_id = ?1 AND campaign_id = ?2 AND id = ?3 AND status = 'received'`,
        )
        .bind(orgId, campaignId, id, messageKey, messageId, sender, subject, reply, replyError)
        .run()
      return meta.changes > 0
    },
    async settle(key, verdict) {
      const { attachments, ...columns } = verdict
      const { meta } = await db
        .update(mails)
        .set({
          ...columns,
          attachments: JSON.stringify(attachments),
          ...(verdict.status === 'refused' && { messageKey: key.id }),
        })
        .where(and(one(key), eq(mails.status, 'received')))
      return meta.changes > 0
    },
    async forgetFile(key) {
      await db.update(mails).set({ fileKey: null }).where(one(key))
    },
    async trimRefused(orgId, campaignId, most) {
      await d1
        .prepare(
          `DELETE FROM mails WHERE org_id = ?1 AND campaign_id = ?2 AND status = 'refused' AND reply <> 'due' AND file_key IS NULL
             AND id < (SELECT id FROM mails WHERE org_id = ?1 AND campaign_id = ?2 AND status = 'refused'
                       ORDER BY id DESC LIMIT 1 OFFSET ?3)`,
        )
        .bind(orgId, campaignId, most - 1)
        .run()
    },
    async listStalled(before, limit) {
      const { results } = await d1
        .prepare(
          `SELECT org_id, campaign_id, id FROM mails INDEXED BY mails_received
           WHERE status = 'received' AND received_at < ?1 ORDER BY received_at LIMIT ?2`,
        )
        .bind(before, limit)
        .all<{ org_id: string; campaign_id: string; id: string }>()
      return keysOf(results)
    },
    async importsOf(orgId, mailId) {
      const { results } = await d1
        .prepare(
          `SELECT id, filename, status, failure, processed, created, updated, duplicate, skipped, disqualified, rejected, errors
           FROM imports INDEXED BY imports_by_mail WHERE org_id = ?1 AND mail_id = ?2 ORDER BY id`,
        )
        .bind(orgId, mailId)
        .all<ImportRow>()
      return results.map(toImport)
    },
    async listDue(now, limit) {
      const { results } = await d1
        .prepare(
          `SELECT org_id, campaign_id, id FROM mails INDEXED BY mails_to_answer
           WHERE reply = 'due' AND reply_next_at <= ?1 ORDER BY reply_next_at LIMIT ?2`,
        )
        .bind(now, limit)
        .all<{ org_id: string; campaign_id: string; id: string }>()
      return keysOf(results)
    },
    async postponeReply(key, nextAt) {
      await db
        .update(mails)
        .set({ replyNextAt: nextAt })
        .where(and(one(key), eq(mails.reply, 'due')))
    },
    async claimReply(key, now, leaseUntil) {
      const { meta } = await db
        .update(mails)
        .set({ replyNextAt: leaseUntil, replyTries: sql`${mails.replyTries} + 1` })
        .where(and(one(key), eq(mails.reply, 'due'), sql`${mails.replyNextAt} <= ${now}`))
      return meta.changes > 0
    },
    async endReply(key, { reply, nextAt, error }) {
      await db
        .update(mails)
        .set({ reply, replyNextAt: nextAt, replyError: error })
        .where(and(one(key), eq(mails.reply, 'due')))
    },
  }
}

function fromRow(row: typeof mails.$inferSelect): Mail {
  return {
    ...row,
    status: row.status as MailStatus,
    reply: row.reply as ReplyState,
    attachments: readJson<MailAttachment[]>(row.attachments),
  }
}

interface ImportRow {
  id: string
  filename: string
  status: ImportStatus
  failure: string | null
  processed: number
  created: number
  updated: number
  duplicate: number
  skipped: number
  disqualified: number
  rejected: number
  errors: string
}

function toImport(row: ImportRow): MailImport {
  const { id, filename, status, failure, processed, created, updated, duplicate, skipped, disqualified, rejected } = row
  return {
    id,
    filename,
    status,
    failure,
    counts: { processed, created, updated, duplicate, skipped, disqualified, rejected },
    problems: readJson<ImportError[]>(row.errors),
  }
}
