import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backOff, FRESH_LINE, grant, type LineState } from '../../src/domain/line.ts'

const T0 = 1_700_000_000_000

/** A line that campaigns ask; remembers what was granted when. */
class Line {
  state: LineState = FRESH_LINE
  readonly granted: { id: string; at: number; n: number }[] = []
  readonly limits: { callsPerSecond: number; maxConcurrent: number }

  constructor(callsPerSecond: number, maxConcurrent = 1_000_000) {
    this.limits = { callsPerSecond, maxConcurrent }
  }

  ask(id: string, want: number, at: number, inFlight = 0): { granted: number; nextAt: number | null } {
    const answer = grant(this.state, { campaignId: id, want, inFlight }, this.limits, at)
    this.state = answer.state
    if (answer.granted > 0) this.granted.push({ id, at, n: answer.granted })
    return answer
  }

  of(id: string): number {
    return this.granted.filter((g) => g.id === id).reduce((sum, g) => sum + g.n, 0)
  }
}

/** Campaigns that always want more and come back exactly when told, in the given order when at the same instant. */
function run(line: Line, ids: string[], ms: number, want = 50): void {
  const due = new Map(ids.map((id) => [id, T0]))
  for (;;) {
    const [id, at] = [...due].reduce((a, b) => (b[1] < a[1] ? b : a))
    if (at > T0 + ms) return
    const { nextAt } = line.ask(id, want, at)
    due.set(id, nextAt ?? at + 1)
  }
}

describe('the rate', () => {
  it('is never exceeded over any span by more than one burst', () => {
    const request = fc.record({
      id: fc.integer({ min: 0, max: 4 }),
      want: fc.integer({ min: 1, max: 80 }),
      after: fc.integer({ min: 0, max: 3000 }),
    })
    fc.assert(
      fc.property(
        fc.constantFrom(0.2, 0.5, 1, 3, 20, 50),
        fc.array(request, { minLength: 1, maxLength: 80 }),
        (cps, requests) => {
          const line = new Line(cps)
          let at = T0
          for (const { id, want, after } of requests) {
            at += after
            expect(line.ask(`c${id}`, want, at).granted).toBeLessThanOrEqual(want)
          }
          const burst = Math.max(1, cps)
          for (const [i, from] of line.granted.entries()) {
            let calls = 0
            for (const to of line.granted.slice(i)) {
              calls += to.n
              expect(calls).toBeLessThanOrEqual(((to.at - from.at) / 1000) * cps + burst + 1e-6)
            }
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  it('is used to the full by one campaign that always wants more', () => {
    const line = new Line(20)
    run(line, ['a'], 60_000)
    expect(line.of('a')).toBeGreaterThanOrEqual(60 * 20)
  })

  it('of one call a second gives one call a second', () => {
    const line = new Line(1)
    run(line, ['a'], 10_000, 3)
    expect(line.granted.map((g) => g.at - T0)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((s) => s * 1000))
  })
})

describe('a share of the line', () => {
  it.each([1, 5, 50])('is the same for each of four campaigns at %i calls a second, whoever asks first', (cps) => {
    const line = new Line(cps)
    const ids = ['a', 'b', 'c', 'd']
    run(line, ids, 120_000)
    const fair = (cps * 120) / 4
    for (const id of ids) {
      expect(line.of(id), id).toBeGreaterThan(fair * 0.8)
      expect(line.of(id), id).toBeLessThan(fair * 1.25)
    }
    expect(ids.reduce((sum, id) => sum + line.of(id), 0)).toBeGreaterThan(cps * 120 * 0.9)
  })

  it('grows back when the others want no more', () => {
    const line = new Line(10)
    run(line, ['a', 'b'], 10_000)
    const before = line.of('a')
    let at = T0 + 20_000
    while (at < T0 + 30_000) at = line.ask('a', 50, at).nextAt ?? at + 1
    expect(line.of('a') - before).toBeGreaterThanOrEqual(95)
  })
})

describe('concurrency', () => {
  it('that is used up goes to those below their share as calls end, whoever asks first', () => {
    const line = new Line(1_000, 100)
    let at = T0
    const inFlight = { big: 0, small: 0, late: 0 }
    const ask = (id: keyof typeof inFlight, want: number) => {
      inFlight[id] += line.ask(id, want, at, inFlight[id]).granted
    }
    for (; inFlight.big < 100; at += 100) ask('big', 50)
    // Each second ten calls of the largest end, and it asks first, and for more than anybody.
    for (let second = 0; second < 30; second++, at += 1_000) {
      const largest = inFlight.big > 33 ? 'big' : inFlight.small > inFlight.late ? 'small' : 'late'
      inFlight[largest] -= Math.min(10, inFlight[largest])
      ask('big', 50)
      ask('small', 5)
      ask('late', 50)
    }
    expect(inFlight.big + inFlight.small + inFlight.late).toBeLessThanOrEqual(100)
    for (const calls of Object.values(inFlight)) expect(calls).toBeGreaterThanOrEqual(20)
  })

  it('is not kept for campaigns that want nothing', () => {
    const line = new Line(1_000, 100)
    line.ask('quiet', 5, T0, 0)
    expect(line.ask('busy', 50, T0 + 1_000, 45).granted).toBe(50)
  })

  it('is counted over all campaigns, and freed when a campaign says that its calls are over', () => {
    const line = new Line(100, 10)
    expect(line.ask('a', 50, T0).granted).toBe(10)
    expect(line.ask('b', 5, T0 + 2000)).toEqual(expect.objectContaining({ granted: 0, nextAt: T0 + 3000 }))
    line.ask('a', 0, T0 + 2500, 0)
    expect(line.ask('b', 5, T0 + 3000).granted).toBe(5)
  })
})

describe('a back-off', () => {
  it('stops everybody until it is over', () => {
    const line = new Line(10)
    line.state = backOff(line.state, 7, T0)
    expect(line.ask('a', 1, T0 + 6_999)).toMatchObject({ granted: 0, nextAt: T0 + 7_000 })
    expect(line.ask('b', 1, T0 + 7_000).granted).toBe(1)
  })

  it('doubles with each one in a row, up to a minute, although calls are granted in between', () => {
    const line = new Line(10)
    const waits: number[] = []
    let at = T0
    for (let i = 0; i < 8; i++) {
      line.state = backOff(line.state, null, at)
      waits.push((line.state.blockedUntil - at) / 1000)
      at = line.state.blockedUntil
      expect(line.ask('a', 1, at).granted).toBe(1)
      at += 200
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60])
    expect(line.ask('a', 1, at + 100_000).granted).toBe(1)
    line.state = backOff(line.state, null, at + 100_001)
    expect(line.state.blockedUntil - (at + 100_001)).toBe(1000)
  })

  it('counts the refusals of one burst once', () => {
    let state = FRESH_LINE
    for (let i = 0; i < 20; i++) state = backOff(state, null, T0 + i)
    expect(state).toMatchObject({ failures: 1, blockedUntil: T0 + 1000 })
  })
})
