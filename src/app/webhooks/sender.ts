/** Sends signed requests to customers' endpoints (Standard Webhooks). */
export interface WebhookSender {
  /** This very machine may be told: only while the sandbox is on. */
  allowsLocal: boolean
  /** `whsec_` and 32 random bytes in base 64. */
  newSecret(): string
  /** Never throws: what went wrong is in the answer. Follows no redirect, reads no body, gives up after ten seconds. */
  send(message: WebhookMessage): Promise<WebhookAnswer>
}

export interface WebhookMessage {
  url: string
  /** The event's id, the same with every try. */
  id: string
  body: string
  /** Each of them signs. */
  secrets: string[]
  /** Real epoch ms: receivers refuse what is older than five minutes, however fast our clock runs. */
  sentAt: number
}

export interface WebhookAnswer {
  /** Answered with 2xx. */
  ok: boolean
  /** null: no answer. */
  status: number | null
  error: string | null
}
