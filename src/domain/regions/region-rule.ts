/** What a region's law says of calls, as data: the shape of one entry of `rules/`. Adding a state or a country is one entry. */
import type { DayHours, Weekday } from '../weekly-schedule.ts'
import type { HolidayCalendarId } from './holidays.ts'

/** Local hours of a week, [start, end). An empty list: nobody is called that day. */
export interface WeekHours extends Record<Weekday, readonly DayHours[]> {
  /**
   * On the region's holidays (dates and observed dates). Absent: a holiday is a day like others. Where the weekday or the eve has narrower
   * hours, those hold too: a holiday opens nothing.
   */
  holiday?: readonly DayHours[]
  /** On the day before a holiday, as `holiday`. */
  eve?: readonly DayHours[]
}

export type Confidence = 'high' | 'medium' | 'low'

/** Hours and from when on they hold. */
export interface HoursVersion {
  /** First local date they are in force, 'YYYY-MM-DD'; null: as far back as we look. The version before ends the day before. */
  from: string | null
  /** 'federal': nothing beyond the federal hours. 'prohibited': no call at all. */
  hours: WeekHours | 'federal' | 'prohibited'
  citation: string
  /**
   * A second clock on which the same hours must hold, for a law that names one: an IANA zone, what the law calls it ('Central Standard
   * Time'), and the end of the rule's id ('cst').
   */
  alsoInZone?: { zone: string; name: string; id: string }
  /** When it differs from the entry's. */
  confidence?: Confidence
}

/** A limit on attempts to one person (all of their phones together) within a rolling time. */
export interface AttemptCap {
  /** Unique and stable, e.g. 'US-FL.attempts'. */
  id: string
  /** attempts: every dial counts. refusals: calls in which they declined. hang_ups: calls they answered and ended without a conversation. */
  counts: 'attempts' | 'refusals' | 'hang_ups'
  /** No call is made while this many counted events lie within the window: 3 attempts are allowed, the fourth is not; 1 refusal is enough. */
  max: number
  /** Rolling; null: for ever. */
  windowMs: number | null
  citation: string
  detail: string
}

export interface RegionEntry {
  /** 'US-PA', 'CA-BC', 'FR'; 'US': somewhere in the United States, state unknown. */
  region: string
  /** For people: 'Pennsylvania'. */
  name: string
  /** ISO 3166-1 alpha-2. */
  country: string
  /** Rules for every call, oldest first; at least one. */
  hours: readonly HoursVersion[]
  /** Further rules for calls with an artificial voice (automated devices); empty: none. Also closed when these are. */
  aiVoiceHours: readonly HoursVersion[]
  holidays: HolidayCalendarId | null
  attempts: readonly AttemptCap[]
  /** As `attempts`, for calls with an artificial voice. */
  aiVoiceAttempts: readonly AttemptCap[]
  /** Prior express consent on file lifts `hours` and `attempts` (not those of the artificial voice). */
  liftedByConsent: boolean
  /** What else the law asks for and no clock can check, in plain words: consent, permits, what has to be said. */
  conditions: readonly string[]
  /** By what a person counts as being there, when the law says so. */
  locationBasis: string | null
  disagreements: readonly string[]
  confidence: Confidence
  /** Addresses or names of what was read. */
  sources: readonly string[]
  /** Where the law itself is published, when that was not what was read. */
  officialUrl?: string
}
