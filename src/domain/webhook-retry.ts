/** When a delivery that failed is tried again. The waits are those the Standard Webhooks specification recommends. */

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const WAITS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const

/** The first try and one after each wait; after the last, three days later, the delivery has failed. */
export const MAX_TRIES = WAITS.length + 1
/** Real ms. An endpoint at which nothing has arrived for so long is switched off. */
export const DISABLE_AFTER_MS = 5 * 24 * HOUR
/** Up to this much of a wait is added, so that what failed together does not come back together. */
const JITTER = 0.2

/**
 * Real ms until the next try, or null when there is none.
 * @param tries made so far, at least one
 * @param seed what the delivery's share of the jitter follows from
 */
export function waitAfter(tries: number, seed: string): number | null {
  const wait = WAITS[tries - 1]
  return wait === undefined ? null : Math.round(wait * (1 + JITTER * shareOf(`${seed} ${tries}`)))
}

/** FNV-1a of the text as a number in [0, 1). */
function shareOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash >>> 0) / 2 ** 32
}
