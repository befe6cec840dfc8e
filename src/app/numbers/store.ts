import type { AuditEntry } from '../audit/store.ts'
import type { Page, PageRequest } from '../page.ts'

/** A phone number we call from. */
export interface CallerNumber {
  id: string
  orgId: string
  e164: string
  name: string
  /** IANA zone whose midnight starts the number's day for its daily cap. */
  zone: string
  enabled: boolean
  /** 0 (clean) to 9 (marked as spam everywhere). */
  spamScore: number
  /** 1–100, for the `weighted` rotation. */
  weight: number
  createdAt: number
  updatedAt: number
}

export type NumberFields = Omit<CallerNumber, 'id' | 'orgId' | 'createdAt' | 'updatedAt'>

export interface NumberStore {
  find(orgId: string, id: string): Promise<CallerNumber | null>
  findMany(orgId: string, ids: string[]): Promise<CallerNumber[]>
  /** By id, oldest first. */
  list(orgId: string, page: PageRequest): Promise<Page<CallerNumber>>
  /** False when the organization already has this number. */
  create(number: CallerNumber, audit: AuditEntry): Promise<boolean>
  /** `taken` when another number of the organization has this e164. */
  update(
    orgId: string,
    id: string,
    changes: Partial<NumberFields>,
    at: number,
    audit: AuditEntry,
  ): Promise<'updated' | 'missing' | 'taken'>
  /** Deletes unless a campaign that is not finished uses it; false when nothing was deleted. */
  deleteUnused(orgId: string, id: string, audit: AuditEntry): Promise<boolean>
  /** Calls made with each number on the given local day (`2026-11-23`); numbers without calls are absent. */
  callsOn(days: { numberId: string; day: string }[]): Promise<Map<string, number>>
}
