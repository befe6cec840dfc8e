import { type Attempt, applyEvent, newAttempt } from './attempt.ts'
import type { CallEvent } from './call.ts'
import type { InboundChannel } from './campaign-settings.ts'
import type { AnswerStatus, Disposition } from './disposition.ts'
import { isWaiting, type LeadStatus } from './lead.ts'
import { afterAttempt, type LeadProgress, type NextStep, type ProgressSettings } from './lead-progress.ts'
import { type AttemptOutcome, outcomeOf } from './outcome.ts'
import { normalisePhone } from './phone.ts'

/** People who call or write one of our numbers: who they are, and what their call means for the lead they are. */
export const INBOUND_STATES = ['received', 'answered', 'ended'] as const
export type InboundState = (typeof INBOUND_STATES)[number]

/** How somebody was matched. `added`: they became a lead by calling or writing. */
export const INBOUND_MATCHES = ['none', 'contact', 'lead', 'added'] as const
export type InboundMatch = (typeof INBOUND_MATCHES)[number]

/** What carriers send in place of a number that is withheld or not known, as digits: "anonymous" on a keypad, zeros, and the like. */
const NOT_A_CALLER: ReadonlySet<string> = new Set(['266696687', '7378742833', '2562533', '8566', '86282452253', '464'])

/** The caller's number in E.164; null when it is withheld or none that could be called. */
export function readCaller(raw: string): string | null {
  const address = /^sips?:([^@;]+)@/i.exec(raw.trim())?.[1] ?? raw.trim()
  const digits = address.replace(/\D/g, '')
  // Only a number with its country code says who it is; a short code, a name or a local number does not.
  if (!/^(?:\+[1-9]\d{6,14}|1[2-9]\d{9})$/.test(address) || NOT_A_CALLER.has(digits)) return null
  const phone = normalisePhone(`+${digits}`, 'US')
  return phone.ok ? phone.e164 : null
}

/** Characters of a text that are kept. Carriers allow 1,600. */
export const MAX_BODY_LENGTH = 5_000

/** The words of a text as they are kept: no control characters but the line break, no halves of characters, of bounded length. */
export function cleanBody(raw: string): string {
  return raw
    .slice(0, MAX_BODY_LENGTH * 2)
    .replace(/\r\n?|[\p{Zl}\p{Zp}]/gu, '\n')
    .replace(/(?!\n)[\p{Cc}\p{Cf}]/gu, ' ')
    .slice(0, MAX_BODY_LENGTH)
    .replace(/\p{Cs}/gu, '')
    .trim()
}

/** A lead of the person, as far as choosing one needs it. Instants are epoch ms. */
export interface CallerLead {
  leadId: string
  campaignId: string
  createdAt: number
  /** null: never called. */
  lastAttemptAt: number | null
  /** The last call from the number that is called or written to now. */
  lastFromNumberAt: number | null
  /** Its campaign is active and uses the number. */
  isCalledFromHere: boolean
}

/**
 * Which of a person's leads a call or text concerns: the one we called last, since they call back; if several were called at that instant,
 * the one called from this number. Without any call: the one added last to an active campaign that uses this number; else none.
 */
export function pickLead(leads: readonly CallerLead[]): CallerLead | null {
  const called = leads.filter((lead) => lead.lastAttemptAt !== null)
  const [last] = called.sort(
    (a, b) =>
      b.lastAttemptAt! - a.lastAttemptAt! ||
      (b.lastFromNumberAt ?? 0) - (a.lastFromNumberAt ?? 0) ||
      byText(b.leadId, a.leadId),
  )
  if (last) return last
  const [added] = leads
    .filter((lead) => lead.isCalledFromHere)
    .sort((a, b) => b.createdAt - a.createdAt || byText(b.leadId, a.leadId))
  return added ?? null
}

/** A campaign that uses the number. */
export interface NumberCampaign {
  id: string
  direction: string
  status: string
  /** null: it takes nobody in. */
  channels: readonly InboundChannel[] | null
}

/** In the order in which they answer and take people in: inbound ones first, then the newest. */
export function sortCampaigns<C extends NumberCampaign>(campaigns: readonly C[]): C[] {
  const rank = (campaign: C): number =>
    (campaign.status === 'active' ? 0 : 2) + (campaign.direction === 'inbound' ? 0 : 1)
  return [...campaigns].sort((a, b) => rank(a) - rank(b) || byText(b.id, a.id))
}

