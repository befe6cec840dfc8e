import type { Files } from '../../ports.ts'
import type { ErasureTarget } from './store.ts'

/** Longer than anything that is looked for, so that nothing is missed between two parts. */
const OVERLAP = 512

/**
 * Whether one of these files names the person by a phone, however it is written, an email or an external id. Read in parts: a list has
 * 50 MB. Bytes are taken for Latin-1 without NULs, which finds ASCII in every encoding lists have, UTF-16 too.
 */
export async function findsPerson(
  files: Pick<Files, 'read'>,
  keys: string[],
  target: Pick<ErasureTarget, 'phones' | 'emails'>,
): Promise<boolean> {
  const patterns = patternsOf(target)
  if (patterns.length === 0) return false
  for (const key of keys) if (await findsIn(files, key, patterns)) return true
  return false
}

async function findsIn(files: Pick<Files, 'read'>, key: string, patterns: RegExp[]): Promise<boolean> {
  const file = await files.read(key)
  if (!file) return false
  const decoder = new TextDecoder('latin1')
  const reader: ReadableStreamDefaultReader<Uint8Array> = file.body.getReader()
  let before = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return false
    const text = before + decoder.decode(value, { stream: true }).replaceAll('\0', '')
    if (patterns.some((pattern) => pattern.test(text))) {
      await reader.cancel()
      return true
    }
    before = text.slice(-OVERLAP)
  }
}

/** Digits with whatever people write between them; the country code may be missing. A float of a spreadsheet is not recognised. */
export function patternsOf({ phones, emails }: Pick<ErasureTarget, 'phones' | 'emails'>): RegExp[] {
  // No line break; beyond ASCII the bytes of other spaces and dashes.
  const between = String.raw`[ \t()./\-\u0080-\u00ff]{0,4}`
  return [
    ...phones.map((phone) => {
      const digits = phone.replace(/^\+1/, '').replaceAll(/\D/g, '')
      const national = phone.startsWith('+1') ? digits : digits.slice(-9)
      return new RegExp(`${[...national].join(between)}(?!\\d)`)
    }),
    ...emails.map((email) => new RegExp(email.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`), 'i')),
  ]
}
