/**
 * The calling window told minute by minute, the slow and obvious way: for each minute ask whether the wall clock of
 * every zone is inside every rule. Shares with the product only the offset table (which local-time.test.ts checks
 * against Intl and against published dates), none of its interval arithmetic.
 */
import type { DayHours, WindowRules } from '../../src/domain/calling-window.ts'
import { offsetAt } from '../../src/domain/regions/zone-offset.ts'

export const MINUTE = 60_000
const DAY_NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

/** "HH:MM" compares as text; "24:00" is after every time of day. */
function inside(hours: DayHours[], time: string): boolean {
  return hours.some(({ start, end }) => start <= time && time < end)
}

function wallClock(zone: string, atMs: number): { date: string; time: string; weekday: number } {
  const wall = new Date(atMs + offsetAt(zone, atMs) * MINUTE)
  const iso = wall.toISOString()
  return { date: iso.slice(0, 10), time: iso.slice(11, 16), weekday: wall.getUTCDay() }
}

function scheduleAllows(schedule: NonNullable<WindowRules['schedule']>, zone: string, atMs: number): boolean {
  const { date, time, weekday } = wallClock(zone, atMs)
  const special = (schedule.exceptions ?? []).filter(({ from, to = from, yearly }) => {
    if (!yearly) return from <= date && date <= to
    const [start, end, day] = [from.slice(5), to.slice(5), date.slice(5)]
    return start <= end ? start <= day && day <= end : day >= start || day <= end
  })
  if (special.length > 0) return special.every(({ hours }) => inside(hours, time))
  return inside(schedule.days[DAY_NAMES[weekday]!], time)
}

export function oracleOpen(rules: WindowRules, atMs: number): boolean {
  const { schedule } = rules
  if (schedule && schedule.zone !== 'recipient' && !scheduleAllows(schedule, schedule.zone, atMs)) return false
  return rules.zones.every((zone) => {
    const { time } = wallClock(zone, atMs)
    if (!inside([{ start: '08:00', end: '21:00' }], time)) return false
    if (!inside([rules.callingHours], time)) return false
    return schedule?.zone !== 'recipient' || scheduleAllows(schedule, zone, atMs)
  })
}

/** The first whole minute after atMs at which `open` differs from what it is at atMs, or null within so many minutes. */
export function oracleUntil(rules: WindowRules, atMs: number, minutes: number): number | null {
  const now = oracleOpen(rules, atMs)
  const first = (Math.floor(atMs / MINUTE) + 1) * MINUTE
  for (let t = first; t < first + minutes * MINUTE; t += MINUTE) if (oracleOpen(rules, t) !== now) return t
  return null
}
