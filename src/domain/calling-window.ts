/**
 * When a lead may be called: campaign calling hours ∩ schedule ∩ federal hours ∩ region rules, in every zone the
 * recipient may be in. Pure; what it remembers only makes the same answer faster. Fails closed: an unknown zone, no
 * zone, unreadable hours or an instant outside the time zone table is "closed". Over 250 lines because what is remembered, and for how long, must be
 * read beside what it remembers.
 */
import { type HoursRule, type LocalRule, remembering, seek, seekAllOpen, wordsAt } from './hours-rule.ts'
import { DAY_MS } from './local-time.ts'
import { consentMatters, regionHours } from './regions/region-hours.ts'
import { type Clock, findClock, RANGE_FROM_MS, RANGE_UNTIL_MS } from './regions/zone-offset.ts'
import type { Whereabouts } from './regions/zone-resolver.ts'
import { type DayHours, scheduleSpans, spansOf, type WeeklySchedule } from './weekly-schedule.ts'

export type { DayHours, ScheduleException, WeeklySchedule } from './weekly-schedule.ts'

export interface WindowRules {
  zones: string[]
  regions: string[]
  callingHours: DayHours
  schedule: WeeklySchedule | null
  regionalRules: boolean
  /** With the regional rules: those for automated devices and artificial voices too. */
  aiVoiceRules: boolean
  /** Consent is on file, which lifts the regional rules that say so. */
  consented: boolean
  /** Emergency stops of the organization, whatever region they are for; they hold also without regional rules. */
  stops: readonly RegionStop[]
}

/** Nobody in the region is called for now. */
export interface RegionStop {
  region: string
  reason: string
  /** Epoch ms; null: until it is lifted. */
  until: number | null
}

export interface WindowState {
  open: boolean
  /** Epoch ms of the next change of `open`: closing, or the real opening. null = none within HORIZON_DAYS. */
  until: number | null
  because: WindowReason
}

/** Of the rules closed now, the one that stays closed longest; the law before the campaign's own when they tie. */
export interface WindowReason {
  code:
    | 'inside'
    | 'calling_hours'
    | 'schedule'
    | 'federal_hours'
    | 'region_rule'
    | 'region_stop'
    | 'unknown_zone'
    | 'never_opens'
  zone: string | null
  detail: string
  citation: string | null
  /** Of the rule that holds back: 'federal', 'US-PA.hours', 'calling', 'schedule'; null when it is none. */
  ruleId: string | null
}

/** An opening is looked for until this many days after the end of the current UTC day (so that answers can be kept). */
export const HORIZON_DAYS = 400

const FEDERAL_SPANS = [[480, 1260]] as const
const FEDERAL: HoursRule = {
  id: 'federal',
  code: 'federal_hours',
  zone: 'recipient',
  detail: 'federal calling hours 08:00–21:00',
  citation: '47 CFR 64.1200(c)(1)',
  spansOn: () => FEDERAL_SPANS,
}

const INSIDE: WindowReason = Object.freeze({
  code: 'inside',
  zone: null,
  detail: 'every rule is open in every candidate zone',
  citation: null,
  ruleId: null,
})

interface Compiled {
  rules: readonly LocalRule[]
  /** Why these rules can never be judged open, whatever the time. */
  blocked: WindowState | null
  /** The last answer; it holds for [keptFrom, keptTo). */
  kept: WindowState | null
  keptFrom: number
  keptTo: number
  /** From `neverFrom` on nothing opens before `neverTo`, as has been searched. */
  neverFrom: number
  neverTo: number
}

/** Rules by content, so that callers may build them anew for each call; emptied when full. */
const compiledByContent = new Map<string, Compiled>()
const MAX_COMPILED = 1024

/** The same by object, for callers who keep theirs, with what the object held when it was compiled. */
const compiledByRules = new WeakMap<WindowRules, { compiled: Compiled; as: WindowRules }>()

/**
 * Whether a call may start at an instant (epoch ms), until when that holds, and why. Never throws. The answer is frozen. A stop without an
 * end is closed with `until` null and its own code: it is not a window that never opens, since a person will lift it.
 */
export function windowAt(rules: WindowRules, atMs: number): WindowState {
  const stop = rules.stops.length === 0 ? null : standingStop(rules, atMs)
  if (stop) return closed(stop.until === null ? null : nextOpening(rules, stop.until), stopReason(stop))
  return windowByHours(rules, atMs)
}

/**
 * Whether a stop concerns somebody who may be in these regions: theirs, the country theirs is in, and, where only the country is known,
 * any state of it.
 */
