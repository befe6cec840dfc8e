/** Domain names as mails write them, in one spelling. */

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
/** Nothing invisible. */
const WORD = /^[\p{L}\p{M}\p{N}-]{1,63}$/u
const MAX_DOMAIN = 253

/**
 * Lower case, international labels in their `xn--` form (RFC 5891; normalised as browsers do, without their table of exceptions: two
 * spellings that this tells apart are two domains, which is the safe side). null when it is not a name with at least two labels.
 */
export function toAsciiDomain(text: string): string | null {
  const name = text.trim().normalize('NFKC').toLowerCase().replace(/\.$/, '')
  if (name.length > MAX_DOMAIN) return null
  const labels = name
    .split('.')
    .map((label) => (isAscii(label) ? label : WORD.test(label) ? `xn--${punycode(label)}` : ''))
  const domain = labels.join('.')
  if (labels.length < 2 || domain.length > MAX_DOMAIN || !labels.every((label) => LABEL.test(label))) return null
  return /^\d+$/.test(labels.at(-1)!) ? null : domain
}

/** Whether `name` is this domain or stands under it. */
export function isWithin(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`)
}

const isAscii = (label: string): boolean => [...label].every((char) => char.charCodeAt(0) < 0x80)

const BASE = 36
const T_MIN = 1
const T_MAX = 26
const SKEW = 38
const DAMP = 700

/** RFC 3492 §6.3. */
function punycode(label: string): string {
  const points = [...label].map((char) => char.codePointAt(0)!)
  const basic = points.filter((point) => point < 0x80)
  let out = basic.length > 0 ? `${String.fromCharCode(...basic)}-` : ''
  let n = 0x80
  let delta = 0
  let bias = 72
  let handled = basic.length
  while (handled < points.length) {
    const next = Math.min(...points.filter((point) => point >= n))
    delta += (next - n) * (handled + 1)
    n = next
    for (const point of points) {
      if (point < n) delta++
      if (point !== n) continue
      let q = delta
      for (let k = BASE; ; k += BASE) {
        const t = Math.min(Math.max(k - bias, T_MIN), T_MAX)
        if (q < t) break
        out += digit(t + ((q - t) % (BASE - t)))
        q = Math.floor((q - t) / (BASE - t))
      }
      out += digit(q)
      bias = adapt(delta, handled + 1, handled === basic.length)
      delta = 0
      handled++
    }
    delta++
    n++
  }
  return out
}

/** RFC 3492 §6.1. */
function adapt(delta: number, points: number, isFirst: boolean): number {
  let left = isFirst ? Math.floor(delta / DAMP) : delta >> 1
  left += Math.floor(left / points)
  let k = 0
  for (; left > ((BASE - T_MIN) * T_MAX) >> 1; k += BASE) left = Math.floor(left / (BASE - T_MIN))
  return k + Math.floor(((BASE - T_MIN + 1) * left) / (left + SKEW))
}

const digit = (value: number): string => String.fromCharCode(value < 26 ? value + 97 : value + 22)
