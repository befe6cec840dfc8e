import { type ScheduleState, scheduleAt } from '../../domain/schedule.ts'
import type { CampaignUser } from '../campaigns/store.ts'
import type { Deps } from '../deps.ts'
import type { Schedule } from './store.ts'

/** A schedule with what it says now and who goes by it. */
export interface ScheduleView {
  schedule: Schedule
  isDefault: boolean
  state: ScheduleState
  /** Campaigns that are not finished; at most 100. */
  usedBy: CampaignUser[]
}

/** Two look-ups for a whole list. */
export async function viewSchedules(deps: Deps, orgId: string, schedules: Schedule[]): Promise<ScheduleView[]> {
  if (schedules.length === 0) return []
  const ids = schedules.map((schedule) => schedule.id)
  const [users, defaultId] = await Promise.all([
    deps.campaigns.listScheduleUsers(orgId, ids),
    deps.schedules.findDefault(orgId),
  ])
  const now = deps.clock.now()
  return schedules.map((schedule) => ({
    schedule,
    isDefault: schedule.id === defaultId,
    state: scheduleAt(schedule, now),
    usedBy: users.get(schedule.id) ?? [],
  }))
}
