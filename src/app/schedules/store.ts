import type { ScheduleHours } from '../../domain/schedule.ts'
import type { AuditEntry } from '../audit/store.ts'
import type { Page, PageRequest } from '../page.ts'

export interface Schedule extends ScheduleHours {
  id: string
  orgId: string
  name: string
  createdAt: number
  updatedAt: number
}

export type ScheduleFields = Pick<Schedule, 'name' | 'zone' | 'days' | 'exceptions'>

/** What else is written in the same batch. */
export interface ScheduleWrite {
  /** true: it becomes the default of new campaigns; false: it no longer is. */
  isDefault?: boolean | undefined
  audit: AuditEntry
}

export interface ScheduleStore {
  find(orgId: string, id: string): Promise<Schedule | null>
  findMany(orgId: string, ids: string[]): Promise<Schedule[]>
  /** By id, oldest first. */
  list(orgId: string, page: PageRequest): Promise<Page<Schedule>>
  /** The schedule new campaigns begin with, if it exists. */
  findDefault(orgId: string): Promise<string | null>
  create(schedule: Schedule, write: ScheduleWrite): Promise<void>
  /**
   * Changes the row only while it is as it was read; false otherwise. A change of zone, days or exceptions raises the organization's
   * compliance version with it, so that no permit is given by the hours before.
   */
  update(schedule: Schedule, changes: Partial<ScheduleFields>, at: number, write: ScheduleWrite): Promise<boolean>
  /** Deletes unless a campaign that is not finished uses it; false when nothing was deleted. It is then nobody's default. */
  deleteUnused(orgId: string, id: string, audit: AuditEntry): Promise<boolean>
}
