import type { CampaignSettings } from './campaign-settings.ts'
import { CONSEQUENCES, type Disposition } from './disposition.ts'
import type { FinalLeadStatus, WaitingLeadStatus } from './lead.ts'
import type { AttemptOutcome } from './outcome.ts'

/**
 * Where a lead stands among its phones, and where it goes after each attempt (1-product §3).
 *
 * Breadth first: one dial per phone per pass. An attempt that reached nobody moves the lead to its next live phone in the same
 * pass; past the last one it waits for the next pass, which the campaign opens for everybody at once (pass-gate.ts).
 * Per contact: the same walk, but the next pass opens for this lead alone, the retry interval after its last attempt.
 *
 * Over 250 lines because the rules call each other and share one invariant: a lead whose next step is `dial` has a live phone at
 * that position, with attempts left unless the person asked for the call.
 */
export interface PhoneProgress {
  e164: string
  /** Dials in this campaign since the last restart. */
  attempts: number
  /** Why it will never be dialed again; null while it is live. */
  dead: null | 'invalid' | 'wrong_number' | 'suppressed'
}

export interface LeadProgress {
  /** From 1. */
  pass: number
  /** From 1: the phone to be dialed next, or dialed last when the lead is final. */
  position: number
  /** Index 0 is position 1. */
  phones: PhoneProgress[]
  /** A machine, a short call or a wrong person picked up at least once. */
  everAnswered: boolean
}

/** Why a lead ended, where its status alone does not say it. Stable: stored and shown. */
export const FINAL_REASONS = [
  'attempts_used_up',
  'no_phone',
  'numbers_invalid',
  'wrong_numbers',
  'no_live_phone',
  'suppressed',
  'opted_out',
  'callback_limit',
  'no_consent',
] as const
export type FinalReason = (typeof FINAL_REASONS)[number]

export interface DialStep {
  kind: 'dial'
  pass: number
  position: number
  /** Epoch ms; null: as soon as its pass is open. */
  dueAt: number | null
  /**
   * Epoch ms; not before this even when its pass is already open, as it is for a lead that joined late or came back from a
   * callback: two passes of one lead are never closer than the retry interval. null: no such limit.
   */
  notBefore: number | null
  /** Asked for by the person: not bound to a pass. */
  callback: boolean
  status: WaitingLeadStatus
}
export interface FinalStep {
  kind: 'final'
  status: FinalLeadStatus
  reason: FinalReason | null
  /** Epoch ms until which it is shown as `called`: the completion timeout. null: final at once. */
  calledUntil: number | null
}
export type NextStep = DialStep | FinalStep

export type ProgressSettings = Pick<CampaignSettings, 'retry'> &
  Partial<Pick<CampaignSettings, 'completion_timeout_minutes'>>

const MINUTE_MS = 60_000
/** A busy phone is in another call of the organization; look again when a short call would be over. */
export const PHONE_BUSY_MS = 60_000
/** Callbacks on one phone beyond the maximum attempts. Somebody who keeps saying "later" is a case for a person. */
export const MAX_EXTRA_CALLBACKS = 5
/** A callback further away than this was misunderstood. */
const FURTHEST_CALLBACK_MS = 366 * 24 * 60 * MINUTE_MS

/** A lead's first step: its first live phone, in pass 1; without one it is `skipped`, or `do_not_call` when suppression took one of its phones. */
export function firstStep(phones: readonly PhoneProgress[]): NextStep {
  const position = firstLive(phones)
  return position === null ? undialable(phones) : dial(1, position, 'pending')
}

/** The progress of a lead that was never dialed. */
export function initialProgress(phones: readonly PhoneProgress[]): LeadProgress {
  return {
    pass: 1,
    position: firstLive(phones) ?? 1,
    phones: phones.map((phone) => ({ ...phone })),
    everAnswered: false,
  }
}

/**
 * What one settled attempt makes of a lead.
 * @param progress as it was when the phone at `progress.position` was dialed: this counts the attempt
 * @param now when the attempt was settled
 */
