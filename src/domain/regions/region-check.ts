/** What is wrong with an entry of `rules/`, by region and field, so that a mistake in the data is found when it is written. */
import { dayOf } from '../local-time.ts'
import { type DayHours, spansOf, WEEKDAYS } from '../weekly-schedule.ts'
import { isHolidayCalendar } from './holidays.ts'
import type { AttemptCap, HoursVersion, RegionEntry, WeekHours } from './region-rule.ts'
import { isKnownZone } from './zone-offset.ts'

const CONFIDENCES: readonly string[] = ['high', 'medium', 'low']
const COUNTED: readonly string[] = ['attempts', 'refusals', 'hang_ups']
const REGION = /^([A-Z]{2})(-[A-Z0-9]{1,3})?$/

/** Errors, each "US-PA hours[1].mon[0]: ends before it starts (19:00–09:00)"; empty when the entry is good. Never throws. */
export function checkRegion(entry: RegionEntry): string[] {
  const errors: string[] = []
  const report = (field: string, problem: string): void => {
    errors.push(`${entry.region} ${field}: ${problem}`)
  }
  const country = REGION.exec(entry.region)?.[1]
  if (!country) report('region', 'is not a country or a country and a state')
  else if (country !== entry.country) report('country', `is ${entry.country}, not ${country}`)
  if (entry.name.trim() === '') report('name', 'is missing')
  if (!CONFIDENCES.includes(entry.confidence)) report('confidence', `is not one of ${CONFIDENCES.join(', ')}`)
  if (entry.holidays !== null && !isHolidayCalendar(entry.holidays)) {
    report('holidays', `there is no calendar ${entry.holidays}`)
  }
  if (entry.hours.length === 0) report('hours', 'is empty')
  checkVersions(entry, 'hours', entry.hours, report)
  checkVersions(entry, 'aiVoiceHours', entry.aiVoiceHours, report)
  checkCaps(entry, 'attempts', entry.attempts, report)
  checkCaps(entry, 'aiVoiceAttempts', entry.aiVoiceAttempts, report)
  return errors
}

type Report = (field: string, problem: string) => void

function checkVersions(entry: RegionEntry, list: string, versions: readonly HoursVersion[], report: Report): void {
  let before: string | null = null
  versions.forEach((version, i) => {
    const field = `${list}[${i}]`
    const { from, hours, citation, alsoInZone, confidence } = version
    if (citation.trim() === '') report(`${field}.citation`, 'is missing')
    if (from === null) {
      if (i > 0) report(`${field}.from`, 'only the first version may hold from the beginning')
    } else if (!isDate(from)) report(`${field}.from`, `${from} is not a date`)
    else if (before !== null && from <= before) report(`${field}.from`, `${from} is not after ${before}`)
    else before = from
    if (alsoInZone && !isKnownZone(alsoInZone.zone)) {
      report(`${field}.alsoInZone`, `unknown time zone ${alsoInZone.zone}`)
    }
    if (confidence && !CONFIDENCES.includes(confidence)) {
      report(`${field}.confidence`, `is not one of ${CONFIDENCES.join(', ')}`)
    }
    if (typeof hours !== 'string') checkWeek(entry, field, hours, report)
  })
}

function checkWeek(entry: RegionEntry, field: string, week: WeekHours, report: Report): void {
  for (const day of [...WEEKDAYS, 'holiday', 'eve'] as const) {
    const spans = week[day]
    if (spans) checkSpans(`${field}.${day}`, spans, report)
    else if (day !== 'holiday' && day !== 'eve') report(`${field}.${day}`, 'is missing; write [] for a closed day')
  }
  if ((week.holiday || week.eve) && entry.holidays === null)
    report('holidays', `is missing, but ${field} has such hours`)
}

function checkSpans(field: string, spans: readonly DayHours[], report: Report): void {
  const good: DayHours[] = []
  spans.forEach((span, i) => {
    const text = `${span.start}–${span.end}`
    if (isReadable(span)) good.push(span)
    else if (span.end <= span.start) report(`${field}[${i}]`, `ends before it starts (${text})`)
    else report(`${field}[${i}]`, `is not a time of day (${text})`)
  })
  // Times are 'HH:MM', so their order is that of the text.
  good.sort((a, b) => (a.start < b.start ? -1 : 1))
  for (const [i, { start }] of good.entries()) {
    if (i > 0 && start < good[i - 1]!.end) report(field, `overlapping hours at ${start}`)
  }
}

function checkCaps(entry: RegionEntry, list: string, caps: readonly AttemptCap[], report: Report): void {
  caps.forEach(({ id, counts, max, windowMs, citation, detail }, i) => {
    const field = `${list}[${i}]`
    if (!id.startsWith(`${entry.region}.`)) report(`${field}.id`, `does not start with ${entry.region}.`)
    if (!COUNTED.includes(counts)) report(`${field}.counts`, `is not one of ${COUNTED.join(', ')}`)
    if (!Number.isInteger(max) || max < 1) report(`${field}.max`, 'is not a whole number from 1')
    if (windowMs !== null && !(windowMs > 0)) report(`${field}.windowMs`, 'is not a time')
    if (citation.trim() === '') report(`${field}.citation`, 'is missing')
    if (detail.trim() === '') report(`${field}.detail`, 'is missing')
  })
}

function isReadable(span: DayHours): boolean {
  try {
    return spansOf([span]).length === 1
  } catch {
    return false
  }
}

function isDate(date: string): boolean {
  try {
    return dayOf(date) >= 0
  } catch {
    return false
  }
}
