const PREFIX = 'whsec_'

export function newSecret(): string {
  return PREFIX + toBase64(crypto.getRandomValues(new Uint8Array(32)))
}

/**
 * The `webhook-signature` header: `v1,` and the HMAC-SHA256 of `id.seconds.body` for each secret
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
 */
export async function signatures(secrets: string[], id: string, seconds: number, body: string): Promise<string> {
  const signed = new TextEncoder().encode(`${id}.${seconds}.${body}`)
  const all = secrets.map(async (secret) => `v1,${toBase64(await hmac(secret, signed))}`)
  return (await Promise.all(all)).join(' ')
}

async function hmac(secret: string, bytes: BufferSource): Promise<Uint8Array> {
  const raw = Uint8Array.from(atob(secret.slice(PREFIX.length)), (char) => char.charCodeAt(0))
  const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes))
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}
