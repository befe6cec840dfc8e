/** Short forms for the entries of this folder: what each may leave out, and hours of a week. */
import { DAY_MS } from '../../local-time.ts'
import type { DayHours } from '../../weekly-schedule.ts'
import type { AttemptCap, RegionEntry, WeekHours } from '../region-rule.ts'

/** Public compilations of the rules: pointers to the law, not authority. */
export const COMPILATION = 'a public compilation of state calling rules that quotes each statute (2026-09-03)'
export const HOURS_TABLE = 'a public table of state contact hours (2026-10-04)'

/** Closed all day. */
export const NONE: readonly DayHours[] = []

type Fields = Pick<RegionEntry, 'region' | 'name' | 'hours' | 'confidence' | 'sources'> & Partial<RegionEntry>

/** An entry without holidays, caps, conditions and rules for artificial voices, but for those given. */
export function entry(fields: Fields): RegionEntry {
  return {
    country: fields.region.slice(0, 2),
    aiVoiceHours: [],
    holidays: null,
    attempts: [],
    aiVoiceAttempts: [],
    liftedByConsent: false,
    conditions: [],
    locationBasis: null,
    disagreements: [],
    ...fields,
  }
}

/** An entry that brings nothing beyond the federal hours. */
export function federalOnly(fields: Omit<Fields, 'hours'> & { citation: string }): RegionEntry {
  const { citation, ...rest } = fields
  return entry({ ...rest, hours: [{ from: null, hours: 'federal', citation }] })
}

/** One span: '09:00–19:00'. */
export function span(start: string, end: string): readonly DayHours[] {
  return [{ start, end }]
}

/** The same hours every day. */
export function daily(start: string, end: string): WeekHours {
  const hours = span(start, end)
  return { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours, sat: hours, sun: hours }
}

/** Hours of Monday to Friday, Saturday and Sunday. */
export function week(
  workdays: readonly DayHours[],
  sat: readonly DayHours[],
  sun: readonly DayHours[],
  special: Pick<WeekHours, 'holiday' | 'eve'> = {},
): WeekHours {
  return { mon: workdays, tue: workdays, wed: workdays, thu: workdays, fri: workdays, sat, sun, ...special }
}

/** At most three attempts to a person in 24 hours. */
export function threeADay(region: string, name: string, citation: string): AttemptCap {
  const detail = `${name}: at most 3 calls to a person in 24 hours`
  return { id: `${region}.attempts`, counts: 'attempts', max: 3, windowMs: DAY_MS, citation, detail }
}
