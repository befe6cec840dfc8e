import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  BREAKER_WINDOWS,
  type BreakerCall,
  breakerCall,
  EMPTY_WINDOWS,
  isTechnicalFailure,
  judgeRates,
  measure,
  noteCall,
  tripSentence,
} from '../../src/domain/breaker.ts'

const ON = { technical_failure_percent: 30, opt_out_percent: 10 }
const call = (n: number, more: Partial<BreakerCall> = {}): BreakerCall => ({
  attemptId: `att_${String(n).padStart(6, '0')}`,
  permittedAt: 1000 + n,
  technicalFailure: false,
  answered: false,
  optedOut: false,
  ...more,
})
const calls = (count: number, more: (n: number) => Partial<BreakerCall>) =>
  Array.from({ length: count }, (_, n) => call(n, more(n)))
const windowsOf = (list: readonly BreakerCall[]) => list.reduce(noteCall, EMPTY_WINDOWS)

describe('a technical failure', () => {
  const failed = { disposition: 'FAILED', endReason: 'error', invalidNumber: false } as const
  it.each([
    ['an error of the network', failed, true],
    ['a dial refused with a code of ours', { ...failed, endReason: 'not_routable' }, true],
    ['a call lost in silence', { ...failed, endReason: 'lost' }, true],
    ['an invalid number', { ...failed, endReason: 'invalid_pstn_destination', invalidNumber: true }, false],
    ['a number that is not in service', { ...failed, endReason: 'not_found' }, false],
    ['busy', { ...failed, disposition: 'NO_ANSWER', endReason: 'busy' }, false],
    ['an opt-out', { ...failed, disposition: 'OPT_OUT', endReason: 'hangup' }, false],
    ['an attempt that was given back', { ...failed, disposition: null }, false],
  ] as const)('or not: %s', (_, given, expected) => {
    expect(isTechnicalFailure(given)).toBe(expected)
  })
})

