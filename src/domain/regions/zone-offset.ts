/**
 * UTC offsets from the project's own table. Not `Intl`: the runtime's data is a year behind and one hour
 * behind is a call at 21:30 (reference/timezones.md, trap 1).
 */
import { CLOCKS, RANGE_FROM_MS, RANGE_UNTIL_MS, ZONE_NAMES } from './offsets.gen.ts'
import { ZONE_ALIASES } from './zone-aliases.ts'

export { RANGE_FROM_MS, RANGE_UNTIL_MS, TZDATA_VERSION } from './offsets.gen.ts'

/** The offsets of all zones that agree from RANGE_FROM_MS to RANGE_UNTIL_MS; one object each, so `===` compares. */
export interface Clock {
  /** Zone that stands for all with this clock. */
  readonly name: string
  /** Instants (epoch ms) from which `offsetsMs` of the same place holds; the first is RANGE_FROM_MS. */
  readonly fromMs: readonly number[]
  /** Local time minus UTC. */
  readonly offsetsMs: readonly number[]
}

const HALF_HOUR_MS = 1_800_000
const MINUTE_MS = 60_000

const zoneNames = ZONE_NAMES.split(' ')

/** The zone at a place of the generated tables (base 36). */
export function zoneAt(place: string): string {
  return zoneNames[Number.parseInt(place, 36)]!
}

const clocks = new Map<string, Clock>()
for (const line of CLOCKS) {
  const [rule, members] = line.split('|') as [string, string]
  const numbers = rule.split(' ')
  const fromMs = [RANGE_FROM_MS]
  const offsetsMs = [Number(numbers[0]) * MINUTE_MS]
  for (let i = 1; i < numbers.length; i += 2) {
    fromMs.push(RANGE_FROM_MS + Number.parseInt(numbers[i]!, 36) * HALF_HOUR_MS)
    offsetsMs.push(Number(numbers[i + 1]) * MINUTE_MS)
  }
  const zones = members.split(' ').map(zoneAt)
  const clock: Clock = { name: zones[0]!, fromMs, offsetsMs }
  for (const zone of zones) clocks.set(zone, clock)
}
for (const [alias, zone] of ZONE_ALIASES) clocks.set(alias, clocks.get(zone)!)

/** True when the table has the zone, under this name or an alias. */
export function isKnownZone(zone: string): boolean {
  return clocks.has(zone)
}

/** Every name the table has, aliases included, in the order of the alphabet. */
export function knownZones(): string[] {
  return [...clocks.keys()].sort()
}

/** The zone's clock, or null when the table does not have it. */
export function findClock(zone: string): Clock | null {
  return clocks.get(zone) ?? null
}

/** The zone's clock. @throws RangeError when the table does not have it. */
export function getClock(zone: string): Clock {
  const clock = clocks.get(zone)
  if (!clock) throw new RangeError(`unknown time zone: ${zone}`)
  return clock
}

/** Place in `fromMs` of the offset that holds at an instant; -1 outside the table's range (also for NaN). */
export function segmentAt(clock: Clock, atMs: number): number {
  if (!(atMs >= RANGE_FROM_MS && atMs < RANGE_UNTIL_MS)) return -1
  let segment = clock.fromMs.length - 1
  while (clock.fromMs[segment]! > atMs) segment--
  return segment
}

/**
 * Minutes by which local time is ahead of UTC (New York in winter: -300).
 * @throws RangeError for an unknown zone, and for an instant outside [RANGE_FROM_MS, RANGE_UNTIL_MS): the caller
 * must not call anybody on a guess.
 */
export function offsetAt(zone: string, atMs: number): number {
  const clock = getClock(zone)
  const segment = segmentAt(clock, atMs)
  if (segment < 0) throw new RangeError(`no offset of ${zone} at ${atMs}: outside the time zone table`)
  return clock.offsetsMs[segment]! / MINUTE_MS
}