export function afterAttempt(
  progress: LeadProgress,
  outcome: AttemptOutcome,
  settings: ProgressSettings,
  now: number,
): { progress: LeadProgress; next: NextStep; disposition: Disposition } {
  const { disposition } = outcome
  const consequence = CONSEQUENCES[disposition]
  const dead = consequence.phone === 'dead' ? 'wrong_number' : outcome.invalidNumber ? 'invalid' : null
  const dialed: LeadProgress = {
    ...progress,
    phones: progress.phones.map((phone, index) =>
      index + 1 === progress.position ? { ...phone, attempts: phone.attempts + 1, dead: phone.dead ?? dead } : phone,
    ),
    everAnswered: progress.everAnswered || outcome.answered,
  }
  switch (consequence.lead) {
    case 'do_not_call':
      return { progress: dialed, next: final('do_not_call', 'opted_out'), disposition }
    case 'completed': {
      const waitMs = (settings.completion_timeout_minutes ?? 0) * MINUTE_MS
      const calledUntil = waitMs > 0 ? now + waitMs : null
      return { progress: dialed, next: { ...final('completed', null), calledUntil }, disposition }
    }
    case 'rescheduled':
      return { ...callback(dialed, outcome.callbackAt, settings, now), disposition }
    case 'next':
      return { ...walk(dialed, settings, now), disposition }
  }
}

/** Why the ledger refused a permit (2-architecture §2.3). None of these spends an attempt. */
export const REFUSALS = ['suppressed', 'phone_busy', 'phone_capped', 'number_capped', 'no_consent'] as const
export type Refusal = (typeof REFUSALS)[number]

/**
 * What a refused permit makes of a lead: a suppressed phone is dead, the rest only wait.
 * @param current the step that was refused, whose place in the order is kept
 * @param freesAt for `phone_capped`: when the phone's attempts of the last 24 h fall under the cap (epoch ms)
 */
export function afterRefusal(
  progress: LeadProgress,
  refusal: Refusal,
  current: Pick<DialStep, 'callback' | 'status'>,
  settings: ProgressSettings,
  now: number,
  freesAt: number | null = null,
): { progress: LeadProgress; next: NextStep } {
  const again = (dueAt: number | null): { progress: LeadProgress; next: NextStep } => ({
    progress,
    next: { ...dial(progress.pass, progress.position, current.status), callback: current.callback, dueAt },
  })
  switch (refusal) {
    case 'suppressed':
      return walk(withDead(progress, progress.position, 'suppressed'), settings, now)
    case 'phone_busy':
      return again(now + PHONE_BUSY_MS)
    case 'phone_capped':
      return again(Math.max(freesAt ?? now + settings.retry.interval_minutes * MINUTE_MS, now + 1))
    case 'number_capped':
      // Another number may do; a callback keeps its own time, which has come.
      return again(current.callback ? now : null)
    case 'no_consent':
      return { progress, next: final('skipped', 'no_consent') }
  }
}

/**
 * A phone died for a reason outside this lead (an edit, another lead's wrong number, a new suppression). Call `stepFrom`
 * for a waiting lead afterwards.
 */
export function withDead(
  progress: LeadProgress,
  position: number,
  dead: NonNullable<PhoneProgress['dead']>,
): LeadProgress {
  const phones = progress.phones.map((phone, index) => (index + 1 === position ? { ...phone, dead } : phone))
  return { ...progress, phones }
}

/**
 * The step of a waiting lead whose phones changed under it: where it stands if that phone is still live, else onwards.
 * @param current the step it had, whose due times still hold: a lead that waits for its retry interval goes on waiting when the
 *   phone it was to ring turns out to be dead
 */
export function stepFrom(
  progress: LeadProgress,
  settings: ProgressSettings,
  now: number,
  current: DialStep | null = null,
): { progress: LeadProgress; next: NextStep } {
  const phone = progress.phones[progress.position - 1]
  const askedFor = current?.callback === true && phone?.dead === null
  if (phone !== undefined && (askedFor || isDialable(phone, settings))) {
    return { progress, next: current ?? dial(progress.pass, progress.position, waitingStatus(progress)) }
  }
  const onwards = walk(progress, settings, now)
  const { next } = onwards
  if (current === null || current.callback || next.kind === 'final' || next.pass !== current.pass) return onwards
  return { ...onwards, next: { ...next, dueAt: current.dueAt, notBefore: current.notBefore } }
}

/** Back to the beginning: pass 1, no attempts, never answered; dead phones stay dead. */
export function resetForRestart(progress: LeadProgress): LeadProgress {
  return initialProgress(progress.phones.map((phone) => ({ ...phone, attempts: 0 })))
}