/** Whether an unknown person becomes a lead of this campaign. */
export function takesIn(campaign: NumberCampaign, channel: InboundChannel): boolean {
  return campaign.status === 'active' && (campaign.channels?.includes(channel) ?? false)
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** A call to us that was just answered, as what the carrier tells of it is put together. */
export function heardAtFirst(answeredAt: number): Attempt {
  return { ...newAttempt(answeredAt, { amdOff: true }), answeredAt, state: 'answered' }
}

/**
 * The call with more of what the carrier told, in any order and any number of times. Nobody tells us when a call to us ends but its report,
 * which comes when the agent's part is over.
 */
export function hearMore(heard: Attempt, events: readonly CallEvent[]): Attempt {
  let next = heard
  for (const event of events) {
    next = applyEvent(next, event)
    if (event.type !== 'reported') continue
    next = applyEvent(next, { type: 'ended', at: event.at, answeredAt: null, reason: 'hangup', rawReason: null })
  }
  return next
}

export interface InboundOutcome extends Pick<AttemptOutcome, 'callbackAt' | 'optOutEmail' | 'talkSeconds'> {
  /** null: nobody told us what was said. */
  disposition: Disposition | null
  answerStatus: AnswerStatus
  /** Spoken with a person for more than one turn. */
  isConversation: boolean
}

const CONVERSED: ReadonlySet<Disposition> = new Set([
  'INTERESTED',
  'NOT_INTERESTED',
  'CALLBACK',
  'COMPLETED',
  'OPT_OUT',
])

/** What came of a call to us, by the rules for calls of ours. */
export function inboundOutcome(heard: Attempt): InboundOutcome {
  const { disposition, callbackAt, optOutEmail, talkSeconds } = outcomeOf(heard)
  const isKnown = heard.report !== null || heard.optedOut !== null || heard.callbackAsked !== null || heard.wrongNumber
  return {
    disposition: isKnown ? disposition : null,
    answerStatus: 'human',
    callbackAt: disposition === 'CALLBACK' ? callbackAt : null,
    optOutEmail,
    talkSeconds: heard.report === null && heard.ended === null ? 0 : talkSeconds,
    isConversation: isKnown && CONVERSED.has(disposition),
  }
}

const DECIDES: ReadonlySet<Disposition> = new Set(['INTERESTED', 'NOT_INTERESTED', 'CALLBACK', 'COMPLETED', 'OPT_OUT'])

/** Whether an outcome can decide about a lead at all; one that cannot is only history. */
export function decides(disposition: Disposition | null): disposition is Disposition {
  return disposition !== null && DECIDES.has(disposition)
}

/** Whether a call back may still decide about a lead: while it waits for a call, or for the end of its completion timeout. */
export function mayBeDecided(status: LeadStatus): boolean {
  return status === 'called' || isWaiting(status)
}

/**
 * What a call back makes of a lead, as a call of ours would have; null: nothing. No attempt is counted, since we made none, and a lead that is
 * done with it is done at once: the time after a call in which people call back is over.
 * @param phone the caller's, E.164: a call they ask for goes there when it is one of theirs
 * @param now epoch ms
 */
export function afterCallBack(
  progress: LeadProgress,
  call: { disposition: Disposition; callbackAt: number | null; phone: string },
  settings: ProgressSettings,
  now: number,
): { progress: LeadProgress; next: NextStep } | null {
  if (!decides(call.disposition)) return null
  const position = call.disposition === 'CALLBACK' ? placeToCall(progress, call.phone) : progress.position
  if (position === null) return null
  const outcome: AttemptOutcome = {
    disposition: call.disposition,
    answerStatus: 'human',
    invalidNumber: false,
    callbackAt: call.callbackAt,
    optOutEmail: false,
    talkSeconds: 0,
    answered: true,
    endReason: 'hangup',
  }
  const reached = { ...progress, position, everAnswered: true }
  const { next } = afterAttempt(reached, outcome, settings, now)
  return { progress: reached, next: next.kind === 'final' ? { ...next, calledUntil: null } : next }
}

/** From 1: the phone they called from if it can be called, else where the lead stands, else the first that can. */
function placeToCall({ phones, position }: LeadProgress, phone: string): number | null {
  const isLive = (place: number): boolean => phones[place - 1]?.dead === null
  const own = phones.findIndex((it) => it.e164 === phone) + 1
  if (own > 0 && isLive(own)) return own
  if (isLive(position)) return position
  const first = phones.findIndex((it) => it.dead === null)
  return first < 0 ? null : first + 1
}
