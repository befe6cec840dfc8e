/** One rule about hours, and when it next opens or closes on one clock. */
import { DAY_MS, MINUTE_MS } from './local-time.ts'
import { type Clock, RANGE_UNTIL_MS, segmentAt } from './regions/zone-offset.ts'
import type { Span, SpansOn } from './weekly-schedule.ts'

/** A constraint on the hours of calls. All rules of a lead must be open, so another rule is only another of these. */
export interface HoursRule {
  /** Unique and stable; two leads under rules of the same ids (and clocks) share a calling window. */
  readonly id: string
  readonly code: 'federal_hours' | 'region_rule' | 'calling_hours' | 'schedule'
  /** 'recipient': holds in each zone the recipient may be in. */
  readonly zone: 'recipient' | string
  /** For people, e.g. "federal calling hours 08:00–21:00". Of a law that changed: as it stands last. */
  readonly detail: string
  readonly citation: string | null
  readonly spansOn: SpansOn
  /** What it said on a local day (counted from 1970-01-01), for a law that changed. */
  readonly wordsOn?: (day: number) => RuleWords
}

export type RuleWords = Pick<HoursRule, 'detail' | 'citation'>

/** A rule on one clock. */
export interface LocalRule {
  readonly rule: HoursRule
  readonly clock: Clock
  /** The zone as the caller named it. */
  readonly zone: string
}

/** What the rule says on its clock at an instant (epoch ms). */
export function wordsAt({ rule, clock }: LocalRule, atMs: number): RuleWords {
  const segment = rule.wordsOn ? segmentAt(clock, atMs) : -1
  return segment < 0 ? rule : rule.wordsOn!(Math.floor((atMs + clock.offsetsMs[segment]!) / DAY_MS))
}

/** The same spans, remembered for the last few days asked about: several clocks ask for the same ones, one after the other. */
export function remembering(spansOn: SpansOn): SpansOn {
  const days = [Number.NaN, Number.NaN, Number.NaN, Number.NaN]
  const spans: (readonly Span[])[] = [[], [], [], []]
  return (day) => {
    const place = day & 3
    if (days[place] !== day) {
      spans[place] = spansOn(day)
      days[place] = day
    }
    return spans[place]!
  }
}

/**
 * The first instant ≥ atMs and < limitMs at which the rule is open (or closed), else null. Exact over DST changes:
 * it walks stretches of constant offset, in which local time is plain arithmetic. A minute that a change skips is
 * never open; one that a change repeats is open both times. Beyond the time zone table everything is closed.
 */
export function seek({ rule, clock }: LocalRule, open: boolean, atMs: number, limitMs: number): number | null {
  let cursor = atMs
  while (cursor < limitMs) {
    const segment = segmentAt(clock, cursor)
    if (segment < 0) return open ? null : cursor
    const segmentEnd = clock.fromMs[segment + 1] ?? RANGE_UNTIL_MS
    const offsetMs = clock.offsetsMs[segment]!
    const day = Math.floor((cursor + offsetMs) / DAY_MS)
    const midnight = day * DAY_MS - offsetMs
    let next = midnight + DAY_MS
    let isOpen = false
    for (const [start, end] of rule.spansOn(day)) {
      const startAt = midnight + start * MINUTE_MS
      const endAt = midnight + end * MINUTE_MS
      if (cursor >= endAt) continue
      isOpen = cursor >= startAt
      next = isOpen ? endAt : startAt
      break
    }
    if (isOpen === open) return cursor
    cursor = Math.min(next, segmentEnd)
  }
  return null
}

/** The first instant ≥ atMs and < limitMs at which every rule is open, else null. */
export function seekAllOpen(rules: readonly LocalRule[], atMs: number, limitMs: number): number | null {
  let cursor = atMs
  for (;;) {
    const before = cursor
    for (const local of rules) {
      const opensAt = seek(local, true, cursor, limitMs)
      if (opensAt === null) return null
      cursor = opensAt
    }
    if (cursor === before) return cursor
  }
}
