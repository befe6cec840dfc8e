/** Wall-clock time of a zone, from the project's own offset table. Local dates are 'YYYY-MM-DD', minutes count from 00:00. */
import { getClock, offsetAt, RANGE_FROM_MS, RANGE_UNTIL_MS } from './regions/zone-offset.ts'

export const MINUTE_MS = 60_000
export const DAY_MS = 86_400_000

export interface LocalTime {
  date: string
  /** 0 = Sunday. */
  weekday: 0 | 1 | 2 | 3 | 4 | 5 | 6
  minuteOfDay: number
  /** 'YYYY-MM-DDTHH:MM:SS', without offset. */
  iso: string
}

/**
 * What the clocks of a zone show at an instant (epoch ms).
 * @throws RangeError for an unknown zone or an instant outside the time zone table
 */
export function localAt(zone: string, atMs: number): LocalTime {
  const localMs = atMs + offsetAt(zone, atMs) * MINUTE_MS
  const day = Math.floor(localMs / DAY_MS)
  const iso = new Date(localMs).toISOString().slice(0, 19)
  return {
    date: iso.slice(0, 10),
    weekday: weekdayOf(day),
    minuteOfDay: Math.floor((localMs - day * DAY_MS) / MINUTE_MS),
    iso,
  }
}

/** The local time as 'YYYY-MM-DDTHH:MM:SS', without offset. @throws as `localAt` */
export function isoLocal(zone: string, atMs: number): string {
  return localAt(zone, atMs).iso
}

/**
 * Every instant (epoch ms, ascending) at which the zone's clocks show this minute: none when a DST change skips it,
 * two when a change repeats it.
 * @throws RangeError for an unknown zone, a date that does not exist, a minute that is not 0–1439, or a day outside the
 * time zone table
 */
export function instantsOfLocal(zone: string, date: string, minuteOfDay: number): number[] {
  if (!Number.isInteger(minuteOfDay) || minuteOfDay < 0 || minuteOfDay > 1439) {
    throw new RangeError(`not a minute of a day: ${minuteOfDay}`)
  }
  const localMs = dayOf(date) * DAY_MS + minuteOfDay * MINUTE_MS
  const { fromMs, offsetsMs } = getClock(zone)
  const instants: number[] = []
  for (let i = 0; i < fromMs.length; i++) {
    const atMs = localMs - offsetsMs[i]!
    const began = i === 0 || atMs >= fromMs[i]!
    const ended = i + 1 < fromMs.length && atMs >= fromMs[i + 1]!
    if (began && !ended) instants.push(atMs)
  }
  if (instants.some((atMs) => atMs < RANGE_FROM_MS || atMs >= RANGE_UNTIL_MS)) {
    throw new RangeError(`${date} is outside the time zone table`)
  }
  return instants.sort((a, b) => a - b)
}

/** Days from 1970-01-01 to a date. @throws RangeError when it is not an existing 'YYYY-MM-DD' */
export function dayOf(date: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(ms) || dateOf(ms / DAY_MS) !== date) throw new RangeError(`not a date: ${date}`)
  return ms / DAY_MS
}

/** 'YYYY-MM-DD' of a day counted from 1970-01-01. */
export function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

/** Weekday (0 = Sunday) of a day counted from 1970-01-01, a Thursday. */
export function weekdayOf(day: number): LocalTime['weekday'] {
  return ((((day + 4) % 7) + 7) % 7) as LocalTime['weekday']
}
