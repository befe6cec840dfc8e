import { signatureHeaders } from './sign.ts'

/** Sends the sandbox's requests: into this Worker when they are meant for it, else out into the world. */

export interface Delivery {
  url: string
  method: string
  headers: Record<string, string>
  body: string | null
  /** State callbacks and document fetches are signed; SWAIG, `request` and reports are not. */
  signed: boolean
  timeoutMs: number
}

/** `status` 0: there was no answer. */
export interface Delivered {
  status: number
  headers: Record<string, string>
  body: string
}

export interface Sender {
  /** Origin that is reached inside this Worker, and how; null for neither. */
  loopback: { origin: string; fetch: (request: Request) => Promise<Response> } | null
  /** Nobody else is asked anything: a sandbox that others can reach is no way for them to reach whom they cannot. */
  onlyInside: boolean
  signingKey: string | null
}

/** Longest answer that is read. */
const MAX_BODY = 1024 * 1024

/** Sends one request and reads the answer; never throws. */
export async function deliver(sender: Sender, delivery: Delivery): Promise<Delivered> {
  const none: Delivered = { status: 0, headers: {}, body: '' }
  let url: URL
  try {
    url = new URL(delivery.url)
  } catch {
    return none
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return none
  const inside = sender.loopback !== null && sender.loopback.origin === url.origin
  if (sender.onlyInside && !inside) return none
  const headers = new Headers(delivery.headers)
  let target = delivery.url
  if (url.username !== '' || url.password !== '') {
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
    headers.set('Authorization', `Basic ${btoa(credentials)}`)
    url.username = ''
    url.password = ''
    target = url.href
  }
  if (delivery.signed && sender.signingKey !== null)
    for (const [name, value] of Object.entries(await signatureHeaders(sender.signingKey, target, delivery.body ?? '')))
      headers.set(name, value)
  // Not AbortSignal.timeout: its timer would outlive the answer and keep the object from being evicted.
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), delivery.timeoutMs)
  try {
    const request = new Request(target, {
      method: delivery.method,
      headers,
      body: delivery.method === 'GET' ? null : delivery.body,
      signal: controller.signal,
    })
    const response = inside && sender.loopback ? await sender.loopback.fetch(request) : await fetch(request)
    const body = (await response.text()).slice(0, MAX_BODY)
    return { status: response.status, headers: Object.fromEntries(response.headers), body }
  } catch {
    return none
  } finally {
    clearTimeout(timer)
  }
}
