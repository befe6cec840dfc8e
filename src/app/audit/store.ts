import type { Page, PageRequest } from '../page.ts'

/** Who did what to what, when. Stores write it in the transaction of the change itself, and only if something changed. */
export interface AuditEntry {
  orgId: string
  id: string
  actor: string
  /** `noun.verb`, e.g. `campaign.started`. */
  action: string
  /** The id of what it was done to. */
  subject: string
  details: Record<string, unknown>
  at: number
}

export interface AuditQuery extends PageRequest {
  subject?: string
  action?: string
}

export interface AuditStore {
  /** For changes that have no store method of their own. */
  append(entries: AuditEntry[]): Promise<void>
  /** Newest first. */
  list(orgId: string, query: AuditQuery): Promise<Page<AuditEntry>>
}
