/** The rules about hours of the regions a person may be in, made of the entries of `rules/` once and kept. */
import type { HoursRule, RuleWords } from '../hours-rule.ts'
import { dayOf, weekdayOf } from '../local-time.ts'
import { intersect, type Span, type SpansOn, spansOf, WEEKDAYS } from '../weekly-schedule.ts'
import { describeHours } from './describe-hours.ts'
import { type HolidayCalendarId, holidayOn } from './holidays.ts'
import type { HoursVersion, RegionEntry } from './region-rule.ts'
import { findRegion } from './region-rules.ts'

export interface RegionOptions {
  /** Rules for automated devices and artificial voices apply too. */
  aiVoice: boolean
  /** The person has given consent, which lifts what the law says it lifts. */
  consented: boolean
}

interface EntryRules {
  live: readonly HoursRule[]
  aiVoice: readonly HoursRule[]
}

const NEVER: readonly Span[] = []
const ALL_DAY: readonly Span[] = [[0, 1440]]

const rulesByEntry = new Map<RegionEntry, EntryRules>()

/**
 * The rules about hours of the regions a person may be in; all apply. A region without an entry is under its country's, and brings nothing
 * when that has none either. Ids: 'US-PA.hours', 'US-PA.ai_voice', and 'US-MS.hours.cst' for a clock that a law names.
 */
export function regionHours(regions: readonly string[], { aiVoice, consented }: RegionOptions): readonly HoursRule[] {
  const rules = new Set<HoursRule>()
  for (const region of regions) {
    const entry = findRegion(region)
    if (!entry) continue
    const own = rulesOf(entry)
    if (!(consented && entry.liftedByConsent)) for (const rule of own.live) rules.add(rule)
    if (aiVoice) for (const rule of own.aiVoice) rules.add(rule)
  }
  return [...rules]
}

/** Whether consent changes anything in these regions: then it tells lanes apart. */
export function consentMatters(regions: readonly string[]): boolean {
  return regions.some((region) => {
    const entry = findRegion(region)
    return entry?.liftedByConsent === true && (rulesOf(entry).live.length > 0 || entry.attempts.length > 0)
  })
}

/**
 * The rules of one entry, whether or not `findRegion` has it.
 * @throws RangeError when hours or dates cannot be read (`checkRegion` says which)
 */
export function rulesOf(entry: RegionEntry): EntryRules {
  let rules = rulesByEntry.get(entry)
  if (!rules) {
    rules = {
      live: rulesFrom(entry, entry.hours, `${entry.region}.hours`, entry.name),
      aiVoice: rulesFrom(entry, entry.aiVoiceHours, `${entry.region}.ai_voice`, `${entry.name}, artificial voice`),
    }
    rulesByEntry.set(entry, rules)
  }
  return rules
}

function rulesFrom(entry: RegionEntry, versions: readonly HoursVersion[], id: string, title: string): HoursRule[] {
  if (versions.every(({ hours }) => hours === 'federal')) return []
  const wordsOf = ({ hours, citation }: HoursVersion, by = ''): RuleWords => {
    return { detail: `${title}${by}: ${describeHours(hours)}`, citation }
  }
  const rule: HoursRule = {
    id,
    code: 'region_rule',
    zone: 'recipient',
    ...wordsOf(versions.at(-1)!),
    spansOn: versionSpans(versions, entry.holidays),
    ...(versions.length > 1 && { wordsOn: (day: number) => wordsOf(versionOn(versions, day)) }),
  }
  const others = new Map(versions.flatMap(({ alsoInZone }) => (alsoInZone ? [[alsoInZone.id, alsoInZone]] : [])))
  const onOtherClocks = [...others.values()].map(({ id: suffix, zone, name }): HoursRule => {
    const held = versions.map((version) => (version.alsoInZone?.id === suffix ? version : unbound(version)))
    const words = wordsOf(versions.at(-1)!, ` by ${name}`)
    return { ...rule, ...words, id: `${id}.${suffix}`, zone, spansOn: versionSpans(held, entry.holidays) }
  })
  return [rule, ...onOtherClocks]
}

function unbound(version: HoursVersion): HoursVersion {
  return { ...version, hours: 'federal' }
}

/** The version in force on a local day; before the first, the first. */
function versionOn(versions: readonly HoursVersion[], day: number): HoursVersion {
  return versions.findLast(({ from }) => from === null || dayOf(from) <= day) ?? versions[0]!
}

function versionSpans(versions: readonly HoursVersion[], calendar: HolidayCalendarId | null): SpansOn {
  const held = versions.map(({ from, hours }) => ({
    fromDay: from === null ? Number.NEGATIVE_INFINITY : dayOf(from),
    spansOn: weekSpans(hours, calendar),
  }))
  if (held.length === 1 && versions[0]!.from === null) return held[0]!.spansOn
  held.reverse()
  return (day) => held.find(({ fromDay }) => fromDay <= day)?.spansOn(day) ?? ALL_DAY
}

function weekSpans(hours: HoursVersion['hours'], calendar: HolidayCalendarId | null): SpansOn {
  if (hours === 'federal') return () => ALL_DAY
  if (hours === 'prohibited') return () => NEVER
  const week = WEEKDAYS.map((weekday) => spansOf(hours[weekday]))
  const { holiday, eve } = hours
  if (calendar === null || !(holiday || eve)) return (day) => week[weekdayOf(day)]!
  const onHoliday = holiday && spansOf(holiday)
  const onEve = eve && spansOf(eve)
  return (day) => {
    let spans = week[weekdayOf(day)]!
    if (spans.length === 0) return spans
    if (onHoliday && holidayOn(calendar, day)) spans = intersect(spans, onHoliday)
    if (onEve && holidayOn(calendar, day + 1)) spans = intersect(spans, onEve)
    return spans
  }
}