export function isStopFor({ region }: Pick<RegionStop, 'region'>, regions: readonly string[]): boolean {
  return regions.some((it) => it === region || it.startsWith(`${region}-`) || region.startsWith(`${it}-`))
}

/** The stop of one of the regions that stands longest. */
function standingStop({ stops, regions }: WindowRules, atMs: number): RegionStop | null {
  let longest: RegionStop | null = null
  for (const stop of stops) {
    if (!isStopFor(stop, regions) || (stop.until !== null && stop.until <= atMs)) continue
    const isLonger = longest === null || (longest.until !== null && (stop.until === null || stop.until > longest.until))
    if (isLonger) longest = stop
  }
  return longest
}

function stopReason({ region, reason }: RegionStop): WindowReason {
  return {
    code: 'region_stop',
    zone: null,
    detail: `calls to ${region} are stopped: ${reason}`,
    citation: null,
    ruleId: `${region}.stop`,
  }
}

function windowByHours(rules: WindowRules, atMs: number): WindowState {
  const compiled = compiledOf(rules)
  if (compiled.blocked) return compiled.blocked
  if (compiled.kept && atMs >= compiled.keptFrom && atMs < compiled.keptTo) return compiled.kept
  if (!(atMs >= RANGE_FROM_MS && atMs < RANGE_UNTIL_MS)) return outsideTable(compiled.rules, atMs)
  return keep(compiled, atMs)
}

/** The first instant ≥ atMs at which a call may start (atMs itself when open), or null when none within HORIZON_DAYS. */
export function nextOpening(rules: WindowRules, atMs: number): number | null {
  const state = windowAt(rules, atMs)
  return state.open ? atMs : state.until
}

/**
 * Names the lane of a lead: same key ⇒ same calling window within one campaign, whatever its settings, the rules in force and the stops
 * that stand. It is made of names only, not of rules or offsets, so that no new version of a table makes a stored key wrong.
 */
export function laneKey(w: Whereabouts, consented: boolean): string {
  if (w.zones.length === 0 || w.zones.some((zone) => findClock(zone) === null)) return 'closed'
  const key = `${w.zones.join('+')}/${w.regions.join('+')}${consented && consentMatters(w.regions) ? '/consent' : ''}`
  return key.length <= 64 ? key : `${w.zones[0]}+${w.zones.length - 1}#${hash53(key)}`
}

function compiledOf(rules: WindowRules): Compiled {
  const known = compiledByRules.get(rules)
  if (known && isSame(rules, known.as)) return known.compiled
  const content = JSON.stringify({ ...rules, stops: null })
  let compiled = compiledByContent.get(content)
  if (!compiled) {
    compiled = compile(rules)
    if (compiledByContent.size >= MAX_COMPILED) compiledByContent.clear()
    compiledByContent.set(content, compiled)
  }
  const { zones, regions, callingHours } = rules
  compiledByRules.set(rules, {
    compiled,
    as: { ...rules, zones: [...zones], regions: [...regions], callingHours: { ...callingHours } },
  })
  return compiled
}

