/**
 * Readers for values that somebody else wrote: each takes anything and gives a bounded value or null, and none throws.
 * Only own properties are ever read, so `__proto__` and friends are just names nobody asks for.
 */

export type Fields = Record<string, unknown>

/** A JSON object (not an array), else null. */
export function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null
}

/** The own property `name` of an object, else undefined. */
export function field(value: unknown, name: string): unknown {
  const fields = fieldsOf(value)
  return fields !== null && Object.hasOwn(fields, name) ? fields[name] : undefined
}

/** The first of several spellings that is there and not null. */
export function anyField(value: unknown, ...names: string[]): unknown {
  for (const name of names) {
    const found = field(value, name)
    if (found !== undefined && found !== null) return found
  }
  return undefined
}

/** A string with control characters turned into spaces, trimmed and cut to `max` UTF-16 units without halving a character; else ''. */
export function textOf(value: unknown, max: number): string {
  if (typeof value !== 'string') return ''
  const clean = value
    .slice(0, max * 4)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
  return clean.slice(0, max).replace(/\p{Cs}/gu, '')
}

/** A finite number, also when it came as a decimal string; else null. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'string' && /^\s*-?\d{1,20}(\.\d{1,20})?\s*$/.test(value)) return Number(value)
  return null
}

/** true, "true", "yes", "1" and 1 are true; everything else is false. */
export function flagOf(value: unknown): boolean {
  if (typeof value === 'string') return ['true', 'yes', '1'].includes(value.trim().toLowerCase())
  return value === true || value === 1
}

/** A carrier id as we are willing to store it, else null. */
export function idOf(value: unknown): string | null {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value) ? value : null
}

/** The elements of an array, at most `max`; else none. */
export function listOf(value: unknown, max: number): unknown[] {
  return Array.isArray(value) ? value.slice(0, max) : []
}

/** Parsed JSON, or undefined. */
export function jsonOf(text: unknown, maxLength = 200_000): unknown {
  if (typeof text !== 'string' || text.length > maxLength) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * An instant in epoch milliseconds from seconds, milliseconds, microseconds or nanoseconds (told apart by size), ISO 8601 or an
 * RFC 2822 date. SignalWire uses all of the first three. 0 means "did not happen" there, and is null here.
 */
export function instantOf(value: unknown): number | null {
  const number = numberOf(value)
  if (number !== null) return number > 0 ? scaleToMs(number) : null
  if (typeof value !== 'string' || value.length > 64) return null
  if (!/^\d{4}-\d{2}-\d{2}T|^[A-Z][a-z]{2}, \d/.test(value)) return null
  const parsed = Date.parse(value)
  return Number.isNaN(parsed) || parsed <= 0 ? null : parsed
}

function scaleToMs(value: number): number | null {
  // Any instant between 1973 and 5138 falls into exactly one of these ranges.
  if (value < 1e8) return null
  if (value < 1e11) return Math.round(value * 1000)
  if (value < 1e14) return Math.round(value)
  if (value < 1e17) return Math.round(value / 1000)
  return value < 1e20 ? Math.round(value / 1e6) : null
}
