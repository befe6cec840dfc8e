/**
 * Call slots of one carrier connection (2-architecture §2, "The line"): calls per second by the generic cell rate algorithm,
 * concurrency, back-off, and a fair share for each campaign that asks.
 */
export interface LineState {
  /** GCRA's theoretical arrival time: when the next call would start if all slots so far were used one after the other (epoch ms). */
  tat: number
  /** After a "not now" of the carrier nobody starts a call before this instant (epoch ms). */
  blockedUntil: number
  /** Back-offs in a row; each doubles the wait. */
  failures: number
  campaigns: Record<string, LineUser>
}

interface LineUser {
  /** Calls in progress, as far as the line knows. */
  inFlight: number
  /** When it last asked (epoch ms). */
  at: number
  /** Until when it shares the line with the others because it wants calls (epoch ms). */
  wantsUntil: number
  /** Its own arrival time, at its share of the rate. */
  tat: number
  /** Calls it asked for and was not given when it last asked; states stored by an earlier version lack it. */
  unmet?: number
}

export const FRESH_LINE: LineState = { tat: 0, blockedUntil: 0, failures: 0, campaigns: {} }

/** Slots handed out ahead of time, at most: a burst of this length (ms). */
const BURST_MS = 1_000
/** A campaign that does not come back this long after it could have shares no more (ms); its calls are counted for longer. */
const SHARE_MS = 3_000
const FORGET_MS = 60 * 60_000
/** A back-off without another one for so long after its end was the last of its row (ms). */
const CALM_MS = 30_000
const LONGEST_BACK_OFF_MS = 60_000

/**
 * Grants up to `want` calls that may start now. In any span of time the grants are at most its length and one burst at the given rate;
 * while several campaigns want calls each gets its share of the rate and of the concurrency, whoever asks first, most often or for most.
 * @param request.inFlight the campaign's calls in progress, which it alone knows; `want` 0 only tells them
 * @param limits.callsPerSecond may be a fraction; limits.maxConcurrent over all campaigns
 * @returns `nextAt`: when asking again makes sense (epoch ms); null when all was granted
 */
export function grant(
  state: LineState,
  request: { campaignId: string; want: number; inFlight: number },
  limits: { callsPerSecond: number; maxConcurrent: number },
  now: number,
): { state: LineState; granted: number; nextAt: number | null } {
  const { campaignId, want, inFlight } = request
  const campaigns: LineState['campaigns'] = {}
  for (const [id, user] of Object.entries(state.campaigns)) if (now - user.at < FORGET_MS) campaigns[id] = user
  const me: LineUser = { inFlight, at: now, wantsUntil: 0, tat: campaigns[campaignId]?.tat ?? 0, unmet: 0 }
  campaigns[campaignId] = me
  if (want <= 0) return { state: { ...state, campaigns }, granted: 0, nextAt: null }
  const refuse = (nextAt: number) => {
    me.wantsUntil = nextAt + SHARE_MS
    me.unmet = want
    return { state: { ...state, campaigns }, granted: 0, nextAt }
  }
  if (state.blockedUntil > now) return refuse(state.blockedUntil)

  me.wantsUntil = now + SHARE_MS
  const users = Object.values(campaigns)
  const sharers = users.filter((user) => user.wantsUntil > now).length
  const free = limits.maxConcurrent - users.reduce((sum, user) => sum + user.inFlight, 0)
  const room = free - keptForOthers(users, me, Math.floor(limits.maxConcurrent / sharers), now)
  const rate = bucket(state.tat, 1000 / limits.callsPerSecond, now)
  const share = bucket(me.tat, (1000 / limits.callsPerSecond) * sharers, now)
  const granted = Math.max(0, Math.min(want, rate.slots, share.slots, room))
  if (granted === 0) return refuse(Math.max(now + 1, room <= 0 ? now + 1_000 : 0, rate.nextAt(0), share.nextAt(0)))
  me.inFlight += granted
  me.tat = share.after(granted)
  // Those refused or given less come back at `nextAt`; while they may not, they still share.
  const nextAt = granted < want ? Math.max(now + 1, rate.nextAt(granted), share.nextAt(granted)) : null
  me.wantsUntil = (nextAt ?? now) + SHARE_MS
  me.unmet = want - granted
  const failures = now - state.blockedUntil > CALM_MS ? 0 : state.failures
  return { state: { ...state, tat: rate.after(granted), failures, campaigns }, granted, nextAt }
}

/**
 * Calls that campaigns below their share of the concurrency were refused and still want: whoever has more than its share leaves what
 * becomes free to them. Below its own share nobody waits for anybody.
 */
function keptForOthers(users: LineUser[], me: LineUser, share: number, now: number): number {
  if (me.inFlight < share) return 0
  return users
    .filter((user) => user !== me && user.wantsUntil > now)
    .reduce((sum, user) => sum + Math.max(0, Math.min(user.unmet ?? 0, share - user.inFlight)), 0)
}

/** The carrier said "not now": everybody waits, twice as long each time, or as long as it said. Refusals of one burst count once. */
export function backOff(state: LineState, retryAfterSeconds: number | null, now: number): LineState {
  const isSame = state.blockedUntil > now
  const failures = isSame ? state.failures : state.failures + 1
  const ownMs = Math.min(LONGEST_BACK_OFF_MS, 1000 * 2 ** (failures - 1))
  const waitMs = retryAfterSeconds === null ? (isSame ? 0 : ownMs) : retryAfterSeconds * 1000
  return { ...state, failures, blockedUntil: Math.max(state.blockedUntil, now + waitMs) }
}

/** GCRA: slots of `interval` ms, a burst of them at a time. */
function bucket(storedTat: number, interval: number, now: number) {
  const tat = Math.max(storedTat, now)
  // At least one call fits into any burst, also at less than one call a second.
  const burst = Math.max(BURST_MS, interval)
  return {
    slots: Math.floor((now + burst - tat) / interval + 1e-9),
    after: (granted: number) => tat + granted * interval,
    /** When one more than `granted` fits. */
    nextAt: (granted: number) => Math.ceil(tat + (granted + 1) * interval - burst),
  }
}
