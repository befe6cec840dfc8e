import type { BudgetEvidence, HourOfTalk } from './budget.ts'
import type { CampaignSettings } from './campaign-settings.ts'
import type { AnswerStatus, Disposition } from './disposition.ts'

/**
 * Breakers (1-product §9): a campaign pauses itself when too many of its recent calls fail for technical reasons, too many people ask
 * not to be called, or its budget is used up; a person resumes it. The windows are those of recent calls, by the order of permits.
 */
export const BREAKER_KINDS = ['technical_failures', 'opt_outs', 'budget_day', 'budget_total'] as const
export type BreakerKind = (typeof BREAKER_KINDS)[number]
export type RateBreaker = Extract<BreakerKind, 'technical_failures' | 'opt_outs'>

/**
 * Technical failures are counted over the last 50 calls, at least 20 of them: enough that one dead route among several shows, and that a
 * hiccup of a minute does not. Opt-outs are rarer and only people who answer can opt out: the last 100 of them, and at least 5 opt-outs,
 * so that the first two people of a list cannot stop it. Calls in progress among them count as neither: what fails, fails at once, and
 * what goes well takes minutes, so that without them a campaign of many calls at once would stop over its first seconds.
 */
export const BREAKER_WINDOWS = {
  technical_failures: { window: 50, atLeastCalls: 20, atLeastHits: 1 },
  opt_outs: { window: 100, atLeastCalls: 1, atLeastHits: 5 },
} as const satisfies Record<RateBreaker, { window: number; atLeastCalls: number; atLeastHits: number }>

/** What a call that is over means to the breakers. */
export interface BreakerCall {
  attemptId: string
  /** Epoch ms. */
  permittedAt: number
  technicalFailure: boolean
  /** A person answered. */
  answered: boolean
  optedOut: boolean
}

export type CallInProgress = Pick<BreakerCall, 'attemptId' | 'permittedAt' | 'answered'>

/** What breakers judge by: the settled calls of their windows in the order of their ids, and the talk that was paid for. */
export interface BreakerFacts {
  calls: BreakerCall[]
  /** The latest hours. */
  hours: HourOfTalk[]
  /** Of all hours. */
  totalSeconds: number
}

/** Each in the order of the attempts' ids. */
export type BreakerWindows = Record<RateBreaker, readonly BreakerCall[]>

export const EMPTY_WINDOWS: BreakerWindows = { technical_failures: [], opt_outs: [] }

/**
 * The carrier or the network failed us: an error, a dial refused with a code of ours, a call lost in silence. A number that does not
 * exist is the list's fault, and busy or unanswered phones are nobody's.
 */
export function isTechnicalFailure(call: {
  disposition: Disposition | null
  endReason: string | null
  invalidNumber: boolean
}): boolean {
  return call.disposition === 'FAILED' && !call.invalidNumber && call.endReason !== 'not_found'
}

/** A call as the breakers see it. @param call.answerStatus null: given back, no call */
export function breakerCall(call: {
  attemptId: string
  permittedAt: number
  answerStatus: AnswerStatus | null
  disposition: Disposition | null
  endReason: string | null
  invalidNumber: boolean
}): BreakerCall {
  const { attemptId, permittedAt, answerStatus, disposition } = call
  return {
    attemptId,
    permittedAt,
    technicalFailure: isTechnicalFailure(call),
    answered: answerStatus === 'human',
    optedOut: disposition === 'OPT_OUT',
  }
}

/** The windows with one more call; one that is in them already is not counted twice. Any order of calls gives the same windows. */
export function noteCall(windows: BreakerWindows, call: BreakerCall): BreakerWindows {
  return {
    technical_failures: slide(windows.technical_failures, call, BREAKER_WINDOWS.technical_failures.window),
    opt_outs:
      call.answered || call.optedOut
        ? slide(windows.opt_outs, call, BREAKER_WINDOWS.opt_outs.window)
        : windows.opt_outs,
  }
}

function slide(calls: readonly BreakerCall[], call: BreakerCall, window: number): readonly BreakerCall[] {
  const others = calls.filter(({ attemptId }) => attemptId !== call.attemptId)
  let place = others.length
  while (place > 0 && others[place - 1]!.attemptId > call.attemptId) place -= 1
  return [...others.slice(0, place), call, ...others.slice(place)].slice(-window)
}

export interface Measured {
  /** Calls of the window with those in progress between them, and how many of them count against the campaign. */
  calls: number
  hits: number
  /** 0–100, one decimal; null without a call. */
  percent: number | null
  attemptIds: string[]
}

