/**
 * Callback URLs name the attempt and carry a token that only we can make, because SignalWire does not sign most callbacks
 * (reference §8): `/hooks/signalwire/{kind}/{campaignId}/{attemptId}?t=<base64url HMAC-SHA-256>`.
 */

export const CALLBACK_KINDS = ['status', 'detect', 'record', 'function', 'report'] as const
export type CallbackKind = (typeof CALLBACK_KINDS)[number]
export type CallbackUrls = Record<CallbackKind, string>

export const CALLBACK_PATH = '/hooks/signalwire'

/** Which callback of which attempt a request is. */
export interface CallbackAddress {
  kind: CallbackKind
  campaignId: string
  attemptId: string
}

/** No dots, so that the three parts of the signed text cannot be shifted against each other. */
const ID = /^[A-Za-z0-9_-]{1,80}$/

/** All callback URLs of one attempt. Throws a RangeError for an id that does not fit into a path. */
export async function callbackUrls(
  publicUrl: string,
  callbackKey: string,
  campaignId: string,
  attemptId: string,
): Promise<CallbackUrls> {
  const base = publicUrl.replace(/\/+$/, '')
  const entries = await Promise.all(
    CALLBACK_KINDS.map(async (kind) => {
      const token = await callbackToken(callbackKey, { kind, campaignId, attemptId })
      return [kind, `${base}${CALLBACK_PATH}/${kind}/${campaignId}/${attemptId}?t=${token}`] as const
    }),
  )
  return Object.fromEntries(entries) as CallbackUrls
}

/** The address a path names, or null when it is none of ours. */
export function findCallbackAddress(pathname: string): CallbackAddress | null {
  const match = /\/hooks\/signalwire\/([^/]+)\/([^/]+)\/([^/]+)\/?$/.exec(pathname)
  if (match === null) return null
  const [, kind, campaignId, attemptId] = match as unknown as [string, string, string, string]
  if (!isCallbackKind(kind) || !ID.test(campaignId) || !ID.test(attemptId)) return null
  return { kind, campaignId, attemptId }
}

export function isCallbackKind(value: string): value is CallbackKind {
  return (CALLBACK_KINDS as readonly string[]).includes(value)
}

/** The token of one address. Throws a RangeError for an id that could be confused with another. */
export async function callbackToken(callbackKey: string, address: CallbackAddress): Promise<string> {
  if (!ID.test(address.campaignId) || !ID.test(address.attemptId)) {
    throw new RangeError('A campaign or attempt id does not fit into a callback URL')
  }
  const mac = await crypto.subtle.sign('HMAC', await keyFor(callbackKey), signedText(address))
  return toBase64Url(new Uint8Array(mac))
}

/** Whether the token belongs to the address; in constant time. Never throws on what came in. */
export async function verifyCallbackToken(
  callbackKey: string,
  address: CallbackAddress,
  token: string | null,
): Promise<boolean> {
  if (token === null || !ID.test(address.campaignId) || !ID.test(address.attemptId)) return false
  const mac = fromBase64Url(token)
  return mac !== null && crypto.subtle.verify('HMAC', await keyFor(callbackKey), mac, signedText(address))
}

function signedText({ kind, campaignId, attemptId }: CallbackAddress): Uint8Array {
  return new TextEncoder().encode(`${kind}.${campaignId}.${attemptId}`)
}

/** Importing a key costs more than signing with it, and a process has one, or two while it is being replaced. */
const keys = new Map<string, Promise<CryptoKey>>()

function keyFor(secret: string): Promise<CryptoKey> {
  if (secret === '') throw new RangeError('The callback key is empty')
  let key = keys.get(secret)
  if (key === undefined) {
    if (keys.size >= 8) keys.clear()
    const algorithm = { name: 'HMAC', hash: 'SHA-256' }
    key = crypto.subtle.importKey('raw', new TextEncoder().encode(secret), algorithm, false, ['sign', 'verify'])
    keys.set(secret, key)
  }
  return key
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}

/** 32 bytes from their one canonical spelling, else null. */
function fromBase64Url(token: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]{43}$/.test(token)) return null
  const binary = atob(token.replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0))
  return toBase64Url(bytes) === token ? bytes : null
}
