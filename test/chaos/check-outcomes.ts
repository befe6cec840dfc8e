import { shownAttempt, shownCall } from './check-calls.ts'
import type { AttemptRow, CallRow, Evidence } from './evidence.ts'

/**
 * Does each attempt's disposition follow from what the carrier was told it had taken in? A callback that was acknowledged must have
 * counted; one whose answer was lost may have; what never arrived must have been made good by the carrier's log as far as the log knows.
 * Written from the product's text, without its code.
 */

export interface Verdict {
  disposition: string
  answerStatus: string
}

/** One thing that was told, or may have been. */
interface Word {
  what: 'answered' | 'ended' | 'machine' | 'report' | 'opt_out' | 'callback' | 'wrong_number' | 'nothing'
  at: number
  sure: boolean
}

const SECOND_MS = 1_000
/** Waits of the product, in product time; each is at least as long in real time as stated. */
const REPORT_GRACE = { productMs: 60_000, realMs: 10_000 }
const LOG_LAG = { productMs: 10_000, realMs: 2_000 }
const RING_SECONDS = 30

const meaningOf = (event: string): Word['what'] => {
  if (event === 'answered' || event === 'ended') return event
  if (event === 'request') return 'machine'
  if (event === 'post_prompt') return 'report'
  if (event.startsWith('swaig.')) {
    if (/opt_out/.test(event)) return 'opt_out'
    if (/callback/.test(event)) return 'callback'
    if (/wrong/.test(event)) return 'wrong_number'
  }
  return 'nothing'
}

/**
 * That a call was answered and that it was hung up stands in the carrier's log as well, so these two need not survive a crash: they may be
 * learned there instead. All else is known from the callback alone.
 */
const standsInTheLog = (what: Word['what'], call: CallRow): boolean =>
  what === 'answered' || (what === 'ended' && call.endReason === 'hangup')

function wordsOf(call: CallRow): Word[] {
  const words = call.told.flatMap(({ event, at, status, failed }) => {
    const what = meaningOf(event)
    if (what === 'nothing') return []
    // A status below 500 that is no success was read and turned away.
    const tries = [...failed, { at, status }].filter((it) => it.status < 300 || it.status >= 500)
    return tries.map((it): Word => {
      const isTaken = it.status >= 200 && it.status < 300
      return { what, at: it.at, sure: isTaken && !standsInTheLog(what, call) }
    })
  })
  return words.sort((a, b) => a.at - b.at)
}

type Heard = ReadonlySet<Word['what']>

const UNANSWERED: Record<string, Verdict> = {
  no_answer: { disposition: 'NO_ANSWER', answerStatus: 'no_answer' },
  cancel: { disposition: 'NO_ANSWER', answerStatus: 'no_answer' },
  hangup: { disposition: 'NO_ANSWER', answerStatus: 'no_answer' },
  max_duration: { disposition: 'NO_ANSWER', answerStatus: 'no_answer' },
  busy: { disposition: 'NO_ANSWER', answerStatus: 'busy' },
  declined: { disposition: 'NO_ANSWER', answerStatus: 'rejected' },
  error: { disposition: 'FAILED', answerStatus: 'failed' },
}

const OUTCOMES: Record<string, string> = {
  interested: 'INTERESTED',
  not_interested: 'NOT_INTERESTED',
  callback: 'CALLBACK',
  opt_out: 'OPT_OUT',
  wrong_number: 'WRONG_NUMBER',
}

/** What comes of the words heard, once the call is known to be over. Several where the wire leaves it open. */
function verdictsOf(call: CallRow, heard: Heard): Verdict[] {
  const human = (disposition: string): Verdict => ({ disposition, answerStatus: 'human' })
  const outcome = heard.has('report') ? (call.outcome ?? '') : ''
  if (heard.has('opt_out') || outcome === 'opt_out') return [human('OPT_OUT')]
  if (heard.has('wrong_number') || outcome === 'wrong_number') return [human('WRONG_NUMBER')]
  if (heard.has('callback') || outcome === 'callback') return [human('CALLBACK')]
  if (heard.has('machine')) return [{ disposition: 'VOICEMAIL', answerStatus: 'machine' }]
  if (OUTCOMES[outcome]) return [human(OUTCOMES[outcome])]
  // A talk that was cut off counts by its turns, which the carrier's list does not show; who hangs up has spoken one.
  if (outcome === 'completed')
    return call.behaviour === 'hangs_up'
      ? [human('NO_ANSWER')]
      : [human('NO_ANSWER'), human('COMPLETED'), { disposition: 'VOICEMAIL', answerStatus: 'machine' }]
  const unanswered = UNANSWERED[call.endReason ?? ''] ?? UNANSWERED.no_answer!
  if (call.answeredAt === null) {
    // The carrier's log calls a declined call busy.
    return call.endReason === 'declined' ? [unanswered, UNANSWERED.busy!] : [unanswered]
  }
  const spokenTo = call.endReason === 'error' ? human('FAILED') : human('NO_ANSWER')
  // The flat form of `ended` names no answer; without the callback that says so nobody knows of one.
  return heard.has('answered')
    ? [spokenTo]
    : [spokenTo, { disposition: 'NO_ANSWER', answerStatus: 'no_answer' }, unanswered]
}

