/**
 * May this phone be called at this instant, and which rules say so? The answer for support and auditors. It does not look at what the
 * dialer decided: it judges anew from the facts, so that the one can be held against the other. Over 250 lines because each rule is a
 * function of its own, and the list of them is better read in one place.
 */
import { isStopFor } from './calling-window.ts'
import {
  type CheckFacts,
  type JudgedRule,
  judged,
  longer,
  type PastAttempt,
  type RuleName,
  type Stop,
} from './compliance-facts.ts'
import { hoursAt, judgeHours, nextOpenHours } from './compliance-hours.ts'
import { consentHolds, consentSpan } from './consent.ts'
import { DAY_MS, localAt } from './local-time.ts'
import { attemptCaps } from './regions/attempt-caps.ts'
import type { AttemptCap } from './regions/region-rule.ts'
import { isKnownZone, RANGE_FROM_MS, RANGE_UNTIL_MS } from './regions/zone-offset.ts'
import { resolveWhereabouts, type Whereabouts } from './regions/zone-resolver.ts'
import type { NoNumber } from './rotation.ts'

export interface CheckAnswer extends Whereabouts {
  allowed: boolean
  phone: string
  at: number
  /** Zone → 'YYYY-MM-DDTHH:MM:SS'. */
  localTimes: Record<string, string>
  /** Every rule that was looked at, the weightier first. */
  rules: JudgedRule[]
  /** When the answer changes, as far as can be foreseen. */
  until: number | null
  /** One sentence: the rule that decides. */
  because: string
  /** That rule; null when the call is allowed. */
  decidedBy: JudgedRule | null
  /** The call that was going on at this instant and is what was asked about, if one was. */
  callId: string | null
  /** Of this phone in the 24 hours before, and how many there may be. */
  attempts24h: number
  cap: number
}

/**
 * Judged with what is known today: an opt-out, a dead phone, consent or a stop counts only if it was in force at `atMs` (epoch ms). A call
 * that was being made then does not stand in its own way: neither as an attempt nor by what was said in it.
 */
export function checkCall(facts: CheckFacts, atMs: number): CheckAnswer {
  const { zone, address } = facts.person
  const { phone, fallbackZones } = facts
  const where = resolveWhereabouts({ contactZone: zone, address, phone, fallbackZones })
  const call = atMs < facts.now ? callAt(facts, atMs) : null
  const others = facts.attempts.filter((attempt) => attempt.permittedAt <= atMs && attempt.id !== call?.id)
  const holds = [
    killSwitch('organization', facts.organizationStop, atMs),
    killSwitch('agent', facts.agentStop, atMs),
    suppression(facts, call, atMs),
    deadPhone(facts, call, atMs),
    consent(facts, atMs),
    ...regionStops(facts, where, atMs),
  ]
  const limits = [
    ...caps(facts, where, others, atMs),
    phoneBusy(facts, call, others, atMs),
    ...campaignState(facts, atMs),
  ]
  const hours = judgeHours(facts, where, atMs)
  const rules = [...holds, ...hours, ...limits]
  const forbidden = rules.filter((rule) => rule.verdict === 'forbidden')
  const decidedBy = forbidden.reduce<JudgedRule | null>(longer, null)
  const until =
    forbidden.length > 0
      ? freedAt(facts, where, [...holds, ...limits], atMs)
      : changesAt(hoursAt(facts, where, atMs).until, rules)
  return {
    ...where,
    allowed: forbidden.length === 0,
    phone,
    at: atMs,
    localTimes: localTimes(where.zones, atMs),
    rules,
    until,
    because: decidedBy === null ? allowedSentence(where, rules, until) : forbiddenSentence(decidedBy, until),
    decidedBy,
    callId: call?.id ?? null,
    attempts24h: inWindow(ofPhone(others, phone), DAY_MS, atMs).length,
    cap: facts.rules.maxAttemptsPerPhonePerDay,
  }
}

