/** What always fails is set aside, so that it stops nothing else (a "stuck item"): the rules of when, in plain numbers. */

export const STUCK_KINDS = ['lead', 'result', 'event', 'message', 'import_chunk'] as const
/**
 * lead: cannot be read or dialed. result: what came of a call could not be stored as a whole. event: a callback of the carrier that could
 * not be taken in. message: one the queues gave up. import_chunk: a part of a list that could not be read in.
 */
export type StuckKind = (typeof STUCK_KINDS)[number]

/** So often something fails alone, over minutes, before it is set aside. */
export const MAX_TRIES = 5
/** The waits between the tries (ms): the first soon, since most faults are over at once. */
const WAITS_MS = [5_000, 60_000] as const

/** How long what has failed `tries` times waits for the next (ms); null: it is to be set aside. */
export function waitBeforeTry(tries: number): number | null {
  if (tries >= MAX_TRIES) return null
  return WAITS_MS[Math.min(tries, WAITS_MS.length) - 1] ?? WAITS_MS[0]
}

/** Longest error kept, in characters. */
const MAX_ERROR = 500

/** What went wrong, in one line a person can read: no stack, nothing endless. */
export function describeError(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error)
  return text.length > MAX_ERROR ? `${text.slice(0, MAX_ERROR - 1)}…` : text
}
