const CARRIER_HOST = /(^|\.)swire\.io$|\.signalwire\.com$/
const FILE_HOST = /(^|\.)swire\.io$/

/**
 * A recording's address, or null. Only SignalWire's own hosts over https are followed, and the origin the carrier is configured with (the
 * sandbox, which speaks plain http on this machine).
 */
export function recordingUrlOf(value: unknown, carrierBaseUrl: string | undefined): string | null {
  if (typeof value !== 'string' || value.length > 2_000) return null
  const url = parse(value.trim())
  if (url === null || url.username !== '' || url.password !== '') return null
  if (url.protocol === 'https:' && url.port === '' && CARRIER_HOST.test(url.hostname)) return url.href
  const carrier = carrierBaseUrl === undefined ? null : parse(carrierBaseUrl)
  return carrier !== null && isAt(carrier, url) ? url.href : null
}

/**
 * Whether a download may carry our credentials: from SignalWire's file store and our own space. Every customer of SignalWire has a host
 * under signalwire.com.
 */
export function takesCredentials(recordingUrl: string, carrierBaseUrl: string): boolean {
  const url = new URL(recordingUrl)
  return isAt(new URL(carrierBaseUrl), url) || FILE_HOST.test(url.hostname)
}

/** Not by the origin alone, which `blob:` addresses borrow. */
function isAt(carrier: URL, url: URL): boolean {
  return /^https?:$/.test(url.protocol) && url.origin === carrier.origin
}

function parse(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}