/** From its permit until it is settled a phone is kept for one call. Should there be two, the later is what is asked about. */
function callAt(facts: CheckFacts, atMs: number): PastAttempt | null {
  const running = facts.attempts.filter(
    ({ phone, permittedAt, settledAt }) =>
      phone === facts.phone && permittedAt <= atMs && (settledAt === null || settledAt >= atMs),
  )
  return running.reduce<PastAttempt | null>(
    (last, attempt) => (last === null || attempt.permittedAt >= last.permittedAt ? attempt : last),
    null,
  )
}

function killSwitch(who: 'organization' | 'agent', stop: Stop | null, atMs: number): JudgedRule {
  const rule = { kind: 'kill_switch', id: `${who}_stop`, citation: null } as const
  if (stop === null) return judged(rule, 'allowed', `the ${who} is not stopped`)
  if (stop.since > atMs) return judged(rule, 'allowed', `the ${who} was not stopped yet`, stop.since)
  return judged(rule, 'forbidden', `the ${who} has been stopped since ${iso(stop.since)}${said(stop.reason)}`)
}

const SUPPRESSION: RuleName = { kind: 'suppression', id: 'suppression', citation: '47 CFR 64.1200(a)(10), (d)(3)' }

function suppression(facts: CheckFacts, call: PastAttempt | null, atMs: number): JudgedRule {
  const entries = facts.suppressions.filter((it) => call === null || it.attemptId !== call.id)
  const standing = entries.find((it) => it.at <= atMs)
  if (standing) {
    const whose = standing.ofPhone ? 'the phone' : 'the person, with another phone,'
    const from = `on the suppression list since ${iso(standing.at)} (source: ${standing.source})`
    return judged(SUPPRESSION, 'forbidden', `${whose} is ${from}${said(standing.reason)}`)
  }
  const next = entries.length === 0 ? null : Math.min(...entries.map((it) => it.at))
  const detail = next === null ? 'not on the suppression list' : 'not on the suppression list yet'
  return judged(SUPPRESSION, 'allowed', detail, next)
}

const PHONE_DEAD: RuleName = { kind: 'phone_dead', id: 'phone_dead', citation: null }

function deadPhone({ dead }: CheckFacts, call: PastAttempt | null, atMs: number): JudgedRule {
  if (dead === null) return judged(PHONE_DEAD, 'allowed', 'the phone is not known to be dead')
  const what = dead.why === 'invalid' ? 'an invalid number' : 'the number of somebody else'
  const since = dead.at ?? Number.NEGATIVE_INFINITY
  if (since > atMs) return judged(PHONE_DEAD, 'allowed', 'the phone was not known to be dead yet', since)
  if (call !== null && since >= call.permittedAt)
    return judged(PHONE_DEAD, 'allowed', `this very call showed that it is ${what}`)
  const from = dead.at === null ? '' : ` since ${iso(dead.at)}`
  return judged(PHONE_DEAD, 'forbidden', `the phone is known${from} to be ${what}`)
}

const CONSENT: RuleName = { kind: 'consent', id: 'consent', citation: '47 CFR 64.1200(a)(1)-(3)' }

function consent(facts: CheckFacts, atMs: number): JudgedRule {
  const span = consentSpan(facts.person.consent)
  const holds = consentHolds(span, atMs)
  const onFile = holds ? `${span?.type} consent is on file` : consentMissing(facts, atMs)
  if (!facts.rules.requireConsent)
    return judged(CONSENT, 'not_applicable', `${onFile}; the campaign does not require it`)
  if (holds) return judged(CONSENT, 'allowed', onFile, span?.until ?? null)
  const begins = span?.from != null && span.from > atMs ? span.from : null
  return judged(CONSENT, 'forbidden', `the campaign requires consent: ${onFile}`, begins)
}

function consentMissing({ person }: CheckFacts, atMs: number): string {
  const given = person.consent
  if (given === null || given.type === 'none') return 'no consent is on file'
  if (given.revokedAt !== null && given.revokedAt <= atMs) return `consent was revoked on ${iso(given.revokedAt)}`
  if (given.expiresAt !== null && given.expiresAt <= atMs) return `consent expired on ${iso(given.expiresAt)}`
  return `consent was given only on ${iso(given.at ?? atMs)}`
}

