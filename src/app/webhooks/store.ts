import type { AuditEntry } from '../audit/store.ts'
import type { Page, PageRequest } from '../page.ts'

/** Where a customer wants to be told. */
export interface WebhookEndpoint {
  id: string
  orgId: string
  url: string
  description: string
  /** `whsec_…`; leaves the database only to sign, and once when it is made. */
  secret: string
  /** Signs beside the new one until then, after a rotation. */
  previousSecret: string | null
  previousUntil: number | null
  /** Event types; empty: all. */
  events: string[]
  enabled: boolean
  /** Since when every delivery has failed. */
  failingSince: number | null
  disabledReason: string | null
  createdAt: number
  updatedAt: number
}

export type EndpointFields = Pick<WebhookEndpoint, 'url' | 'description' | 'events' | 'enabled'>

export type DeliveryState = 'pending' | 'delivered' | 'failed'

/** One event on its way to one endpoint. */
export interface WebhookDelivery {
  id: string
  orgId: string
  endpointId: string
  eventId: string
  /** Of the event; null when it is no longer kept. */
  type: string | null
  state: DeliveryState
  tries: number
  /** When it is tried next, or was to be. */
  nextAt: number
  /** What the endpoint answered last; null: nothing, and `lastError` says why. */
  lastStatus: number | null
  lastError: string | null
  createdAt: number
  deliveredAt: number | null
}

export interface WebhookEvent {
  id: string
  orgId: string
  type: string
  /** Instants are epoch ms in fields named `…_at`. */
  data: Record<string, unknown>
  at: number
}

/** A delivery taken for sending: nobody else takes it before the lease ends. */
export interface ClaimedDelivery {
  id: string
  /** With this one. */
  tries: number
  eventId: string
  event: { type: string; data: Record<string, unknown>; at: number } | null
}

/** How a try went. `nextAt` null: there is no further one. */
export type TriedDelivery = { id: string; tries: number; status: number | null } & (
  | { ok: true }
  | { ok: false; error: string; nextAt: number | null }
)

export interface WebhookStore {
  find(orgId: string, id: string): Promise<WebhookEndpoint | null>
  /** Oldest first. */
  list(orgId: string): Promise<WebhookEndpoint[]>
  /** False when the organization has `most` already. */
  create(endpoint: WebhookEndpoint, most: number, audit: AuditEntry): Promise<boolean>
  /** Switching it on forgets why it was off. False when it is gone. */
  update(orgId: string, id: string, changes: Partial<EndpointFields>, at: number, audit: AuditEntry): Promise<boolean>
  /** The secret that signed until now goes on signing until `previousUntil`. */
  rotate(
    orgId: string,
    id: string,
    change: { from: string; to: string; previousUntil: number },
    audit: AuditEntry,
  ): Promise<boolean>
  /** Of its own accord; only while it is on. */
  disable(orgId: string, id: string, reason: string, audit: AuditEntry): Promise<boolean>
  /** Deletes up to `limit` of its deliveries; returns how many. */
  deleteDeliveries(orgId: string, id: string, limit: number): Promise<number>
  delete(orgId: string, id: string, audit: AuditEntry): Promise<boolean>

  /** Newest first. */
  listDeliveries(
    orgId: string,
    endpointId: string,
    query: PageRequest & { state?: DeliveryState },
  ): Promise<Page<WebhookDelivery>>
  findDelivery(orgId: string, id: string): Promise<WebhookDelivery | null>
  findEvent(orgId: string, id: string): Promise<WebhookEvent | null>
  /** Has it sent again from the first try on. False when it is gone. */
  redeliver(orgId: string, delivery: WebhookDelivery, at: number, audit: AuditEntry): Promise<boolean>
  /** An event for one endpoint alone, whatever it subscribed to; nobody is to send it yet. */
  addTest(endpoint: WebhookEndpoint, event: WebhookEvent, deliveryId: string, audit: AuditEntry): Promise<void>

  /** Organizations with deliveries that are due at endpoints that are on. */
  listDueOrganizations(now: number, limit: number): Promise<string[]>
  /** Endpoints that are on and have deliveries due, those that answer first. */
  listDue(orgId: string, now: number): Promise<WebhookEndpoint[]>
  /** Takes those due longest and counts the try. */
  claim(orgId: string, endpointId: string, now: number, leaseUntil: number, limit: number): Promise<ClaimedDelivery[]>
  claimOne(orgId: string, endpointId: string, deliveryId: string, leaseUntil: number): Promise<ClaimedDelivery | null>
  /**
   * What became of the tries. A failure counts only while nobody else has taken the delivery since; `returned` are given back untried.
   * Keeps since when the endpoint has been failing, and returns it.
   */
  record(
    orgId: string,
    endpointId: string,
    tried: TriedDelivery[],
    returned: { id: string; tries: number }[],
    now: number,
  ): Promise<number | null>
  /** When there is next something to do for the organization; null: nothing waits, or only the cron should look after it. */
  nextDueAt(orgId: string, now: number): Promise<number | null>
  /** Deletes what was told before `before`, up to `limit` rows of each kind; returns how many. */
  purge(before: number, limit: number): Promise<number>
}
