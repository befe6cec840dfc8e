/** Legal holidays on which calls are forbidden or restricted, by calendar and day, for any year. */
import { DAY_MS, dayOf, weekdayOf } from '../local-time.ts'
import { WEEKDAYS } from '../weekly-schedule.ts'
import { HOLIDAY_CALENDARS, type HolidayCalendarId, type HolidayRule } from './holiday-calendars.ts'

export type { HolidayCalendarId } from './holiday-calendars.ts'

export interface Holiday {
  name: string
  /** observed: the day taken instead, because the date falls on a weekend. Closed like the date itself. */
  kind: 'date' | 'observed'
}

type HolidaysByDay = ReadonlyMap<number, Holiday>

/** Years of each calendar, computed when first asked for. */
const computed = new Map<HolidayCalendarId, Map<number, HolidaysByDay>>()

export function isHolidayCalendar(id: string): id is HolidayCalendarId {
  return Object.hasOwn(HOLIDAY_CALENDARS, id)
}

/** The holiday a local day (days since 1970-01-01) is, by date or observed, or null. The next day's tells an eve. */
export function holidayOn(calendar: HolidayCalendarId, day: number): Holiday | null {
  let years = computed.get(calendar)
  if (!years) {
    years = new Map()
    computed.set(calendar, years)
  }
  const year = new Date(day * DAY_MS).getUTCFullYear()
  let holidays = years.get(year)
  if (!holidays) {
    holidays = holidaysOf(calendar, year)
    years.set(year, holidays)
  }
  return holidays.get(day) ?? null
}

/** The days of one year. New Year's Day of the next may be observed on this year's 31 December, and the reverse. */
function holidaysOf(calendar: HolidayCalendarId, year: number): HolidaysByDay {
  const rules = HOLIDAY_CALENDARS[calendar]
  const dates = [year - 1, year, year + 1].flatMap((y) =>
    rules
      .filter((rule) => y >= (rule.from ?? y) && (rule.years !== 'even' || y % 2 === 0))
      .map((rule) => ({ rule, day: dayIn(rule, y) })),
  )
  const holidays = new Map<number, Holiday>()
  for (const { rule, day } of dates) {
    if (!holidays.has(day)) holidays.set(day, { name: rule.name, kind: 'date' })
  }
  for (const { rule, day } of dates) {
    const instead = dayInstead(rule, day, holidays)
    if (instead !== null && !holidays.has(instead)) holidays.set(instead, { name: rule.name, kind: 'observed' })
  }
  return holidays
}

function dayIn({ on }: HolidayRule, year: number): number {
  if ('easter' in on) return easterOf(year) + on.easter
  if ('day' in on) return dayAt(year, on.month, on.day)
  const weekday = WEEKDAYS.indexOf(on.weekday)
  const plus = on.plus ?? 0
  if (on.nth === -1) {
    const last = (on.month === 12 ? dayAt(year + 1, 1, 1) : dayAt(year, on.month + 1, 1)) - 1
    return last - ((weekdayOf(last) - weekday + 7) % 7) + plus
  }
  const first = dayAt(year, on.month, 1)
  return first + ((weekday - weekdayOf(first) + 7) % 7) + (on.nth - 1) * 7 + plus
}

function dayInstead({ observed }: HolidayRule, day: number, taken: ReadonlyMap<number, Holiday>): number | null {
  const weekday = weekdayOf(day)
  if (!observed || (weekday !== 6 && weekday !== 0)) return null
  if (observed === 'nearest') return weekday === 6 ? day - 1 : day + 1
  let instead = day + (weekday === 6 ? 2 : 1)
  while (taken.has(instead)) instead++
  return instead
}

/** Easter Sunday of the Gregorian calendar (Meeus/Jones/Butcher: https://en.wikipedia.org/wiki/Date_of_Easter). */
function easterOf(year: number): number {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const inCentury = year % 100
  const shift = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3)
  const epact = (19 * golden + century - Math.floor(century / 4) - shift + 15) % 30
  const leaps = 2 * (century % 4) + 2 * Math.floor(inCentury / 4)
  const weekday = (32 + leaps - epact - (inCentury % 4)) % 7
  const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451)
  const days = epact + weekday - 7 * late + 114
  return dayAt(year, Math.floor(days / 31), (days % 31) + 1)
}

function dayAt(year: number, month: number, day: number): number {
  const [mm, dd] = [month, day].map((part) => String(part).padStart(2, '0'))
  return dayOf(`${String(year).padStart(4, '0')}-${mm}-${dd}`)
}
