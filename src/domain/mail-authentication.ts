import { isWithin, toAsciiDomain } from './domain-name.ts'
import { domainOf } from './mail-address.ts'

/**
 * Whether a mail is from whom it says, as far as the receiving side has found out (RFC 8601). Anybody can write such a header, so only
 * the first one with the name of our receiving side counts: it puts its own on top. Whatever cannot be read proves nothing.
 */

/** One result, e.g. `dkim=pass header.d=example.com`. Names are lower case. */
export interface AuthenticationResult {
  method: string
  result: string
  /** `header.d` → `example.com` */
  properties: Record<string, string>
}

export type AuthenticationVerdict =
  | { ok: true; by: 'dmarc' | 'dkim' | 'spf' }
  | { ok: false; because: 'no_results' | 'dmarc' | 'not_aligned' }

const MAX_FIELD = 8_000
const MAX_RESULTS = 60
const KEYWORD = /^[a-z0-9][a-z0-9_-]*$/i
const PROPERTY = /^[a-z0-9_-]+\.[a-z0-9_-]+$/i

/**
 * @param fields the values of all Authentication-Results headers, unfolded, first one first
 * @param authservId the name by which our receiving side signs (RFC 8601 §2.5)
 * @param fromDomain of the address in From, in ASCII
 * @param envelopeFrom what the receiving side was told as the sender, '' for none
 */
export function authenticate(input: {
  fields: readonly string[]
  authservId: string
  fromDomain: string
  envelopeFrom: string
}): AuthenticationVerdict {
  const { fromDomain } = input
  const ours = input.fields.map(readResults).find((it) => it?.authservId === input.authservId.toLowerCase())
  if (!ours || fromDomain === '') return { ok: false, because: 'no_results' }
  const of = (method: string) => ours.results.filter((it) => it.method === method)

  // RFC 7489 §6.6.2: a policy was found and the mail tested against it. `none`: the domain has no policy.
  const tested = of('dmarc').filter((it) => it.result !== 'none')
  if (tested.length > 0) {
    const isOurs = (it: AuthenticationResult) => domainIn(it.properties['header.from'] ?? fromDomain) === fromDomain
    return tested.every((it) => it.result === 'pass' && isOurs(it))
      ? { ok: true, by: 'dmarc' }
      : { ok: false, because: 'dmarc' }
  }
  const signed = of('dkim').some((it) => it.result === 'pass' && isAligned(signerOf(it), fromDomain))
  if (signed) return { ok: true, by: 'dkim' }
  const envelope = domainOf(input.envelopeFrom)
  const sent = of('spf').some((it) => {
    const domain = domainIn(it.properties['smtp.mailfrom'] ?? '')
    return it.result === 'pass' && domain !== '' && domain === envelope && isAligned(domain, fromDomain)
  })
  return sent ? { ok: true, by: 'spf' } : { ok: false, because: 'not_aligned' }
}

/**
 * RFC 7489 §3.1, but nearer: DMARC also takes a sister or a child of the domain for aligned, which needs the list of public suffixes.
 * Here the domain itself or one above it has to vouch, since whoever has that one has both.
 */
export function isAligned(domain: string, fromDomain: string): boolean {
  return domain.includes('.') && isWithin(fromDomain, domain)
}

/**
 * Whether one of these `DKIM-Signature` fields signs only the beginning of the body (`l=`, RFC 6376 §3.5). Whoever has such a mail may write
 * below it and send it on, still signed (§8.2): another list, say.
 */
export function signsPartly(signatures: readonly string[]): boolean {
  return signatures.some((field) => field.split(';').some((tag) => /^l\s*=/i.test(tag.trim())))
}

/** `header.d` is the signing domain; `header.i` says no more than that, and only if nothing else is there. */
function signerOf({ properties }: AuthenticationResult): string {
  return domainIn(properties['header.d'] ?? properties['header.i'] ?? '')
}

function domainIn(text: string): string {
  return text.includes('@') ? domainOf(text) : (toAsciiDomain(text) ?? '')
}

/** Reads one header (RFC 8601 §2.2). null when it is not one, or of another version; a result that cannot be read is left out. */
export function readResults(field: string): { authservId: string; results: AuthenticationResult[] } | null {
  if (field.length > MAX_FIELD) return null
  const sections = tokenise(field)
  if (sections === null || sections.length > MAX_RESULTS) return null
  const [[authservId, version, ...rest] = [], ...infos] = sections
  if (authservId === undefined || authservId === '=' || rest.length > 0) return null
  if (version !== undefined && version !== '1') return null
  return {
    authservId: authservId.toLowerCase(),
    results: infos.flatMap((tokens) => readResult(tokens) ?? []),
  }
}

function readResult(tokens: string[]): AuthenticationResult | null {
  const pairs: [name: string, value: string][] = []
  for (let i = 0; i < tokens.length; i += 3) {
    const [name, equals, value] = [tokens[i], tokens[i + 1], tokens[i + 2]]
    if (name === undefined || equals !== '=' || value === undefined || value === '=') return null
    pairs.push([name.toLowerCase(), value])
  }
  const [first, ...others] = pairs
  if (!first) return null
  // A method may name its version: dkim/1.
  const method = first[0].replace(/\/\d+$/, '')
  if (!KEYWORD.test(method) || !KEYWORD.test(first[1])) return null
  const properties: Record<string, string> = {}
  for (const [name, value] of others) {
    // Said twice, it is said differently to different readers.
    if (name in properties) return null
    if (PROPERTY.test(name)) properties[name] = value
  }
  return { method, result: first[1].toLowerCase(), properties }
}

/** Words, quoted strings and `=`, cut at semicolons; comments and space are taken out. null when a comment or a string does not end. */
function tokenise(field: string): string[][] | null {
  const sections: string[][] = [[]]
  let word = ''
  let isOpen = false
  const end = () => {
    if (isOpen) sections.at(-1)!.push(word)
    word = ''
    isOpen = false
  }
  let depth = 0
  let quoted = false
  for (let i = 0; i < field.length; i++) {
    const char = field[i]!
    if (quoted || depth > 0) {
      if (char === '\\') {
        i++
        if (quoted) word += field[i] ?? ''
      } else if (quoted && char === '"') quoted = false
      else if (quoted) word += char
      else if (char === '(') depth++
      else if (char === ')') depth--
    } else if (char === '(') {
      end()
      depth = 1
    } else if (char === '"') {
      quoted = true
      isOpen = true
    } else if (char === ';') {
      end()
      sections.push([])
    } else if (char === '=' && !isOpen) sections.at(-1)!.push('=')
    else if (char === '=' && isResultSoFar(sections.at(-1)!)) {
      end()
      sections.at(-1)!.push('=')
    } else if (/\s/.test(char)) end()
    else {
      word += char
      isOpen = true
    }
  }
  end()
  return quoted || depth > 0 ? null : sections
}

/** A name is being read, not a value: a value may hold `=` itself, as `smtp.mailfrom=bounce+jo=example.com@mail.example` does. */
function isResultSoFar(tokens: string[]): boolean {
  return tokens.at(-1) !== '='
}
