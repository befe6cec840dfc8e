import type { Clock, Ids } from '../ports.ts'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** Ids like ULIDs (10 characters of time, 16 of chance, Crockford base 32), with the product's clock so that they sort by its time. */
export function randomIds(clock: Clock): Ids {
  return {
    next(prefix) {
      let time = clock.now()
      let head = ''
      for (let i = 0; i < 10; i++) {
        head = ALPHABET[time % 32] + head
        time = Math.floor(time / 32)
      }
      let tail = ''
      for (const byte of crypto.getRandomValues(new Uint8Array(16))) tail += ALPHABET[byte & 31]
      return `${prefix}_${head}${tail}`
    },
  }
}
