/** The hours of a week in words: "Mon–Fri 09:00–18:00, Sat 10:00–17:00, not on Sundays or holidays". */
import type { DayHours, Weekday } from '../weekly-schedule.ts'
import type { HoursVersion, WeekHours } from './region-rule.ts'

const DAYS: readonly [Weekday, short: string, plural: string][] = [
  ['mon', 'Mon', 'Mondays'],
  ['tue', 'Tue', 'Tuesdays'],
  ['wed', 'Wed', 'Wednesdays'],
  ['thu', 'Thu', 'Thursdays'],
  ['fri', 'Fri', 'Fridays'],
  ['sat', 'Sat', 'Saturdays'],
  ['sun', 'Sun', 'Sundays'],
]

export function describeHours(hours: HoursVersion['hours']): string {
  if (hours === 'federal') return 'federal hours'
  if (hours === 'prohibited') return 'no calls'
  return describeWeek(hours)
}

function describeWeek(week: WeekHours): string {
  const open: { first: string; last: string; hours: string }[] = []
  const never: string[] = []
  for (const [day, short, plural] of DAYS) {
    const hours = describeSpans(week[day])
    const before = open.at(-1)
    if (hours === '') never.push(plural)
    else if (before?.hours === hours && never.length === 0) before.last = short
    else open.push({ first: short, last: short, hours })
  }
  const parts = open.map(({ first, last, hours }) => {
    if (first === 'Mon' && last === 'Sun') return `every day ${hours}`
    return `${first === last ? first : `${first}–${last}`} ${hours}`
  })
  if (week.eve?.length) parts.push(`days before holidays ${describeSpans(week.eve)}`)
  else if (week.eve) never.push('days before holidays')
  if (week.holiday?.length) parts.push(`holidays ${describeSpans(week.holiday)}`)
  else if (week.holiday) never.push('holidays')
  if (never.length > 0) parts.push(`not on ${listed(never)}`)
  return parts.join(', ')
}

function describeSpans(spans: readonly DayHours[]): string {
  return spans.map(({ start, end }) => `${start}–${end}`).join(' and ')
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
