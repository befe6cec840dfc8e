/**
 * Every decision of the sandbox that looks like chance is a hash of what it is about (a call, a number), so that it can be
 * explained and comes out the same however often it is asked.
 */

/** FNV-1a with a final avalanche: 32 well-mixed bits of a text. */
export function hash32(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** A number in [0, 1) that belongs to `key`. */
export function share(key: string): number {
  return hash32(key) / 0x1_0000_0000
}

/** A whole number in [low, high] that belongs to `key`. */
export function between(key: string, low: number, high: number): number {
  return low + Math.floor(share(key) * (high - low + 1))
}

/** The element of `options` that belongs to `key`. */
export function pick<T>(key: string, options: readonly [T, ...T[]]): T {
  return options[hash32(key) % options.length] ?? options[0]
}

/** A version 4 shaped UUID that belongs to `key`. */
export function uuidOf(key: string): string {
  const hex = [0, 1, 2, 3].map((n) => hash32(`${n}:${key}`).toString(16).padStart(8, '0')).join('')
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