const stopOf = (id: string): RuleName => ({ kind: 'region_stop', id, citation: null })

function regionStops(facts: CheckFacts, where: Whereabouts, atMs: number): JudgedRule[] {
  const touching = facts.regionStops.filter(
    (stop) => isStopFor(stop, where.regions) && (stop.until === null || stop.until > atMs),
  )
  if (touching.length === 0)
    return [
      judged(stopOf('region_stop'), 'not_applicable', `no emergency stop for ${where.regions.join(', ') || 'there'}`),
    ]
  return touching.map(({ region, reason, since, until }) => {
    const rule = stopOf(`${region}.stop`)
    if (since > atMs) return judged(rule, 'allowed', `calls to ${region} were not stopped yet`, since)
    return judged(rule, 'forbidden', `calls to ${region} are stopped: ${reason}`, until)
  })
}

function caps(facts: CheckFacts, where: Whereabouts, others: readonly PastAttempt[], atMs: number): JudgedRule[] {
  const { regionalRules, aiVoiceRules, maxAttemptsPerPhonePerDay: max } = facts.rules
  const consented = consentHolds(consentSpan(facts.person.consent), atMs)
  const own: AttemptCap = {
    id: 'attempts_24h',
    counts: 'attempts',
    max,
    windowMs: DAY_MS,
    citation: '',
    detail: `at most ${max} attempts a phone in 24 hours, over all campaigns`,
  }
  const obeyed = regionalRules ? attemptCaps(where.regions, { aiVoice: aiVoiceRules, consented }) : []
  const ids = new Set(obeyed.map((cap) => cap.id))
  const all = attemptCaps(where.regions, { aiVoice: true, consented: false })
  return [
    judgeCap(own, ofPhone(others, facts.phone), atMs),
    ...obeyed.map((cap) => judgeCap(cap, others, atMs)),
    ...all
      .filter((cap) => !ids.has(cap.id))
      .map((cap) => judged(nameOf(cap), 'not_applicable', `${cap.detail}: switched off, or lifted by consent`)),
  ]
}

const nameOf = ({ id, citation }: AttemptCap): RuleName => ({ kind: 'attempts', id, citation: citation || null })

function judgeCap(cap: AttemptCap, attempts: readonly PastAttempt[], atMs: number): JudgedRule {
  const counted = inWindow(attempts, cap.windowMs, atMs).filter((attempt) => countsFor(cap.counts, attempt))
  const detail = `${cap.detail}: ${counted.length} counted`
  if (counted.length < cap.max) return judged(nameOf(cap), 'allowed', detail)
  // Free as soon as so many have left the window that fewer than `max` are in it.
  const last = counted[counted.length - cap.max]
  const freeAt = cap.windowMs === null || last === undefined ? null : last.permittedAt + cap.windowMs
  return judged(nameOf(cap), 'forbidden', detail, freeAt)
}

/** Whether an attempt is one of those a limit counts. */
function countsFor(counts: AttemptCap['counts'], { disposition, answerStatus }: PastAttempt): boolean {
  switch (counts) {
    case 'attempts':
      return true
    case 'refusals':
      return disposition === 'NOT_INTERESTED'
    case 'hang_ups':
      return answerStatus === 'human' && disposition === 'NO_ANSWER'
  }
}

const ofPhone = (attempts: readonly PastAttempt[], phone: string): PastAttempt[] =>
  attempts.filter((attempt) => attempt.phone === phone)

/** Attempts of (atMs − windowMs, atMs]. */
function inWindow(attempts: readonly PastAttempt[], windowMs: number | null, atMs: number): PastAttempt[] {
  return attempts.filter(
    ({ permittedAt }) => permittedAt <= atMs && (windowMs === null || permittedAt > atMs - windowMs),
  )
}

const PHONE_BUSY: RuleName = { kind: 'phone_busy', id: 'phone_busy', citation: null }

