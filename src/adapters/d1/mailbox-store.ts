import { and, eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { Mailbox, MailboxStore } from '../../app/mailboxes/store.ts'
import type { MappingRequest } from '../../domain/lead-file/mapping.ts'
import { auditIfChanged } from './audit-store.ts'
import { readJson } from './json-column.ts'
import { campaigns } from './schema.ts'
import { mailboxes } from './schema-ways-in.ts'

export function createMailboxStore(d1: D1Database): MailboxStore {
  const db = drizzle(d1)
  const one = (orgId: string, campaignId: string) =>
    and(eq(mailboxes.orgId, orgId), eq(mailboxes.campaignId, campaignId))
  const find = async (orgId: string, campaignId: string) => {
    const row = await db.select().from(mailboxes).where(one(orgId, campaignId)).get()
    return row ? fromRow(row) : null
  }
  return {
    find,
    async findByToken(token) {
      const row = await db
        .select()
        .from(mailboxes)
        .innerJoin(campaigns, and(eq(campaigns.orgId, mailboxes.orgId), eq(campaigns.id, mailboxes.campaignId)))
        .where(eq(mailboxes.token, token))
        .get()
      return row ? fromRow(row.mailboxes) : null
    },
    async save(mailbox, audit) {
      const { orgId, campaignId, token, createdAt } = mailbox
      const fields = {
        enabled: mailbox.enabled ? 1 : 0,
        senders: JSON.stringify(mailbox.senders),
        mapping: mailbox.mapping && JSON.stringify(mailbox.mapping),
        headers: mailbox.headers && JSON.stringify(mailbox.headers),
        updatedAt: mailbox.updatedAt,
      }
      await db.batch([
        db
          .insert(mailboxes)
          .values({ orgId, campaignId, token, createdAt, ...fields })
          .onConflictDoUpdate({ target: [mailboxes.orgId, mailboxes.campaignId], set: fields }),
        auditIfChanged(db, audit),
      ])
      return (await find(orgId, campaignId)) ?? mailbox
    },
    async rotate(orgId, campaignId, token, at, audit) {
      const [result] = await db.batch([
        db.update(mailboxes).set({ token, updatedAt: at }).where(one(orgId, campaignId)),
        auditIfChanged(db, audit),
      ])
      return result.meta.changes > 0
    },
  }
}

function fromRow(row: typeof mailboxes.$inferSelect): Mailbox {
  return {
    ...row,
    enabled: row.enabled === 1,
    senders: readJson<string[]>(row.senders),
    mapping: row.mapping === null ? null : readJson<MappingRequest>(row.mapping),
    headers: row.headers === null ? null : readJson<string[]>(row.headers),
  }
}