/** A person asked for another round (retry, retry failed): attempts from zero, what was learned is kept. */
export function resetForRetry(progress: LeadProgress): LeadProgress {
  return { ...resetForRestart(progress), everAnswered: progress.everAnswered }
}

/** The next live phone with attempts left: onwards in this pass, else from the first in the next pass, else the end. */
function walk(
  progress: LeadProgress,
  settings: ProgressSettings,
  now: number,
): { progress: LeadProgress; next: NextStep } {
  const { phones, pass, position } = progress
  const open = (phone: PhoneProgress, index: number): boolean => index + 1 > position && isDialable(phone, settings)
  const onwards = phones.findIndex(open)
  const status = waitingStatus(progress)
  if (onwards >= 0) {
    return { progress: { ...progress, position: onwards + 1 }, next: dial(pass, onwards + 1, status) }
  }
  const first = phones.findIndex((phone) => isDialable(phone, settings))
  if (first < 0) return { progress, next: end(progress) }
  const at = now + settings.retry.interval_minutes * MINUTE_MS
  const step = dial(pass + 1, first + 1, status)
  return {
    progress: { ...progress, pass: pass + 1, position: first + 1 },
    next: settings.retry.mode === 'per_contact' ? { ...step, dueAt: at } : { ...step, notBefore: at },
  }
}

/** The same phone, when the person said; attempts do not stand in the way, up to a limit. */
function callback(
  progress: LeadProgress,
  callbackAt: number | null,
  settings: ProgressSettings,
  now: number,
): { progress: LeadProgress; next: NextStep } {
  const attempts = progress.phones[progress.position - 1]?.attempts ?? 0
  if (attempts >= settings.retry.max_attempts_per_phone + MAX_EXTRA_CALLBACKS) {
    return { progress, next: final('completed', 'callback_limit') }
  }
  const understood = callbackAt !== null && callbackAt <= now + FURTHEST_CALLBACK_MS ? callbackAt : null
  const dueAt = Math.max(now, understood ?? now + settings.retry.interval_minutes * MINUTE_MS)
  return { progress, next: { ...dial(progress.pass, progress.position, 'rescheduled'), dueAt, callback: true } }
}

/**
 * Nothing left to dial. A lead that was never dialed ends as it would have begun; suppression that took the last live phone is
 * do_not_call; else it counts whether anybody ever picked up.
 */
function end(progress: LeadProgress): FinalStep {
  const { phones, position, everAnswered } = progress
  const live = phones.some((phone) => phone.dead === null)
  if (!live && phones[position - 1]?.dead === 'suppressed') return final('do_not_call', 'suppressed')
  if (!live && phones.every((phone) => phone.attempts === 0)) return undialable(phones)
  return final(everAnswered ? 'no_conversation' : 'failed', live ? 'attempts_used_up' : deadReason(phones))
}

/** `do_not_call` when suppression took one of its phones, else `skipped`. */
function undialable(phones: readonly PhoneProgress[]): FinalStep {
  if (phones.some((phone) => phone.dead === 'suppressed')) return final('do_not_call', 'suppressed')
  return final('skipped', deadReason(phones))
}

function deadReason(phones: readonly PhoneProgress[]): FinalReason {
  if (phones.length === 0) return 'no_phone'
  if (phones.every((phone) => phone.dead === 'invalid')) return 'numbers_invalid'
  if (phones.every((phone) => phone.dead === 'wrong_number')) return 'wrong_numbers'
  return 'no_live_phone'
}

function firstLive(phones: readonly PhoneProgress[]): number | null {
  const index = phones.findIndex((phone) => phone.dead === null)
  return index < 0 ? null : index + 1
}

function isDialable(phone: PhoneProgress, settings: ProgressSettings): boolean {
  return phone.dead === null && phone.attempts < settings.retry.max_attempts_per_phone
}

function waitingStatus(progress: LeadProgress): WaitingLeadStatus {
  return progress.phones.some((phone) => phone.attempts > 0) ? 'retry' : 'pending'
}

function dial(pass: number, position: number, status: WaitingLeadStatus): DialStep {
  return { kind: 'dial', pass, position, dueAt: null, notBefore: null, callback: false, status }
}

function final(status: FinalLeadStatus, reason: FinalReason | null): FinalStep {
  return { kind: 'final', status, reason, calledUntil: null }
}
