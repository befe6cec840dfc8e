const CARRIER_HOST = /(^|\.)swire\.io$|\.signalwire\.com$/

/**
 * A recording's address, or null. Downloads carry the carrier's credentials, so only SignalWire's own hosts over https are followed,
 * and the origin the carrier is configured with (the sandbox, which speaks plain http on this machine).
 */
export function recordingUrlOf(value: unknown, carrierBaseUrl: string | undefined): string | null {
  if (typeof value !== 'string' || value.length > 2_000) return null
  const url = parse(value.trim())
  if (url === null || url.username !== '' || url.password !== '') return null
  if (url.protocol === 'https:' && url.port === '' && CARRIER_HOST.test(url.hostname)) return url.href
  const carrier = carrierBaseUrl === undefined ? null : parse(carrierBaseUrl)
  return carrier !== null && url.origin !== 'null' && url.origin === carrier.origin ? url.href : null
}

function parse(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}
