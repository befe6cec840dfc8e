/** What a cell says of a day or an instant. `ambiguous`: it may be either of two days, and nobody knows which. */
export type ReadDate =
  | { kind: 'at'; at: number }
  | { kind: 'ambiguous'; earlier: number; later: number }
  | { kind: 'unreadable' }

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const FULL_MONTHS = 'january february march april may june july august september october november december'.split(' ')
const UNREADABLE: ReadDate = { kind: 'unreadable' }

const TIME = String.raw`(?:[T,\s]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(am|pm|a\.m\.|p\.m\.)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?)?`
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})${TIME}$`, 'i')
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})${TIME}$`, 'i')
const MONTH_FIRST = new RegExp(String.raw`^([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})${TIME}$`, 'i')
const DAY_FIRST = new RegExp(String.raw`^(\d{1,2})(?:st|nd|rd|th|\.)?[-\s]([a-z]+)\.?,?[-\s](\d{4})${TIME}$`, 'i')

/**
 * A date as people write it in lists: ISO, with the month as a word, or as three numbers where the order is beyond doubt. A day is its
 * first moment, and a time without an offset is taken as it stands, both in UTC. Years have four digits.
 */
export function readDate(text: string): ReadDate {
  const value = text.trim()
  let match = YEAR_FIRST.exec(value)
  if (match) return known(instant(match[1]!, match[3]!, match[4]!, match.slice(5)))
  match = YEAR_LAST.exec(value)
  if (match) return numbers(match)
  match = MONTH_FIRST.exec(value)
  if (match) return known(instant(match[3]!, monthOf(match[1]!), match[2]!, match.slice(4)))
  match = DAY_FIRST.exec(value)
  if (match) return known(instant(match[3]!, monthOf(match[2]!), match[1]!, match.slice(4)))
  return UNREADABLE
}

/** Month and day in either order: the one that is a date, or both. */
function numbers(match: RegExpExecArray): ReadDate {
  const [, first, , second, year] = match
  const time = match.slice(5)
  const readings = [instant(year!, first!, second!, time), instant(year!, second!, first!, time)].filter(
    (at) => at !== null,
  )
  const earlier = Math.min(...readings)
  const later = Math.max(...readings)
  if (readings.length === 0) return UNREADABLE
  return earlier === later ? { kind: 'at', at: earlier } : { kind: 'ambiguous', earlier, later }
}

function known(at: number | null): ReadDate {
  return at === null ? UNREADABLE : { kind: 'at', at }
}

function monthOf(word: string): string {
  const name = word.toLowerCase()
  const full = FULL_MONTHS.indexOf(name)
  if (full >= 0) return String(full + 1)
  return String(MONTHS.indexOf(name === 'sept' ? 'sep' : name) + 1)
}

/** Epoch ms; null when there is no such day or time. */
function instant(year: string, month: string, day: string, time: (string | undefined)[]): number | null {
  const [y, m, d] = [Number(year), Number(month), Number(day)]
  const date = new Date(Date.UTC(y, m - 1, d))
  if (y < 1970 || date.getUTCFullYear() !== y || date.getUTCMonth() !== m - 1 || date.getUTCDate() !== d) return null
  const [hour, minute, second, half, offset] = time
  if (hour === undefined || minute === undefined) return date.getTime()
  let h = Number(hour)
  if (half !== undefined) {
    if (h < 1 || h > 12) return null
    h = (h % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0)
  }
  if (h > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) return null
  return date.getTime() + ((h * 60 + Number(minute)) * 60 + Number(second ?? 0)) * 1000 - offsetMs(offset)
}

function offsetMs(offset: string | undefined): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(offset ?? '')
  if (!match) return 0
  const ms = (Number(match[2]) * 60 + Number(match[3])) * 60_000
  return match[1] === '-' ? -ms : ms
}
