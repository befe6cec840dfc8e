import { type CallbackAddress, verifyCallbackToken } from './callback-url.ts'

/**
 * SignalWire's webhook signatures (reference §8), with the project's signing key (`PSK_…`, not the API token):
 * - calls and SWML: hex HMAC of `url + raw body`; SHA-256 in one header, SHA-1 in another;
 * - compatibility API: base64 HMAC-SHA-1 of the URL and the sorted form fields, or of a URL that carries the body's hash.
 * There is no timestamp: a replay is made harmless by events being idempotent.
 */

export interface SignedRequest {
  /** The URL as it was configured, with its query; not as a proxy may have rewritten it. */
  url: string
  rawBody: string
  headers: { get(name: string): string | null }
}

export type SignatureCheck = 'valid' | 'invalid' | 'absent'

/** Whether a request is signed, and rightly. A wrong SHA-256 signature is final: SHA-1 is not tried after it. */
export async function checkSignature(signingKey: string, request: SignedRequest): Promise<SignatureCheck> {
  const sha256 = request.headers.get('x-signalwire-sha256-signature')?.trim()
  if (sha256) return outcome(await verifyHex('SHA-256', signingKey, request, sha256))
  const sha1 = (request.headers.get('x-signalwire-signature') ?? request.headers.get('x-twilio-signature'))?.trim()
  if (!sha1) return 'absent'
  if (/^[0-9a-f]{40}$/i.test(sha1)) return outcome(await verifyHex('SHA-1', signingKey, request, sha1))
  return outcome(await verifyCompatible(signingKey, request, sha1))
}

export type Authentication = { ok: true } | { ok: false; because: 'token' | 'signature' }

/**
 * The policy for callbacks: the token is always needed; a signature is verified whenever one is there and a key is configured,
 * but not demanded, because SignalWire signs neither functions nor post-prompts and does not say whether it signs status callbacks.
 */
export async function authenticateCallback(
  keys: { callbackKey: string; signingKey: string | null },
  address: CallbackAddress,
  request: SignedRequest,
): Promise<Authentication> {
  if (!(await verifyCallbackToken(keys.callbackKey, address, tokenOf(request.url))))
    return { ok: false, because: 'token' }
  if (keys.signingKey === null || keys.signingKey === '') return { ok: true }
  const check = await checkSignature(keys.signingKey, request)
  return check === 'invalid' ? { ok: false, because: 'signature' } : { ok: true }
}

function outcome(valid: boolean): SignatureCheck {
  return valid ? 'valid' : 'invalid'
}

function tokenOf(url: string): string | null {
  return queryOf(url).get('t')
}

function queryOf(url: string): URLSearchParams {
  const start = url.indexOf('?')
  return new URLSearchParams(start < 0 ? '' : url.slice(start + 1).replace(/#.*$/, ''))
}

async function verifyHex(hash: Hash, key: string, { url, rawBody }: SignedRequest, hex: string): Promise<boolean> {
  const length = hash === 'SHA-256' ? 64 : 40
  if (hex.length !== length || !/^[0-9a-f]+$/i.test(hex)) return false
  const mac = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
  return verifyAny(
    hash,
    key,
    mac,
    spellings(url).map((each) => each + rawBody),
  )
}

async function verifyCompatible(key: string, { url, rawBody }: SignedRequest, base64: string): Promise<boolean> {
  if (!/^[A-Za-z0-9+/]{27}=$/.test(base64)) return false
  const mac = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
  const bodyHash = queryOf(url).get('bodySHA256')
  if (bodyHash !== null) {
    return (await sha256Hex(rawBody)) === bodyHash.toLowerCase() && verifyAny('SHA-1', key, mac, spellings(url))
  }
  const fields = sortedFields(rawBody)
  return verifyAny(
    'SHA-1',
    key,
    mac,
    spellings(url).map((each) => each + fields),
  )
}

/** Form fields as `name + value`, sorted by name; a repeated field contributes each different value once. */
function sortedFields(rawBody: string): string {
  const form = new URLSearchParams(rawBody)
  const names = [...new Set(form.keys())].sort()
  return names
    .map((name) =>
      [...new Set(form.getAll(name))]
        .sort()
        .map((value) => name + value)
        .join(''),
    )
    .join('')
}

/** The URL as given, with and without its default port: proxies add and drop it. */
function spellings(url: string): string[] {
  const match = /^(https?):\/\/([^/?#@]+@)?([^/?#:]+)(:\d+)?(.*)$/s.exec(url)
  if (match === null) return [url]
  const [, scheme, , host, port, rest] = match
  const standard = scheme === 'https' ? ':443' : ':80'
  // Calls are signed without the user name and password a URL may embed.
  const bare = `${scheme}://${host}${port ?? ''}${rest}`
  if (port === undefined) return [url, bare, `${scheme}://${host}${standard}${rest}`]
  return port === standard ? [url, bare, `${scheme}://${host}${rest}`] : [url, bare]
}

type Hash = 'SHA-1' | 'SHA-256'

async function verifyAny(hash: Hash, secret: string, mac: Uint8Array<ArrayBuffer>, texts: string[]): Promise<boolean> {
  const encoder = new TextEncoder()
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), { name: 'HMAC', hash }, false, ['verify'])
  for (const text of new Set(texts)) {
    if (await crypto.subtle.verify('HMAC', key, mac, encoder.encode(text))) return true
  }
  return false
}

async function sha256Hex(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
