/**
 * The calling window told minute by minute, the slow and obvious way: for each minute ask whether the wall clock of
 * every zone is inside every rule. Shares with the product only the offset table (which local-time.test.ts checks
 * against Intl and against published dates), none of its interval arithmetic, and none of its rules of regions (region-facts.ts).
 */
import type { DayHours, WindowRules } from '../../src/domain/calling-window.ts'
import { offsetAt } from '../../src/domain/regions/zone-offset.ts'
import { HOLIDAYS, REGION_FACTS, type RegionFacts } from './region-facts.ts'

export const MINUTE = 60_000
const DAY_NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

interface WallClock {
  date: string
  time: string
  /** 0 = Sunday. */
  weekday: number
}

/** "HH:MM" compares as text; "24:00" is after every time of day. */
function inside(hours: DayHours[], time: string): boolean {
  return hours.some(({ start, end }) => start <= time && time < end)
}

function clockAhead(minutes: number, atMs: number): WallClock {
  const wall = new Date(atMs + minutes * MINUTE)
  const iso = wall.toISOString()
  return { date: iso.slice(0, 10), time: iso.slice(11, 16), weekday: wall.getUTCDay() }
}

function wallClock(zone: string, atMs: number): WallClock {
  return clockAhead(offsetAt(zone, atMs), atMs)
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
  const isStopped = rules.stops.some(({ region, until }) => {
    if (until !== null && atMs >= until) return false
    return rules.regions.some((theirs) => concerns(region, theirs))
  })
  if (isStopped) return false
  if (schedule && schedule.zone !== 'recipient' && !scheduleAllows(schedule, schedule.zone, atMs)) return false
  const regions = rules.regionalRules ? rules.regions : []
  const clocks = rules.zones.map((zone) => ({ zone, clock: wallClock(zone, atMs) }))
  return clocks.every(({ zone, clock }) => {
    if (!inside([{ start: '08:00', end: '21:00' }], clock.time)) return false
    if (!inside([rules.callingHours], clock.time)) return false
    if (!regions.every((region) => regionAllows(region, rules, clock, atMs))) return false
    return schedule?.zone !== 'recipient' || scheduleAllows(schedule, zone, atMs)
  })
}

/** A stop of a state concerns whoever may be there: its own people, and those of whom only the country is known. One of a country, all in it. */
function concerns(stopped: string, theirs: string): boolean {
  if (stopped === theirs) return true
  const isCountry = stopped.length === 2 || theirs.length === 2
  return isCountry && stopped.slice(0, 2) === theirs.slice(0, 2)
}

function regionAllows(region: string, rules: WindowRules, clock: WallClock, atMs: number): boolean {
  const facts = REGION_FACTS[region] ?? (region.startsWith('CA-') ? REGION_FACTS.CA : undefined)
  if (!facts) return true
  const clocks = facts.alsoAt === undefined ? [clock] : [clock, clockAhead(facts.alsoAt * 60, atMs)]
  return clocks.every((at) => {
    const live = facts.before && at.date < facts.before[0] ? facts.before[1] : facts.live
    const isLifted = facts.consentLifts && rules.consented
    if (live && !isLifted && !weekAllows(live, facts, at)) return false
    return !(rules.aiVoiceRules && facts.auto && !weekAllows(facts.auto, facts, at))
  })
}

/** Holidays of a calendar, and the days before them. */
const holidays = new Map<string, Set<string>>()
for (const [name, years] of Object.entries(HOLIDAYS)) {
  const dates = years.flatMap((line) => {
    const [year, ...days] = line.split(' ')
    return days.map((day) => `${year}-${day}`)
  })
  holidays.set(name, new Set(dates))
}
const AMERICAN = ['FEDERAL', 'AL', 'LA', 'PA', 'RI', 'UT']
holidays.set('ANY', new Set(AMERICAN.flatMap((name) => [...holidays.get(name)!])))

function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 1440 * MINUTE).toISOString().slice(0, 10)
}

/** '10-13,14-20', '9-21:30' or '-'. */
function hoursAllow(written: string, time: string): boolean {
  if (written === '-') return false
  return written.split(',').some((span) => {
    const [start, end] = span.split('-').map((clock) => {
      const [hour, minute = '00'] = clock.split(':')
      return `${hour!.padStart(2, '0')}:${minute}`
    })
    return start! <= time && time < end!
  })
}

function weekAllows(
  week: string,
  { holidays: calendar, eve }: RegionFacts,
  { date, time, weekday }: WallClock,
): boolean {
  if (week === 'never') return false
  const [workday, saturday, sunday, holiday] = week.split(' ') as [string, string, string, string]
  const days = calendar ? holidays.get(calendar)! : null
  if (days?.has(date) && holiday !== '=') return hoursAllow(holiday, time)
  if (eve && weekday !== 0 && days?.has(dayAfter(date)) && !hoursAllow(eve, time)) return false
  return hoursAllow(weekday === 0 ? sunday : weekday === 6 ? saturday : workday, time)
}

/** The first whole minute after atMs at which `open` differs from what it is at atMs, or null within so many minutes. */
export function oracleUntil(rules: WindowRules, atMs: number, minutes: number): number | null {
  const now = oracleOpen(rules, atMs)
  const first = (Math.floor(atMs / MINUTE) + 1) * MINUTE
  for (let t = first; t < first + minutes * MINUTE; t += MINUTE) if (oracleOpen(rules, t) !== now) return t
  return null
}
