import { isStopFor, type RegionStop, type WindowState, windowAt } from '../../domain/calling-window.ts'
import { DAY_MS, dateOf, dayOf, isoLocal } from '../../domain/local-time.ts'
import { findLandZones } from '../../domain/regions/address.ts'
import { type Holiday, type HolidayCalendarId, holidayOn } from '../../domain/regions/holidays.ts'
import type { RegionEntry } from '../../domain/regions/region-rule.ts'
import { allRegions, findRegion } from '../../domain/regions/region-rules.ts'
import { type Clock, findClock, segmentAt } from '../../domain/regions/zone-offset.ts'
import type { Actor, Deps } from '../deps.ts'
import type { StoredRegionStop } from './region-stop-store.ts'

/** How far ahead holidays are named. */
const HOLIDAYS_AHEAD_DAYS = 366

/** What may be done in a region now, by one of its clocks. */
export interface RegionClock {
  zone: string
  /** 'YYYY-MM-DDTHH:MM:SS' there. */
  localTime: string
  /** Whether an artificial voice may call somebody there who has not given consent. */
  state: WindowState
}

export interface RegionRules {
  entry: RegionEntry
  /** Local date on which it is judged which hours are in force, 'YYYY-MM-DD'. */
  today: string
  /** The next of its calendar, within a year; empty without one. */
  holidays: ({ date: string } & Holiday)[]
  /** Of the region, of its country, or (for a state unknown) of one of its states. */
  stop: StoredRegionStop | null
  /** One zone for each clock of the region. */
  clocks: RegionClock[]
}

/**
 * The rules of every region as they are in force now, with the organization's emergency stops.
 * @param filter.region one region; one without an entry finds that of its country
 * @param filter.q part of a region's code or name, or of a citation, in any case
 */
export async function listRules(
  deps: Deps,
  actor: Actor,
  filter: { region?: string | undefined; q?: string | undefined },
): Promise<RegionRules[]> {
  const now = deps.clock.now()
  const stops = await deps.regionStops.list(actor.orgId, now)
  const holidaysOf = upcomingHolidays()
  return entriesFor(filter).map((entry) => {
    const clocks = clocksOf(entry, stops, now)
    const today = clocks[0]?.localTime.slice(0, 10) ?? dateOf(Math.floor(now / DAY_MS))
    const holidays = entry.holidays === null ? [] : holidaysOf(entry.holidays, today)
    return { entry, today, holidays, stop: findStop(stops, entry.region), clocks }
  })
}

/** That of the region itself before one of its country or of one of its states. */
function findStop(stops: readonly StoredRegionStop[], region: string): StoredRegionStop | null {
  const own = stops.find((stop) => stop.region === region)
  return own ?? stops.find((stop) => isStopFor(stop, [region])) ?? null
}

function entriesFor({ region, q }: { region?: string | undefined; q?: string | undefined }): readonly RegionEntry[] {
  const found = region === undefined ? null : findRegion(region)
  const entries = region === undefined ? allRegions() : found ? [found] : []
  const wanted = q?.trim().toLowerCase()
  return wanted ? entries.filter((entry) => textOf(entry).includes(wanted)) : entries
}

function textOf({ region, name, hours, aiVoiceHours, attempts, aiVoiceAttempts }: RegionEntry): string {
  const citations = [...hours, ...aiVoiceHours, ...attempts, ...aiVoiceAttempts].map(({ citation }) => citation)
  return [region, name, ...citations].join('\n').toLowerCase()
}

function clocksOf({ region }: RegionEntry, stops: readonly RegionStop[], now: number): RegionClock[] {
  const seen = new Set<Clock | null>()
  return (findLandZones(region) ?? []).flatMap((zone): RegionClock[] => {
    const clock = findClock(zone)
    if (clock === null || seen.has(clock) || segmentAt(clock, now) < 0) return []
    seen.add(clock)
    const state = windowAt(
      {
        zones: [zone],
        regions: [region],
        callingHours: { start: '00:00', end: '24:00' },
        schedule: null,
        regionalRules: true,
        aiVoiceRules: true,
        consented: false,
        stops,
      },
      now,
    )
    return [{ zone, localTime: isoLocal(zone, now), state }]
  })
}

/** Several regions share a calendar and a date. */
function upcomingHolidays(): (calendar: HolidayCalendarId, today: string) => RegionRules['holidays'] {
  const known = new Map<string, RegionRules['holidays']>()
  return (calendar, today) => {
    const key = `${calendar}/${today}`
    let holidays = known.get(key)
    if (!holidays) {
      const first = dayOf(today)
      holidays = Array.from({ length: HOLIDAYS_AHEAD_DAYS }, (_, i) => first + i).flatMap((day) => {
        const holiday = holidayOn(calendar, day)
        return holiday ? [{ date: dateOf(day), ...holiday }] : []
      })
      known.set(key, holidays)
    }
    return holidays
  }
}
