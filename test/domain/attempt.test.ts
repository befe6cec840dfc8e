import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Attempt,
  applyEvent,
  isSettleable,
  lateConsequence,
  markPlaced,
  markRefused,
  markSettled,
  markSilent,
  newAttempt,
  watchdogAt,
} from '../../src/domain/attempt.ts'
import { ATTEMPT_STATES, type CallEvent, DETECTIONS, END_REASONS } from '../../src/domain/call.ts'
import { DISPOSITIONS } from '../../src/domain/disposition.ts'
import { outcomeOf } from '../../src/domain/outcome.ts'
import { reportOf } from '../support/call-scenarios.ts'

const at = fc.integer({ min: 0, max: 20 })
const reason = fc.constantFrom('', 'stop', 'not me')
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null })
/** Few distinct instants and values, so that ties and contradictions are common. */
const event: fc.Arbitrary<CallEvent> = fc.oneof(
  fc.record({ type: fc.constant('ringing' as const), at }),
  fc.record({ type: fc.constant('answered' as const), at }),
  fc.record({ type: fc.constant('detected' as const), at, detection: fc.constantFrom(...DETECTIONS) }),
  fc.record({
    type: fc.constant('ended' as const),
    at,
    answeredAt: maybe(at),
    reason: fc.constantFrom(...END_REASONS),
    rawReason: maybe(fc.constantFrom('hangup', 'noAnswer')),
    talkSeconds: maybe(fc.integer({ min: 1, max: 600 })),
  }),
  fc.record({ type: fc.constant('recorded' as const), at, url: fc.constantFrom('a', 'b'), durationSeconds: maybe(at) }),
  fc.record({ type: fc.constant('opted_out' as const), at, email: fc.boolean(), reason }),
  fc.record({ type: fc.constant('callback_asked' as const), at, callbackAt: maybe(at), reason }),
  fc.record({ type: fc.constant('wrong_number' as const), at, reason }),
  fc.record({
    type: fc.constant('reported' as const),
    at,
    report: fc
      .record({ disposition: maybe(fc.constantFrom(...DISPOSITIONS)), userTurns: fc.nat(3), optOutEmail: fc.boolean() })
      .map(reportOf),
  }),
)
const shuffledTwice = fc
  .array(event, { maxLength: 8 })
  .chain((events) =>
    fc.tuple(
      fc.constant(events),
      fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2, maxLength: events.length * 2 }),
    ),
  )

const START = markPlaced(newAttempt(0), 0)
const apply = (events: readonly CallEvent[], from: Attempt = START): Attempt => events.reduce(applyEvent, from)

describe('the events of an attempt', () => {
  it('give the same facts and the same outcome in any order and any number', () => {
    fc.assert(
      fc.property(shuffledTwice, ([events, shuffled]) => {
        expect(apply(shuffled)).toEqual(apply(events))
        expect(outcomeOf(apply(shuffled))).toEqual(outcomeOf(apply(events)))
      }),
      { numRuns: 20_000, seed: 7 },
    )
  })

  it('only ever move it forward, wherever it stands', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ATTEMPT_STATES), event, (state, it) => {
        const next = applyEvent({ ...START, state }, it)
        expect(ATTEMPT_STATES.indexOf(next.state)).toBeGreaterThanOrEqual(ATTEMPT_STATES.indexOf(state))
      }),
      { seed: 7 },
    )
  })

  it('change nothing, not even the object, when they say nothing new', () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 6 }), (events) => {
        const attempt = apply(events)
        for (const it of events) expect(applyEvent(attempt, it)).toBe(attempt)
      }),
      { numRuns: 2_000, seed: 7 },
    )
  })

  it('may come before the carrier has answered the dial', () => {
    const early = applyEvent(newAttempt(0), { type: 'ringing', at: 5 })
    expect(markPlaced(early, 9)).toMatchObject({ state: 'ringing', placedAt: 9, ringingAt: 5 })
  })

  it('keep the first answer, the first end, the end that says something, and the last detection', () => {
    const attempt = apply([
      { type: 'ended', at: 9, answeredAt: 4, reason: 'hangup', rawReason: null },
      { type: 'ended', at: 8, answeredAt: null, reason: 'other', rawReason: 'gone' },
      { type: 'answered', at: 3 },
      { type: 'detected', at: 6, detection: 'human' },
      { type: 'detected', at: 5, detection: 'machine' },
      { type: 'detected', at: 7, detection: 'unknown' },
    ])
    expect(attempt).toMatchObject({
      state: 'ended',
      answeredAt: 3,
      endedAt: 8,
      endReason: 'hangup',
      detection: 'human',
    })
  })

  it('keep the wish with a time, and of several the last', () => {
    const asked = (when: number, callbackAt: number | null): CallEvent => ({
      type: 'callback_asked',
      at: when,
      callbackAt,
      reason: '',
    })
    expect(apply([asked(3, 100), asked(5, null)]).callbackAsked).toMatchObject({ callbackAt: 100 })
    expect(apply([asked(3, 100), asked(5, 200)]).callbackAsked).toMatchObject({ callbackAt: 200 })
  })
})