/** Whether rules still hold what they held. A schedule is compared as an object: whoever changes one makes a new one. */
function isSame(rules: WindowRules, as: WindowRules): boolean {
  return (
    rules.schedule === as.schedule &&
    rules.regionalRules === as.regionalRules &&
    rules.aiVoiceRules === as.aiVoiceRules &&
    rules.consented === as.consented &&
    rules.callingHours.start === as.callingHours.start &&
    rules.callingHours.end === as.callingHours.end &&
    isSameList(rules.zones, as.zones) &&
    isSameList(rules.regions, as.regions)
  )
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/**
 * Every rule about hours that a call under these must obey, the law first. Stops are not among them: they know no hours.
 * @throws RangeError when the campaign's own hours cannot be read
 */
export function hoursRules(rules: WindowRules): readonly HoursRule[] {
  const { regions, consented, aiVoiceRules: aiVoice, callingHours, schedule } = rules
  const regional = rules.regionalRules ? regionHours(regions, { aiVoice, consented }) : []
  const spans = spansOf([callingHours])
  const calling: HoursRule = {
    id: 'calling',
    code: 'calling_hours',
    zone: 'recipient',
    detail: `campaign calling hours ${callingHours.start}–${callingHours.end}`,
    citation: null,
    spansOn: () => spans,
  }
  if (!schedule) return [FEDERAL, ...regional, calling]
  const own: HoursRule = {
    id: 'schedule',
    code: 'schedule',
    zone: schedule.zone,
    detail: 'campaign schedule',
    citation: null,
    spansOn: scheduleSpans(schedule),
  }
  return [FEDERAL, ...regional, calling, own]
}

function compile(rules: WindowRules): Compiled {
  const compiled: Compiled = { rules: [], blocked: null, kept: null, keptFrom: 0, keptTo: 0, neverFrom: 0, neverTo: 0 }
  const block = (code: WindowReason['code'], zone: string | null, detail: string): Compiled => {
    compiled.blocked = closed(null, { code, zone, detail, citation: null, ruleId: null })
    return compiled
  }
  let hours: readonly HoursRule[]
  try {
    hours = hoursRules(rules)
  } catch (error) {
    return block('never_opens', null, `unreadable hours: ${error instanceof Error ? error.message : error}`)
  }
  if (rules.zones.length === 0) return block('unknown_zone', null, 'no candidate time zone')
  const local: LocalRule[] = []
  for (const hoursRule of hours) {
    const rule = { ...hoursRule, spansOn: remembering(hoursRule.spansOn) }
    const seen = new Set<Clock>()
    for (const zone of rule.zone === 'recipient' ? rules.zones : [rule.zone]) {
      const clock = findClock(zone)
      if (!clock) return block('unknown_zone', zone, `unknown time zone ${zone}`)
      if (!seen.has(clock)) local.push({ rule, clock, zone })
      seen.add(clock)
    }
  }
  compiled.rules = local
  return compiled
}

/** Answers for an instant inside the table and keeps the answer for as long as it is the same. */
function keep(compiled: Compiled, atMs: number): WindowState {
  const dayEnd = (Math.floor(atMs / DAY_MS) + 1) * DAY_MS
  const limit = Math.min(dayEnd + HORIZON_DAYS * DAY_MS, RANGE_UNTIL_MS)
  let changesAt = Number.POSITIVE_INFINITY
  let holdsBack: LocalRule | null = null
  let longest = atMs
  for (const local of compiled.rules) {
    const opensAt = seek(local, true, atMs, limit) ?? Number.POSITIVE_INFINITY
    if (opensAt > longest) {
      longest = opensAt
      holdsBack = local
    }
    // null: open to the end of the table, where it closes. Federal hours end every day, so never for the horizon.
    const next = opensAt > atMs ? opensAt : (seek(local, false, atMs, limit) ?? limit)
    changesAt = Math.min(changesAt, next)
  }
  const until = holdsBack ? nextOpeningOf(compiled, atMs, limit) : changesAt
  const state = holdsBack
    ? closed(until, reasonOf(holdsBack, until, atMs))
    : Object.freeze({ open: true, until, because: INSIDE })
  compiled.kept = state
  compiled.keptFrom = atMs
  // The horizon moves at the end of the UTC day; only a "never" can change with it.
  compiled.keptTo = until === null ? Math.min(changesAt, dayEnd) : changesAt
  return state
}

/** A window that does not open within the horizon is searched once a day, not at each change of one of its rules. */
function nextOpeningOf(compiled: Compiled, atMs: number, limit: number): number | null {
  if (compiled.neverTo === limit && atMs >= compiled.neverFrom) return null
  const opensAt = seekAllOpen(compiled.rules, atMs, limit)
  if (opensAt === null) {
    compiled.neverFrom = atMs
    compiled.neverTo = limit
  }
  return opensAt
}

function reasonOf(local: LocalRule, until: number | null, atMs: number): WindowReason {
  const { zone, rule } = local
  const { detail: says, citation } = wordsAt(local, atMs)
  if (until !== null) return { code: rule.code, zone, detail: `${says} in ${zone}`, citation, ruleId: rule.id }
  const detail = `no instant within ${HORIZON_DAYS} days at which every rule is open; now ${says} in ${zone}`
  return { code: 'never_opens', zone, detail, citation, ruleId: rule.id }
}

function outsideTable(rules: readonly LocalRule[], atMs: number): WindowState {
  const soon = atMs < RANGE_FROM_MS && atMs >= RANGE_FROM_MS - HORIZON_DAYS * DAY_MS
  const until = soon ? seekAllOpen(rules, RANGE_FROM_MS, atMs + HORIZON_DAYS * DAY_MS) : null
  const detail = 'instant outside the time zone table'
  return closed(until, { code: 'unknown_zone', zone: null, detail, citation: null, ruleId: null })
}

function closed(until: number | null, because: WindowReason): WindowState {
  return Object.freeze({ open: false, until, because: Object.freeze(because) })
}

/** 53-bit string hash (cyrb53, public domain), base 36: names long sets of zones; not for security. */
function hash53(text: string): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57]
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    a = Math.imul(a ^ unit, 2654435761)
    b = Math.imul(b ^ unit, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36)
}
