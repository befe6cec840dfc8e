/** An attempt of the ledger as the sweep reads it. */
export interface LedgerEntry {
  id: string
  campaignId: string
  /** The campaign was deleted. */
  isOrphan: boolean
  isSettled: boolean
  permittedAt: number
}

/** An attempt that is open longer than its call should take. */
export interface OverdueAttempt {
  id: string
  campaignId: string
  leadId: string
  from: string
  to: string
  permittedAt: number
}

/** The ledger as a whole, read once from its beginning to its end. Instants are epoch ms. */
export interface LedgerStore {
  /** Organizations with attempts permitted before `madeBefore` that the sweep has not passed yet, at most `limit`, in no order. */
  listUnswept(madeBefore: number, limit: number): Promise<string[]>
  /** Attempts permitted before `madeBefore` that the sweep has not passed yet, oldest first. */
  readUnswept(orgId: string, madeBefore: number, limit: number): Promise<LedgerEntry[]>
  /** Every attempt up to this id is settled. Never goes back. */
  passTo(orgId: string, attemptId: string): Promise<void>
  /** Open attempts permitted before `madeBefore`, oldest first. */
  listOverdue(orgId: string, madeBefore: number, limit: number): Promise<OverdueAttempt[]>
}
