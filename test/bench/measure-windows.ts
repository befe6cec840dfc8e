import { WINDOW_KINDS, type WindowKind } from './ask-windows.ts'
import type { Machine } from './machine.ts'
import { median, spread, timed } from './statistics.ts'

export interface WindowFigure {
  kind: WindowKind
  /** Microseconds an answer. */
  micros: number
  spread: number
}

/** Answers a sample: enough for the request around them not to count. */
const TIMES: Record<WindowKind, number> = { whereabouts: 200_000, kept: 2_000_000, cold: 10_000, cold_never: 2_000 }

/** The rules without the database: where somebody is, whether they may be called now, and until when. */
export async function measureWindows(machine: Machine, rounds: number): Promise<WindowFigure[]> {
  const seconds = new Map(WINDOW_KINDS.map((kind) => [kind, [] as number[]]))
  for (let round = 0; round <= rounds; round++) {
    for (const kind of WINDOW_KINDS) {
      const taken = await timed(() => machine.door('windows', { kind, times: TIMES[kind] }))
      // The first round warms up.
      if (round > 0) seconds.get(kind)!.push(taken)
    }
  }
  return WINDOW_KINDS.map((kind) => {
    const taken = seconds.get(kind)!
    return { kind, micros: (median(taken) / TIMES[kind]) * 1e6, spread: spread(taken) }
  })
}
