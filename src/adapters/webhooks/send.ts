import type { WebhookSender } from '../../app/webhooks/sender.ts'
import { newSecret, signatures } from './sign.ts'

/** Standard Webhooks asks for 15 to 30 s; our own connections are few, so an endpoint gets less. */
const TIMEOUT_MS = 10_000

/**
 * Sends by `fetch`. A redirect is an answer like any other and a failure: where it leads was not checked. No body is read: a customer's
 * endpoint has nothing to tell us that its status does not, and what is not read cannot be shown to whoever pointed us there.
 */
export function createWebhookSender(options: {
  allowsLocal: boolean
  fetch?: (url: string, init: RequestInit) => Promise<Response>
  /** Real ms. */
  timeoutMs?: number
}): WebhookSender {
  const send = options.fetch ?? ((url, init) => fetch(url, init))
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS
  return {
    allowsLocal: options.allowsLocal,
    newSecret,
    async send({ url, id, body, secrets, sentAt }) {
      const seconds = Math.floor(sentAt / 1000)
      try {
        const response = await send(url, {
          method: 'POST',
          redirect: 'manual',
          signal: AbortSignal.timeout(timeoutMs),
          headers: {
            'Content-Type': 'application/json',
            'User-Agent': 'Sundial-Webhooks/1',
            'webhook-id': id,
            'webhook-timestamp': String(seconds),
            'webhook-signature': await signatures(secrets, id, seconds, body),
          },
          body,
        })
        await response.body?.cancel().catch(() => undefined)
        const { status } = response
        if (status >= 200 && status < 300) return { ok: true, status, error: null }
        const isRedirect = status >= 300 && status < 400
        return { ok: false, status, error: isRedirect ? 'answered with a redirect, which is not followed' : null }
      } catch (error) {
        return { ok: false, status: null, error: describe(error, timeoutMs) }
      }
    },
  }
}

/** In our own words: the runtime's may name addresses of ours. */
function describe(error: unknown, timeoutMs: number): string {
  const name = error instanceof Error ? error.name : ''
  if (name === 'TimeoutError' || name === 'AbortError') return `no answer within ${timeoutMs / 1000} seconds`
  return 'could not be reached: the connection failed'
}
