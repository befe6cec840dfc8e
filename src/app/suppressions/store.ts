import type { SuppressionChannel, SuppressionSource } from '../../domain/suppression.ts'
import type { AuditEntry } from '../audit/store.ts'
import type { Page, PageRequest } from '../page.ts'

export interface Suppression {
  id: string
  orgId: string
  kind: 'phone' | 'email'
  /** E.164, or a lower-case address. */
  value: string
  reason: string
  /** `email` for an address. */
  channel: SuppressionChannel
  source: SuppressionSource
  /** What shows that they asked: their words, a file and its line, a link. */
  evidence: string
  contactId: string | null
  attemptId: string | null
  importId: string | null
  createdAt: number
}

export interface SuppressionQuery extends PageRequest {
  kind?: 'phone' | 'email'
  channel?: SuppressionChannel
  source?: SuppressionSource
  importId?: string
  /** Part of the value, of the reason or of the evidence. */
  q?: string
}

export interface SuppressionStore {
  find(orgId: string, id: string): Promise<Suppression | null>
  findByValue(orgId: string, kind: 'phone' | 'email', value: string): Promise<Suppression | null>
  /** Newest first. */
  list(orgId: string, query: SuppressionQuery): Promise<Page<Suppression>>
  /**
   * In one transaction adds those not there yet and widens the channel of those that are, which keep their reason; new evidence stands
   * under the old one. Of the three audit entries those that are true are written: `repeated` when nothing changed at all.
   */
  add(
    suppressions: Suppression[],
    audit: { added: AuditEntry; widened: AuditEntry; repeated: AuditEntry },
  ): Promise<{ created: number; widened: number }>
  remove(orgId: string, id: string, audit: AuditEntry): Promise<boolean>
}
