import type { Evidence } from './evidence.ts'

export interface Killed {
  /** Permits not settled when it fell. */
  inFlight: number
  /** Product time of the kill, and when it answered again. */
  at: number
  upAt: number
  /** Real. */
  downMs: number
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** What a run was like, for its summary. */
export function figuresOf(
  { database, dials, calls, actions }: Evidence,
  kills: readonly Killed[],
): Record<string, string | number> {
  const inFlight = kills.map((it) => it.inFlight)
  const told = calls.flatMap((call) => call.told)
  const rung = new Set(calls.map((call) => call.attemptId))
  const refused = new Set(dials.filter((dial) => dial.status === 422).map((dial) => dial.attemptId))
  const counted = database.attempts.filter((it) => it.counted === 1)
  const isTaken = (status: number | null): boolean => status !== null && status >= 200 && status < 300
  return {
    kills: kills.length,
    'kills with calls in flight': inFlight.filter((n) => n > 0).length,
    'calls in flight at a kill (median, most)': `${median(inFlight)}, ${Math.max(0, ...inFlight)}`,
    'down after a kill, ms (median)': median(kills.map((it) => it.downMs)),
    campaigns: database.campaigns.length,
    leads: database.leads.length,
    'attempts counted': counted.length,
    'attempts given back': database.attempts.length - counted.length,
    // A crash between permit and dial: nobody can say whether the request had left.
    'attempts charged though nobody was rung': counted.filter((it) => !rung.has(it.id) && !refused.has(it.id)).length,
    'dial requests': dials.length,
    'calls made': calls.length,
    'callbacks acknowledged': told.filter((it) => isTaken(it.status)).length,
    'callbacks given up': told.filter((it) => !isTaken(it.status)).length,
    'callbacks tried again': told.reduce((n, it) => n + it.failed.length, 0),
    'actions of people (accepted)': `${actions.length} (${actions.filter((it) => isTaken(it.status)).length})`,
  }
}
