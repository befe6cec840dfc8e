/**
 * Legal holidays as rules that hold for any year. A new calendar is one entry here (and its id in `HolidayCalendarId`).
 * Lists of the states: the statutes and the calendars callers keep of them, as of 2026-11; a governor may add days by
 * proclamation, which no rule foresees (an emergency stop of the region does). Review yearly.
 */
import type { Weekday } from '../weekly-schedule.ts'

export type HolidayCalendarId =
  | 'US'
  | 'US-AL'
  | 'US-LA'
  | 'US-PA'
  | 'US-RI'
  | 'US-UT'
  | 'US-ANY'
  | 'AU'
  | 'FR'
  | 'IT'
  | 'ES'

export interface HolidayRule {
  name: string
  on:
    | { month: number; day: number }
    /** The nth such weekday of the month (-1: the last), and `plus` days. */
    | { month: number; nth: 1 | 2 | 3 | 4 | -1; weekday: Weekday; plus?: number }
    /** Days after Easter Sunday (Gregorian). */
    | { easter: number }
  /**
   * Closed too when the date falls on a weekend. nearest: Saturday → the Friday before, Sunday → the Monday after.
   * following: the first working day after that is not a holiday itself.
   */
  observed?: 'nearest' | 'following'
  /** Absent: every year. */
  years?: 'even'
  /** First year it is a holiday. */
  from?: number
}

const newYear: HolidayRule = { name: "New Year's Day", on: { month: 1, day: 1 }, observed: 'nearest' }
const martinLutherKing: HolidayRule = {
  name: 'Martin Luther King Jr. Day',
  on: { month: 1, nth: 3, weekday: 'mon' },
}
const washington: HolidayRule = { name: "Washington's Birthday", on: { month: 2, nth: 3, weekday: 'mon' } }
const mardiGras: HolidayRule = { name: 'Mardi Gras', on: { easter: -47 } }
const goodFriday: HolidayRule = { name: 'Good Friday', on: { easter: -2 } }
const easterMonday: HolidayRule = { name: 'Easter Monday', on: { easter: 1 } }
const memorialDay: HolidayRule = { name: 'Memorial Day', on: { month: 5, nth: -1, weekday: 'mon' } }
const juneteenth: HolidayRule = { name: 'Juneteenth', on: { month: 6, day: 19 }, observed: 'nearest' }
const independenceDay: HolidayRule = { name: 'Independence Day', on: { month: 7, day: 4 }, observed: 'nearest' }
const laborDay: HolidayRule = { name: 'Labor Day', on: { month: 9, nth: 1, weekday: 'mon' } }
const columbusDay: HolidayRule = { name: 'Columbus Day', on: { month: 10, nth: 2, weekday: 'mon' } }
const electionDay: HolidayRule = { name: 'Election Day', on: { month: 11, nth: 1, weekday: 'mon', plus: 1 } }
const veteransDay: HolidayRule = { name: 'Veterans Day', on: { month: 11, day: 11 }, observed: 'nearest' }
const thanksgiving: HolidayRule = { name: 'Thanksgiving Day', on: { month: 11, nth: 4, weekday: 'thu' } }
const christmas: HolidayRule = { name: 'Christmas Day', on: { month: 12, day: 25 }, observed: 'nearest' }
const labourDay: HolidayRule = { name: 'Labour Day', on: { month: 5, day: 1 } }
const assumption: HolidayRule = { name: 'Assumption', on: { month: 8, day: 15 } }
const allSaints: HolidayRule = { name: "All Saints' Day", on: { month: 11, day: 1 } }
const epiphany: HolidayRule = { name: 'Epiphany', on: { month: 1, day: 6 } }
const immaculateConception: HolidayRule = { name: 'Immaculate Conception', on: { month: 12, day: 8 } }
/** Without a day instead when it falls on a weekend. */
const plain = ({ name, on }: HolidayRule): HolidayRule => ({ name, on })
const following = ({ name, on }: HolidayRule): HolidayRule => ({ name, on, observed: 'following' })

/** 5 U.S.C. 6103. */
const federal: readonly HolidayRule[] = [
  newYear,
  martinLutherKing,
  washington,
  memorialDay,
  juneteenth,
  independenceDay,
  laborDay,
  columbusDay,
  veteransDay,
  thanksgiving,
  christmas,
]

