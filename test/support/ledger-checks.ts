import type { LedgerEntry, SandboxCall } from './api-client.ts'
import { dialsGivenBack, type ExpectedDial, type ExpectedLead } from './oracle.ts'
import { localDate, localHour, zonesOfPhone } from './oracle-zones.ts'

/** What the carrier saw, held against what may be. Every check returns one line per breach; nothing is what it should return. */

export interface Dial {
  seq: number
  /** Sandbox epoch ms. */
  at: number
  /** Real epoch ms. */
  realAt: number
  status: number
  from: string
  to: string
  attemptId: string
}

interface DialBody {
  command: string
  params: { from: string; to: string }
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export function dialsOf(ledger: readonly LedgerEntry[]): Dial[] {
  return ledger.flatMap((entry) => {
    const body = entry.body as DialBody | null
    if (!entry.path.endsWith('/api/calling/calls') || body?.command !== 'dial') return []
    const attemptId = /att_[0-9a-z]+/.exec(JSON.stringify(body.params))?.[0] ?? `none in request ${entry.seq}`
    const { from, to } = body.params
    const realAt = Date.parse(entry.real_at)
    return [{ seq: entry.seq, at: Date.parse(entry.at), realAt, status: entry.status, from, to, attemptId }]
  })
}

export const isAccepted = (dial: Dial): boolean => dial.status < 300
/** Refused for good: the number does not exist. It is an attempt all the same; a 429 or 500 is none. */
export const isRefused = (dial: Dial): boolean => dial.status === 422
export const counts = (dial: Dial): boolean => isAccepted(dial) || isRefused(dial)

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group) group.push(item)
    else groups.set(key(item), [item])
  }
  return groups
}

const iso = (at: number): string => new Date(at).toISOString()
const shown = (dial: Dial): string => `#${dial.seq} ${iso(dial.at)} ${dial.from}→${dial.to} ${dial.status}`

export function attemptsDialedTwice(dials: readonly Dial[]): string[] {
  return [...groupBy(dials, (dial) => dial.attemptId)].flatMap(([id, group]) => {
    const first = group.findIndex(counts)
    return first >= 0 && first < group.length - 1 ? [`${id} was dialed again: ${group.map(shown).join(', ')}`] : []
  })
}

export function moreOftenThanPerDay(dials: readonly Dial[], cap: number): string[] {
  return [...groupBy(dials.filter(isAccepted), (dial) => dial.to)].flatMap(([phone, group]) =>
    group.flatMap((dial, i) => {
      const before = group[i - cap]
      return before && dial.at - before.at < DAY_MS ? [`${phone}: ${cap + 1} dials within 24 h, ${shown(dial)}`] : []
    }),
  )
}

export function overlappingCalls(calls: readonly SandboxCall[]): string[] {
  return [...groupBy(calls, (call) => call.to)].flatMap(([phone, group]) => {
    const sorted = [...group].sort((a, b) => a.placed_at.localeCompare(b.placed_at))
    return sorted.flatMap((call, i) => {
      const before = sorted[i - 1]
      return before && (before.ended_at === null || before.ended_at > call.placed_at)
        ? [`${phone}: ${call.id} began ${call.placed_at} before ${before.id} was over, ${before.ended_at}`]
        : []
    })
  })
}

/** @param hours the first hour in which calls may start, and the first in which they may not; in every zone the person may be in */
export function outsideHours(dials: readonly Dial[], hours: { start: number; end: number }): string[] {
  return dials.flatMap((dial) =>
    zonesOfPhone(dial.to).flatMap((zone) => {
      const hour = localHour(zone, dial.at)
      return hour < hours.start || hour >= hours.end ? [`${shown(dial)} at ${hour.toFixed(2)} h in ${zone}`] : []
    }),
  )
}

export function overNumberCap(dials: readonly Dial[], zone: string, cap: number): string[] {
  const perDay = groupBy(dials.filter(isAccepted), (dial) => `${dial.from} on ${localDate(zone, dial.at)}`)
  return [...perDay].flatMap(([day, group]) => (group.length > cap ? [`${day}: ${group.length} calls`] : []))
}

export function mostAtOnce(calls: readonly SandboxCall[]): number {
  const steps = calls.flatMap((call) => [
    { at: Date.parse(call.placed_at), by: 1 },
    { at: call.ended_at === null ? Number.POSITIVE_INFINITY : Date.parse(call.ended_at), by: -1 },
  ])
  steps.sort((a, b) => a.at - b.at || a.by - b.by)
  let now = 0
  let most = 0
  for (const step of steps) {
    now += step.by
    most = Math.max(most, now)
  }
  return most
}

/** A dial of the ledger with the dial of the oracle it is. */
export interface MatchedDial {
  dial: Dial
  expected: ExpectedDial
}