/** Whether, having heard this, the product may settle, and from which instant on. */
function settlesFrom(call: CallRow, attempt: AttemptRow, heard: Heard, speed: number): number {
  const atLeast = (wait: { productMs: number; realMs: number }): number => Math.max(wait.productMs, wait.realMs * speed)
  const known = heard.has('ended')
  const lookedUpAt =
    attempt.permitted_at + RING_SECONDS * SECOND_MS + Math.min(LOG_LAG.productMs, LOG_LAG.realMs * speed)
  const overAt = known ? 0 : Math.max(lookedUpAt, call.endedAt ?? Number.POSITIVE_INFINITY)
  const maySpeak = call.answeredAt !== null && !heard.has('report') && !heard.has('machine')
  // The log says how long a call was and when it was placed, not how long it rang.
  const saysEnded =
    call.endedAt === null ? Number.POSITIVE_INFINITY : call.placedAt + call.endedAt - (call.answeredAt ?? call.placedAt)
  const graceAt = maySpeak ? saysEnded + atLeast(REPORT_GRACE) - 2 * SECOND_MS : 0
  return Math.max(overAt, graceAt)
}

/** Every verdict the product may have come to by the time it settled the attempt. */
export function possibleVerdicts(call: CallRow, attempt: AttemptRow, speed: number): Verdict[] {
  const words = wordsOf(call)
  const settledAt = attempt.settled_at ?? Number.POSITIVE_INFINITY
  const verdicts: Verdict[] = []
  for (let cut = 0; cut <= words.length; cut++) {
    const before = words.slice(0, cut)
    // Whatever was acknowledged after the cut came too late: the attempt must have been settleable before it came.
    const nextSure = words.slice(cut).find((word) => word.sure)?.at ?? Number.POSITIVE_INFINITY
    const sure = new Set(before.filter((word) => word.sure).map((word) => word.what))
    const doubtful = [...new Set(before.filter((word) => !word.sure && !sure.has(word.what)).map((word) => word.what))]
    for (let mask = 0; mask < 1 << doubtful.length; mask++) {
      const heard = new Set([...sure, ...doubtful.filter((_, i) => mask & (1 << i))])
      const from = settlesFrom(call, attempt, heard, speed)
      if (from <= nextSure && from <= settledAt) verdicts.push(...verdictsOf(call, heard))
    }
  }
  return verdicts
}

/** Attempts whose outcome does not follow from what was said and acknowledged. */
export function wrongOutcomes({ database, calls, speed }: Evidence): string[] {
  const callOf = new Map(calls.map((call) => [call.attemptId, call]))
  return database.attempts.flatMap((attempt) => {
    if (attempt.state !== 'settled') return []
    const call = callOf.get(attempt.id)
    if (!call) return withoutCall(attempt)
    if (attempt.counted !== 1) return []
    const possible = possibleVerdicts(call, attempt, speed)
    const isPossible = possible.some(
      (it) => it.disposition === attempt.disposition && it.answerStatus === attempt.answer_status,
    )
    const list = [...new Set(possible.map((it) => `${it.disposition}/${it.answerStatus}`))].join(' or ')
    return isPossible ? [] : [`should be ${list || 'unsettled'}: ${shownAttempt(attempt)}; ${shownCall(call)}`]
  })
}

/** Nobody was rung: given back, or FAILED. An invalid number whose refusal got lost on its way is given back, and refused again. */
function withoutCall(attempt: AttemptRow): string[] {
  const isFailed = attempt.counted === 1 && attempt.disposition === 'FAILED' && attempt.answer_status === 'failed'
  const isGivenBack = attempt.counted === 0 && attempt.disposition === null
  return isFailed || isGivenBack ? [] : [`nobody was rung: ${shownAttempt(attempt)}`]
}

/** A callback that is ours is never turned away: no answer, or a 5xx, makes the carrier try again; a 4xx does not. */
export function callbacksTurnedAway({ calls }: Evidence): string[] {
  return calls.flatMap((call) =>
    call.told
      .filter(({ status }) => status >= 300 && status < 500 && status !== 429)
      .map(({ event, status }) => `${event} was answered ${status}: ${shownCall(call)}`),
  )
}
