/** The rules about hours, each judged alone at one instant: what `windowAt` takes together. */
import { HORIZON_DAYS, hoursRules, type WindowRules, type WindowState, windowAt } from './calling-window.ts'
import { type CheckFacts, type JudgedRule, judged, type RuleName } from './compliance-facts.ts'
import { consentHolds, consentSpan } from './consent.ts'
import { type HoursRule, type LocalRule, seek, seekAllOpen, wordsAt } from './hours-rule.ts'
import { DAY_MS } from './local-time.ts'
import { regionHours } from './regions/region-hours.ts'
import { type Clock, findClock, RANGE_FROM_MS, RANGE_UNTIL_MS } from './regions/zone-offset.ts'
import type { Whereabouts } from './regions/zone-resolver.ts'

/** The window of a call at an instant, without emergency stops. */
export function windowRules(facts: CheckFacts, where: Whereabouts, atMs: number): WindowRules {
  const { callingHours, schedule, regionalRules, aiVoiceRules } = facts.rules
  const consented = consentHolds(consentSpan(facts.person.consent), atMs)
  const { zones, regions } = where
  return { zones, regions, callingHours, schedule, regionalRules, aiVoiceRules, consented, stops: [] }
}

/** As `windowAt`, with consent that begins or ends on the way: `until` is when `open` really changes. */
export function hoursAt(facts: CheckFacts, where: Whereabouts, atMs: number): WindowState {
  const state = windowAt(windowRules(facts, where, atMs), atMs)
  const span = consentSpan(facts.person.consent)
  const turns = [span?.from, span?.until].filter((turn): turn is number => turn != null && turn > atMs)
  const turn = Math.min(...turns)
  if (turns.length === 0 || (state.until !== null && state.until <= turn)) return state
  const then = hoursAt(facts, where, turn)
  return { ...state, until: then.open === state.open ? then.until : turn }
}

/** The first instant ≥ atMs at which the hours allow a call; null when there is none to be seen. */
export function nextOpenHours(facts: CheckFacts, where: Whereabouts, atMs: number): number | null {
  const state = hoursAt(facts, where, atMs)
  return state.open ? atMs : state.until
}

/** One entry a rule, the law first; rules that are switched off or lifted are there as not applicable. */
export function judgeHours(facts: CheckFacts, where: Whereabouts, atMs: number): JudgedRule[] {
  const rules = windowRules(facts, where, atMs)
  const unknown = unknownZone(rules, atMs)
  if (unknown !== null) return [judged(hours('time_zone'), 'forbidden', unknown)]
  let obeyed: readonly HoursRule[]
  try {
    obeyed = hoursRules(rules)
  } catch (error) {
    const detail = `the hours of the campaign cannot be read: ${error instanceof Error ? error.message : error}`
    return [judged(hours('calling'), 'forbidden', detail)]
  }
  const isOwn = (rule: HoursRule): boolean => rule.code === 'calling_hours' || rule.code === 'schedule'
  const entries = obeyed
    .filter((rule) => facts.campaign !== null || !isOwn(rule))
    .map((rule) => judge(rule, where.zones, atMs))
  const ids = new Set(obeyed.map((rule) => rule.id))
  const all = regionHours(where.regions, { aiVoice: true, consented: false })
  for (const rule of all) {
    if (!ids.has(rule.id)) entries.push(judged(hours(rule.id, rule.citation), 'not_applicable', whyNot(rule, rules)))
  }
  if (facts.campaign === null) entries.push(judged(hours('calling'), 'not_applicable', 'no campaign was named'))
  if (rules.schedule === null) entries.push(judged(hours('schedule'), 'not_applicable', 'there is no schedule'))
  return entries
}

const KNOWN_YEARS = `${new Date(RANGE_FROM_MS).getUTCFullYear()} to ${new Date(RANGE_UNTIL_MS - 1).getUTCFullYear()}`

/** Why nothing can be said of the hours, or null. */
function unknownZone(rules: WindowRules, atMs: number): string | null {
  if (!(atMs >= RANGE_FROM_MS && atMs < RANGE_UNTIL_MS))
    return `the instant is outside the time zone table, which knows the years ${KNOWN_YEARS}`
  if (rules.zones.length === 0)
    return 'nothing says in which time zone the person is: give them a time zone of their own'
  const own = rules.schedule && rules.schedule.zone !== 'recipient' ? [rules.schedule.zone] : []
  const unknown = [...rules.zones, ...own].find((zone) => findClock(zone) === null)
  return unknown === undefined ? null : `${unknown} is not a known time zone`
}

function judge(rule: HoursRule, zones: readonly string[], atMs: number): JudgedRule {
  const clocks = new Map<Clock, LocalRule>()
  for (const zone of rule.zone === 'recipient' ? zones : [rule.zone]) {
    const clock = findClock(zone)!
    if (!clocks.has(clock)) clocks.set(clock, { rule, clock, zone })
  }
  const locals = [...clocks.values()]
  const limit = Math.min((Math.floor(atMs / DAY_MS) + 1 + HORIZON_DAYS) * DAY_MS, RANGE_UNTIL_MS)
  const closed = locals.filter((local) => seek(local, true, atMs, atMs + 1) === null)
  if (closed.length > 0) {
    const words = wordsAt(closed[0]!, atMs)
    const detail = `${words.detail} in ${closed.map((local) => local.zone).join(', ')}`
    return judged(hours(rule.id, words.citation), 'forbidden', detail, seekAllOpen(locals, atMs, limit))
  }
  const ends = locals.flatMap((local) => seek(local, false, atMs, limit) ?? [])
  const until = ends.length === 0 ? null : Math.min(...ends)
  const { detail, citation } = wordsAt(locals[0]!, atMs)
  return { ...judged(hours(rule.id, citation), 'allowed', detail), until }
}

const hours = (id: string, citation: string | null = null): RuleName => ({ kind: 'hours', id, citation })

function whyNot(rule: HoursRule, rules: WindowRules): string {
  if (!rules.regionalRules) return `${rule.detail}: the campaign has switched the regional rules off`
  const evenLifted = regionHours(rules.regions, { aiVoice: rules.aiVoiceRules, consented: false })
  if (evenLifted.some((it) => it.id === rule.id)) return `${rule.detail}: lifted by consent`
  return `${rule.detail}: the campaign has switched the rules for artificial voices off`
}
