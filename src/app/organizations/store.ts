import type { AuditEntry } from '../audit/store.ts'

export interface Organization {
  id: string
  name: string
  /** ISO 3166-1 alpha-2: how phones without a country code are read. */
  defaultRegion: string
  /** IANA zones that must all be open when nothing is known about where a person is. */
  fallbackZones: string[]
  /** The kill switch: epoch ms since when nobody may be called, or null. */
  stoppedAt: number | null
  stopReason: string | null
  createdAt: number
}

export interface OrganizationStore {
  find(orgId: string): Promise<Organization | null>
  create(organization: Organization): Promise<void>
  /** False when there is no such organization. */
  update(
    orgId: string,
    changes: Partial<Pick<Organization, 'name' | 'defaultRegion' | 'fallbackZones'>>,
    audit: AuditEntry,
  ): Promise<boolean>
  /** Throws the kill switch; false, and nothing is written, when it was thrown already. */
  stop(orgId: string, reason: string, at: number, audit: AuditEntry): Promise<boolean>
  /** False, and nothing is written, when it was not stopped. */
  resume(orgId: string, audit: AuditEntry): Promise<boolean>
}
