import type { CampaignStatus } from './campaign-lifecycle.ts'
import type { CampaignSettings, CampaignType } from './campaign-settings.ts'
import { type Priority, priorityRank } from './lead.ts'
import { pacing } from './pacing.ts'
import { chooseNumber, type NoNumber, type NumberState } from './rotation.ts'

/**
 * The heart of the dialer: from what a campaign looks like now, whom to call from which number, when to look again, and why not
 * sooner. It decides nothing about single leads (lead-progress.ts) or windows (calling-window.ts); the caller has looked up
 * which leads are due in open lanes and passes.
 */
export interface Candidate {
  leadId: string
  /** E.164. */
  phone: string
  pass: number
  position: number
  callback: boolean
}

/** Instants are epoch ms and null when there is no such thing. */
export interface PlanSnapshot {
  status: CampaignStatus
  /** Default one_time. */
  type?: CampaignType
  settings: CampaignSettings
  /** Calls permitted and not settled. */
  inFlight: number
  lastDialAt: number | null
  /** Call slots granted by the line. */
  slots: number
  /** When the line expects to grant the next ones; without it the plan looks again in a second. */
  slotsAt?: number | null
  /** Calls the budget has room for, whatever they will cost; default: no limit. */
  budgetSlots?: number
  /** Due, in open lanes and passes, in dialing order; at least `slots` + `busyPhones.size` of them if there are that many. */
  candidates: readonly Candidate[]
  /** Phones in a call of this campaign. */
  busyPhones: ReadonlySet<string>
  numbers: readonly NumberState[]
  rotationCursor: number
  /** When the next day of a number begins; without it the plan looks again in a quarter of an hour. */
  numbersFreeAt?: number | null
  /** The next lead with a due time of its own, in an open lane. */
  nextDueAt: number | null
  /** The next closed lane, with leads in it, to open. */
  nextLaneOpensAt: number | null
  /** When the next pass opens (pass-gate.ts). */
  passOpensAt: number | null
  /** Leads that may still be dialed: in the queue, in flight, or awaiting approval. Not disabled ones, and not `called`. */
  leadsWaiting: number
  endAt: number | null
}

/** What a campaign waits for; the screen turns it into a sentence. */
export const WAIT_REASONS = [
  /** It is dialing. */
  'dialing',
  'not_active',
  'ended',
  'complete',
  /** Nothing to do and it stays active: follow-up, on add, or manual between runs. */
  'idle',
  'concurrency',
  'call_interval',
  'line',
  /** Calls in progress hold the rest of the budget. */
  'budget',
  'no_number',
  'numbers_disabled',
  'numbers_over_cap',
  'numbers_spam',
  /** Every due phone is in a call already. */
  'phones_busy',
  'next_due',
  'outside_window',
  'retry_interval',
  'calls_in_progress',
  /** Leads wait for something that time alone does not bring, such as an approval. */
  'held',
] as const
export type WaitReason = (typeof WAIT_REASONS)[number]

export interface PlannedDial {
  leadId: string
  phone: string
  numberId: string
  /** E.164 of that number. */
  from: string
}

export interface Plan {
  dial: PlannedDial[]
  rotationCursor: number
  /** When to plan again if nothing happens before (epoch ms, always later than now); null: an event must come first. */
  wakeAt: number | null
  because: WaitReason
  /** The campaign is over and may be marked completed. */
  complete: boolean
}

interface Wait {
  because: WaitReason
  at: number | null
}

const LINE_RETRY_MS = 1_000
const NUMBERS_RETRY_MS = 15 * 60_000

const NO_NUMBER: Readonly<Record<NoNumber, WaitReason>> = {
  none: 'no_number',
  all_disabled: 'numbers_disabled',
  all_over_cap: 'numbers_over_cap',
  all_spam: 'numbers_spam',
}

