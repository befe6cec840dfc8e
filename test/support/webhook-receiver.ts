/** A customer's endpoint in the test's hand: what it got, and what it answers. */

export interface Received {
  url: string
  headers: Record<string, string>
  body: string
}

export type Reply = number | 'hang' | 'refuse' | Response | ((request: Received) => Promise<Response>)

export class WebhookReceiver {
  readonly got: Received[] = []
  /** By URL; everybody else answers 204. */
  readonly replies = new Map<string, Reply>()

  /** Stands in for `fetch`. */
  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    if (init.redirect !== 'manual') throw new Error('redirects must not be followed')
    const received = {
      url,
      headers: Object.fromEntries(new Headers(init.headers).entries()),
      body: String(init.body),
    }
    this.got.push(received)
    const reply = this.replies.get(url) ?? 204
    if (reply === 'refuse') throw new TypeError('connect ECONNREFUSED 10.0.0.7:443')
    if (reply === 'hang')
      return await new Promise((_resolve, reject) => {
        init.signal!.addEventListener('abort', () => reject(init.signal!.reason as Error))
      })
    if (reply instanceof Response) return reply.clone()
    return typeof reply === 'function' ? await reply(received) : new Response(null, { status: reply })
  }

  at(url: string): Received[] {
    return this.got.filter((it) => it.url === url)
  }
}