/**
 * Holds the dials of each lead against the ones it should have had, in order. Finds calls too many and too few, in the wrong order of
 * phones or passes, after an opt-out, and to wrong or invalid numbers.
 */
export function matchDials(
  dials: readonly Dial[],
  leads: readonly ExpectedLead[],
): { matched: MatchedDial[]; breaches: string[] } {
  const leadOf = new Map<string, ExpectedLead>()
  for (const lead of leads) for (const { phone } of lead.dials) leadOf.set(phone, lead)
  const matched: MatchedDial[] = []
  const breaches: string[] = []
  const made = new Map<ExpectedLead, Dial[]>()
  for (const dial of dials.filter(counts)) {
    const lead = leadOf.get(dial.to)
    if (!lead) breaches.push(`${shown(dial)}: nobody was to be called on this phone`)
    else made.set(lead, [...(made.get(lead) ?? []), dial])
  }
  for (const lead of leads) {
    const was = made.get(lead) ?? []
    const should = lead.dials
    const isSame = was.length === should.length && should.every((expected, i) => expected.phone === was[i]?.to)
    if (isSame) for (const [i, expected] of should.entries()) matched.push({ dial: was[i] as Dial, expected })
    else
      breaches.push(
        `expected ${should.map((it) => `${it.phone} ${it.disposition}`).join(', ')}; was ${was.map(shown).join(', ') || 'nothing'}`,
      )
  }
  return { matched, breaches }
}

/** Opt-outs, wrong and invalid numbers by themselves: no request at all may follow, not even one that is refused. */
export function dialedAfterTheEnd(dials: readonly Dial[], leads: readonly ExpectedLead[]): string[] {
  const byPhone = groupBy(dials, (dial) => dial.to)
  const breaches: string[] = []
  for (const lead of leads) {
    for (const end of lead.dials) {
      const isOptOut = end.disposition === 'OPT_OUT'
      if (!isOptOut && !lead.dead.includes(end.phone)) continue
      const at = (byPhone.get(end.phone) ?? []).find(counts)
      const closed = isOptOut ? lead.suppressed : [end.phone]
      for (const phone of at ? closed : [])
        for (const dial of byPhone.get(phone) ?? [])
          if (at && dial.seq > at.seq) breaches.push(`${shown(dial)} after ${end.disposition} in #${at.seq}`)
    }
  }
  return breaches
}

/** Breadth first for everybody: a pass begins the retry interval after the last dial of the one before. */
export function passesBegunEarly(matched: readonly MatchedDial[], intervalMs: number): string[] {
  const bound = matched.filter(({ expected }) => !expected.callback)
  const breaches: string[] = []
  const last = Math.max(...bound.map(({ expected }) => expected.pass))
  for (let pass = 2; pass <= last; pass++) {
    const before = bound.filter(({ expected }) => expected.pass < pass)
    const endedAt = Math.max(...before.map(({ dial }) => dial.at))
    for (const { dial, expected } of bound)
      if (expected.pass === pass && dial.at < endedAt + intervalMs)
        breaches.push(`${shown(dial)} of pass ${pass}; the last of the pass before was ${iso(endedAt)}`)
  }
  return breaches
}

/**
 * The order within pass 1, among phones that are open at the same hours: first phones follow the list, and second ones wait for them.
 * Phones that give dials back come later than their turn and are left out.
 * @param slack dials that may be under way at once, and so arrive in any order
 */
export function outOfOrder(
  matched: readonly MatchedDial[],
  rankOf: (phone: string) => number,
  slack: number,
): string[] {
  const pass1 = matched.filter(
    ({ expected }) => expected.pass === 1 && !expected.callback && dialsGivenBack(expected.phone) === 0,
  )
  return [...groupBy(pass1, ({ expected }) => zonesOfPhone(expected.phone).join('+'))].flatMap(([lane, group]) => {
    const inTurn = [...group].sort((a, b) => a.dial.seq - b.dial.seq)
    const first = inTurn.filter(({ expected }) => expected.place === 1)
    const byList = [...first].sort((a, b) => rankOf(a.expected.phone) - rankOf(b.expected.phone))
    const turnOf = new Map(byList.map((it, i) => [it, i]))
    const late = first.flatMap((it, i) => {
      const by = i - (turnOf.get(it) ?? 0)
      return by > slack ? [`${shown(it.dial)} in ${lane}: ${by} places after its turn`] : []
    })
    let left = first.length
    const early = inTurn.flatMap((it) => {
      if (it.expected.place === 1) left--
      return it.expected.place > 1 && left > slack ? [`${shown(it.dial)} in ${lane}: ${left} first phones wait`] : []
    })
    return [...late, ...early]
  })
}
