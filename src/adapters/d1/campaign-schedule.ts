import type { WeeklySchedule } from '../../domain/weekly-schedule.ts'
import { readJson } from './json-column.ts'

/** The schedule of a campaign `c` read together with it: columns, with the join that brings them. */
export const SCHEDULE_COLUMNS = 's.zone AS schedule_zone, s.days AS schedule_days, s.exceptions AS schedule_exceptions'
export const SCHEDULE_JOIN = 'LEFT JOIN schedules s ON s.id = c.schedule_id AND s.org_id = c.org_id'

const NO_HOURS: WeeklySchedule['days'] = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }

/** A schedule that is named and gone is never open: nobody is called on a guess. */
export function scheduleOf(row: Record<string, unknown>): WeeklySchedule | null {
  if (row.schedule_id === null) return null
  if (row.schedule_days === null) return { zone: 'recipient', days: NO_HOURS }
  return {
    zone: row.schedule_zone as string,
    days: readJson(row.schedule_days as string),
    exceptions: readJson(row.schedule_exceptions as string),
  }
}
