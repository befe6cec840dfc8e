/**
 * When a lead may be called: campaign calling hours ∩ schedule ∩ federal hours ∩ region rules, in every zone the
 * recipient may be in. Pure; what it remembers only makes the same answer faster. Fails closed: an unknown zone, no
 * zone, unreadable hours or an instant outside the time zone table is "closed".
 */
import { type HoursRule, type LocalRule, seek, seekAllOpen } from './hours-rule.ts'
import { DAY_MS } from './local-time.ts'
import { regionHours } from './regions/region-hours.ts'
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
}

export interface WindowState {
  open: boolean
  /** Epoch ms of the next change of `open`: closing, or the real opening. null = none within HORIZON_DAYS. */
  until: number | null
  because: WindowReason
}

/** Of the rules closed now, the one that stays closed longest; the law before the campaign's own when they tie. */
export interface WindowReason {
  code: 'inside' | 'calling_hours' | 'schedule' | 'federal_hours' | 'region_rule' | 'unknown_zone' | 'never_opens'
  zone: string | null
  detail: string
  citation: string | null
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
})

interface Compiled {
  rules: readonly LocalRule[]
  /** Why these rules can never be judged open, whatever the time. */
  blocked: WindowState | null
  /** The last answer; it holds for [keptFrom, keptTo). */
  kept: WindowState | null
  keptFrom: number
  keptTo: number
}

/** Rules by content, so that callers may build them anew for each call; emptied when full. */
const compiledByContent = new Map<string, Compiled>()
const MAX_COMPILED = 1024

/** Whether a call may start at an instant (epoch ms), until when that holds, and why. Never throws. The answer is frozen. */
export function windowAt(rules: WindowRules, atMs: number): WindowState {
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
 * Names the lane of a lead: same key ⇔ same calling window within one campaign. Zones whose clocks agree count as
 * one, regions by the rules they bring. Stable for one version of the tables; when a tzdata release parts two zones
 * the key of one of them changes, so whoever stores keys compares them again after an update (TZDATA_VERSION).
 */
export function laneKey(w: Whereabouts): string {
  const clocks = w.zones.map(findClock)
  if (clocks.length === 0 || clocks.includes(null)) return 'closed'
  const names = [...new Set(clocks.map((clock) => clock!.name))].sort()
  const ruleIds = regionHours(w.regions).map((rule) => rule.id)
  const key = [names.join('+'), ...ruleIds].join('/')
  return key.length <= 64 ? key : `${names[0]}+${names.length - 1}#${hash53(key)}`
}

function compiledOf(rules: WindowRules): Compiled {
  const content = JSON.stringify(rules)
  let compiled = compiledByContent.get(content)
  if (!compiled) {
    compiled = compile(rules)
    if (compiledByContent.size >= MAX_COMPILED) compiledByContent.clear()
    compiledByContent.set(content, compiled)
  }
  return compiled
}

function compile(rules: WindowRules): Compiled {
  const compiled: Compiled = { rules: [], blocked: null, kept: null, keptFrom: 0, keptTo: 0 }
  const block = (code: WindowReason['code'], zone: string | null, detail: string): Compiled => {
    compiled.blocked = closed(null, { code, zone, detail, citation: null })
    return compiled
  }
  const hours: HoursRule[] = [FEDERAL, ...(rules.regionalRules ? regionHours(rules.regions) : [])]
  try {
    const spans = spansOf([rules.callingHours])
    const { start, end } = rules.callingHours
    const own = { zone: 'recipient', citation: null } as const
    hours.push({
      ...own,
      id: 'calling',
      code: 'calling_hours',
      detail: `campaign calling hours ${start}–${end}`,
      spansOn: () => spans,
    })
    if (rules.schedule) {
      const { zone } = rules.schedule
      const spansOn = scheduleSpans(rules.schedule)
      hours.push({ ...own, id: 'schedule', code: 'schedule', zone, detail: 'campaign schedule', spansOn })
    }
  } catch (error) {
    return block('never_opens', null, `unreadable hours: ${error instanceof Error ? error.message : error}`)
  }
  if (rules.zones.length === 0) return block('unknown_zone', null, 'no candidate time zone')
  const local: LocalRule[] = []
  for (const rule of hours) {
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
  const until = holdsBack ? seekAllOpen(compiled.rules, atMs, limit) : changesAt
  const state = holdsBack
    ? closed(until, reasonOf(holdsBack, until))
    : Object.freeze({ open: true, until, because: INSIDE })
  compiled.kept = state
  compiled.keptFrom = atMs
  // The horizon moves at the end of the UTC day; only a "never" can change with it.
  compiled.keptTo = until === null ? Math.min(changesAt, dayEnd) : changesAt
  return state
}

function reasonOf({ rule, zone }: LocalRule, until: number | null): WindowReason {
  if (until !== null) return { code: rule.code, zone, detail: `${rule.detail} in ${zone}`, citation: rule.citation }
  const detail = `no instant within ${HORIZON_DAYS} days at which every rule is open; now ${rule.detail} in ${zone}`
  return { code: 'never_opens', zone, detail, citation: rule.citation }
}

function outsideTable(rules: readonly LocalRule[], atMs: number): WindowState {
  const soon = atMs < RANGE_FROM_MS && atMs >= RANGE_FROM_MS - HORIZON_DAYS * DAY_MS
  const until = soon ? seekAllOpen(rules, RANGE_FROM_MS, atMs + HORIZON_DAYS * DAY_MS) : null
  const detail = 'instant outside the time zone table'
  return closed(until, { code: 'unknown_zone', zone: null, detail, citation: null })
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
