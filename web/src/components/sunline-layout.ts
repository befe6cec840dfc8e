import type { Lane } from '../api/live.ts'
import { hourOfDay, toMsOrNull } from '../format.ts'

/** Lanes that stand at the same local hour and are open or closed alike, as one marker of the sunline. */
export interface SunMark {
  key: string
  zones: string[]
  regions: string[]
  waiting: number
  open: boolean
  /** Epoch ms of the next change of the lanes in which most people wait. */
  until: number | null
  /** Other lanes change at another time: their states have rules of their own. */
  others: boolean
  because: string
  /** Local hour of day there, 0–24: two when it is not known in which of several zones the people are. */
  from: number
  to: number
  /** Line of the strip, so that neighbours do not cover each other. */
  row: number
}

function markOf(lane: Lane, now: number): SunMark {
  const hours = lane.zones.length > 0 ? lane.zones.map((zone) => hourOfDay(now, zone)) : [0]
  let from = Math.min(...hours)
  let to = Math.max(...hours)
  // Across midnight the zones are on two dates; show them where the first is.
  if (to - from > 12) {
    from = hours[0] ?? 0
    to = from
  }
  return {
    key: `${lane.open ? 'open' : 'closed'} ${from.toFixed(2)} ${to.toFixed(2)}`,
    zones: lane.zones,
    regions: lane.regions,
    waiting: lane.waiting,
    open: lane.open,
    until: toMsOrNull(lane.until),
    others: false,
    because: lane.because,
    from,
    to,
    row: 0,
  }
}

/**
 * The markers of the strip, west to east, each on the first row with room for it. `labelHours`: how many hours of the strip
 * one label covers; a marker nearer than that to its neighbour goes to another row.
 */
export function layOut(lanes: Lane[], now: number, labelHours: number): SunMark[] {
  const marks = new Map<string, SunMark>()
  // The largest first, so that the first of a marker says what holds for most.
  for (const lane of [...lanes].sort((a, b) => b.waiting - a.waiting)) {
    const mark = markOf(lane, now)
    const known = marks.get(mark.key)
    if (!known) marks.set(mark.key, mark)
    else {
      known.zones = [...new Set([...known.zones, ...mark.zones])]
      known.regions = [...new Set([...known.regions, ...mark.regions])]
      known.waiting += mark.waiting
      if (mark.until !== known.until) known.others = true
    }
  }
  const sorted = [...marks.values()].sort((a, b) => a.from + a.to - (b.from + b.to))
  const ends: number[] = []
  for (const mark of sorted) {
    const middle = (mark.from + mark.to) / 2
    const row = ends.findIndex((end) => middle - end >= labelHours)
    mark.row = row === -1 ? ends.length : row
    ends[mark.row] = middle
  }
  return sorted
}

/** "09:30" → 9.5. */
export function hoursOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number)
  return (hours ?? 0) + (minutes ?? 0) / 60
}