/**
 * @param since calls permitted at or before this instant (epoch ms) do not count: a person has resumed since
 * @param inProgress calls the carrier has taken and that are not over
 */
export function measure(
  windows: BreakerWindows,
  kind: RateBreaker,
  since: number,
  inProgress: readonly CallInProgress[],
): Measured {
  const over = windows[kind].filter(({ permittedAt }) => permittedAt > since)
  const [first, last] = [over[0]?.attemptId ?? '', over.at(-1)?.attemptId ?? '']
  const between = inProgress.filter(
    (call) =>
      call.permittedAt > since &&
      call.attemptId > first &&
      call.attemptId < last &&
      (call.answered || kind === 'technical_failures'),
  )
  const hits = over.filter((call) => (kind === 'opt_outs' ? call.optedOut : call.technicalFailure))
  const calls = over.length + between.length
  return {
    calls,
    hits: hits.length,
    percent: calls === 0 ? null : Math.round((hits.length / calls) * 1000) / 10,
    attemptIds: hits.map(({ attemptId }) => attemptId),
  }
}

/** What a rate that reached its limit shows. */
export interface RateEvidence {
  limit_percent: number
  measured_percent: number
  hits: number
  calls: number
  /** Calls that are over, at most. */
  window: number
  attempt_ids: string[]
}

export type BreakerEvidence = RateEvidence | BudgetEvidence

export const limitOf = (kind: RateBreaker, breakers: CampaignSettings['breakers']): number | null =>
  kind === 'opt_outs' ? breakers.opt_out_percent : breakers.technical_failure_percent

/** Whether so much is too much: the limit is reached, over enough calls to say so. Compared in whole numbers. */
export function isTooMuch(kind: RateBreaker, { calls, hits }: Measured, limitPercent: number | null): boolean {
  const { atLeastCalls, atLeastHits } = BREAKER_WINDOWS[kind]
  if (limitPercent === null || calls < atLeastCalls || hits < atLeastHits) return false
  return hits * 100 >= limitPercent * calls
}

/** The first breaker whose limit is reached, with its evidence; null: the campaign may go on. */
export function judgeRates(
  windows: BreakerWindows,
  breakers: CampaignSettings['breakers'],
  since: number,
  inProgress: readonly CallInProgress[],
): { kind: RateBreaker; evidence: RateEvidence } | null {
  for (const kind of ['technical_failures', 'opt_outs'] as const) {
    const limit = limitOf(kind, breakers)
    const measured = measure(windows, kind, since, inProgress)
    if (limit === null || !isTooMuch(kind, measured, limit)) continue
    const evidence: RateEvidence = {
      limit_percent: limit,
      measured_percent: measured.percent ?? 0,
      hits: measured.hits,
      calls: measured.calls,
      window: BREAKER_WINDOWS[kind].window,
      attempt_ids: measured.attemptIds,
    }
    return { kind, evidence }
  }
  return null
}

/** Why a campaign stands, as stored with its status. */
export const breakerReason = <K extends BreakerKind>(kind: K): `breaker_${K}` => `breaker_${kind}`

/** What tripped, as one sentence with its figures. */
export function tripSentence(kind: BreakerKind, evidence: BreakerEvidence): string {
  switch (kind) {
    case 'technical_failures':
    case 'opt_outs': {
      const { hits, calls, limit_percent } = evidence as RateEvidence
      return kind === 'opt_outs'
        ? `${hits} of the last ${calls} people who answered asked not to be called; the limit is ${limit_percent} %.`
        : `${hits} of the last ${calls} calls failed for technical reasons; the limit is ${limit_percent} %.`
    }
    case 'budget_day':
    case 'budget_total':
      return budgetSentence(kind, evidence as BudgetEvidence)
  }
}

function budgetSentence(kind: 'budget_day' | 'budget_total', evidence: BudgetEvidence): string {
  const { limit_cents, spent_cents, worst_case_cents, day, zone } = evidence
  const budget = kind === 'budget_day' ? `of ${dollars(limit_cents)} a day` : `of ${dollars(limit_cents)} in all`
  const when = day === null ? '' : ` on ${day} (${zone})`
  return `${dollars(spent_cents)} of the budget ${budget} are spent${when}, and one more call may cost ${dollars(worst_case_cents)}.`
}

const dollars = (cents: number): string => `$${(cents / 100).toFixed(2)}`