/** What to do now. The same snapshot gives the same plan. */
export function plan(s: PlanSnapshot, now: number): Plan {
  const still = (because: WaitReason, wakeAt: number | null, complete = false): Plan => {
    return { dial: [], rotationCursor: s.rotationCursor, because, wakeAt: after(now, wakeAt), complete }
  }
  if (s.status !== 'active') return still('not_active', null)
  if (s.endAt !== null && s.endAt <= now) return still('ended', null, s.inFlight === 0)
  if (s.leadsWaiting === 0 && s.candidates.length === 0 && s.inFlight === 0) {
    const completes = (s.type ?? 'one_time') === 'one_time' && s.settings.execution === 'scheduled'
    return completes ? still('complete', null, true) : still('idle', s.endAt)
  }

  const pace = pacing(s.settings, { lastDialAt: s.lastDialAt, inFlight: s.inFlight, now })
  const budget = s.budgetSlots ?? Infinity
  const room = Math.max(0, Math.min(pace.slots, s.slots, budget))
  const { dial, rotationCursor, left, noNumber } = assign(s, room, now)
  const wait = left ? blocked() : waiting()
  return {
    dial,
    rotationCursor,
    wakeAt: after(now, wait.at),
    because: dial.length > 0 ? 'dialing' : wait.because,
    complete: false,
  }

  /** Somebody is due and cannot be called yet. What becomes due meanwhile would only stand behind them. */
  function blocked(): Wait {
    const numbersAt = s.numbersFreeAt ?? now + NUMBERS_RETRY_MS
    if (noNumber !== null) return { because: NO_NUMBER[noNumber], at: sooner(numbersAt, s.endAt) }
    if (dial.length >= budget) return { because: 'budget', at: s.endAt }
    if (dial.length < pace.slots) return { because: 'line', at: sooner(s.slotsAt ?? now + LINE_RETRY_MS, s.endAt) }
    return { because: pace.because ?? 'concurrency', at: sooner(pace.nextAt, s.endAt) }
  }

  /** Everybody who is due is being called: the next instant at which somebody becomes due. */
  function waiting(): Wait {
    const next = earliest([
      { because: 'next_due', at: s.nextDueAt },
      { because: 'outside_window', at: s.nextLaneOpensAt },
      { because: 'retry_interval', at: s.passOpensAt },
    ])
    // A call interval only counts from a call: it must not put off the opening of a short window when nothing was dialed.
    const paceAt = dial.length < pace.slots ? 0 : (pace.nextAt ?? 0)
    if (next !== null) return { because: next.because, at: sooner(Math.max(next.at, paceAt), s.endAt) }
    if (s.candidates.length > dial.length) return { because: 'phones_busy', at: s.endAt }
    if (s.inFlight > 0) return { because: 'calls_in_progress', at: s.endAt }
    return { because: s.leadsWaiting > 0 ? 'held' : 'idle', at: s.endAt }
  }
}

/** Candidates in their order, each with a number, until room or numbers run out. A phone is never in two calls at once. */
function assign(
  s: PlanSnapshot,
  room: number,
  now: number,
): { dial: PlannedDial[]; rotationCursor: number; left: boolean; noNumber: NoNumber | null } {
  const dial: PlannedDial[] = []
  const busy = new Set(s.busyPhones)
  const numbers = s.numbers.map((number) => ({ ...number }))
  let rotationCursor = s.rotationCursor
  for (const candidate of s.candidates) {
    if (busy.has(candidate.phone)) continue
    if (dial.length >= room) return { dial, rotationCursor, left: true, noNumber: null }
    const choice = chooseNumber(numbers, s.settings.rotation, rotationCursor)
    if ('none' in choice) return { dial, rotationCursor, left: true, noNumber: choice.none }
    const { number } = choice
    rotationCursor = choice.cursor
    number.callsToday += 1
    number.lastUsedAt = now
    busy.add(candidate.phone)
    dial.push({ leadId: candidate.leadId, phone: candidate.phone, numberId: number.id, from: number.e164 })
  }
  return { dial, rotationCursor, left: false, noNumber: null }
}

const PHONES = 10
const RANKS_PER_POSITION = 3
const CALLBACK_RANKS = 3

/**
 * The place in the dialing order, a whole number, smaller first: callbacks that are due, then pass, then phone position, then priority.
 * Ties are the caller's: import order.
 * @param pass from 1
 * @param position 1–10
 */
export function dialingRank(pass: number, position: number, priority: Priority, callback: boolean): number {
  if (callback) return priorityRank(priority)
  return firstRankOfPass(pass) + (position - 1) * RANKS_PER_POSITION + priorityRank(priority)
}

/** Everything that ranks below this belongs to an earlier pass, or is a callback: the bound of a seek while `pass` is not open. */
export function firstRankOfPass(pass: number): number {
  return CALLBACK_RANKS + (pass - 1) * PHONES * RANKS_PER_POSITION
}

/** Of equal ones the first. null when none has an instant. */
function earliest(waits: readonly Wait[]): { because: WaitReason; at: number } | null {
  let first: { because: WaitReason; at: number } | null = null
  for (const { because, at } of waits) {
    if (at !== null && (first === null || at < first.at)) first = { because, at }
  }
  return first
}

function sooner(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return Math.min(a, b)
}

/** Never now or earlier: an alarm for now, set in an alarm, is lost (2-architecture §2). */
function after(now: number, at: number | null): number | null {
  return at === null ? null : Math.max(at, now + 1)
}
