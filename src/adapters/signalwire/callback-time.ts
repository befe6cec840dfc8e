/** When somebody asked to be called again, as the AI wrote it down. */

/** ISO without offset, in the person's zone → epoch ms, or null when that zone is not known or skips that time. */
export type LocalToInstant = (isoLocal: string) => number | null

/** A request further ahead than this is more likely a misunderstanding than an appointment. */
const MAX_AHEAD_MS = 60 * 86_400_000

const ISO = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s?(Z|[+-]\d{2}:?\d{2})?$/i

/** Epoch ms within the next 60 days, else null: not a date and time, in the past, too far ahead, or local without a known zone. */
export function callbackTimeOf(value: unknown, now: number, localToInstant: LocalToInstant | undefined): number | null {
  if (typeof value !== 'string' || value.length > 40) return null
  const match = ISO.exec(value.trim())
  if (match === null) return null
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as Six
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second)
  if (!isReal(asUtc, day, hour, minute, second)) return null
  const zone = match[7]
  const at = zone === undefined ? local(asUtc, localToInstant) : asUtc - offsetMs(zone)
  return at !== null && at > now && at <= now + MAX_AHEAD_MS ? at : null
}

type Six = [number, number, number, number, number, number]

/** `Date.UTC` rolls 30 February over into March; an impossible date is not understood rather than moved. */
function isReal(at: number, day: number, hour: number, minute: number, second: number): boolean {
  const date = new Date(at)
  return (
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second
  )
}

function offsetMs(zone: string): number {
  if (/^z$/i.test(zone)) return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}

function local(asUtc: number, localToInstant: LocalToInstant | undefined): number | null {
  try {
    const at = localToInstant?.(new Date(asUtc).toISOString().slice(0, 19)) ?? null
    return at !== null && Number.isFinite(at) ? at : null
  } catch {
    // A zone the caller's data does not know: the time is not understood.
    return null
  }
}
