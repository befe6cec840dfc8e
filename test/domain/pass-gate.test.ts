import { describe, expect, it } from 'vitest'
import { FIRST_GATE, passGate } from '../../src/domain/pass-gate.ts'

const NOW = 1_800_000_000_000
const HOUR = 3_600_000
const turn = (gate: typeof FIRST_GATE, left: number, inFlight: number, nextPass: number | null, now = NOW) =>
  passGate(gate, { left, inFlight, nextPass }, 60, now)

describe('the gate of a pass', () => {
  it('stays shut while somebody of the open pass waits or is being called', () => {
    expect(turn(FIRST_GATE, 1, 0, 2)).toEqual({ gate: FIRST_GATE, opensAt: null })
    expect(turn(FIRST_GATE, 0, 1, 2)).toEqual({ gate: FIRST_GATE, opensAt: null })
  })

  it('opens the retry interval after the pass was empty', () => {
    const waiting = turn(FIRST_GATE, 0, 0, 2)
    expect(waiting).toEqual({ gate: { openPass: 1, emptySince: NOW }, opensAt: NOW + HOUR })
    expect(turn(waiting.gate, 0, 0, 2, NOW + HOUR - 1).gate.openPass).toBe(1)
    expect(turn(waiting.gate, 0, 0, 2, NOW + HOUR)).toEqual({ gate: { openPass: 2, emptySince: null }, opensAt: null })
  })

  it('is not put off by people who arrive while it counts down', () => {
    const waiting = turn(FIRST_GATE, 0, 0, 2)
    expect(turn(waiting.gate, 5, 2, 2, NOW + 1).opensAt).toBe(NOW + HOUR)
  })

  it('skips passes in which nobody waits', () => {
    expect(turn({ openPass: 1, emptySince: NOW - HOUR }, 0, 0, 4).gate.openPass).toBe(4)
  })

  it('has nothing to open when nobody waits for a later pass', () => {
    expect(turn({ openPass: 2, emptySince: NOW }, 0, 0, null)).toEqual({
      gate: { openPass: 2, emptySince: null },
      opensAt: null,
    })
  })
})