describe('the breakers', () => {
  it('trip when 30 % of the last calls failed for technical reasons, and name them', () => {
    const list = calls(20, (n) => ({ technicalFailure: n % 10 < 3 }))
    const tripped = judgeRates(windowsOf(list), ON, 0, [])
    const failed = list.filter((it) => it.technicalFailure).map((it) => it.attemptId)
    expect(tripped).toEqual({
      kind: 'technical_failures',
      evidence: { limit_percent: 30, measured_percent: 30, hits: 6, calls: 20, window: 50, attempt_ids: failed },
    })
    expect(tripSentence(tripped!.kind, tripped!.evidence)).toBe(
      '6 of the last 20 calls failed for technical reasons; the limit is 30 %.',
    )
  })

  it('do not trip one call below, over too few calls, or when they are off', () => {
    expect(judgeRates(windowsOf(calls(20, (n) => ({ technicalFailure: n < 5 }))), ON, 0, [])).toBeNull()
    expect(judgeRates(windowsOf(calls(19, () => ({ technicalFailure: true }))), ON, 0, [])).toBeNull()
    const off = { technical_failure_percent: null, opt_out_percent: null }
    const all = calls(60, () => ({ technicalFailure: true, answered: true, optedOut: true }))
    expect(judgeRates(windowsOf(all), off, 0, [])).toBeNull()
    expect(judgeRates(windowsOf(all), { ...off, opt_out_percent: 100 }, 0, [])?.kind).toBe('opt_outs')
  })

  it('trip on the fifth opt-out of at most fifty people who answered, whatever the others did', () => {
    const list = calls(200, (n) => ({ answered: n % 4 === 0, optedOut: n % 40 === 0 }))
    expect(judgeRates(windowsOf(list.slice(0, 160)), ON, 0, [])).toBeNull()
    const tripped = judgeRates(windowsOf(list.slice(0, 161)), ON, 0, [])
    expect(tripped).toMatchObject({ kind: 'opt_outs', evidence: { hits: 5, calls: 41 } })
    expect(tripSentence('opt_outs', tripped!.evidence)).toBe(
      '5 of the last 41 people who answered asked not to be called; the limit is 10 %.',
    )
  })

  it('are not misled by failures that are known at once, while what goes well takes its time', () => {
    const list = calls(200, (n) => ({ technicalFailure: n % 10 === 0 }))
    const windows = windowsOf(list.filter((it) => it.technicalFailure))
    const inProgress = list.filter((it) => !it.technicalFailure)
    expect(judgeRates(windows, ON, 0, [])?.kind).toBe('technical_failures')
    expect(measure(windows, 'technical_failures', 0, inProgress)).toMatchObject({ hits: 20, calls: 191, percent: 10.5 })
    expect(judgeRates(windows, ON, 0, inProgress)).toBeNull()
  })

  it('do not wait for calls that began after those that failed', () => {
    const list = calls(300, (n) => ({ technicalFailure: n < 25 }))
    const windows = windowsOf(list.slice(0, 25))
    expect(judgeRates(windows, ON, 0, list.slice(25))).toMatchObject({ evidence: { hits: 25, calls: 25 } })
  })

  it('hold opt-outs against those who are talking, not against phones that ring', () => {
    const list = calls(60, (n) => ({ answered: true, optedOut: n % 10 === 0 }))
    const windows = windowsOf(list.filter((it) => it.optedOut))
    const talking = list.filter((it) => !it.optedOut)
    expect(judgeRates(windows, ON, 0, talking)).toMatchObject({ evidence: { hits: 6, calls: 51 } })
    const ringing = talking.map((it) => ({ ...it, answered: false }))
    expect(measure(windows, 'opt_outs', 0, ringing)).toMatchObject({ hits: 6, calls: 6 })
  })

  it('count nothing from before a person resumed', () => {
    const windows = windowsOf(calls(50, () => ({ technicalFailure: true })))
    expect(judgeRates(windows, ON, 1000 + 29, [])).not.toBeNull()
    expect(judgeRates(windows, ON, 1000 + 30, [])).toBeNull()
    expect(measure(windows, 'technical_failures', 9999, [])).toEqual({
      calls: 0,
      hits: 0,
      percent: null,
      attemptIds: [],
    })
  })

  it('see the same windows whatever the order and repetition of results, and never more than they hold', () => {
    const some = fc.array(
      fc.record({ n: fc.nat(300), technicalFailure: fc.boolean(), answered: fc.boolean(), optedOut: fc.boolean() }),
      { maxLength: 400 },
    )
    fc.assert(
      fc.property(some, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (made, chance) => {
        const byId = new Map(made.map(({ n, ...more }) => [n, call(n, more)]))
        const inOrder = [...byId.values()].sort((a, b) => a.permittedAt - b.permittedAt)
        const shuffled = [...inOrder, ...inOrder.slice(0, 20)]
          .map((it) => ({ it, at: chance.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ it }) => it)
        const windows = windowsOf(shuffled)
        expect(windows.technical_failures).toEqual(inOrder.slice(-50))
        expect(windows.opt_outs).toEqual(inOrder.filter((it) => it.answered || it.optedOut).slice(-100))
        for (const kind of ['technical_failures', 'opt_outs'] as const) {
          const { evidence, kind: tripped } = judgeRates(windows, ON, 0, []) ?? {}
          if (tripped !== kind) continue
          expect(evidence!.measured_percent).toBeGreaterThanOrEqual(evidence!.limit_percent)
          expect(evidence!.attempt_ids).toHaveLength(evidence!.hits)
          expect(evidence!.calls).toBeLessThanOrEqual(BREAKER_WINDOWS[kind].window)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('take an attempt for what it came to', () => {
    const given = { attemptId: 'att_1', permittedAt: 5, endReason: 'hangup', invalidNumber: false }
    expect(breakerCall({ ...given, answerStatus: 'human', disposition: 'OPT_OUT' })).toEqual({
      attemptId: 'att_1',
      permittedAt: 5,
      technicalFailure: false,
      answered: true,
      optedOut: true,
    })
  })
})