describe('an attempt is settled', () => {
  const grace = { reportGraceMs: 1_000 }
  const end = (endReason: (typeof END_REASONS)[number], answeredAt: number | null): CallEvent => ({
    type: 'ended',
    at: 10_000,
    answeredAt,
    reason: endReason,
    rawReason: null,
  })
  const report: CallEvent = { type: 'reported', at: 9_000, report: reportOf({ disposition: 'INTERESTED' }) }

  it.each<[string, Attempt, boolean | { waitUntil: number }]>([
    ['not before its end', apply([{ type: 'answered', at: 1 }]), false],
    ['not by a report alone', apply([report]), false],
    ['at once when nobody answered', apply([end('no_answer', null)]), true],
    ['at once when busy', apply([end('busy', null)]), true],
    ['at once for a machine', apply([end('hangup', 1), { type: 'detected', at: 2, detection: 'machine' }]), true],
    ['at once with its report', apply([end('hangup', 1), report]), true],
    ['after the grace when a person answered', apply([end('hangup', 1)]), { waitUntil: 11_000 }],
    ['after the grace when the answer may be late', apply([end('hangup', null)]), { waitUntil: 11_000 }],
    [
      'after the grace when an opt-out was heard',
      apply([{ type: 'opted_out', at: 3, email: false, reason: '' }, end('hangup', 1)]),
      { waitUntil: 11_000 },
    ],
    ['at once when the dial was refused', markRefused(newAttempt(0), { invalidNumber: true, code: 'x' }, 5), true],
    ['at once when reconciliation closed it', markSilent(START, 5), true],
    ['never twice', markSettled(apply([end('busy', null)])), false],
  ])('%s', (_, attempt, expected) => {
    expect(isSettleable(attempt, 10_500, grace)).toEqual(expected)
  })

  it('without its report once the grace has passed', () => {
    expect(isSettleable(apply([end('hangup', 1)]), 11_000, grace)).toBe(true)
  })
})

describe('the watchdog', () => {
  const limits = { ringTimeoutSeconds: 30, maxDurationSeconds: 600, marginMs: 5_000 }
  it('asks after the ring time while the dial is unconfirmed, else after the longest possible call', () => {
    expect(watchdogAt(newAttempt(0), limits)).toBe(35_000)
    expect(watchdogAt(markPlaced(newAttempt(0), 1_000), limits)).toBe(636_000)
    expect(watchdogAt(apply([{ type: 'answered', at: 20_000 }]), limits)).toBe(625_000)
  })
})

describe('an event after the settlement', () => {
  const settled = markSettled(apply([{ type: 'ended', at: 9, answeredAt: 1, reason: 'hangup', rawReason: null }]))
  const optOut = (email: boolean): CallEvent => ({ type: 'opted_out', at: 5, email, reason: '' })

  it('still suppresses, and still buries a wrong number', () => {
    expect(lateConsequence(settled, applyEvent(settled, optOut(false)))).toBe('opt_out')
    expect(lateConsequence(settled, applyEvent(settled, { type: 'wrong_number', at: 5, reason: '' }))).toBe(
      'wrong_number',
    )
    const noMail: CallEvent = { type: 'reported', at: 5, report: reportOf({ optOutEmail: true }) }
    expect(lateConsequence(settled, applyEvent(settled, noMail))).toBe('opt_out_email')
  })

  it('suppresses again when the email is added, and not when it is only repeated', () => {
    const once = applyEvent(settled, optOut(false))
    expect(lateConsequence(once, applyEvent(once, optOut(true)))).toBe('opt_out')
    expect(lateConsequence(once, applyEvent(once, optOut(false)))).toBeNull()
  })

  it('changes nothing else', () => {
    expect(lateConsequence(settled, applyEvent(settled, { type: 'ringing', at: 1 }))).toBeNull()
    expect(lateConsequence(START, applyEvent(START, optOut(true)))).toBeNull()
  })
})
