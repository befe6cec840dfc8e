import type { Clock, Ids } from '../ports.ts'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** Ids like ULIDs (10 characters of time, 16 of chance, Crockford base 32), with the product's clock so that they sort by its time. */
export function randomIds(clock: Clock): Ids {
  return {
    next(prefix) {
      let tail = ''
      for (const byte of crypto.getRandomValues(new Uint8Array(16))) tail += ALPHABET[byte & 31]
      return firstIdAt(prefix, clock.now()) + tail
    },
  }
}

/** Not an id, but sorts before every id made at this instant (epoch ms) or later and after every earlier one. */
export function firstIdAt(prefix: string, at: number): string {
  let time = Math.max(0, Math.floor(at))
  let head = ''
  for (let i = 0; i < 10; i++) {
    head = ALPHABET[time % 32] + head
    time = Math.floor(time / 32)
  }
  return `${prefix}_${head}`
}
