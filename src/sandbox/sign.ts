/** SignalWire's webhook signature: hex(HMAC(signing key, url + raw body)), the URL without credentials. */

async function hmacHex(hash: 'SHA-1' | 'SHA-256', key: string, text: string): Promise<string> {
  const encoder = new TextEncoder()
  const imported = await crypto.subtle.importKey('raw', encoder.encode(key), { name: 'HMAC', hash }, false, ['sign'])
  const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', imported, encoder.encode(text)))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The headers of a signed request. */
export async function signatureHeaders(key: string, url: string, body: string): Promise<Record<string, string>> {
  return {
    'X-SignalWire-Signature': await hmacHex('SHA-1', key, url + body),
    'X-SignalWire-SHA256-Signature': await hmacHex('SHA-256', key, url + body),
  }
}
