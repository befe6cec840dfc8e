import type { CampaignSettings } from './campaign-settings.ts'

/** How many calls a campaign may start now by its own settings. The carrier's limits are the line's business. */
export interface Pace {
  slots: number
  /**
   * The earliest instant (epoch ms) at which time alone allows one more call than `slots`; null when only the end of a call does, or
   * when nothing but concurrency limits.
   */
  nextAt: number | null
  /** What keeps `slots` from being larger; null when `slots` is not 0. */
  because: 'concurrency' | 'call_interval' | null
}

/**
 * With a call interval one call starts per interval, however many lines are free. Without, as many as concurrency leaves.
 * @param state.lastDialAt the start of the campaign's latest call, placed or permitted
 * @param state.inFlight calls permitted and not yet ended
 */
export function pacing(
  settings: Pick<CampaignSettings, 'call_interval_seconds' | 'max_concurrent_calls'>,
  state: { lastDialAt: number | null; inFlight: number; now: number },
): Pace {
  const free = Math.max(0, settings.max_concurrent_calls - state.inFlight)
  const intervalMs = settings.call_interval_seconds * 1000
  const dueAt = state.lastDialAt === null || intervalMs === 0 ? null : state.lastDialAt + intervalMs
  const early = dueAt !== null && dueAt > state.now
  if (free === 0) return { slots: 0, nextAt: null, because: 'concurrency' }
  if (early) return { slots: 0, nextAt: dueAt, because: 'call_interval' }
  if (intervalMs === 0) return { slots: free, nextAt: null, because: null }
  return { slots: 1, nextAt: state.now + intervalMs, because: null }
}
