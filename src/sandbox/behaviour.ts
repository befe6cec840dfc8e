import { between, hash32 } from './hash.ts'

/** What a called phone does. */
export const BEHAVIOURS = [
  'interested',
  'not_interested',
  'callback',
  'opt_out',
  'wrong_number',
  'hangs_up',
  'no_answer',
  'machine',
  'busy',
  'rejected',
  'invalid',
  'flaky',
  'echo',
  'silent',
] as const
export type Behaviour = (typeof BEHAVIOURS)[number]

/** Upper end of each range of last two digits, for fictional numbers (`+1 NPA 555 01xx`). */
const BY_DIGITS: readonly [last: number, behaviour: Behaviour][] = [
  [19, 'interested'],
  [34, 'not_interested'],
  [39, 'callback'],
  [43, 'opt_out'],
  [47, 'wrong_number'],
  [52, 'hangs_up'],
  [69, 'no_answer'],
  [84, 'machine'],
  [89, 'busy'],
  [93, 'rejected'],
  [95, 'invalid'],
  [97, 'flaky'],
  [98, 'echo'],
  [99, 'silent'],
]

/** Upper end of each percentile for all other numbers: 36 % talk, 49 % ring out or have a machine, 15 % cannot be had. */
const BY_CHANCE: readonly [below: number, behaviour: Behaviour][] = [
  [7, 'interested'],
  [21, 'not_interested'],
  [25, 'callback'],
  [27, 'opt_out'],
  [30, 'wrong_number'],
  [36, 'hangs_up'],
  [61, 'machine'],
  [85, 'no_answer'],
  [91, 'busy'],
  [96, 'rejected'],
  [100, 'invalid'],
]

const FICTIONAL = /^\+1\d{3}55501(\d\d)$/

/** What the phone with this number does: by its last two digits when fictional, else by a hash of the number. */
export function behaviourOf(phone: string): Behaviour {
  const digits = FICTIONAL.exec(phone)?.[1]
  if (digits !== undefined) {
    const xx = Number(digits)
    return BY_DIGITS.find(([last]) => xx <= last)?.[1] ?? 'no_answer'
  }
  const percentile = hash32(`phone:${phone}`) % 100
  return BY_CHANCE.find(([below]) => percentile < below)?.[1] ?? 'no_answer'
}

/** What happens until the call is answered or over. Sandbox epoch ms; whatever does not happen is null. */
export interface Ringing {
  ringingAt: number | null
  answerAt: number | null
  endAt: number | null
  endReason: 'no_answer' | 'busy' | 'declined' | null
}

/** SignalWire does not document the default; its `connect` verb and the compatibility API use 60. */
export const DEFAULT_TIMEOUT_SECONDS = 60

/** Plans the ringing of one call: 1–2 s until it rings, then 5–15 s until somebody answers, always inside the ring timeout. */
export function planRinging(behaviour: Behaviour, callId: string, placedAt: number, timeoutSeconds: number): Ringing {
  const ringingAt = placedAt + between(`setup:${callId}`, 600, 1800)
  const timeoutMs = timeoutSeconds * 1000
  switch (behaviour) {
    case 'no_answer':
    case 'silent':
    case 'invalid':
      return { ringingAt, answerAt: null, endAt: ringingAt + timeoutMs, endReason: 'no_answer' }
    case 'busy':
      return {
        ringingAt: null,
        answerAt: null,
        endAt: placedAt + between(`busy:${callId}`, 1500, 3500),
        endReason: 'busy',
      }
    case 'rejected':
      return {
        ringingAt,
        answerAt: null,
        endAt: ringingAt + Math.min(between(`reject:${callId}`, 2000, 7000), timeoutMs - 200),
        endReason: 'declined',
      }
    case 'interested':
    case 'not_interested':
    case 'callback':
    case 'opt_out':
    case 'wrong_number':
    case 'hangs_up':
    case 'machine':
    case 'flaky':
    case 'echo': {
      const ring = Math.min(between(`ring:${callId}`, 5000, 15_000), timeoutMs - 200)
      return { ringingAt, answerAt: ringingAt + ring, endAt: null, endReason: null }
    }
  }
}
