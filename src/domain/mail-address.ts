import { toAsciiDomain } from './domain-name.ts'

/**
 * Addresses of mails, read strictly. Whoever may import is decided by the address in From, so anything that two programs could read
 * differently (RFC 5322 §3.4 leaves much room, and mailers more) names nobody.
 */

/** RFC 5321 §4.5.3.1: 64 characters, an @, 255 characters. */
const MAX_ADDRESS = 320
/** A header that is longer than this names no single person. */
const MAX_FIELD = 2_000
/** RFC 5322 §3.2.3 atext, and RFC 6532 letters; no invisible characters, which only make two addresses look like one. */
const LOCAL = /^[\w!#$%&'*+/=?^`{|}~\p{L}\p{N}\p{M}-]+(?:\.[\w!#$%&'*+/=?^`{|}~\p{L}\p{N}\p{M}-]+)*$/u

export type FromVerdict = { ok: true; address: string } | { ok: false; because: 'none' | 'several' | 'unclear' }

/** The spelling in which addresses are compared and kept: lower case, the domain in its ASCII form. null when it is no plain address. */
export function normaliseAddress(text: string): string | null {
  const trimmed = text.trim()
  if (trimmed.length > MAX_ADDRESS) return null
  const at = trimmed.lastIndexOf('@')
  if (at < 1) return null
  const local = trimmed.slice(0, at).normalize('NFC').toLowerCase()
  const domain = toAsciiDomain(trimmed.slice(at + 1))
  if (domain === null || !LOCAL.test(local)) return null
  return `${local}@${domain}`
}

/** The domain of an address in its ASCII form, '' when there is none. */
export function domainOf(address: string): string {
  return toAsciiDomain(address.slice(address.lastIndexOf('@') + 1).replace(/>\s*$/, '')) ?? ''
}

/**
 * The one person a mail says it is from. @param fields the values of all its From headers, unfolded
 *
 * `several`: more than one header or mailbox, or a group. `unclear`: no grammar gives one mailbox, as with an address in an unquoted name.
 */
export function readFrom(fields: readonly string[]): FromVerdict {
  const [field] = fields
  if (field === undefined || field.trim() === '') return { ok: false, because: fields.length > 1 ? 'several' : 'none' }
  if (fields.length > 1) return { ok: false, because: 'several' }
  if (field.length > MAX_FIELD) return { ok: false, because: 'unclear' }
  const parts = split(field)
  if (parts === null) return { ok: false, because: 'unclear' }
  if (parts.isList) return { ok: false, because: 'several' }
  const { before, angle, after } = parts
  // Without brackets the whole is the address; with them the name is words only.
  const written = angle ?? before
  if (angle !== null && (before.includes('@') || after.trim() !== '')) return { ok: false, because: 'unclear' }
  const address = /\s/.test(written.trim()) ? null : normaliseAddress(written)
  return address === null ? { ok: false, because: 'unclear' } : { ok: true, address }
}

interface Parts {
  /** Outside brackets, with comments and quoted strings taken out. */
  before: string
  angle: string | null
  after: string
  isList: boolean
}

/** Takes comments and quoted names away. null: brackets or quotation marks that do not end, or characters no header has. */
function split(field: string): Parts | null {
  const parts: Parts = { before: '', angle: null, after: '', isList: false }
  let depth = 0
  let place: 'outside' | 'quoted' | 'angle' = 'outside'
  for (let i = 0; i < field.length; i++) {
    const char = field[i]!
    const code = char.charCodeAt(0)
    if ((code < 0x20 && char !== '\t') || code === 0x7f || char === '\ufffd') return null
    if (place === 'quoted' || depth > 0) {
      if (char === '\\') i++
      else if (place === 'quoted') place = char === '"' ? 'outside' : 'quoted'
      else if (char === '(') depth++
      else if (char === ')') depth--
    } else if (place === 'angle') {
      if (char === '>') place = 'outside'
      else parts.angle += char
    } else if (char === '(') depth = 1
    else if (char === '"') {
      // A quoted local part is an address nobody writes; a quoted name stands before the brackets.
      if (field.slice(i + 1).match(/^(?:[^"\\]|\\.)*"@/)) return null
      place = 'quoted'
    } else if (char === '<') {
      if (parts.angle !== null) parts.isList = true
      parts.angle = parts.angle ?? ''
      place = 'angle'
    } else if (char === ',' || char === ';' || char === ':') parts.isList = true
    else if (char === '>' || char === ')' || char === '\\') return null
    else if (parts.angle === null) parts.before += char
    else parts.after += char
  }
  return depth > 0 || place !== 'outside' ? null : parts
}
