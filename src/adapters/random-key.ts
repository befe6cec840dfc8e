/** A key nobody can guess: the prefix and 20 bytes of chance (160 bits) in hex. */
export function randomKey(prefix: string): string {
  let key = `${prefix}_`
  for (const byte of crypto.getRandomValues(new Uint8Array(20))) key += byte.toString(16).padStart(2, '0')
  return key
}
