import type { Slot, Week, Weekday } from './api/schedules.ts'

/** The week of a schedule in words. Pure: values in, text out. */

export const WEEKDAYS: { key: Weekday; name: string; short: string }[] = [
  { key: 'mon', name: 'Monday', short: 'Mon' },
  { key: 'tue', name: 'Tuesday', short: 'Tue' },
  { key: 'wed', name: 'Wednesday', short: 'Wed' },
  { key: 'thu', name: 'Thursday', short: 'Thu' },
  { key: 'fri', name: 'Friday', short: 'Fri' },
  { key: 'sat', name: 'Saturday', short: 'Sat' },
  { key: 'sun', name: 'Sunday', short: 'Sun' },
]

export const RECIPIENT = 'recipient'

/** "09:00–12:00, 13:00–17:00". */
export function hoursText(slots: Slot[]): string {
  return slots.map(({ start, end }) => `${start}–${end}`).join(', ')
}

/** Days in a row with the same hours as one: [["Mon–Fri", "09:00–17:00"], ["Sat", "10:00–12:00"]]. Closed days are left out. */
export function weekText(week: Week): [days: string, hours: string][] {
  const runs: { first: string; last: string; hours: string }[] = []
  let before = ''
  for (const { key, short } of WEEKDAYS) {
    const hours = hoursText(week[key])
    const run = runs.at(-1)
    if (run && hours === before) run.last = short
    else runs.push({ first: short, last: short, hours })
    before = hours
  }
  return runs
    .filter((run) => run.hours !== '')
    .map(({ first, last, hours }) => [first === last ? first : `${first}–${last}`, hours])
}

/** "America/New_York" → "America/New York"; whoever searches types a blank. */
export function zoneText(zone: string): string {
  return zone === RECIPIENT ? 'Each person’s own time zone' : zone.replaceAll('_', ' ')
}

/** Minutes since midnight. */
export function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number)
  return (hours ?? 0) * 60 + (minutes ?? 0)
}