const alabama: readonly HolidayRule[] = [
  ...federal,
  // Baldwin and Mobile counties only; an area code does not tell counties apart.
  mardiGras,
  { name: 'Confederate Memorial Day', on: { month: 4, nth: 4, weekday: 'mon' } },
  { name: "Jefferson Davis' Birthday", on: { month: 6, nth: 1, weekday: 'mon' } },
]

const louisiana: readonly HolidayRule[] = [
  newYear,
  martinLutherKing,
  mardiGras,
  goodFriday,
  memorialDay,
  juneteenth,
  independenceDay,
  laborDay,
  { ...allSaints, observed: 'nearest' },
  { ...electionDay, years: 'even' },
  veteransDay,
  thanksgiving,
  { name: 'Acadian Day', on: { month: 11, nth: 4, weekday: 'thu', plus: 1 } },
  christmas,
]

const pennsylvania: readonly HolidayRule[] = [
  // Juneteenth is not in the list of 2019; closed as a federal holiday until the state says otherwise.
  ...federal,
  goodFriday,
  { name: 'Flag Day', on: { month: 6, day: 14 }, observed: 'nearest' },
  electionDay,
]

const rhodeIsland: readonly HolidayRule[] = [
  ...federal,
  // Not in every list of callers.
  { name: 'Rhode Island Independence Day', on: { month: 5, day: 4 }, observed: 'nearest' },
  { name: 'Victory Day', on: { month: 8, nth: 2, weekday: 'mon' } },
  { ...electionDay, years: 'even' },
]

const utah: readonly HolidayRule[] = [
  ...federal,
  { name: 'Pioneer Day', on: { month: 7, day: 24 }, observed: 'nearest' },
]

export const HOLIDAY_CALENDARS: Readonly<Record<HolidayCalendarId, readonly HolidayRule[]>> = {
  US: federal,
  'US-AL': alabama,
  'US-LA': louisiana,
  'US-PA': pennsylvania,
  'US-RI': rhodeIsland,
  'US-UT': utah,
  // Every holiday on which any state forbids calls, for a person whose state is not known. A new state calendar belongs here too.
  'US-ANY': [...federal, ...alabama, ...louisiana, ...pennsylvania, ...rhodeIsland, ...utah],
  // National public holidays of the industry standard of 2017, with the days instead of those on a weekend.
  AU: [
    following(newYear),
    { name: 'Australia Day', on: { month: 1, day: 26 }, observed: 'following' },
    goodFriday,
    easterMonday,
    { name: 'Anzac Day', on: { month: 4, day: 25 }, observed: 'following' },
    following(christmas),
    { name: 'Boxing Day', on: { month: 12, day: 26 }, observed: 'following' },
  ],
  // Code du travail L3133-1.
  FR: [
    plain(newYear),
    easterMonday,
    labourDay,
    { name: 'Victory in Europe Day', on: { month: 5, day: 8 } },
    { name: 'Ascension', on: { easter: 39 } },
    { name: 'Whit Monday', on: { easter: 50 } },
    { name: 'Bastille Day', on: { month: 7, day: 14 } },
    assumption,
    allSaints,
    { name: 'Armistice Day', on: { month: 11, day: 11 } },
    plain(christmas),
  ],
  // Legge 260/1949 and later; Saint Francis from 2026 (legge 151/2025).
  IT: [
    plain(newYear),
    epiphany,
    { name: 'Easter Sunday', on: { easter: 0 } },
    easterMonday,
    { name: 'Liberation Day', on: { month: 4, day: 25 } },
    labourDay,
    { name: 'Republic Day', on: { month: 6, day: 2 } },
    assumption,
    { name: 'Saint Francis', on: { month: 10, day: 4 }, from: 2026 },
    allSaints,
    immaculateConception,
    plain(christmas),
    { name: "Saint Stephen's Day", on: { month: 12, day: 26 } },
  ],
  // National holidays; those of the autonomous communities are not in it.
  ES: [
    plain(newYear),
    epiphany,
    goodFriday,
    labourDay,
    assumption,
    { name: 'National Day', on: { month: 10, day: 12 } },
    allSaints,
    { name: 'Constitution Day', on: { month: 12, day: 6 } },
    immaculateConception,
    plain(christmas),
  ],
}
