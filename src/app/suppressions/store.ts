import type { AuditEntry } from '../audit/store.ts'
import type { Page, PageRequest } from '../page.ts'

export interface Suppression {
  id: string
  orgId: string
  kind: 'phone' | 'email'
  /** E.164, or a lower-case address. */
  value: string
  reason: string
  /** Who entered it: `api`, `call`, `import`, `person`. */
  source: string
  contactId: string | null
  attemptId: string | null
  createdAt: number
}

export interface SuppressionQuery extends PageRequest {
  kind?: 'phone' | 'email'
  /** Part of the value or of the reason. */
  q?: string
}

export interface SuppressionStore {
  find(orgId: string, id: string): Promise<Suppression | null>
  findByValue(orgId: string, kind: 'phone' | 'email', value: string): Promise<Suppression | null>
  /** Newest first. */
  list(orgId: string, query: SuppressionQuery): Promise<Page<Suppression>>
  /** Adds those not there yet, in one transaction; an entry that exists stays as it is. Returns how many are new. */
  add(suppressions: Suppression[], audit: AuditEntry): Promise<number>
  remove(orgId: string, id: string, audit: AuditEntry): Promise<boolean>
}
