/** Twenty thousand random campaigns, start to end: the rules hold in all of them, and each of them ends. */
import { describe, expect, it } from 'vitest'
import { nextOpening, type WindowRules, windowAt } from '../../src/domain/calling-window.ts'
import { type ModelRun, runCampaign } from '../support/campaign-model.ts'
import type { Lane } from '../support/campaign-model-setup.ts'
import type { Random } from '../support/random.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = Date.UTC(2026, 2, 5, 13)

const ALWAYS: Lane = { isOpen: () => true, opensAt: (at) => at }

/** Open for part of each period. */
function periodic(periodMs: number, fromMs: number, untilMs: number): Lane {
  const phase = (at: number): number => at % periodMs
  return {
    isOpen: (at) => phase(at) >= fromMs && phase(at) < untilMs,
    opensAt: (at) => at - phase(at) + fromMs + (phase(at) < fromMs ? 0 : periodMs),
  }
}

function syntheticLanes(random: Random): Lane[] {
  return Array.from({ length: 1 + random.below(3) }, () => {
    if (random.chance(0.3)) return ALWAYS
    const period = random.pick([HOUR, 6 * HOUR, DAY])
    const from = random.below(period / 2)
    return periodic(period, from, from + 60_000 + random.below(period / 2 - 60_000))
  })
}

/** The two US weekends of a DST change are within reach of the start. */
const ZONES = ['America/New_York', 'America/Chicago', 'America/Phoenix', 'America/Los_Angeles', 'Pacific/Honolulu']

function realLanes(random: Random): Lane[] {
  return Array.from({ length: 1 + random.below(3) }, () => {
    const rules: WindowRules = {
      zones: random.chance(0.2) ? [random.pick(ZONES), random.pick(ZONES)] : [random.pick(ZONES)],
      regions: [random.pick(['US-NY', 'US-TX', 'US-AL', 'US-UT'])],
      callingHours: { start: random.pick(['08:00', '09:00', '11:30']), end: random.pick(['17:00', '20:00', '21:00']) },
      schedule: null,
      regionalRules: random.chance(0.7),
      aiVoiceRules: true,
      consented: false,
      stops: [],
    }
    return {
      isOpen: (at) => windowAt(rules, at).open,
      opensAt: (at) => nextOpening(rules, at) ?? Number.POSITIVE_INFINITY,
    }
  })
}

function runAll(first: number, count: number, lanesOf: (random: Random) => Lane[]): ModelRun[] {
  return Array.from({ length: count }, (_, index) => runCampaign(first + index, lanesOf, START + (index % 10) * DAY))
}

const sum = (runs: ModelRun[], of: (run: ModelRun) => number): number => runs.reduce((total, run) => total + of(run), 0)

describe('a whole campaign', () => {
  it('keeps every rule and ends, twenty thousand times', { timeout: 120_000 }, () => {
    const runs = runAll(1, 20_000, syntheticLanes)
    const bad = runs.filter((run) => run.violations.length > 0)
    expect(bad.slice(0, 5).flatMap((run) => run.violations)).toEqual([])
    expect(bad).toHaveLength(0)
    // The runs are worth something: they dial, are refused, take several passes and end in every way.
    expect(sum(runs, (run) => run.dials)).toBeGreaterThan(200_000)
    expect(runs.filter((run) => run.passes >= 3).length).toBeGreaterThan(500)
    for (const refusal of ['suppressed', 'phone_busy', 'phone_capped', 'number_capped'] as const) {
      expect(sum(runs, (run) => run.refusals[refusal] ?? 0)).toBeGreaterThan(100)
    }
    for (const status of ['completed', 'no_conversation', 'failed', 'do_not_call', 'skipped']) {
      expect(sum(runs, (run) => run.finals[status] ?? 0)).toBeGreaterThan(100)
    }
  })

  it('keeps every rule within real calling windows, over a DST change', { timeout: 120_000 }, () => {
    const runs = runAll(1_000_001, 2_000, realLanes)
    expect(runs.flatMap((run) => run.violations).slice(0, 5)).toEqual([])
    expect(sum(runs, (run) => run.dials)).toBeGreaterThan(20_000)
  })

  it('is the same run for the same seed', () => {
    expect(runCampaign(42, syntheticLanes, START)).toEqual(runCampaign(42, syntheticLanes, START))
  })
})