function phoneBusy(
  facts: CheckFacts,
  call: PastAttempt | null,
  others: readonly PastAttempt[],
  atMs: number,
): JudgedRule {
  const running = ofPhone(others, facts.phone).find((it) => it.settledAt === null || it.settledAt > atMs)
  // How long a call goes on that goes on now, nobody knows; by a later instant it is over.
  if (running && atMs <= facts.now)
    return judged(PHONE_BUSY, 'forbidden', `the phone is in another call (${running.id})`, running.settledAt)
  const detail = call === null ? 'the phone is in no call' : `the phone was in no call but this one (${call.id})`
  return judged(PHONE_BUSY, 'allowed', detail)
}

const NO_NUMBER: Readonly<Record<NoNumber, string>> = {
  none: 'the campaign has no number to call from',
  all_disabled: 'every number of the campaign is switched off',
  all_spam: 'every number of the campaign is over its spam threshold',
  all_over_cap: 'every number of the campaign has made its calls for today',
}

const NUMBERS: RuleName = { kind: 'campaign', id: 'numbers', citation: null }
const STATUS: RuleName = { kind: 'campaign', id: 'campaign_status', citation: null }

/** What is no rule of law: the numbers, which hold a call back only now, and the status, which is mentioned. */
function campaignState({ campaign, now }: CheckFacts, atMs: number): JudgedRule[] {
  if (campaign === null) return []
  const { usable, none, freeAt } = campaign.numbers
  const isPast = atMs < now
  const freed = none === 'all_over_cap' && freeAt !== null && freeAt <= atMs
  const numbers =
    none === null || freed
      ? judged(NUMBERS, isPast ? 'not_applicable' : 'allowed', `${usable} numbers can be called from now`)
      : judged(NUMBERS, isPast ? 'not_applicable' : 'forbidden', NO_NUMBER[none], isPast ? null : freeAt)
  const status = `the campaign is ${campaign.status} now, which is no rule of law`
  return [numbers, judged(STATUS, 'not_applicable', status)]
}

/** When the last of the rules that forbid lets go and the hours are open; null when one of them never does by itself. */
function freedAt(facts: CheckFacts, where: Whereabouts, rules: readonly JudgedRule[], atMs: number): number | null {
  let from = atMs
  for (const { verdict, until } of rules) {
    if (verdict !== 'forbidden') continue
    if (until === null) return null
    from = Math.max(from, until)
  }
  return nextOpenHours(facts, where, from)
}

/** The first of the changes to come. */
function changesAt(closesAt: number | null, rules: readonly JudgedRule[]): number | null {
  const turns = rules.flatMap(({ verdict, until }) => (verdict === 'allowed' && until !== null ? [until] : []))
  const all = closesAt === null ? turns : [closesAt, ...turns]
  return all.length === 0 ? null : Math.min(...all)
}

function localTimes(zones: readonly string[], atMs: number): Record<string, string> {
  if (!(atMs >= RANGE_FROM_MS && atMs < RANGE_UNTIL_MS)) return {}
  return Object.fromEntries(zones.filter(isKnownZone).map((zone) => [zone, localAt(zone, atMs).iso]))
}

function forbiddenSentence(rule: JudgedRule, until: number | null): string {
  const law = rule.citation === null ? '' : ` (${rule.citation})`
  const end = until === null ? 'nothing foreseeable changes that' : `not before ${iso(until)}`
  return `Forbidden: ${rule.detail}${law}; ${end}.`
}

function allowedSentence({ zones }: Whereabouts, rules: readonly JudgedRule[], until: number | null): string {
  const ending = until === null ? undefined : rules.find((rule) => rule.verdict === 'allowed' && rule.until === until)
  const end = until === null ? '' : `, until ${iso(until)}${ending ? ` (${ending.detail})` : ''}`
  return `Allowed: every rule is open in ${zones.join(', ')}${end}.`
}

const iso = (atMs: number): string => new Date(atMs).toISOString()
/** What people said often ends in a full stop; the clause it stands in does not. */
const said = (reason: string | null): string => (reason ? `: ${reason.replace(/[.\s]+$/, '')}` : '')
