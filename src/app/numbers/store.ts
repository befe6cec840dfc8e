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
  /** Since when it is switched off, epoch ms, and why; null while it is on. */
  stoppedAt: number | null
  stopReason: string | null
  /** 0 (clean) to 9 (marked as spam everywhere). */
  spamScore: number
  /** 1–100, for the `weighted` rotation. */
  weight: number
  createdAt: number
  updatedAt: number
}

export type NumberFields = Omit<CallerNumber, 'id' | 'orgId' | 'stoppedAt' | 'stopReason' | 'createdAt' | 'updatedAt'>

export interface NumberStore {
  find(orgId: string, id: string): Promise<CallerNumber | null>
  findMany(orgId: string, ids: string[]): Promise<CallerNumber[]>
  /** By id, oldest first. */
  list(orgId: string, page: PageRequest): Promise<Page<CallerNumber>>
  /** False when the organization already has this number. */
  create(number: CallerNumber, audit: AuditEntry): Promise<boolean>
  /** `taken` when another number of the organization has this e164. Switching it off or on keeps `stoppedAt` and `stopReason` in step. */
  update(
    orgId: string,
    id: string,
    changes: Partial<NumberFields>,
    at: number,
    audit: AuditEntry,
  ): Promise<'updated' | 'missing' | 'taken'>
  /** Switches it off with a reason; false, and nothing is written, when it was off already. */
  stop(orgId: string, id: string, reason: string, at: number, audit: AuditEntry): Promise<boolean>
  /** Switches it on; false, and nothing is written, when it was on. */
  resume(orgId: string, id: string, at: number, audit: AuditEntry): Promise<boolean>
  /** Deletes unless a campaign that is not finished uses it; false when nothing was deleted. */
  deleteUnused(orgId: string, id: string, audit: AuditEntry): Promise<boolean>
  /** Calls made with each number on the given local day (`2026-11-23`); numbers without calls are absent. */
  callsOn(days: { numberId: string; day: string }[]): Promise<Map<string, number>>
}
