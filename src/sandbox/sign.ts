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

/** The compatibility API's signature of a form: base64(HMAC-SHA-1(key, url + each name and value, sorted by name)). */
export async function formSignature(key: string, url: string, fields: Record<string, string>): Promise<string> {
  const text = Object.keys(fields)
    .sort()
    .reduce((all, name) => all + name + fields[name], url)
  const hex = await hmacHex('SHA-1', key, text)
  return btoa((hex.match(/../g) ?? []).map((pair) => String.fromCharCode(Number.parseInt(pair, 16))).join(''))
}
