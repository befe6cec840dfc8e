import { and, eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { IdempotencyStore } from '../../app/idempotency/store.ts'
import { idempotencyKeys as keys } from './schema.ts'

export function createIdempotencyStore(d1: D1Database): IdempotencyStore {
  const db = drizzle(d1)
  const one = (orgId: string, key: string) => and(eq(keys.orgId, orgId), eq(keys.key, key))
  return {
    async claim(orgId, key, requestHash, now, keep) {
      const statement = (text: string, ...values: (string | number)[]) => d1.prepare(text).bind(...values)
      const [, , inserted, found] = await d1.batch<{
        request_hash: string
        status: number | null
        body: string | null
      }>([
        statement('DELETE FROM idempotency_keys WHERE created_at < ?', keep.expiredBefore),
        statement(
          'DELETE FROM idempotency_keys WHERE org_id = ? AND key = ? AND status IS NULL AND created_at < ?',
          orgId,
          key,
          keep.deadBefore,
        ),
        statement(
          'INSERT OR IGNORE INTO idempotency_keys (org_id, key, request_hash, created_at) VALUES (?, ?, ?, ?)',
          orgId,
          key,
          requestHash,
          now,
        ),
        statement('SELECT request_hash, status, body FROM idempotency_keys WHERE org_id = ? AND key = ?', orgId, key),
      ])
      if (inserted && inserted.meta.changes > 0) return { state: 'claimed' }
      const row = found?.results[0]
      if (!row) return { state: 'claimed' }
      if (row.status === null || row.body === null) return { state: 'under_way', requestHash: row.request_hash }
      return { state: 'answered', requestHash: row.request_hash, status: row.status, body: row.body }
    },
    async complete(orgId, key, status, body) {
      await db.update(keys).set({ status, body }).where(one(orgId, key))
    },
    async release(orgId, key) {
      await db.delete(keys).where(one(orgId, key))
    },
  }
}
