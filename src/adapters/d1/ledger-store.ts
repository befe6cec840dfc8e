import type { LedgerStore } from '../../app/ledger/store.ts'
import { firstIdAt } from '../ids.ts'
import { OVERDUE, PASS_TO, READ_UNSWEPT, UNSWEPT } from './ledger-sql.ts'

export function createLedgerStore(db: D1Database): LedgerStore {
  const all = async (statement: string, ...values: unknown[]): Promise<Record<string, unknown>[]> =>
    (
      await db
        .prepare(statement)
        .bind(...values)
        .all<Record<string, unknown>>()
    ).results

  return {
    async listUnswept(madeBefore, limit) {
      return (await all(UNSWEPT, limit, firstIdAt('att', madeBefore))).map((row) => row.id as string)
    },
    async readUnswept(orgId, madeBefore, limit) {
      const rows = await all(READ_UNSWEPT, orgId, firstIdAt('att', madeBefore), limit)
      return rows.map((row) => ({
        id: row.id as string,
        campaignId: row.campaign_id as string,
        isOrphan: row.orphan === 1,
        isSettled: row.settled === 1,
        permittedAt: row.permitted_at as number,
      }))
    },
    async passTo(orgId, attemptId) {
      await db.prepare(PASS_TO).bind(orgId, attemptId).run()
    },
    async listOverdue(orgId, madeBefore, limit) {
      const rows = await all(OVERDUE, orgId, firstIdAt('att', madeBefore), limit)
      return rows.map((row) => ({
        id: row.id as string,
        campaignId: row.campaign_id as string,
        leadId: row.lead_id as string,
        from: row.from_e164 as string,
        to: row.phone as string,
        permittedAt: row.permitted_at as number,
      }))
    },
  }
}
