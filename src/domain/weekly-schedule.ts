/** Hours of a week and their exceptions, as minutes of local days. */
import { DAY_MS, dayOf, weekdayOf } from './local-time.ts'

/** "HH:MM" local, [start, end); end may be "24:00". A span does not run past midnight: give two. */
export interface DayHours {
  start: string
  end: string
}

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'

/** Other hours on single dates. Where several meet on a date, only what all of them allow is open. */
export interface ScheduleException {
  /** First date, 'YYYY-MM-DD'. */
  from: string
  /** Last date, inclusive; the first when absent. */
  to?: string
  /** Every year on these months and days; a range may then run over New Year ("2026-12-24" to "2026-01-02"). */
  yearly?: boolean
  /** Hours instead of the weekday's; none = closed. */
  hours: DayHours[]
}

/** Business hours in a zone of their own, or in each recipient's. */
export interface WeeklySchedule {
  zone: string | 'recipient'
  days: Record<Weekday, DayHours[]>
  exceptions?: ScheduleException[]
}

/** Minutes of a local day, [start, end). */
export type Span = readonly [start: number, end: number]

/** Open spans of a day counted from 1970-01-01: ascending, apart from each other. */
export type SpansOn = (day: number) => readonly Span[]

/** By number: 0 = Sunday. */
export const WEEKDAYS: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const CLOCK_TIME = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/

/** @throws RangeError when an hour cannot be read or a span is empty or backwards */
export function spansOf(hours: readonly DayHours[]): readonly Span[] {
  const spans = hours.map(({ start, end }): Span => {
    const span: Span = [minuteOf(start), minuteOf(end)]
    if (span[0] >= span[1]) throw new RangeError(`hours end before they start: ${start}–${end}`)
    return span
  })
  spans.sort((a, b) => a[0] - b[0])
  const merged: Span[] = []
  for (const span of spans) {
    const last = merged.at(-1)
    if (last && span[0] <= last[1]) merged[merged.length - 1] = [last[0], Math.max(last[1], span[1])]
    else merged.push(span)
  }
  return merged
}

/** Whether the exception is about this day (counted from 1970-01-01). @throws RangeError when its dates cannot be read */
export function coversDay(exception: ScheduleException, day: number): boolean {
  return datesOf(exception)(day, monthDayOf(day))
}

/** @throws RangeError when any part of the schedule cannot be read */
export function scheduleSpans(schedule: WeeklySchedule): SpansOn {
  const week = WEEKDAYS.map((weekday) => spansOf(schedule.days[weekday] ?? []))
  const exceptions = (schedule.exceptions ?? []).map((exception) => ({
    covers: datesOf(exception),
    spans: spansOf(exception.hours),
  }))
  if (exceptions.length === 0) return (day) => week[weekdayOf(day)]!
  return (day) => {
    const monthDay = monthDayOf(day)
    let special: readonly Span[] | null = null
    for (const { covers, spans } of exceptions) {
      if (covers(day, monthDay)) special = special ? intersect(special, spans) : spans
    }
    return special ?? week[weekdayOf(day)]!
  }
}

function minuteOf(time: string): number {
  const match = CLOCK_TIME.exec(time)
  if (!match) throw new RangeError(`not a time of day: ${time}`)
  return match[1] === undefined ? 1440 : Number(match[1]) * 60 + Number(match[2])
}

/** Takes the month and day too, which are dear to work out for each of 200 exceptions. */
function datesOf({ from, to = from, yearly = false }: ScheduleException): (day: number, monthDay: number) => boolean {
  const first = dayOf(from)
  const last = dayOf(to)
  if (!yearly) {
    if (last < first) throw new RangeError(`exception ends before it starts: ${from}–${to}`)
    return (day) => day >= first && day <= last
  }
  const [start, end] = [monthDayOf(first), monthDayOf(last)]
  return (_, monthDay) => (start <= end ? monthDay >= start && monthDay <= end : monthDay >= start || monthDay <= end)
}

/** December 24 is 1224. */
function monthDayOf(day: number): number {
  const date = new Date(day * DAY_MS)
  return (date.getUTCMonth() + 1) * 100 + date.getUTCDate()
}

/** What both lists of spans cover. */
export function intersect(a: readonly Span[], b: readonly Span[]): Span[] {
  const both = a.flatMap((x) => b.map((y): Span => [Math.max(x[0], y[0]), Math.min(x[1], y[1])]))
  return both.filter(([start, end]) => start < end)
}
