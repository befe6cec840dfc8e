/**
 * Call slots of one carrier connection (2-architecture §2, "The line"): calls per second by the generic cell rate algorithm,
 * concurrency, back-off, and a fair share for each campaign that asks.
 */
export interface LineState {
  /** GCRA's theoretical arrival time: when the next call would start if all slots so far were used one after the other (epoch ms). */
  tat: number
  /** After a "not now" of the carrier nobody starts a call before this instant (epoch ms). */
  blockedUntil: number
  /** Refusals in a row; a back-off doubles with each. */
  failures: number
  /** Calls in progress and time of the last request, by campaign. */
  campaigns: Record<string, { inFlight: number; at: number; wanted: boolean }>
}

export const FRESH_LINE: LineState = { tat: 0, blockedUntil: 0, failures: 0, campaigns: {} }

/** Slots handed out ahead of time, at most: a burst of this length (ms). */
const BURST_MS = 1_000
/** A campaign that has not asked for this long shares no more (ms); its calls are counted for longer. */
const SHARE_MS = 3_000
const FORGET_MS = 60 * 60_000

/**
 * Grants up to `want` calls that may start now.
 * @param request.inFlight the campaign's calls in progress, which it alone knows
 * @param limits.callsPerSecond may be a fraction; limits.maxConcurrent over all campaigns
 * @returns `nextAt`: when asking again makes sense (epoch ms); null when all was granted
 */
export function grant(
  state: LineState,
  request: { campaignId: string; want: number; inFlight: number },
  limits: { callsPerSecond: number; maxConcurrent: number },
  now: number,
): { state: LineState; granted: number; nextAt: number | null } {
  const campaigns: LineState['campaigns'] = {}
  for (const [id, entry] of Object.entries(state.campaigns)) {
    if (now - entry.at < FORGET_MS) campaigns[id] = entry
  }
  campaigns[request.campaignId] = { inFlight: request.inFlight, at: now, wanted: request.want > 0 }
  const refuse = (nextAt: number) => ({ state: { ...state, campaigns }, granted: 0, nextAt })
  if (state.blockedUntil > now) return refuse(state.blockedUntil)

  const sharers = Object.values(campaigns).filter((c) => c.wanted && now - c.at < SHARE_MS).length
  const busy = Object.values(campaigns).reduce((sum, c) => sum + c.inFlight, 0)
  const interval = 1000 / limits.callsPerSecond
  const tat = Math.max(state.tat, now)
  // At least one call fits into any burst, also at less than one call a second.
  const burst = Math.max(BURST_MS, interval)
  const byRate = Math.floor((now + burst - tat) / interval + 1e-9)
  const byConcurrency = limits.maxConcurrent - busy
  const share = Math.max(1, Math.ceil(Math.floor(burst / interval) / Math.max(1, sharers)))
  const granted = Math.max(0, Math.min(request.want, byRate, byConcurrency, share))
  if (granted === 0) {
    const nextAt = byConcurrency <= 0 ? now + 1_000 : Math.ceil(tat - burst + interval)
    return refuse(Math.max(nextAt, now + 1))
  }
  campaigns[request.campaignId] = { inFlight: request.inFlight + granted, at: now, wanted: true }
  return {
    state: { tat: tat + granted * interval, blockedUntil: 0, failures: 0, campaigns },
    granted,
    nextAt: granted < request.want ? Math.max(now + 1, Math.ceil(tat + granted * interval - burst + interval)) : null,
  }
}
